"""An answer as Python sees it: its figure without a disk, its table, a page for notebooks."""

from collections.abc import Callable
from dataclasses import fields

from matplotlib.figure import Figure

from sim.answers import answer
from sim.answers.grouping import Kinds
from sim.ground.calls import checked
from sim.ground.fields import one_of
from sim.plots.answers_ask import ask_figure
from sim.plots.answers_breakeven import breakeven_figure
from sim.plots.answers_chain import chain_figure
from sim.plots.answers_discover import discover_figure
from sim.plots.answers_effect import effect_figure
from sim.plots.answers_figures import sensitivity_figure, worth_figure
from sim.plots.answers_kinds import kinds_figure
from sim.plots.answers_search import search_figure
from sim.plots.answers_waterfall import explain_figure
from sim.plots.theme import THEMES
from sim.vocabulary.language import LANGUAGES

FIGURES: dict[str, Callable[..., Figure]] = {
    "ask": ask_figure,
    "breakeven": breakeven_figure,
    "discover": discover_figure,
    "effect": effect_figure,
    "explain": explain_figure,
    "search": search_figure,
    "sensitivity": sensitivity_figure,
    "worth": worth_figure,
}


class Answer(answer.Answer):
    """What a question came to, with its figure.

    Example:
        >>> import sim
        >>> found = sim.ask("dprk.warheads >= 40 at 2023-10-02", members=8, weeks=20)
        >>> type(found.plot()).__name__
        'Figure'
    """

    @classmethod
    def of(cls, found: answer.Answer) -> "Answer":
        """Return an answer with its figure."""
        return cls(**{each.name: getattr(found, each.name) for each in fields(found)})

    @checked
    def plot(self, *, theme: str = "light", language: str = "en") -> Figure:
        """Return the figure of matplotlib that the command line draws; nothing is written.

        Args:
            theme: light or dark.
            language: en or zh.
        """
        look = THEMES[one_of("plot: theme", "theme", theme, THEMES)]
        said = one_of("plot: language", "language", language, LANGUAGES)
        draw = FIGURES[self.verb]
        if isinstance(self.found, Kinds):
            draw = kinds_figure
        elif isinstance(self.found, list):
            draw = chain_figure
        return draw(self, theme=look, language=said)
