"""One cleaner of text from files: for a terminal, for a cell, for a shell."""

import shlex
import unicodedata
from collections.abc import Sequence

LONGEST = 2000
"""Characters of a line of refusal; more is no line."""

KEPT = "\n\t"
HIDDEN = ("Cc", "Cs", "Cf", "Co", "Cn")
"""Categories that are not shown: control, surrogate, format, private use, unassigned."""

JOINERS = "\u200c\u200d"
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula."""


def plain(text: object) -> str:
    r"""Return text without characters that a terminal obeys; lines and tabs stay.

    >>> plain("a\x1b[31mb")
    'a[31mb'
    """
    found = str(text)
    if found.isascii() and found.isprintable():
        return found
    return "".join(c for c in found if c in KEPT or c in JOINERS or _shown(c))


def _shown(character: str) -> bool:
    return unicodedata.category(character) not in HIDDEN


def one_line(text: object, longest: int = LONGEST) -> str:
    r"""Return text in one line without control characters, shortened if it is long.

    >>> one_line("two\nlines")
    'two lines'
    """
    line = " ".join(plain(text).split())
    if len(line) <= longest:
        return line
    return f"{line[: longest // 2]} ... {line[-longest // 2 :]}"


def cell(text: object) -> str:
    """Return a cell of a table that no spreadsheet runs; numbers stay as they are.

    >>> cell("=1+1"), cell("-0.5"), cell("shells")
    ("'=1+1", '-0.5', 'shells')
    """
    found = plain(text)  # first: behind what is taken out a formula may begin
    return f"'{found}" if found.startswith(FORMULA) and not _number(found) else found


def _number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def shell(words: Sequence[object]) -> str:
    """Return words as one command line that says no more than they do.

    >>> shell(["sim", "run", "a b"])
    "sim run 'a b'"
    """
    return shlex.join(one_line(word) for word in words)
