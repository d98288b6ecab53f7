"""Tables of texts as pandas has them: dates, numbers, words."""

import pandas as pd

SHOWN_ROWS = 20
"""Rows of a table in a notebook."""

TEXTS = frozenset({"measure", "selector", "policy", "unit", "target_id", "use", "kind", "note"})
DATES = frozenset({"date", "start", "end"})


def typed(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table of texts with dates and numbers where every cell is one."""
    for name in table.columns:
        if name in DATES:
            table[name] = pd.to_datetime(table[name])
        elif name not in TEXTS:
            numbers = pd.to_numeric(table[name].replace("", None), errors="coerce")
            if numbers.notna().sum() == (table[name] != "").sum():
                table[name] = numbers
    return table
