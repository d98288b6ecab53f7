"""What the record taught: assumptions before and after it was held against the model."""

from collections.abc import Mapping

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import FixedFormatter, FixedLocator

from sim.plots import theme as look
from sim.plots.draw import round_ticks, tick_labels
from sim.plots.frame import Entry, frame
from sim.plots.text_width import wrapped
from sim.plots.theme import LIGHT, Theme, themed
from sim.plots.wording import number, percent
from sim.vocabulary.axes import BAND

NOTE = "Under these assumptions: "


@themed
def prior_posterior(
    prior: Mapping[str, np.ndarray],
    posterior: Mapping[str, np.ndarray],
    *,
    labels: Mapping[str, str] | None = None,
    units: Mapping[str, str] | None = None,
    footer: str = "",
    theme: Theme = LIGHT,
) -> Figure:
    """Return the spread of each assumption before and after the record was held against it.

    Args:
        prior: draws by assumption, shape (member,).
        posterior: draws by the same names.
        labels: words for the names.
        units: of the assumptions.
        footer: provenance.
        theme: light or dark.
    """
    shared = [n for n in prior if n in posterior]
    ranked = sorted(shared, key=lambda n: -_gap(prior[n], posterior[n]))
    words = {n: (labels or {}).get(n, n) for n in shared}
    named = {n: f" {u}" for n, u in (units or {}).items() if u not in {"", "1"}}
    columns = min(4, max(1, len(ranked)))
    rows = max(1, -(-len(ranked) // columns))
    title = "Does the record tell anything of any assumption?"
    if ranked:
        first = ranked[0]
        title = (
            f"The record tells most of “{words[first]}”: "
            f"{_moved(prior[first], posterior[first], named.get(first, ''))}"
        )
    page = frame(
        title,
        f"{NOTE}share of members by value; those of which the record tells most come first. "
        "Where both agree, the record says nothing.",
        ("Source: prior and constrained ensembles.", footer),
        theme,
        size=(10.5, 2.5 + 1.85 * rows),
        key=[Entry("before (prior)", theme.soft, alpha=0.45),
             Entry("after (constrained by the record)", theme.colour(0), "-")],
    )  # fmt: skip
    body = page.body.inner(left=0.1, top=0.45, bottom=0.25, right=0.1)
    for box, name in zip(body.split(rows, columns, across=0.35, down=0.8), ranked, strict=False):
        ax = page.axes(box, gid=f"assumption/{name}")
        unit = f" ({named[name].strip()})" if name in named else ""
        label = wrapped(words[name] + unit, box.right - box.left + 0.2, look.FOOT)
        page.write(box.left, box.top + 0.05, label, look.FOOT, va="bottom", gid="label")
        both = np.concatenate([prior[name], posterior[name]])
        low, high = float(both.min()), float(both.max())
        edges = np.linspace(low, high if high > low else low + 1.0, 25)
        before, _ = np.histogram(prior[name], edges)
        after, _ = np.histogram(posterior[name], edges)
        ax.stairs(before / max(1, before.sum()), edges, fill=True, color=theme.soft, alpha=0.45,
                  gid=f"prior/{name}")  # fmt: skip
        ax.stairs(after / max(1, after.sum()), edges, color=theme.colour(0), linewidth=1.8,
                  gid=f"posterior/{name}")  # fmt: skip
        ax.set_yticks([])
        ax.spines["left"].set_visible(False)
        ticks = round_ticks(float(edges[0]), float(edges[-1]), 3)
        ax.xaxis.set_major_locator(FixedLocator(ticks))
        ax.xaxis.set_major_formatter(FixedFormatter(tick_labels(ticks)))
    return page.figure


def _gap(before: np.ndarray, after: np.ndarray) -> float:
    """Return the largest gap between two distribution functions."""
    at = np.sort(np.concatenate([before, after]))
    below = [np.searchsorted(np.sort(x), at, side="right") / len(x) for x in (before, after)]
    return float(np.max(np.abs(below[0] - below[1])))


def _moved(before: np.ndarray, after: np.ndarray, unit: str) -> str:
    """Return in words what happened to the median and to the 5-95 % range."""
    (low, middle, high), (lower, now, higher) = (
        np.quantile(x, BAND).tolist() for x in (before, after)
    )
    change = (higher - lower) / max(high - low, 1e-300) - 1
    side = "shrinks" if change < 0 else "widens"
    return (
        f"its median moves from {number(middle)} to {number(now)}{unit}, its 5–95\u00a0% range "
        f"{side} by {percent(abs(change))}"
    )
