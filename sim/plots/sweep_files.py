"""Figures of a sweep, from its quantiles to files."""

import json
import shlex
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from sim.assumptions import registry
from sim.designs.design import Axis, Picture
from sim.levers import levers
from sim.measures import measures
from sim.plots.draw import tick_labels
from sim.plots.saving import save
from sim.plots.sweep_pairs import Gaps, Trace, paired_differences
from sim.plots.sweep_panels import heat_panels
from sim.plots.sweep_regret import Side, Strategies, regret_panels
from sim.plots.sweeps import Grid, Swing, heat_map, response_curves, tornado
from sim.plots.theme import LIGHT, Theme
from sim.sweeps.grids import (
    MOST_PICTURES,
    Plane,
    completed,
    pictures,
    planes,
    response,
    shown,
    spoken,
    swings,
)
from sim.sweeps.pairs import Paired, paired, reference_of
from sim.sweeps.reader import SweepResults, selectors
from sim.sweeps.regret import AT, Aim, regret

MAP, CURVES, PAIRS, TORNADO, REGRET = "map", "curves", "pairs", "tornado", "regret"
LESS, MORE = "less", "more"


@dataclass(frozen=True)
class Asked:
    """One figure of a sweep, as `sim plot` is asked for it.

    Attributes:
        picture: what over which axes.
        kind: map, curves, pairs, tornado or regret.
        against: for pairs, the setting that they are differences to.
        aim: for regret, whether less or more of the measure is better.
    """

    picture: Picture
    kind: str = MAP
    against: str = ""
    aim: str = ""

    def command(self, url: str, theme: str = LIGHT.name) -> str:
        """Return the command line that draws it from a store."""
        p = self.picture
        given = {"--measure": p.measure, "--select": p.selector, "--x": p.x}
        if self.kind == MAP:
            given |= {"--y": p.y, "--panel": p.panel}
            given |= {} if p.below is None else {"--below": f"{p.below:g}"}
        elif self.kind in (CURVES, PAIRS):
            given |= {"--panel": p.panel, "--against": self.against}
        elif self.kind == REGRET:
            given |= {"--regret": self.aim}
        words = [word for pair in given.items() if pair[1] for word in pair]
        flag = {CURVES: ["--curves"], TORNADO: ["--tornado"]}.get(self.kind, [])
        look = [] if theme == LIGHT.name else ["--theme", theme]
        return shlex.join(["sim", "plot", url, *words, *flag, *look])

    @classmethod
    def read(cls, text: str) -> "Asked":
        """Return what `written` wrote."""
        found = json.loads(text)
        return cls(Picture(**found.pop("picture")), **found)

    def written(self) -> str:
        """Return it as text that `read` reads."""
        return json.dumps(asdict(self))


def usual(results: SweepResults) -> list[Asked]:
    """Return what a sweep is drawn as where nothing is asked: the design's pictures, or a tornado.

    A tornado is what rows that fix one input at a time show, where no axis is crossed with them.
    """
    if results.design.axes:
        return [suited(results, picture) for picture in pictures(results)]
    sample = results.design.sample
    if sample is None or sample.method != "one_at_a_time":
        return []
    every = [
        Asked(Picture(saved.variable, selector), TORNADO)
        for saved in results.design.save.variables
        for selector in selectors(saved)
    ]
    return every[:MOST_PICTURES]


def suited(results: SweepResults, picture: Picture, *, curves: bool = False) -> Asked:
    """Return a picture as a map, or as curves where one of its axes does not extend."""
    whole = completed(results, picture)
    sides = [axis for axis in results.design.axes if axis.name in (whole.x, whole.y)]
    flat = curves or not whole.y or any(len(axis.values) < 2 for axis in sides)
    return Asked(whole, CURVES if flat else MAP)


def draw(
    results: SweepResults,
    asked: Sequence[Asked],
    folder: Path,
    *,
    theme: Theme = LIGHT,
    formats: Sequence[str] = ("png",),
) -> list[Path]:
    """Draw figures of a sweep into a folder and return the files."""
    out = []
    for one in asked:
        metadata = {**about(results, one), "theme": theme.name}
        made = figure(results, one, theme=theme)
        folder.mkdir(parents=True, exist_ok=True)
        tail = "" if theme is LIGHT else f"_{theme.name}"
        out += save(made, folder, name_of(results, one) + tail, metadata, formats=formats)
    return out


def figure(results: SweepResults, asked: Asked, *, theme: Theme = LIGHT) -> Figure:
    """Return one figure of a sweep."""
    if asked.kind == TORNADO:
        return _tornado(results, asked.picture, theme)
    if asked.kind == PAIRS:
        return _pairs(results, asked, theme)
    if asked.kind == REGRET:
        return _regret(results, asked, theme)
    return (_curves if asked.kind == CURVES else _map)(results, asked.picture, theme)


def about(results: SweepResults, asked: Asked) -> dict[str, str]:
    """Return the provenance that goes into a figure's file."""
    manifest = {k: str(v) for k, v in results.store.manifest.items() if isinstance(v, str | int)}
    return {
        **manifest,
        "name": results.design.name,
        "results": results.store.target.url,
        "asked": asked.written(),
        "figure": name_of(results, asked),
    }


def name_of(results: SweepResults, asked: Asked) -> str:
    """Return the name of a figure's file, without its ending."""
    p = asked.picture
    words = [p.measure.replace(":", "-"), p.selector.rpartition("=")[2]]
    if asked.kind in (TORNADO, REGRET):
        words.append(asked.kind)
    elif asked.kind == PAIRS:
        found = reference_of(results, asked.against)
        x = p.x or found.axis.name
        words += ["by", x, p.panel, "against", f"{found.axis.name}_{found.value}"]
    else:
        words += ["by", p.x, p.panel if asked.kind == CURVES else p.y]
    return "_".join(word for word in words if word)


def _pairs(results: SweepResults, asked: Asked, theme: Theme) -> Figure:
    """Draw differences to one setting, member by member."""
    found = paired(results, asked.picture, asked.against)
    panels = [
        (title, [Trace(d.name, d.rows, d.above, d.below) for d in traces])
        for title, traces in found.panels
    ]
    gaps = _gaps(results, asked.picture, found)
    return paired_differences(gaps, panels, footer=footer_of(results), theme=theme)


def _regret(results: SweepResults, asked: Asked, theme: Theme) -> Figure:
    """Draw how far each strategy stays behind the best one, over each lever of the coalition."""
    p = asked.picture
    found = regret(results, [Aim(p.measure, p.selector, more=asked.aim == MORE)])
    of = Strategies(
        measure=measure_of(results, p),
        unit=results.unit(p.measure),
        more=asked.aim == MORE,
        regret=found.regret[0],
        share=AT,
        futures=found.futures,
    )
    sides = [_side(name, found.settings[name].to_numpy()) for name in found.names]
    return regret_panels(of, sides, footer=footer_of(results), theme=theme)


def _side(name: str, values: np.ndarray) -> Side:
    """Return a lever's values by strategy; dates and names stand at places in their order."""
    if name in levers():
        axis = Axis(name, tuple(np.unique(values)), lever=True)
        if _ordered(axis):
            return Side(spoken(name), words(axis), values.astype(np.float64))
        settings = tuple(shown(axis, value) for value in axis.values)
        places = np.searchsorted(axis.values, values)
        return Side(spoken(name), words(axis), places * 1.0, settings)
    known, places = np.unique(values.astype(str), return_inverse=True)
    return Side(spoken(name), spoken(name), places * 1.0, tuple(spoken(str(k)) for k in known))


def _tornado(results: SweepResults, picture: Picture, theme: Theme) -> Figure:
    """Draw what each input does alone, between the ends of its range."""
    central, ends = swings(results, picture)
    table = [Swing(_label(name), low, high) for name, (low, high) in ends.items()]
    return tornado(
        table, central, measure_of(results, picture), results.unit(picture.measure),
        footer=footer_of(results), theme=theme,
    )  # fmt: skip


def _label(name: str) -> str:
    return registry()[name].name if "." in name else spoken(name)


def _gaps(results: SweepResults, picture: Picture, found: Paired) -> Gaps:
    x, reference = found.x, found.reference
    own = x.name == reference.axis.name
    note = ""
    if found.policies > 1:
        note += f" {found.policies} settings of what else differs share each band."
    if found.left_out:
        note += f" {found.left_out:,} pairs are left out, for one of their runs failed."
    return Gaps(
        measure=measure_of(results, picture),
        unit=results.unit(picture.measure),
        x_name=spoken(x.name),
        x_label=words(x),
        settings=_settings(x),
        x=np.asarray(x.values),
        ordered=_ordered(x),
        reference=f"{spoken(reference.axis.name)} {_settings(reference.axis)[reference.place]}",
        at=reference.place if own else None,
        pairs="pairs of runs" if found.policies > 1 else "members",
        note=note,
    )


def _ordered(axis: Axis) -> bool:
    """Whether the values are quantities, not dates or names."""
    return not axis.lever or levers()[axis.name].quantity


def _settings(axis: Axis) -> tuple[str, ...]:
    if _ordered(axis):
        return tuple(tick_labels(axis.values))
    return tuple(shown(axis, value) for value in axis.values)


def _map(results: SweepResults, picture: Picture, theme: Theme) -> Figure:
    found = planes(results, picture)
    panels = [(plane.title, grid_of(results, picture, plane)) for plane in found]
    if len(panels) == 1:
        return heat_map(panels[0][1], picture.below, footer=footer_of(results), theme=theme)
    return heat_panels(panels, picture.below, footer=footer_of(results), theme=theme)


def grid_of(results: SweepResults, picture: Picture, plane: Plane) -> Grid:
    """Return one plane of a picture with the words for its axes and values."""
    return Grid(
        words(plane.x), np.asarray(plane.x.values), words(plane.y), np.asarray(plane.y.values),
        plane.values, measure_of(results, picture), results.unit(picture.measure),
    )  # fmt: skip


def _curves(results: SweepResults, picture: Picture, theme: Theme) -> Figure:
    axis, bands = response(results, picture)
    unit = results.unit(picture.measure)
    return response_curves(
        words(axis), np.asarray(axis.values), bands, measure_of(results, picture), unit,
        footer=footer_of(results), theme=theme,
    )  # fmt: skip


def measure_of(results: SweepResults, picture: Picture) -> str:
    """Return what a picture shows in words."""
    label = measures()[results.saved(picture.measure).measure].label
    chosen = picture.selector.rpartition("=")[2]
    return f"{label} ({chosen})" if chosen else label


def words(axis: Axis) -> str:
    """Return an axis in words with its unit."""
    unit = levers()[axis.name].unit if axis.lever else registry()[axis.name].unit
    name = spoken(axis.name)
    return name if unit in ("1", "date") or "|" in unit else f"{name} ({unit})"


def footer_of(results: SweepResults) -> str:
    """Return where the numbers of a sweep come from, in a line."""
    m, d = results.store.manifest, results.design
    return (
        f"{d.title}: {len(d):,} policies x {d.members:,} members, seed {d.seed}, model "
        f"{m['model_version']} ({m.get('commit', '?')}), assumptions {m['assumptions_hash']}"
    )
