"""The questions of the book and the answers that are kept beside them."""

import json
import re
from typing import Any

from sim.book.pages import docs
from sim.book.strategies import shown
from sim.ground.errors import InputError
from sim.sweeps.job import model_hash
from sim.vocabulary.language import LANGUAGES

OLD = " (Asked of an earlier state of the model: `make answers` asks anew.)"
HEADING = re.compile(r"^## (Q\d+) ", re.MULTILINE)
COMMANDS = re.compile(r"```sh\n(.*?)```", re.DOTALL)


def model_state() -> str:
    """Return the hash of the model's rules and assumptions: answers with another one are old."""
    from sim.ground.stamp import assumptions_hash

    return f"{model_hash()}-{assumptions_hash()}"


def questions() -> dict[str, list[str]]:
    """Return the command lines of each question by its number, in their order."""
    parts = HEADING.split((docs() / "questions.md").read_text(encoding="utf-8"))[1:]
    out = {}
    for name, body in zip(parts[::2], parts[1::2], strict=True):
        found = COMMANDS.search(body)
        out[name] = found[1].strip().splitlines() if found else []
    return {name: lines for name, lines in out.items() if lines}


def kept(language: str = "en") -> dict[str, list[str]]:
    """Return the sentences that are kept in a language, by question; {} where none are."""
    found = _file().get("answers", {})
    if language == LANGUAGES[0]:
        return {name: one["sentences"] for name, one in found.items()}
    return {name: one[language]["sentences"] for name, one in found.items() if language in one}


def strategies() -> dict[str, list[dict[str, Any]]]:
    """Return the best strategies of each question that is a search; {} where none are kept."""
    return {name: one.get("best", []) for name, one in _file().get("answers", {}).items()}


def kept_state() -> str:
    """Return the state of the model that gave the kept answers; "" where there are none."""
    return str(_file().get("model", ""))


def _file() -> dict[str, dict[str, dict[str, Any]]]:
    path = docs() / "answers" / "answers.json"
    if not path.is_file():
        return {}
    try:
        found: dict[str, dict[str, dict[str, Any]]] = json.loads(path.read_text("utf-8"))
    except ValueError:
        raise InputError(f"{path}: is damaged; make it again with 'make answers'") from None
    return found


def with_answers(text: str) -> str:
    """Return the questions with the kept answer of each below its heading."""
    told, rows = kept(), strategies()
    old = "" if not told or kept_state() == model_state() else OLD

    def put(found: re.Match[str]) -> str:
        name = found[1]
        if name not in told:
            return found[0]
        text = f"{found[0]}\n\n**Answer.** {_plain(' '.join(told[name]))}{old}\n"
        table = shown(rows.get(name, []))
        return f"{text}\n{_plain(table)}\n" if table else text

    return re.sub(r"^## (Q\d+) .*$", put, text, flags=re.MULTILINE)


def _plain(text: str) -> str:
    """Keep marks of the page's language in an answer from being read as such."""
    return re.sub(r"([*_`\[\]])", r"\\\1", text)
