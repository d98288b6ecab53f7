"""The body of a request: JSON of modest size and depth, or one line that says what is wrong."""

import json
import math
from typing import Any

from starlette.requests import Request

from sim.ground.errors import InputError

MOST_BYTES = 64 * 1024
DEEPEST = 12
"""Levels of nesting; a state needs five."""

LONGEST_NUMBER = 40
"""Characters of a whole number."""


async def table_of(request: Request) -> dict[str, Any]:
    """Return the JSON object that a request carries; InputError if it carries none."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise InputError("content-type: must be application/json")
    return parsed(await _read(request))


async def _read(request: Request) -> bytes:
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > MOST_BYTES:
            raise InputError(f"body: more than {MOST_BYTES // 1024} kB")
        parts.append(part)
    return b"".join(parts)


def parsed(content: bytes) -> dict[str, Any]:
    """Return the object in a JSON text; InputError for anything that is no plain JSON object."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        raise InputError("body: is not UTF-8") from None
    _require_shallow(text)
    try:
        found = json.loads(
            text,
            parse_constant=_refuse,
            parse_int=_whole,
            parse_float=_finite,
            object_pairs_hook=_once,
        )
    except json.JSONDecodeError as error:
        raise InputError(f"body: is not JSON ({error.msg} at character {error.pos})") from None
    if not isinstance(found, dict):
        raise InputError("body: must be a JSON object")
    if not text.isascii() or "\\u" in text:
        _require_text(found)
    return found


def _require_shallow(text: str) -> None:
    """Raise InputError for deep nesting before a parser follows it; brackets in texts count."""
    depth = 0
    for mark in text:
        if mark in "[{":
            depth += 1
            if depth > DEEPEST:
                raise InputError(f"body: nested more than {DEEPEST} levels deep")
        elif mark in "]}":
            depth -= 1


def _refuse(name: str) -> Any:
    raise InputError(f"body: {name} is no JSON number")


def _whole(text: str) -> int:
    if len(text) > LONGEST_NUMBER:
        raise InputError("body: a number has too many digits")
    return int(text)


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise InputError(f"body: {text[:LONGEST_NUMBER]} is too large")
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise InputError("body: a name stands twice in one object")
    return found


def _require_text(found: Any) -> None:
    """Raise InputError for half of a surrogate pair, which cannot be written as UTF-8."""
    try:
        json.dumps(found, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        raise InputError("body: holds a character that is none (half a surrogate pair)") from None
