"""Weeks and dates: week 0 starts on Monday 2023-07-03."""

from datetime import date, timedelta

from sim.ground.errors import InputError
from sim.ground.fields import plain

START = date(2023, 7, 3)
"""Monday of week 0."""

CUT_OFF = date(2024, 11, 5)
"""Nothing published later is used by the model or its evidence."""

MOST_WEEKS = 1040
"""Longest horizon that is allowed (twenty years)."""

NEVER = 10**6
"""Week of what does not happen."""


def week_of(day: date) -> int:
    """Return the week that holds a day; negative before the start."""
    return (day - START) // timedelta(weeks=1)


def date_of(week: int) -> date:
    """Return the Monday that starts a week."""
    return START + timedelta(weeks=week)


def parse_week(place: str, value: object) -> int:
    """Return the week of a date (or of the text "never"); InputError before the start.

    Dates of NumPy and pandas are taken.

    Example:
        >>> import numpy as np
        >>> parse_week("steps", "2023-07-12"), parse_week("steps", np.datetime64("2023-07-03"))
        (1, 0)
    """
    value = plain(value)
    if isinstance(value, str) and value == "never":
        return NEVER
    if isinstance(value, str):
        try:
            value = date.fromisoformat(value)
        except ValueError:
            raise InputError(f"{place}: {value!r} is not a date; write 2024-11-04") from None
    if not isinstance(value, date) or value != value:  # noqa: PLR0124  (NaT is not itself)
        raise InputError(f"{place}: {value!r} is not a date; write 2024-11-04 or 'never'")
    day = date(value.year, value.month, value.day)
    if day < START:
        raise InputError(f"{place}: {day} lies before the start of the model, {START}")
    return week_of(day)
