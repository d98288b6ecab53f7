"""What each change of the second edition moves when it is taken out: the table of the changelog.

    python benchmarks/changes.py [members]

Paired medians at weeks 130 and 260, in per cent and points; of provocations the mean.
"""

import sys
import tomllib
from pathlib import Path

import numpy as np

from sim.answers.switching import LOOKED, Moves, switched
from sim.answers.switching_file import changed
from sim.vocabulary.switches import switch

TABLE = Path(__file__).with_suffix(".toml")
MEMBERS, SHOWN, LEAST = 400, 4, 0.05


def line(found: Moves, name: str) -> str:
    """Return what a change moves: what is practically unchanged is told only if nothing else is."""
    values = found.values[name]
    largest = int(np.abs(values).max(axis=1).argmax())
    if np.abs(values[largest]).max() < LEAST:
        return "nothing"
    moved = found.moved(name)
    if not moved:
        return f"nothing by as much as that; most: {changed(values, largest)}"
    more = len(moved) - SHOWN
    rest = f" and {more} more of {len(LOOKED)}" if more > 0 else ""
    return ", ".join(changed(values, i) for i in moved[:SHOWN]) + rest


def main(members: int) -> None:
    """Print a row a change."""
    given = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    switches = {name: switch(f"{TABLE.name} {name}", name, row) for name, row in given.items()}
    found = switched(switches, members=members)
    print("| change | taken out | what moves by 1 % or a point, weeks 130 / 260 |\n|---|---|---|")
    for name, one in switches.items():
        place = "" if one.under == "baseline" else f" (`{one.under}`)"
        print(f"| {name} | {one.off}{place} | {line(found, name)} |")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else MEMBERS)
