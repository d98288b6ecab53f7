"""A word to whoever runs a command, beside its result: once a process, on the error stream."""

import sys
from functools import cache


@cache
def word(text: str) -> None:
    """Say something that changes no result; the same is said once."""
    sys.stderr.write(f"sim: {text}\n")
