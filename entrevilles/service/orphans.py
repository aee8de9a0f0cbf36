"""No process of the service outlives the one that started it, however that one ends."""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1
"""prctl(2), Linux."""


def end_with_parent() -> None:
    """Killed by the kernel when the parent is gone. Elsewhere than on Linux, a worker has its pipe and its own clock."""
    parent = os.getppid()
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)  # gone before this was asked for


def end_with_supervisor() -> None:
    """Where several processes listen: none keeps the port when the first is gone."""
    import threading
    from multiprocessing import parent_process

    supervisor = parent_process()
    if supervisor:
        threading.Thread(target=_end_after, args=(supervisor.sentinel,), daemon=True).start()


def _end_after(sentinel: int) -> None:
    from multiprocessing.connection import wait

    wait([sentinel])
    os._exit(1)
