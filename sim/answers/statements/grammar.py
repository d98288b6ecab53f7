"""From text to a syntax tree; what does not fit is one line with its column."""

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.ground.errors import InputError
from sim.vocabulary.measures import measures

if TYPE_CHECKING:
    from lark import Lark, Tree

LONGEST, DEEPEST = 1000, 12
"""Characters and nested brackets of a statement: more is not one that a person wrote."""

STATEMENT, OUTCOME = "start", "outcome"

ACCEPTED = {
    "AT": "at DATE", "THROUGHOUT": "throughout PERIOD", "BY": "by DATE",
    "FOR": "for 4 weeks running", "IN": "in PERIOD", "UNTIL": "until CONDITION",
    "FROM": "from DATE to DATE", "MEASURE": "a measure such as russia.shells_fired",
    "OP": "one of >= <= > <", "BETWEEN": "between A and B", "MOVE": "falls by or rises by",
    "NUMBER": "a number", "SHARE": "a share such as 80 %", "UNIT": "a unit", "NAME": "a name",
    "LPAR": "(", "RPAR": ")", "LSQB": "[", "RSQB": "]", "YEAR": "a year",
    "QUARTER": "a quarter such as 2025-Q2", "MONTH": "a month such as 2025-06",
    "DATE": "a date such as 2025-12-29", "EDGE": "start of, end of",
    "STAT": "mean, total, highest, lowest or median", "AND": "and", "OR": "or", "NOT": "not",
    "WHEN": "when first", "HOW": "how long, how much is", "WHENEVER": "whenever",
    "UNDER": "under CASE", "AGAINST": "against CASE", "SINCE": "since DATE",
    "INT": "a whole number", "DUR": "weeks or years", "LEASTMOST": "least or most",
    "ORDER": "first or last", "THE": "the run", "OF": "of", "TO": "to", "$END": "the end",
    "EACH": "under", "AFTER": "after or before", "MEMBERS": "members", "WEEKS": "weeks",
    "ON": "on", "OVER": "over", "RUNNING": "running", "THEN": "then", "WITHIN": "within",
    "SOME": "some time", "LONG": "long", "MUCH": "much", "IS": "is", "RUN": "run", "TIME": "time",
    "READING": "reading", "__ANON_0": "each", "EQUAL": "=",
}  # fmt: skip
"""What a reader is told of each kind of word."""

GRAMMAR = Path(__file__).with_name("ask.lark")
OUTCOME_RULE = '\noutcome: quantity ["at" instant | "in" period]\n'


@cache
def units() -> tuple[str, ...]:
    """Return the units that a number may carry, the longest first."""
    known = {m.unit for m in measures().values() if m.unit[0].isalpha() and m.unit != "category"}
    known |= {u.removesuffix("/week") for u in known}
    known |= {u.replace("/week", "/day") for u in known if u.endswith("/week")} | {"points"}
    return tuple(sorted(known, key=lambda u: (-len(u), u)))


@cache
def parser() -> "Lark":
    """Return the parser; built once."""
    from lark import Lark

    unit = (
        "UNIT.1: /(?:" + "|".join(re.escape(u).replace("/", "\\/") for u in units()) + ")(?![a-z])/"
    )
    text = GRAMMAR.read_text(encoding="utf-8") + OUTCOME_RULE + unit + "\n"
    return Lark(
        text, parser="lalr", start=[STATEMENT, OUTCOME], propagate_positions=True,
        maybe_placeholders=True,
    )  # fmt: skip


def tree_of(text: str, start: str = STATEMENT) -> "Tree[Any]":
    """Return the syntax tree of a statement; InputError with the column and what is accepted."""
    from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken

    _check_size(text)
    try:
        return parser().parse(text, start=start)
    except UnexpectedToken as error:
        ended = error.token.type == "$END"
        column = len(text) + 1 if ended else int(error.column)
        raise _wrong(
            text, column, "" if ended else str(error.token), error.accepts or set()
        ) from None
    except UnexpectedCharacters as error:
        word = re.match(r"\S+", text[int(error.column) - 1 :])
        allowed = error.allowed or set()
        raise _wrong(text, int(error.column), word.group() if word else "", allowed) from None
    except UnexpectedInput as error:
        raise _wrong(text, int(getattr(error, "column", 1) or 1), "", set()) from None


def _check_size(text: str) -> None:
    if not text.strip():
        raise InputError(
            "statement: is empty; write, for instance, russia.shells_fired >= 10k rounds/day "
            "throughout 2025"
        )
    if len(text) > LONGEST:
        raise InputError(f"statement: {len(text):,} characters are too many; at most {LONGEST:,}")
    depth = most = 0
    for letter in text:
        depth += {"(": 1, ")": -1}.get(letter, 0)
        most = max(most, depth)
    if most > DEEPEST:
        raise InputError(f"statement: {most} brackets inside each other; at most {DEEPEST}")


def place(column: int) -> str:
    """Return how an error names its place."""
    return f"statement, column {column}"


def _wrong(text: str, column: int, found: str, kinds: set[str]) -> InputError:
    told = sorted({ACCEPTED.get(kind, kind.lower()) for kind in kinds})
    accepted = f"; accepted here: {', '.join(told)}" if told else ""
    what = f"{_short(found)!r} does not fit" if found else "the statement ends too early"
    before = text[max(0, column - 25) : column - 1].strip()
    after = f" after {before!r}" if before else ""
    return InputError(f"{place(column)}: {what}{_short(after)}{accepted}{_hint(text, found)}")


def _short(text: str) -> str:
    most = 40
    return text if len(text) <= most else text[: most - 1] + "…"


def _hint(text: str, found: str) -> str:
    """Return a hint for what people often write."""
    if found in {"=", "==", "!="}:
        return " (compare with >= or <=: numbers of a run are hardly ever equal)"
    if re.search(r"\b(at|by|since|before|after) 20\d\d(-Q\d|-\d\d)?(?![-\d])", text):
        return (
            " (a year, quarter or month is a period: write 'at end of 2025' or 'throughout 2025')"
        )
    if re.search(r"\b(in|at) the end\b", text):
        return " (write: at end of 2026)"
    return ""
