"""What is said when something cannot be done, in the language that was asked for.

A refusal is made in English where the fault is found: ``place: fault; advice``. Here each of its
clauses is looked up among those that a language has. A clause that has no text stays as it is.
"""

import re
from functools import cache

from sim.vocabulary.language import words
from sim.vocabulary.wording import unit_words

GAP = re.compile(r"\{(\w+)\}")
SHAPES = {"quoted": r"['\"].*['\"]", "form": r"\S+?", "other": r"\S+?"}
"""What stands in a gap of a name: text in quotes, something written in one piece."""

Pattern = tuple[re.Pattern[str], str]


def refusal(message: str, language: str) -> str:
    """Return a refusal in a language; names, values and places stay.

    Example:
        >>> refusal("--seed: -1 is too few; at least 0", "zh")
        '--seed：-1太少；至少为0'
    """
    if language == "en":
        return message
    first, *more = message.split("; ")
    said = [_clause(first, language, place=True)]
    said += [_clause(clause, language) for clause in more]
    return words(language).stop.join(said)


def _clause(clause: str, language: str, *, place: bool = False) -> str:
    """Return a clause in a language; the first one may name a place before the fault."""
    for pattern, text in _patterns(language):
        for start in _starts(clause) if place else (0,):
            found = pattern.fullmatch(clause, start)
            if found:
                gaps = {n: _said(n, v, language) for n, v in found.groupdict().items()}
                return clause[:start].replace(": ", "：") + text.format(**gaps)
    return clause


def _starts(clause: str) -> list[int]:
    """Return where a fault may begin: at the start, or after a place."""
    return [0, *(found.end() for found in re.finditer(": ", clause))][::-1]


def _said(gap: str, value: str, language: str) -> str:
    text = words(language)
    if gap == "kind":
        return text.known("refusal_kinds", value) or value
    if gap == "unit":
        return unit_words(value, language)
    if gap == "names":
        return value.replace(", ", text.comma).replace(" or ", text.comma)
    return value


@cache
def _patterns(language: str) -> tuple[Pattern, ...]:
    """Return every clause as a pattern, those with the most words of their own first."""
    table = words(language).table["refusals"]
    own = sorted(table, key=lambda clause: -len(GAP.sub("", clause)))
    return tuple((_pattern(clause), table[clause]) for clause in own)


def _pattern(clause: str) -> re.Pattern[str]:
    parts = GAP.split(clause)
    made = [
        f"(?P<{part}>{SHAPES.get(part, '.+?')})" if i % 2 else re.escape(part)
        for i, part in enumerate(parts)
    ]
    return re.compile("".join(made), re.DOTALL)
