"""From the policies of a sweep to what a figure shows: maps over two axes, bands over one."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from sim.ground.arrays import Runs
from sim.ground.errors import InputError
from sim.ground.weeks import date_of
from sim.sweeps.designs.design import Picture
from sim.sweeps.outcome import Outcome, last_day, outcome
from sim.sweeps.reader import SweepResults, selectors
from sim.sweeps.sides import Held, Side, at, hold, side, sides_of
from sim.vocabulary.axes import FAN

MOST_PICTURES = 12
"""Pictures that are drawn where a design names none."""

HUNDRED = 100.0


@dataclass(frozen=True)
class Maps:
    """A measure over two axes, one plane a setting of a third.

    Attributes:
        of: what is shown.
        x, y: the axes, in the order written.
        planes: title and values of each, shape (y, x): medians in the unit that people read, or
            the share of members below the level, in per cent.
        level: the threshold in the unit that people read, or None.
        share: whether planes hold shares.
        held: what does not vary.
    """

    of: Outcome
    x: Side
    y: Side
    planes: tuple[tuple[str, np.ndarray], ...]
    level: float | None
    share: bool
    held: Held


def maps(
    results: SweepResults, picture: Picture, language: str = "en", *, share: bool = False
) -> Maps:
    """Return medians, or shares of members below a level, over two axes.

    What is neither an axis nor the panel's is held at one setting.

    Raises:
        InputError: an axis twice or unknown, or single runs are needed and were not kept.
    """
    x, y = (side(results, name, getattr(picture, name)) for name in ("x", "y"))
    panel = side(results, "panel", picture.panel) if picture.panel else None
    names = [x.name, y.name, *([panel.name] if panel else [])]
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise InputError(f"{results.url}: the axis {twice} twice; name others")
    of, held = outcome(results, picture.measure, picture.selector), hold(results, names, picture.at)
    level = None if picture.below is None else picture.below * of.scale.factor
    made = []
    for title, mine in _panels(results, panel, held, language):
        rows = [[mine & at(results, x, i) & at(results, y, j) for i in range(len(x.values))]
                for j in range(len(y.values))]  # fmt: skip
        made.append((title, _cells(of, rows, level if share else None)))
    return Maps(of, x, y, tuple(made), level, share, held)


def _panels(
    results: SweepResults, panel: Side | None, held: Held, language: str
) -> Iterator[tuple[str, np.ndarray]]:
    """Yield the title of each panel and its policies."""
    if panel is None:
        yield "", held.mine
        return
    for place in range(len(panel.values)):
        yield panel.named(place, language), held.mine & at(results, panel, place)


def _cells(of: Outcome, rows: Sequence[Sequence[np.ndarray]], level: float | None) -> np.ndarray:
    shape = (len(rows), len(rows[0]))
    flat = [mine for row in rows for mine in row]
    if level is None:
        return np.asarray(of.bands(flat, (0.5,))[0]).reshape(shape)
    values = of.values
    return np.asarray([_below(values[mine], level) for mine in flat]).reshape(shape)


def _below(values: Runs, level: float) -> float:
    fine = values[np.isfinite(values)]
    return HUNDRED * float(np.mean(fine < level)) if len(fine) else float("nan")


@dataclass(frozen=True)
class Curves:
    """Bands over one axis or over dates, one panel a setting of a third input.

    Attributes:
        of: what is shown; over dates, at the last one.
        x: the axis, None for dates.
        places: where settings stand, or days since 1970.
        y: the input of which each line is a setting, None for a single line.
        panels: title of each, and quantiles 5, 25, 50, 75, 95 % by line, shape (5, place).
        held: what does not vary.
    """

    of: Outcome
    x: Side | None
    places: np.ndarray
    y: Side | None
    panels: tuple[tuple[str, tuple[Runs, ...]], ...]
    held: Held


def curves(results: SweepResults, picture: Picture, language: str = "en") -> Curves:
    """Return bands over one axis: lines by y, panels by panel, all else held."""
    x, y, panel = _sides(results, picture)
    assert x is not None
    of = outcome(results, picture.measure, picture.selector)
    held = hold(results, [one.name for one in (x, y, panel) if one], picture.at)

    def line(mine: np.ndarray) -> Runs:
        return of.bands([mine & at(results, x, i) for i in range(len(x.values))], FAN)

    panels = _lines(results, y, panel, held, language, line)
    return Curves(of, x, x.at, y, panels, held)


def over_dates(results: SweepResults, picture: Picture, language: str = "en") -> Curves:
    """Return bands over the dates at which a measure is kept: lines by x, panels by panel.

    Raises:
        InputError: the sweep keeps the measure at fewer than two dates.
    """
    asked = results.saved(picture.measure)
    dated = [
        saved for saved in results.design.save.variables
        if saved.measure == asked.measure and saved.how == "end" and saved.week is not None
    ]  # fmt: skip
    if len(dated) < 2:
        raise InputError(
            f"{results.url}: keeps {asked.measure} at {len(dated)} date(s); sweep again with "
            '--date yearly, or dates = "yearly" in [save]'
        )
    dated = sorted(dated, key=lambda saved: saved.week or 0)
    y, _, panel = _sides(results, picture)
    held = hold(results, [one.name for one in (y, panel) if one], picture.at)
    many = [outcome(results, saved.variable, picture.selector) for saved in dated]

    def line(mine: np.ndarray) -> Runs:
        return np.concatenate([of.bands([mine], FAN) for of in many], axis=1)

    panels = _lines(results, y, panel, held, language, line)
    days = [(last_day(results.design, saved) - date_of(0)).days for saved in dated]
    since = (date_of(0) - dt.date(1970, 1, 1)).days
    return Curves(many[-1], None, np.asarray(days, dtype=float) + since, y, panels, held)


def _sides(results: SweepResults, picture: Picture) -> tuple[Side | None, Side | None, Side | None]:
    names = [getattr(picture, name) for name in ("x", "y", "panel")]
    used = [name for name in names if name]
    if len(set(used)) < len(used):
        raise InputError(f"{results.url}: the axis {used[0]} twice; name others")
    x, y, panel = (
        side(results, option, name) if name else None
        for option, name in zip(("x", "y", "panel"), names, strict=True)
    )
    return x, y, panel


def _lines(
    results: SweepResults,
    y: Side | None,
    panel: Side | None,
    held: Held,
    language: str,
    line: Callable[[np.ndarray], Runs],
) -> tuple[tuple[str, tuple[Runs, ...]], ...]:
    """Return the lines of each panel."""
    made = []
    for title, mine in _panels(results, panel, held, language):
        each = [mine] if y is None else [mine & at(results, y, i) for i in range(len(y.values))]
        made.append((title, tuple(line(one) for one in each)))
    return tuple(made)


def pictures(results: SweepResults) -> Iterator[Picture]:
    """Yield the design's pictures, or one a measure over the first axes."""
    design = results.design
    if design.pictures:
        yield from (completed(results, picture) for picture in design.pictures)
        return
    if not design.axes:
        return
    made = 0
    for saved in design.save.variables:
        for selector in selectors(saved) if saved.week is None else ():
            if made < MOST_PICTURES:
                yield completed(results, Picture(saved.variable, selector))
            made += 1


def completed(results: SweepResults, picture: Picture) -> Picture:
    """Return a picture with the axes that it leaves open: the first that are free."""
    held = [part.partition("=")[0].strip() for part in picture.at.split(",")]
    taken = {picture.x, picture.y, picture.panel, *held}
    known = sides_of(results.design)
    free = [name for name, of in known.items() if name not in taken and of.axis]
    x = picture.x or (free.pop(0) if free else "")
    y = picture.y or (free.pop(0) if free else "")
    panel = picture.panel or (free.pop(0) if free and y else "")
    return Picture(picture.measure, picture.selector, x, y, panel, picture.below, picture.at)
