"""sim regret: which strategies of a sweep stay nearest to the best, whatever the future."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

if TYPE_CHECKING:
    from sim.sweeps.reader import SweepResults
    from sim.sweeps.regret import Regret

Aims = Annotated[
    Optional[list[str]],  # noqa: UP045
    typer.Option(help="A saved measure of which less is better; may be given several times."),
]
MoreAims = Annotated[
    Optional[list[str]],  # noqa: UP045
    typer.Option(help="One of which more is better, as capability.index[actor=us]."),
]
SHOWN = 10
"""Strategies that are printed, and the last one; the file holds all."""

SEVERAL = (
    " Ranked by the largest of the regrets, each over its range among strategies; a star marks "
    "those that no other strategy beats for one aim without losing for another."
)


def regret(
    results: Annotated[str, typer.Argument(help="Folder or URL that sim sweep wrote.")],
    less: Aims = None,
    more: MoreAims = None,
    out: Annotated[Optional[Path], typer.Option(help="Folder for what is written.")] = None,  # noqa: UP045
) -> None:
    """Rank the coalition's strategies in a sweep by regret: a table, a file, a figure an aim."""
    from sim.designs.design import Picture
    from sim.errors import InputError
    from sim.folders import writing
    from sim.plots.sweep_asked import LESS, MORE, REGRET, Asked
    from sim.plots.sweep_files import draw
    from sim.sweeps.reader import open_sweep
    from sim.sweeps.regret import Aim
    from sim.sweeps.regret import regret as regret_of

    found = open_sweep(results)
    aims = [
        Aim.read(text, more=m) for m, texts in ((False, less), (True, more)) for text in texts or ()
    ]
    if not aims:
        known = ", ".join(saved.variable for saved in found.design.save.variables)
        raise InputError(f"--less or --more: name a saved measure, one of {known}")
    folder = out or Path(results)
    if "://" in str(folder):
        raise InputError(f"{results}: name a local folder for the table with --out")
    got = regret_of(found, aims)
    _say(found, got)
    pictures = [
        Asked(Picture(aim.measure, aim.selector), REGRET, aim=MORE if aim.more else LESS)
        for aim in aims
    ]
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        written = [_write(got, folder / "regret.csv"), *draw(found, pictures, folder / "figures")]
    typer.echo("\n".join(map(str, written)))


def _say(found: "SweepResults", got: "Regret") -> None:
    from sim.cli.tables import heading, paragraph, shown, table
    from sim.sweeps.regret import AT

    heading(f"{found.design.title}: regret of {len(got.settings):,} strategies")
    wanted = [
        f"{'more' if aim.more else 'less'} {aim.spoken(found)} ({found.unit(aim.measure)})"
        for aim in got.aims
    ]
    paragraph(
        f"Wanted: {'; '.join(wanted)}. Regret is how far a strategy stays behind the best of these "
        f"in the same future; {AT:.0%} of {got.futures:,} futures stay under the number. In "
        "brackets the median of the measure itself."
        + (SEVERAL if len(got.aims) > 1 else "")
        + (f" {got.left_out:,} futures are left out: a run failed." if got.left_out else "")
    )
    front, order = got.front, got.order
    ranks = list(range(len(order)))
    rows = []
    for rank in ranks if len(ranks) <= SHOWN else [*ranks[:SHOWN], ranks[-1]]:
        s = order[rank]
        numbers = [
            f"{shown(r[s])} ({shown(m[s])})" for r, m in zip(got.regret, got.typical, strict=True)
        ]
        star = "*" if front[s] and len(got.aims) > 1 else ""
        rows.append([f"{rank + 1}{star}", *numbers, _written(got, s)])
    table(["rank", *(aim.spoken(found) for aim in got.aims), "strategy"], rows)


def _written(got: "Regret", strategy: int) -> str:
    """Return the settings of a strategy in words."""
    from sim.cli.tables import shown
    from sim.levers import levers
    from sim.sweeps.grids import spoken

    parts = []
    for name in got.names:
        value = got.settings[name].iloc[strategy]
        if name not in levers():
            text = str(value)
        elif levers()[name].quantity:
            text = shown(float(value))
        else:
            text = levers()[name].show(float(value))
        parts.append(f"{spoken(name)} {text}")
    return ", ".join(parts)


def _write(got: "Regret", path: Path) -> Path:
    """Write every strategy in its rank, numbers in full."""
    out = got.settings.copy()
    for i, aim in enumerate(got.aims):
        out[f"regret {aim}"], out[f"median {aim}"] = got.regret[i], got.typical[i]
    out["unbeaten"] = got.front
    out = out.iloc[got.order]
    out.insert(0, "rank", range(1, len(out) + 1))
    out.to_csv(path, index=False)
    return path
