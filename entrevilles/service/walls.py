"""Whether this platform keeps the limits that hold a worker: some take them and let them be.

python -m entrevilles.service.walls    says, a line each, which do not hold
"""

import resource
import socket
import subprocess
import sys

from entrevilles.service import worker

CAP = 2**29
"""Bytes; what is tried is twice as much."""
NAMES = ("memory", "network")


def missing() -> list[str]:
    """Those of `NAMES` that do not hold; all where it cannot be tried."""
    tried = subprocess.run([sys.executable, "-m", "entrevilles.service.walls"], capture_output=True, text=True, check=False)
    return [*NAMES] if tried.returncode else tried.stdout.split()


def main() -> None:
    if not _memory_holds():
        print(NAMES[0])
    if not _network_holds():
        print(NAMES[1])


def _memory_holds() -> bool:
    try:
        resource.setrlimit(resource.RLIMIT_AS, (CAP, resource.RLIM_INFINITY))
        bytearray(2 * CAP)  # zeroed pages that nobody touches
    except MemoryError:
        return True
    except (OSError, ValueError):
        pass
    return False


def _network_holds() -> bool:
    try:
        worker._wall()
        socket.socket().close()
    except ValueError:
        return False
    except OSError:
        return True
    return False


if __name__ == "__main__":
    main()
