"""The figures of sensitivity and worth: one row an input."""

from matplotlib.figure import Figure

from sim.answers.answer import Answer
from sim.answers.influence import MORRIS, Influence
from sim.answers.knowing import Worth
from sim.answers.words import HUNDRED, Voice
from sim.plots.answers_bars import Bar, bars_figure
from sim.plots.theme import LIGHT, Theme
from sim.vocabulary.language import words


def sensitivity_figure(answer: Answer, *, theme: Theme = LIGHT, language: str = "en") -> Figure:
    """Return the indices of the most influential inputs with intervals and the floor of noise."""
    found: Influence = answer.found
    voice = Voice(language, "sensitivity")
    size = 1.0 if found.method == MORRIS else HUNDRED
    bars = [
        Bar(voice.spoken(row["input"]), size * row["low"], size * row["index"], size * row["high"],
            _sourced(str(row["confidence"]), voice), bool(row["above_floor"]))
        for _, row in found.table.iterrows()
    ]  # fmt: skip
    return bars_figure(
        answer, bars, voice.say("axis_effect" if found.method == MORRIS else "axis_share"),
        floor=size * found.floor, floor_words=voice.say("floor"), theme=theme, language=language,
    )  # fmt: skip


def worth_figure(answer: Answer, *, theme: Theme = LIGHT, language: str = "en") -> Figure:
    """Return the value of knowing each input, in-sample with its error, and the null."""
    found: Worth = answer.found
    voice, size = Voice(language, "worth"), found.scale.factor
    bars = [
        Bar(voice.spoken(r["input"]), (r["in_sample"] - 2 * r["error"]) * size,
            r["in_sample"] * size, (r["in_sample"] + 2 * r["error"]) * size,
            _sourced(str(r["confidence"]), voice), bool(r["above_null"]))
        for _, r in found.table.dropna(subset=["error"]).iterrows()
    ]  # fmt: skip
    axis = voice.say("axis", unit=voice.axis(found.scale, gap=True))
    return bars_figure(
        answer, bars, axis, floor=float(found.table["null"].max()) * size,
        floor_words=voice.say("null"), theme=theme, language=language,
    )  # fmt: skip


def _sourced(grade: str, voice: Voice) -> str:
    """Return in words how well a number is sourced; "" for what has no source."""
    shown = words(voice.language).known("confidence", grade)
    return voice.say("sensitivity.sourced", grade=shown) if shown else ""
