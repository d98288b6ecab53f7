"""sim regret: which strategies of a sweep stay nearest to the best, whatever the future."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from sim.cli import complete
from sim.cli.answering import Lang

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.answers.regret import Regret
    from sim.sweeps.reader import SweepResults

Aims = Annotated[
    Optional[list[str]],  # noqa: UP045
    typer.Option(
        help="A saved measure of which less is better; may be given several times.",
        autocompletion=complete.measures,
    ),
]
MoreAims = Annotated[
    Optional[list[str]],  # noqa: UP045
    typer.Option(
        help="One of which more is better, as 'capability.index[actor=us]'.",
        autocompletion=complete.measures,
    ),
]
SHOWN = 10
"""Strategies that are printed, and the last one; the file holds all."""

FEW_FUTURES = 50
TOGETHER = 0.05
"""Share of resamples from which a strategy counts as one of those that may come first."""

SEVERAL = (
    "Ranked by the largest of the regrets, each over its range among strategies, so that one "
    "extreme strategy moves the ranks; a star marks those that no other strategy beats for one aim "
    "without losing for another."
)


def regret(
    results: Annotated[str, typer.Argument(help="Folder or URL that sim sweep wrote.")],
    less: Aims = None,
    more: MoreAims = None,
    out: Annotated[str, typer.Option(help="Folder for what is written.")] = "",
    lang: Lang = "en",
) -> None:
    """Rank the coalition's strategies in a sweep by regret: a table, a file, figures.

    One figure an aim, and of two aims one against the other.
    """
    from sim.answers.regret import Aim
    from sim.answers.regret import regret as regret_of
    from sim.ground.errors import InputError
    from sim.ground.folders import writing
    from sim.plots.asked import LESS, MORE, REGRET, TRADEOFF, Asked
    from sim.plots.sweep_files import draw
    from sim.plots.sweep_tradeoff import TWO, aims_text
    from sim.sweeps.designs.design import Picture
    from sim.sweeps.reader import open_sweep

    if "://" in (out or results):
        raise InputError(f"{out or results}: name a local folder for what is written with --out")
    found, folder = open_sweep(results), Path(out or results)
    aims = [
        Aim.read(text, more=m) for m, texts in ((False, less), (True, more)) for text in texts or ()
    ]
    if not aims:
        known = ", ".join(saved.variable for saved in found.design.save.variables)
        raise InputError(f"--less or --more: name a saved measure, one of {known}")
    got = regret_of(found, aims)
    _say(found, got)
    pictures = [
        Asked(Picture(aim.measure, aim.selector), REGRET, aim=MORE if aim.more else LESS)
        for aim in aims
    ]
    if len(aims) >= TWO:
        pair = tuple(aims[:TWO])
        first = Picture(pair[0].measure, pair[0].selector)
        pictures.append(Asked(first, TRADEOFF, aims=aims_text(pair)))
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        made = draw(found, pictures, folder / "figures", language=lang)
        written = [_write(got, folder / "regret.csv"), *made]
    typer.echo("\n".join(map(str, written)))


def _say(found: "SweepResults", got: "Regret") -> None:
    from sim.cli.tables import heading, paragraph, shown, table

    heading(f"{found.design.title}: regret of {len(got.settings):,} strategies")
    paragraph(" ".join(_terms(found, got)))
    front, order, rank = got.front, got.order, got.rank
    rows = []
    for s in order if len(order) <= SHOWN else [*order[:SHOWN], order[-1]]:
        numbers = [
            f"{shown(r[s])} ({shown(m[s])})" for r, m in zip(got.regret, got.typical, strict=True)
        ]
        star = "*" if front[s] and len(got.aims) > 1 else ""
        rows.append([f"{rank[s]}{star}", *numbers, f"{got.first[s]:.0%}", _written(got, s)])
    table(["rank", *(aim.spoken(found) for aim in got.aims), "first", "strategy"], rows)


def _terms(found: "SweepResults", got: "Regret") -> "Iterator[str]":
    """Yield the sentences that a reader needs before the table."""
    from sim.answers.regret import AT
    from sim.sweeps.sides import spoken

    wanted = [
        f"{'more' if aim.more else 'less'} {aim.spoken(found)} ({found.unit(aim.measure)})"
        for aim in got.aims
    ]
    yield (
        f"Wanted: {'; '.join(wanted)}. Regret is how far a strategy stays behind the best of these "
        f"in the same future; {AT:.0%} of {got.futures:,} futures do not exceed the number. In "
        "brackets the median of the measure itself."
    )
    if got.others:
        yield (
            f"Futures differ in their member and in {', '.join(map(spoken, got.others))}, of which "
            "every value counts the same."
        )
    if len(got.aims) > 1:
        yield SEVERAL
    together = int((got.first >= TOGETHER).sum())
    tie = f"; {together} do in one draw of twenty or more, so read their order as a tie"
    yield (
        "Under first: how often a strategy leads if members are drawn anew"
        f"{tie if together > 1 else ''}."
    )
    if got.futures < FEW_FUTURES:
        yield "With so few futures all of it is rough."
    if got.left_out:
        yield f"{got.left_out:,} futures are left out: a run failed."


def _written(got: "Regret", strategy: int) -> str:
    """Return the settings of a strategy in words."""
    from sim.sweeps.sides import spoken

    return ", ".join(
        f"{spoken(name)} {_setting(name, got.settings[name].iloc[strategy])}" for name in got.names
    )


def _setting(name: str, value: object) -> str:
    from sim.cli.tables import shown
    from sim.vocabulary.levers import levers

    if name not in levers():
        return str(value)
    known, number = levers()[name], float(str(value))
    return shown(number) if known.quantity else known.show(number)


def _write(got: "Regret", path: Path) -> Path:
    """Write every strategy in its rank, numbers in full; flows are weekly means."""
    from sim.ground.writing import write

    write(path, got.table().to_csv(index=False, lineterminator="\n"))
    return path
