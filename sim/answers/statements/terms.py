"""What a statement says, once it is read: plain values, weeks in place of dates."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from sim.vocabulary.measures import Measure, measures


@dataclass(frozen=True)
class Quantity:
    """A weekly number of a run.

    Attributes:
        measure: its name.
        place: index along the measure's extra dimension, or None.
        label: the value of that dimension, or "".
        how: mean, total, highest, lowest or median, or "" for the week itself.
        over: weeks of the moving window of `how`; None accumulates from the start of the run.
        under: the case that it is read in, or "" for the case that is asked.
        column: where it stands in the text, from 1.
    """

    measure: str
    place: int | None = None
    label: str = ""
    how: str = ""
    over: int | None = None
    under: str = ""
    column: int = 1

    @property
    def known(self) -> Measure:
        """The measure's entry in the vocabulary."""
        return measures()[self.measure]

    @property
    def unit(self) -> str:
        """Its unit; the total of a flow has no "a week" left."""
        unit = self.known.unit
        return unit.removesuffix("/week") if self.how == "total" else unit


@dataclass(frozen=True)
class Compare:
    """A quantity against a number in the measure's unit; `op` is one of < <= > >=."""

    quantity: Quantity
    op: str
    value: float


@dataclass(frozen=True)
class Between:
    """A quantity between two numbers in the measure's unit, both included."""

    quantity: Quantity
    low: float
    high: float


@dataclass(frozen=True)
class CompareTwo:
    """Two quantities of one unit against each other in the same run."""

    left: Quantity
    op: str
    right: Quantity


@dataclass(frozen=True)
class Moved:
    """A quantity that moved by at least an amount against a reference, paired by member.

    Attributes:
        quantity: what moved.
        up: whether it rises.
        amount: at least so much, in the measure's unit, or as a share if `relative`.
        relative: whether the amount is a share of the reference.
        against: name of the reference case, or "".
        since: week of the reference in the same run, or None.
    """

    quantity: Quantity
    up: bool
    amount: float
    relative: bool
    against: str = ""
    since: int | None = None


@dataclass(frozen=True)
class Group:
    """Conditions that hold in the same week: all of them (`every`) or one of them."""

    every: bool
    parts: tuple["Condition", ...]


Condition = Compare | Between | CompareTwo | Moved | Group


@dataclass(frozen=True)
class Span:
    """Weeks from `first` to `last`, both included, and how the text names them."""

    first: int
    last: int
    said: str


@dataclass(frozen=True)
class Timed:
    """A condition and its time.

    Attributes:
        condition: what holds.
        kind: at, throughout, eventually, by, running or share_of_weeks.
        span: which weeks.
        weeks: for running, how many weeks in a row.
        share: for share_of_weeks, of which share.
        most: for share_of_weeks, whether in at most (not at least) that share.
    """

    condition: Condition
    kind: str
    span: Span
    weeks: int = 1
    share: float = 0.0
    most: bool = False


@dataclass(frozen=True)
class Response:
    """Whenever the first holds in the span, the second holds within so many weeks."""

    condition: Condition
    then: Condition
    within: int
    span: Span


@dataclass(frozen=True)
class Until:
    """The first holds in every week until the second does, and the second does in the span."""

    condition: Condition
    end: Condition
    span: Span


@dataclass(frozen=True)
class Negation:
    """The part does not hold."""

    part: "Formula"


@dataclass(frozen=True)
class Joined:
    """All parts hold (`every`) or one of them."""

    every: bool
    parts: tuple["Formula", ...]


Formula = Timed | Response | Until | Negation | Joined


@dataclass(frozen=True)
class Bar:
    """In at least (or at most) this share of members; `each`: under each reading by itself."""

    least: bool
    share: float
    each: bool = False


@dataclass(frozen=True)
class Claim:
    """A formula that holds in a member or does not."""

    formula: Formula
    bar: Bar | None = None


@dataclass(frozen=True)
class When:
    """The first or last week of a span in which a condition holds."""

    first: bool
    condition: Condition
    span: Span


@dataclass(frozen=True)
class HowLong:
    """Number of weeks of a span in which a condition holds."""

    condition: Condition
    span: Span


@dataclass(frozen=True)
class HowMuch:
    """A quantity in one week, or over the weeks of a span (mean unless it says how)."""

    quantity: Quantity
    span: Span
    at: bool


Said = Claim | When | HowLong | HowMuch


@dataclass(frozen=True)
class Statement:
    """A statement or question, read.

    Attributes:
        text: as written.
        said: what it says.
        notes: what was converted or taken as meant, in words.
        weeks: horizon for which it was read.
    """

    text: str
    said: Said
    notes: tuple[str, ...]
    weeks: int

    @property
    def quantities(self) -> tuple[Quantity, ...]:
        """Every quantity in it, in order."""
        return tuple(one for one in parts_of(self.said) if isinstance(one, Quantity))

    @property
    def measures(self) -> tuple[str, ...]:
        """Names of the measures that it needs, each once."""
        return tuple(dict.fromkeys(q.measure for q in self.quantities))

    @property
    def cases(self) -> tuple[str, ...]:
        """Names of the cases that it needs beside the one that is asked, each once."""
        named = [q.under for q in self.quantities]
        named += [one.against for one in parts_of(self.said) if isinstance(one, Moved)]
        return tuple(dict.fromkeys(name for name in named if name))

    @property
    def conditions(self) -> tuple[tuple[Condition, Span], ...]:
        """Every timed condition with its weeks, in order."""
        out: list[tuple[Condition, Span]] = []
        for one in parts_of(self.said):
            if isinstance(one, Timed | When | HowLong | Response | Until):
                out.append((one.condition, one.span))
        return tuple(out)


def parts_of(said: Any) -> Iterator[Any]:
    """Yield a term and every term inside it, depth first."""
    if isinstance(said, tuple):
        for one in said:
            yield from parts_of(one)
    elif is_dataclass(said):
        yield said
        for field in fields(said):
            yield from parts_of(getattr(said, field.name))
