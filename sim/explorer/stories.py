"""The twenty questions as stories: the book's text, its computed answer, a state to start from."""

import re
from functools import cache
from typing import Any

from sim.book.answers import kept, kept_state, model_state
from sim.book.pages import docs
from sim.explorer.lexicon import of_file
from sim.ground.files import toml_of
from sim.vocabulary.language import LANGUAGES

HEADING = re.compile(r"^## (Q\d+) (.*)$", re.MULTILINE)
FENCED = re.compile(r"```\w*\n(.*?)```", re.DOTALL)
LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")

Json = dict[str, Any]


@cache
def stories() -> Json:
    """Return the questions in their order, and whether the kept answers are of this model."""
    text = (docs() / "questions.md").read_text(encoding="utf-8")
    parts = HEADING.split(text)[1:]
    titles = toml_of(docs() / "zh" / "questions.toml", "docs/zh/questions.toml")
    told, states = {language: kept(language) for language in LANGUAGES}, of_file("questions")
    out = [
        {
            "name": name,
            "titles": {"en": title.strip(), "zh": titles[name]},
            **_prose(body, states[name]["zh"]),
            "sentences": {language: told[language].get(name, []) for language in LANGUAGES},
            "look": states[name]["look"],
            "state": {k: v for k, v in states[name].items() if k not in {"zh", "look"}},
        }
        for name, title, body in zip(parts[::3], parts[1::3], parts[2::3], strict=True)
    ]
    return {"questions": out, "current": kept_state() == model_state()}


def _prose(body: str, chinese: str) -> Json:
    """Return what a question says, the command that answers it, and what is said after that.

    The Chinese text is one paragraph; commands and what follows them are the same for everybody.
    """
    before, command, *rest = FENCED.split(body)
    after = [
        {"code": part.strip()} if place % 2 else {"text": _plain(part)}
        for place, part in enumerate(rest)
    ]
    return {
        "texts": {"en": _plain(before), "zh": chinese},
        "command": command.strip(),
        "after": [part for part in after if any(part.values())],
    }


def _plain(text: str) -> str:
    return LINK.sub(r"\1", " ".join(text.split()))
