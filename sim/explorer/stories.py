"""The twenty questions as stories: the book's text, its computed answer, a state to start from."""

import re
from functools import cache
from typing import Any

from sim.book.answers import kept, kept_state, model_state
from sim.book.pages import docs
from sim.explorer.lexicon import of_file

HEADING = re.compile(r"^## (Q\d+) (.*)$", re.MULTILINE)
COMMANDS = re.compile(r"```sh\n(.*?)```", re.DOTALL)


@cache
def stories() -> dict[str, Any]:
    """Return the questions in their order, and whether the kept answers are of this model."""
    text = (docs() / "questions.md").read_text(encoding="utf-8")
    parts = HEADING.split(text)[1:]
    told, states = kept(), of_file("questions")
    out = [
        _story(name, title, body, told.get(name, []), states.get(name, {}))
        for name, title, body in zip(parts[::3], parts[1::3], parts[2::3], strict=True)
    ]
    return {"questions": out, "current": kept_state() == model_state()}


def _story(
    name: str, title: str, body: str, told: list[str], preset: dict[str, Any]
) -> dict[str, Any]:
    command = COMMANDS.search(body)
    state = {key: value for key, value in preset.items() if key not in {"zh", "look"}}
    return {
        "name": name,
        "titles": {"en": title.strip(), "zh": preset.get("zh", title.strip())},
        "look": preset.get("look", {}),
        "text": " ".join(COMMANDS.sub("", body).split()),
        "command": command[1].strip() if command else "",
        "sentences": told,
        "state": state,
    }
