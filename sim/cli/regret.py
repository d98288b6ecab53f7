"""sim regret: which strategies of a sweep stay nearest to the best, whatever the future."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from sim.cli import complete
from sim.cli.answering import Lang

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.answers.regret import Regret
    from sim.sweeps.outcome import Outcome
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
"""Strategies that are printed, with the scenario's own and the last one; the file holds all."""

FEW_FUTURES = 50
TOGETHER = 0.05
"""Share of resamples from which a strategy counts as one of those that may come first."""


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
    from sim.vocabulary.language import require_language

    require_language(lang)
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
    _say(found, got, lang)
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


def _say(found: "SweepResults", got: "Regret", language: str) -> None:
    from sim.cli.tables import heading, paragraph, table
    from sim.sweeps.titles import title_of
    from sim.vocabulary.language import words
    from sim.vocabulary.wording import percent

    text = words(language)
    heading(
        text.say(
            "regret.head", title=title_of(found.design, language), count=f"{len(got.settings):,}"
        )
    )
    paragraph(("" if language == "zh" else " ").join(_terms(found, got, language)))
    of = _outcomes(found, got)
    front, order, rank = got.front, got.order, got.rank
    rows = []
    for s in order[_shown(got)]:
        numbers = [
            text.say("regret.cell", **_cell(o, r[s], m[s], language))
            for o, r, m in zip(of, got.regret, got.typical, strict=True)
        ]
        star = "*" if front[s] and len(got.aims) > 1 else ""
        led = percent(float(got.first[s]), language)
        named = _written(got, s, language)
        named = text.say("regret.own_row", strategy=named) if s == got.own else named
        rows.append([f"{rank[s]}{star}", *numbers, led, named])
    columns = [text.say(f"regret.column_{key}") for key in ("rank", "first", "strategy")]
    table([columns[0], *(o.label(language) for o in of), *columns[1:]], rows)


def _shown(got: "Regret") -> list[int]:
    """Return the places in the order that are printed: the first, the scenario's own, the last."""
    order = got.order.tolist()
    own = [] if got.own is None else [order.index(got.own)]
    return sorted({*range(min(SHOWN, len(order))), *own, len(order) - 1})


def _outcomes(found: "SweepResults", got: "Regret") -> "list[Outcome]":
    from sim.sweeps.outcome import outcome

    return [outcome(found, aim.measure, aim.selector) for aim in got.aims]


def _cell(of: "Outcome", behind: float, typical: float, language: str) -> dict[str, str]:
    """Return a regret and the median of the measure, in the unit that people read."""
    from sim.vocabulary.wording import number

    factor = of.scale.factor
    return {
        "behind": number(float(behind) * factor, language),
        "median": number(float(typical) * factor, language),
    }


def _terms(found: "SweepResults", got: "Regret", language: str) -> "Iterator[str]":
    """Yield the sentences that a reader needs before the table."""
    from sim.answers.regret import AT
    from sim.sweeps.sides import label_of_input
    from sim.vocabulary.language import words
    from sim.vocabulary.wording import inside, percent, unit_words

    text = words(language)
    wanted = [
        text.say(
            f"regret.want_{'more' if aim.more else 'less'}",
            label=inside(o.label(language), language), when=o.when(language),
            unit=unit_words(o.scale.difference, language),
        )
        for aim, o in zip(got.aims, _outcomes(found, got), strict=True)
    ]  # fmt: skip
    yield text.say(
        "regret.terms", wanted=text.stop.join(wanted), share=percent(AT, language),
        futures=f"{got.futures:,}",
    )  # fmt: skip
    if got.others:
        names = text.comma.join(label_of_input(name, language) for name in got.others)
        yield text.say("regret.differ", names=names)
    if len(got.aims) > 1:
        yield text.say("regret.ranked")
    together = int((got.first >= TOGETHER).sum())
    tie = text.say("regret.tie", count=together) if together > 1 else ""
    yield text.say("regret.led", tie=tie)
    if got.futures < FEW_FUTURES:
        yield text.say("regret.rough")
    if got.left_out:
        yield text.say("regret.left", count=f"{got.left_out:,}")


def _written(got: "Regret", strategy: int, language: str) -> str:
    """Return the settings of a strategy in words."""
    from sim.sweeps.sides import label_of_input
    from sim.vocabulary.language import words

    text = words(language)
    return text.comma.join(
        text.say(
            "sweep.setting", name=label_of_input(name, language),
            setting=_setting(name, got.settings[name].iloc[strategy], language),
        )
        for name in got.names
    )  # fmt: skip


def _setting(name: str, value: object, language: str) -> str:
    from sim.vocabulary.levers import levers
    from sim.vocabulary.wording import number

    if name not in levers():
        return str(value)
    known, size = levers()[name], float(str(value))
    return number(size, language) if known.quantity else known.show(size)


def _write(got: "Regret", path: Path) -> Path:
    """Write every strategy in its rank, numbers in full; flows are weekly means."""
    from sim.ground.ledger import put
    from sim.ground.writing import frame_text

    return put(path, frame_text(got.table()))
