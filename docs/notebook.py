"""Runs `carnet.ipynb` in this interpreter and writes it back with its outputs, without what changes from run to run.

python docs/notebook.py [--check]: on the shipped data, as `entrevilles.open()` compiles them.
"""

import argparse
import re
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nbformat import NotebookNode

NOTEBOOK = Path(__file__).parent / "carnet.ipynb"


def executed(path: Path, cwd: Path) -> "NotebookNode":
    """The notebook run from start to end, in a folder of its own. Raises CellExecutionError for a cell that fails."""
    import nbformat
    from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
    from jupyter_client.manager import AsyncKernelManager
    from matplotlib import font_manager
    from nbclient import NotebookClient

    class ThisInterpreter(KernelSpecManager):
        """A kernel called `python3` may be missing, or be that of another environment."""

        def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
            argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
            return KernelSpec(argv=argv, display_name=kernel_name, language="python")

    font_manager.get_font_names()  # built once here, or the kernel says that it is building them
    notebook: NotebookNode = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    manager = AsyncKernelManager(kernel_spec_manager=ThisInterpreter())
    client = NotebookClient(notebook, km=manager, timeout=600, resources={"metadata": {"path": str(cwd)}})
    client.execute(cleanup_kc=True)  # the manager is ours, so the client would leave the kernel running
    return stripped(notebook)


def stripped(notebook: "NotebookNode") -> "NotebookNode":
    """Without times, versions and tags of the machine."""
    notebook.metadata = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    for cell in notebook.cells:
        cell.metadata = {}
        for output in cell.get("outputs", []):
            if "metadata" in output:
                output["metadata"] = {}
    return notebook


def texts(notebook: "NotebookNode") -> list[list[str]]:
    """Of each cell of code, what it shows, as text; an image is only `image`, since its bytes differ between machines."""
    return [[_text(output) for output in cell.outputs] for cell in notebook.cells if cell.cell_type == "code"]


def _text(output: Any) -> str:
    if output.output_type == "stream":
        return f"{output.name}: {output.text}"
    data = output.get("data", {})
    return "image" if "image/png" in data else re.sub(r"[ \t]+$", "", data.get("text/plain", ""), flags=re.MULTILINE)


def main() -> int:
    import nbformat

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        fresh = executed(NOTEBOOK, Path(scratch))
    if given.check:
        stale = texts(fresh) != texts(nbformat.read(NOTEBOOK, as_version=4))  # type: ignore[no-untyped-call]
        print(NOTEBOOK if stale else "")
        return int(stale)
    nbformat.write(fresh, NOTEBOOK)  # type: ignore[no-untyped-call]
    return 0


if __name__ == "__main__":
    sys.exit(main())
