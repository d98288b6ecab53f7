"""What every verb that answers gives back: sentences, a table, and what it rests on."""

import html
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from sim.answers.words import Voice
from sim.ground.calls import checked
from sim.ground.stamp import assumptions_hash, model_version
from sim.ground.telling import Telling
from sim.runs.settings import Settings


@dataclass(frozen=True, eq=False)
class Answer(Telling):
    """An answer.

    Attributes:
        verb: ask, discover, explain and so on.
        question: what was asked, as written.
        sentences: two of them, with number, date, band, probability and what they rest on.
        table: the numbers behind them.
        notes: how the question was read, what was left out.
        about: members, seed, weeks, ensemble, model.
        found: what the verb itself found, for its figure and for further work.
        met: whether a bar that the question sets is met; None where it sets none.
        title: the finding in one line, for a figure.
        language: of title, sentences and figure.
    """

    verb: str
    question: str
    sentences: tuple[str, ...]
    table: pd.DataFrame
    notes: tuple[str, ...] = ()
    about: Mapping[str, Any] = field(default_factory=dict)
    found: Any = None
    met: bool | None = None
    title: str = ""
    language: str = "en"

    @property
    def text(self) -> str:
        """The sentences as one paragraph."""
        return Voice(self.language).joined(self.sentences)

    @checked
    def to_json(self) -> str:
        """Return everything but `found` as JSON; numbers that are not finite become null."""
        shown = {
            "verb": self.verb, "question": self.question, "title": self.title,
            "sentences": list(self.sentences),
            "met": self.met, "notes": list(self.notes), "about": dict(self.about),
            "table": [_plain(row) for row in self.table.to_dict("records")],
        }  # fmt: skip
        return json.dumps(_plain(shown), indent=1, ensure_ascii=False)

    def _repr_html_(self) -> str:
        return f"<p>{html.escape(self.text)}</p>{self.table.to_html(index=False)}"

    def __str__(self) -> str:
        return self.text


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def about(how: Settings, cases: tuple[str, ...], failed: int = 0) -> dict[str, Any]:
    """Return what an answer rests on."""
    return {
        "cases": list(cases), "members": how.members, "seed": how.seed, "weeks": how.weeks,
        "ensemble": "prior" if how.constrained is None else "constrained",
        "failed_runs": failed, "model_version": model_version(),
        "assumptions_hash": assumptions_hash(),
    }  # fmt: skip


def footer(of: Answer) -> str:
    """Return in one line where the figure of an answer comes from."""
    a, voice = of.about, Voice(of.language)
    return voice.say(
        "footer",
        cases=", ".join(a.get("cases", [])[:4]),
        ensemble=voice.ensemble(a),
        seed=a.get("seed", ""),
        model=a.get("model_version", ""),
        hash=a.get("assumptions_hash", ""),
    )


def foot(of: Answer) -> tuple[str, ...]:
    """Return what stands under the figure of an answer: the second sentence, source, provenance."""
    voice = Voice(of.language)
    return (*of.sentences[1:], voice.say("source"), footer(of))
