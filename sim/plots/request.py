"""What is asked of a sweep: the usual figures, the command line and the file's name of each."""

import shlex
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sim.answers.regret import Aim
from sim.ground.errors import InputError, unknown
from sim.plots.asked import (
    CURVES,
    INDICES,
    LESS,
    MAP,
    MORE,
    PAIRS,
    REGRET,
    SHARE,
    STRUCTURES,
    TORNADO,
    TRADEOFF,
    Asked,
)
from sim.plots.sweep_kinds import KINDS
from sim.plots.sweep_tradeoff import TWO, aims_of, aims_text
from sim.plots.theme import LIGHT
from sim.sweeps.designs.design import Picture
from sim.sweeps.grids import MOST_PICTURES, completed, pictures
from sim.sweeps.pairs import reference_of
from sim.sweeps.reader import SweepResults, selectors
from sim.sweeps.sides import sides_of


def command_of(asked: Asked, url: str, theme: str = LIGHT.name, language: str = "en") -> str:
    """Return the command line that draws a figure from a store."""
    p, kind = asked.picture, KINDS[asked.kind]
    below = None if p.below is None else f"{p.below:g}"
    given: Mapping[str, Any] = {
        "x": p.x, "y": p.y, "panel": p.panel, "below": below, "at": p.at,
        "against": asked.against, "regret": asked.aim,
    }  # fmt: skip
    options = [(f"--{name}", given[name]) for name in kind.takes if name in given]
    aims = [(f"--{MORE if aim.more else LESS}", str(aim)) for aim in aims_of(asked.aims)]
    named = aims or [("--measure", p.measure), ("--select", p.selector)]
    pairs = [*named, *options]
    said = [word for pair in pairs if pair[1] for word in pair]
    look = [] if theme == LIGHT.name else ["--theme", theme]
    tongue = [] if language == "en" else ["--lang", language]
    return shlex.join(["sim", "plot", url, *said, *kind.flag.split(), *look, *tongue])


OF_SAMPLE = {"one_at_a_time": TORNADO, "saltelli": INDICES, "morris": INDICES}
"""What rows of a sample show, by how they were laid out."""


def usual(results: SweepResults) -> list[Asked]:
    """Return what a sweep is drawn as where nothing is asked.

    The design's own pictures; else dots by structure where rules are crossed, maps or curves where
    axes are, and of a sample what its layout shows.
    """
    design = results.design
    if design.pictures:
        return [suited(results, picture) for picture in pictures(results)]
    if len(design.structures) and design.save.values:
        return _each(results, STRUCTURES) if design.sample is None else _of_sample(results)
    if design.axes:
        return [suited(results, picture) for picture in pictures(results)]
    return _of_sample(results)


def _of_sample(results: SweepResults) -> list[Asked]:
    sample = results.design.sample
    kind = "" if sample is None else OF_SAMPLE.get(sample.method, "")
    return _each(results, kind) if kind else []


def _each(results: SweepResults, kind: str) -> list[Asked]:
    """Return one figure of a kind for each saved measure and its parts."""
    every = [
        Asked(Picture(saved.variable, selector), kind)
        for saved in results.design.save.variables
        for selector in (selectors(saved) if saved.week is None else ())
    ]
    return every[:MOST_PICTURES]


def suited(results: SweepResults, picture: Picture, *, curves: bool = False) -> Asked:
    """Return a picture as a map, or as curves where one of its axes does not extend.

    Where a threshold is asked, the map is the share of members below it, if runs were kept.
    """
    whole = completed(results, picture)
    known = sides_of(results.design)
    sides = [known[name] for name in (whole.x, whole.y) if name in known]
    if curves or not whole.y or any(len(side.values) < 2 for side in sides):
        return Asked(replace(whole, below=None), CURVES)
    share = whole.below is not None and results.design.save.values
    return Asked(whole, SHARE if share else MAP)


def name_of(results: SweepResults, asked: Asked) -> str:
    """Return the name of a figure's file, without its ending."""
    p = asked.picture
    words = [p.measure.replace(":", "-"), p.selector.rpartition("=")[2]]
    if asked.kind == PAIRS:
        found = reference_of(results, asked.against)
        x = p.x or found.axis.name
        words += ["by", x, p.panel, "against", f"{found.axis.name}_{found.value}"]
    elif asked.kind in (MAP, SHARE, CURVES):
        words += ["by", p.x, p.y or p.panel]
        words += [SHARE] if asked.kind == SHARE else []
    else:
        words += [asked.kind, asked.aim if asked.kind == REGRET else ""]
        words += [part for aim in aims_of(asked.aims)[1:] for part in _file_words(aim)]
    words += [p.at.replace("=", "_").replace(",", "_"), ""]
    return "_".join(word for word in words if word)


def _file_words(aim: Aim) -> list[str]:
    return [aim.measure.replace(":", "-"), aim.selector.rpartition("=")[2]]


@dataclass(frozen=True)
class Wanted:
    """What is asked of a sweep before it is known whether it goes together.

    Attributes:
        picture: what over which axes; no measure asks for the usual figures.
        kind: a key of `KINDS`; "" for what the other options ask for.
        against: the setting that differences are held against.
        aim: less or more, for regret.
        aims: of a trade-off.
    """

    picture: Picture
    kind: str = ""
    against: str = ""
    aim: str = ""
    aims: tuple[Aim, ...] = ()

    @property
    def given(self) -> dict[str, Any]:
        """The options that are given, as `sim plot` names them, beside the measure."""
        p = self.picture
        every = {
            "x": p.x, "y": p.y, "panel": p.panel, "below": p.below, "at": p.at,
            "against": self.against, "regret": self.aim,
        }  # fmt: skip
        return {name: value for name, value in every.items() if value not in ("", None)}


def requested(results: SweepResults, wanted: Wanted) -> list[Asked]:
    """Return the figures that are asked for; InputError for options that do not go together."""
    if wanted.aims or wanted.kind == TRADEOFF:
        return [_trade(wanted)]
    picture, given = wanted.picture, wanted.given
    kind = wanted.kind or (PAIRS if wanted.against else REGRET if wanted.aim else "")
    if kind and kind not in KINDS:
        raise unknown("--kind", "kind", kind, KINDS)
    if not picture.measure:
        named = [KINDS[kind].flag.split()[0] or f"--{kind}"] if kind and KINDS[kind].flag else []
        said = [f"--{name}" for name in given] + (["--select"] if picture.selector else []) + named
        if said:
            raise InputError(f"{said[-1]}: goes with --measure, which names what is shown")
        asked = usual(results)
        if not asked:
            raise InputError(
                f"{results.url}: the sweep has no axes to draw over; sweep again with "
                "--format csv for a table"
            )
        return asked
    results.saved(picture.measure)
    takes = KINDS[kind or MAP].takes
    odd = [name for name in given if name not in takes]
    if odd:
        options = ", ".join(f"--{name}" for name in ("measure", "select", *takes))
        raise InputError(f"{_named(kind)} goes with {options}; leave out --{odd[0]}")
    if kind in ("", CURVES):
        return [suited(results, picture, curves=kind == CURVES)]
    if kind == SHARE and picture.below is None:
        raise InputError("--kind share: needs --below, the threshold")
    if kind in (MAP, SHARE):
        return [Asked(completed(results, picture), kind)]
    return [Asked(picture, kind, wanted.against, wanted.aim)]


def _trade(wanted: Wanted) -> Asked:
    """Return a trade-off of two aims; InputError for anything else beside them."""
    odd = [*wanted.given, *(["measure"] if wanted.picture.measure else [])]
    if wanted.kind not in ("", TRADEOFF) or odd:
        other = odd[0] if odd else "kind"
        raise InputError(f"--less, --more: make a trade-off of two aims; leave out --{other}")
    if len(wanted.aims) != TWO:
        raise InputError("--kind tradeoff: takes two aims, as --less MEASURE --more MEASURE")
    first = wanted.aims[0]
    picture = Picture(first.measure, first.selector)
    return Asked(picture, TRADEOFF, aims=aims_text(wanted.aims))


def _named(kind: str) -> str:
    """Return the option that asks for a kind, with a colon."""
    options = {PAIRS: "--against", REGRET: "--regret", "": "a map", MAP: "--kind map"}
    return f"{options.get(kind) or KINDS[kind].flag}:"
