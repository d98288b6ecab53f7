"""What is asked of a sweep: which figure, the command line that draws it, the name of its file."""

import json
import shlex
from dataclasses import asdict, dataclass

from sim.plots.theme import LIGHT
from sim.sweeps.designs.design import Picture
from sim.sweeps.grids import MOST_PICTURES, completed, pictures
from sim.sweeps.pairs import reference_of
from sim.sweeps.reader import SweepResults, selectors

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


def name_of(results: SweepResults, asked: Asked) -> str:
    """Return the name of a figure's file, without its ending."""
    p = asked.picture
    words = [p.measure.replace(":", "-"), p.selector.rpartition("=")[2]]
    if asked.kind == TORNADO:
        words.append(TORNADO)
    elif asked.kind == REGRET:
        words += [REGRET, asked.aim]
    elif asked.kind == PAIRS:
        found = reference_of(results, asked.against)
        x = p.x or found.axis.name
        words += ["by", x, p.panel, "against", f"{found.axis.name}_{found.value}"]
    else:
        words += ["by", p.x, p.panel if asked.kind == CURVES else p.y]
    return "_".join(word for word in words if word)
