"""Run the notebooks and mark each with the state of the model that gave its pictures."""

import sys
from pathlib import Path

from sim.book.answers import model_state

MARK = "sim_model"
"""Key of a notebook's metadata that holds the state of the model."""


def run(script: Path) -> Path:
    """Run the notebook of a script from top to bottom and store it beside it.

    Args:
        script: in the percent format of jupytext.
    """
    import jupytext
    import nbclient
    import nbformat

    book = jupytext.read(script)
    folder = {"metadata": {"path": str(script.parent)}}
    nbclient.NotebookClient(book, timeout=600, kernel_name="python3", resources=folder).execute()
    for cell in book.cells:
        cell.metadata.pop("execution", None)
    book.metadata[MARK] = model_state()
    place = script.with_suffix(".ipynb")
    nbformat.write(book, place)  # type: ignore[no-untyped-call]
    return place


def main() -> None:
    """Run the scripts that are named on the command line."""
    for name in sys.argv[1:]:
        print(run(Path(name)))


if __name__ == "__main__":
    main()
