"""The evidence as targets: reported figures that a run can be scored against."""

import hashlib
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from sim.ground.errors import InputError, unknown
from sim.ground.files import shipped, table_of
from sim.ground.weeks import MOST_WEEKS, START, date_of
from sim.ground.writing import tell
from sim.vocabulary.bias import bias_of
from sim.vocabulary.figure_rows import check_order, day, number, rows
from sim.vocabulary.measures import Measure, measure, selector

if TYPE_CHECKING:
    from sim.vocabulary.assumptions import Registry

STATISTICS = ("sum", "mean", "mean_per_day", "end", "ratio_to_prev", "share", "initial")
RATIOS = ("ratio_to_prev", "share")
SCALES = ("log", "linear")
FIT, CHECK, OWN = "fit", "check", "own"
NEEDED = ("target_id", "measure", "statistic", "start", "end", "unit")
COLUMNS = (
    *NEEDED, "evidence_id", "selector", "low", "central", "high", "scale", "family",
    "bias_factor", "use", "note",
)  # fmt: skip
"""Every column that is read; others are ignored."""

OTHER_UNITS = {"meetings": "events", "bbl": "barrels", "t": "tonnes", "wk": "week", "-": "1"}
"""Spellings of units that reports use, and those of the list of measures."""

HASHED = (
    "id", "measure", "selector", "statistic", "start", "end", "low", "central", "high", "unit",
    "scale", "family", "bias_text",
)  # fmt: skip


@dataclass(frozen=True)
class Selection:
    """What a selector picks.

    Attributes:
        index: place on the extra dimension, or None for all of it (flows are added up).
        base: window that a ratio refers to.
        over: measure that a share is taken of.
    """

    index: int | None = None
    base: tuple[date, date] | None = None
    over: str | None = None


@dataclass(frozen=True)
class Target:
    """One reported figure that a statistic of the model can be held against.

    Attributes:
        id, evidence: names of the row and of the claims behind it.
        measure, selector, statistic, start, end: which statistic of the model.
        low, central, high: 5-95 % band around the report, in `unit`; NaN where not given.
        scale: whether the error is taken on logs.
        family: kind of source.
        bias_text: reported over model quantity as written, a number or a range "0.6-1.5".
        use: ``fit`` enters a fit, everything else only judges.
    """

    id: str
    evidence: str
    measure: str
    selector: str
    statistic: str
    start: date
    end: date
    low: float
    central: float
    high: float
    unit: str
    scale: str
    family: str
    bias_text: str
    use: str
    note: str
    place: str

    @property
    def kind(self) -> str:
        """How it is scored: floor, ceiling, count (exact), ratio or level."""
        if math.isnan(self.central):
            return "floor" if math.isnan(self.high) else "ceiling"
        if self.low == self.central == self.high:
            return "count"
        return "ratio" if self.statistic in RATIOS else "level"

    @cached_property
    def bias(self) -> tuple[float, float]:
        """Range of reported over model quantity."""
        return bias_of(self.place, self.bias_text)[0]

    @cached_property
    def by_reading(self) -> Mapping[str, float]:
        """Further factor on the bias in single readings; 1 in those that are not named."""
        return bias_of(self.place, self.bias_text)[1]

    @property
    def group(self) -> tuple[str, str, str, bool]:
        """Targets of one group share one bias; ratios stand apart from levels."""
        return self.family, self.measure, self.bias_text, self.statistic in RATIOS

    @cached_property
    def selection(self) -> Selection:
        """Parsed selector."""
        return _selection(self.place, measure(self.place, self.measure), self.selector)

    @property
    def stationary(self) -> bool:
        """Whether it is met by the model's mean rate, as it begins before the model does."""
        return self.start < START and self.statistic not in {"initial", "end"}


def load_targets(path: Path | None = None) -> list[Target]:
    """Read and check a file of targets; other columns are ignored, InputError names the line."""
    file = path or shipped() / "evidence" / "targets.csv"
    targets: list[Target] = []
    seen: set[str] = set()
    for place, row in rows(file, NEEDED):
        target = _target(place, row)
        if target.id in seen:
            raise InputError(f"{place}: target_id {target.id!r} stands twice; give each its own")
        seen.add(target.id)
        targets.append(target)
    if not targets:
        raise InputError(f"{file}: holds no targets; see scenarios/evidence/targets.csv")
    return targets


def fit_hash(targets: Iterable[Target]) -> str:
    """Return the hash of the rows that enter a fit; other rows and notes do not matter."""
    lines = sorted(
        "|".join(str(getattr(target, name)) for name in HASHED)
        for target in targets
        if target.use == FIT
    )
    return hashlib.blake2b("\n".join(lines).encode(), digest_size=8).hexdigest()


def _target(place: str, row: Mapping[str, str]) -> Target:
    def cell(name: str, default: str = "") -> str:
        return row.get(name, "") or default

    for name in NEEDED:
        if not cell(name):
            raise InputError(f"{place}: {name} is empty; fill it in")
    of = measure(place, cell("measure"))
    if cell("statistic") not in STATISTICS:
        raise unknown(place, "statistic", cell("statistic"), STATISTICS)
    if cell("scale", "log") not in SCALES:
        raise unknown(place, "scale", cell("scale"), SCALES)
    start, end = (day(place, name, cell(name)) for name in ("start", "end"))
    check_order(place, start, end, "start", "end")
    scale = cell("scale", "log")
    low, central, high = _band(place, row, scale)
    _warn_of_groups(place, row, of.unit)
    target = Target(
        id=cell("target_id"), evidence=cell("evidence_id"), measure=of.name,
        selector=cell("selector"), statistic=cell("statistic"), start=start, end=end,
        low=low, central=central, high=high, unit=_spelt(cell("unit"), of), scale=scale,
        family=cell("family", "own"), bias_text=cell("bias_factor", "1"),
        use=cell("use", OWN), note=cell("note"), place=place,
    )  # fmt: skip
    _check_statistic(target, of)
    return target


GROUPED = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+")
"""A number as German and other spreadsheets group its thousands: 2.000."""


def _warn_of_groups(place: str, row: Mapping[str, str], unit: str) -> None:
    """Say how figures are read that may be thousands: 2.000 is two."""
    given = [row.get(name, "") for name in ("low", "central", "high") if row.get(name, "")]
    if unit != "1" and given and all(GROUPED.fullmatch(text) for text in given):
        tell(f"{place}: {given[0]} is read as {float(given[0]):g}; write thousands without a point")


def _band(place: str, row: Mapping[str, str], scale: str) -> tuple[float, float, float]:
    """Return the band; a missing side mirrors the other, a missing centre is the middle."""
    low, central, high = (number(place, n, row.get(n, "")) for n in ("low", "central", "high"))
    given = [value for value in (low, central, high) if not math.isnan(value)]
    if not given:
        raise InputError(f"{place}: low, central and high are empty; low alone means 'at least'")
    if scale == "log" and min(given) <= 0:
        raise InputError(f"{place}: {min(given):g} has no log; write scale = linear")
    if given != sorted(given):
        raise InputError(f"{place}: need low <= central <= high, got {given}; exchange them")
    to, back = (math.log, math.exp) if scale == "log" else (float, float)
    if math.isnan(central):
        if math.isnan(low) or math.isnan(high):
            return low, central, high
        return low, back((to(low) + to(high)) / 2), high
    if math.isnan(low) and math.isnan(high):
        return central, central, central
    if math.isnan(low):
        low = back(2 * to(central) - to(high))
    if math.isnan(high):
        high = back(2 * to(central) - to(low))
    return low, central, high


def _selection(place: str, of: Measure, text: str) -> Selection:
    index, base, over = None, None, None
    for part in filter(None, (piece.strip() for piece in text.split(";"))):
        name, _, value = part.partition("=")
        if name == "base":
            first, _, last = value.partition("/")
            base = (day(place, "base", first), day(place, "base", last))
            check_order(place, *base, "base start", "base end")
        elif name == "over":
            over = measure(place, value).name
        else:
            found = selector(place, of, part)
            index = None if found is None else found[1]
    return Selection(index, base, over)


def unit_of(of: Measure, statistic: str) -> str:
    """Return the unit in which a statistic of a measure stands."""
    if statistic in RATIOS:
        return "1"
    if statistic == "sum":
        return of.unit.removesuffix("/week")
    if statistic == "mean_per_day":
        return of.unit.removesuffix("/week") + "/day"
    return of.unit


def _spelt(unit: str, of: Measure) -> str:
    """Return a unit in the spelling of the list of measures."""
    own = of.unit.split("/")
    return "/".join(
        part if part in own else OTHER_UNITS.get(part, part) for part in unit.split("/")
    )


def _check_statistic(target: Target, of: Measure) -> None:
    place, statistic = target.place, target.statistic
    picked, _ = target.selection, target.bias  # parsed now, so that what is wrong is said now
    if of.kind == "state":
        raise InputError(f"{place}: {of.name} is a category and has no {statistic}; drop the row")
    if statistic in {"sum", "mean_per_day"} and of.kind != "flow":
        raise InputError(f"{place}: {statistic} of {of.name}, which is no flow; use mean or end")
    if statistic == "end" and of.kind == "flow":
        raise InputError(f"{place}: end of {of.name}, which is a flow; use mean or sum")
    if statistic == "share" and picked.over is None and of.kind != "ratio":
        raise InputError(f"{place}: share needs a selector over=MEASURE; or use another statistic")
    if statistic == "ratio_to_prev" and picked.base is None:
        raise InputError(f"{place}: ratio_to_prev needs a selector base=START/END; name the window")
    if of.dimension and picked.index is None and of.kind != "flow":
        raise InputError(f"{place}: {of.name} needs a selector {of.dimension}=...; pick one")
    wanted = unit_of(of, statistic)
    if target.unit != wanted:
        raise InputError(f"{place}: unit {target.unit!r}; {statistic} of {of.name} has {wanted!r}")
    if statistic == "end" and target.end < START:
        raise InputError(f"{place}: end {target.end} lies before the model's start {START}")
    if target.end >= date_of(MOST_WEEKS):
        raise InputError(f"{place}: end {target.end} is beyond {date_of(MOST_WEEKS)}; shorten it")


def check_evidence(entries: "Registry", folder: Path) -> None:
    """Raise InputError for an evidence or claim id that no table holds."""
    rows = {row["id"] for row in table_of(folder / "evidence" / "evidence.csv")}
    claims = {row["claim_id"] for row in table_of(folder / "vocabulary" / "claims.csv")}
    for entry in entries:
        place = f"assumptions/{entry.owner}.toml [{entry.key.split('.')[1]}]"
        cited = set(entry.evidence) | set(re.findall(r"\bC\d{3}\b", entry.basis))
        for missing in sorted(cited - rows):
            raise InputError(f"{place}: evidence {missing} is not in evidence.csv")
        for missing in sorted(set(entry.claims) - claims):
            raise InputError(f"{place}: claim {missing} is not in claims.csv")
