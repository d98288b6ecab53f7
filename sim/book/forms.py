"""Functional forms: each relation of a mechanism page plotted over its argument, with its band.

`docs/forms.toml` names the function, the argument that runs and what the others are; the curves
are computed from the code with drawn members, so that a page cannot show another formula.
"""

import dataclasses
import inspect
import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from html import escape
from typing import Any, get_type_hints

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import NullFormatter, StrMethodFormatter

from sim.book.markup import code
from sim.book.pages import docs
from sim.ground.errors import InputError
from sim.ground.files import toml_of
from sim.model.actors.assumed import gather
from sim.model.draws import Block
from sim.model.members import READING, Source, draw_values
from sim.plots.theme import BLUE, DARK, LIGHT, OUTER, THEMES, Theme, themed
from sim.vocabulary.assumptions import READINGS
from sim.vocabulary.axes import BAND
from sim.vocabulary.claims import element
from sim.vocabulary.scenario import load

PLACE = "docs/forms.toml"
KEYS = {"element", "x", "from", "to", "label", "gives", "args", "part", "log"}
NEEDED = {"element", "x", "from", "to", "label", "gives"}
MEMBERS, POINTS, SEED = 400, 80, 1
WIDE, HIGH = 5.2, 2.9
FOLDER = "forms"


@dataclass(frozen=True)
class Form:
    """One relation to plot.

    Attributes:
        element: the function, as ``module:name``.
        x: argument (or ``p.field`` of its assumptions) that runs.
        ends: from and to.
        label: of the argument, with its unit.
        gives: what comes out, with its unit.
        args: other arguments: a number, or a key of the registry.
        part: field of what comes out, where it is a tuple.
        log: whether the axis of the argument is logarithmic.
    """

    element: str
    x: str
    ends: tuple[float, float]
    label: str
    gives: str
    args: Mapping[str, float | str]
    part: str = ""
    log: bool = False

    @property
    def grid(self) -> np.ndarray:
        """The values that the argument takes, shape (point,)."""
        space = np.geomspace if self.log else np.linspace
        return np.asarray(space(*self.ends, POINTS))


@cache
def forms() -> Mapping[str, tuple[Form, ...]]:
    """Return the relations of each mechanism; InputError names what is wrong."""
    out = {}
    for name, rows in toml_of(docs() / "forms.toml", PLACE).items():
        out[name] = tuple(_form(f"{PLACE} {name}", row) for row in rows)
    return out


def _form(place: str, row: Mapping[str, Any]) -> Form:
    if not set(row) >= NEEDED or not set(row) <= KEYS:
        raise InputError(f"{place}: keys are {sorted(NEEDED)}, and may be {sorted(KEYS - NEEDED)}")
    made = Form(
        row["element"], row["x"], (float(row["from"]), float(row["to"])), row["label"],
        row["gives"], row.get("args", {}), row.get("part", ""), row.get("log", False),
    )  # fmt: skip
    known = set(inspect.signature(element(place, made.element).thing).parameters)
    odd = (set(made.args) | {made.x.partition(".")[0]}) - known
    if odd:
        raise InputError(
            f"{place}: {made.element} takes no {sorted(odd)}; it takes {sorted(known)}"
        )
    return made


@cache
def _drawn() -> tuple[dict[str, np.ndarray], Any]:
    """Return drawn assumptions by key and gathered by owner, of the baseline's prior."""
    members = range(MEMBERS)
    source, case = Source.prior(SEED, members), load("baseline").policy
    readings = np.floor(source.quantile(READING) * len(READINGS))
    values = draw_values(source, [case], Block(members), readings)
    return values, gather(values)


def _params(kind: Any) -> Any:
    _, assumed = _drawn()
    for field in dataclasses.fields(assumed):
        held = getattr(assumed, field.name)
        if type(held) is kind:
            return held
    raise InputError(f"{PLACE}: no assumptions of the kind {kind.__name__}")


def curve(form: Form) -> np.ndarray:
    """Return quantiles of the relation over its argument, shape (quantile, point)."""
    function = element(PLACE, form.element).thing
    hints = get_type_hints(function)
    values, _ = _drawn()
    fixed: dict[str, Any] = {}
    for name in inspect.signature(function).parameters:
        if dataclasses.is_dataclass(hints.get(name)):
            fixed[name] = _params(hints[name])
        elif name in form.args:
            given = form.args[name]
            fixed[name] = (
                values[given] if isinstance(given, str) else np.full(MEMBERS, float(given))
            )
    out = []
    for x in form.grid:
        made = function(**fixed, **{form.x: np.full(MEMBERS, x)})
        found = getattr(made, form.part) if form.part else made
        out.append(np.quantile(np.broadcast_to(found, (MEMBERS,)), BAND))
    return np.array(out).T


@themed
def draw(form: Form, *, theme: Theme = LIGHT) -> Figure:
    """Draw one relation with the band that the drawn assumptions give it."""
    low, middle, high = curve(form)
    figure = Figure(figsize=(WIDE, HIGH), layout="constrained")
    ax = figure.add_subplot()
    colour = BLUE if theme is LIGHT else theme.colour(0)
    ax.fill_between(form.grid, low, high, color=colour, alpha=OUTER, lw=0)
    ax.plot(form.grid, middle, color=colour)
    ax.set_xlabel(form.label)
    ax.set_title(form.gives, loc="left", fontsize="medium", color=theme.ink)
    if form.log:
        ax.set_xscale("log")
        ax.xaxis.set_major_formatter(StrMethodFormatter("{x:g}"))
        ax.xaxis.set_minor_formatter(NullFormatter())
    ax.set_xlim(*form.ends)
    ax.margins(y=0.08)
    return figure


def _file(mechanism: str, number: int, theme: Theme) -> str:
    return f"{FOLDER}/{mechanism.lower()}-{number}-{theme.name}.svg"


def pictures(mechanism: str) -> dict[str, bytes]:
    """Return the plots of a mechanism by path, each in both themes."""
    out = {}
    for number, form in enumerate(forms().get(mechanism, ())):
        for theme in THEMES.values():
            stream = io.BytesIO()
            draw(form, theme=theme).savefig(stream, format="svg", metadata={"Date": None})
            out[_file(mechanism, number, theme)] = stream.getvalue()
    return out


def shown(mechanism: str) -> str:
    """Return the part of a mechanism's page that shows its plots, "" where it has none."""
    parts = []
    for number, form in enumerate(forms().get(mechanism, ())):
        light, dark = (_file(mechanism, number, theme) for theme in (LIGHT, DARK))
        name = form.element.rpartition(":")[2]
        words = escape(f"{form.gives}, by {form.label}")
        parts.append(
            f'<figure class="form"><figcaption>{code(name)}</figcaption><picture>'
            f'<source srcset="{dark}" media="(prefers-color-scheme: dark)">'
            f'<img src="{light}" alt="{words}" loading="lazy"></picture></figure>'
        )
    note = (
        "<p class='quiet'>Computed from the code below: median and 5-95 % band over 400 drawn "
        "members; what is not on the axis is held fixed or drawn.</p>"
    )
    return "<h2 id='form'>Its form</h2>" + note + "".join(parts) if parts else ""
