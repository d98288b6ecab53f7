"""The description of the interface, for scripts and for the test that fuzzes it."""

from functools import cache
from importlib.metadata import version
from typing import Any

from sim.explorer.asked import MOST_MEASURES, MOST_MEMBERS, MOST_SETTINGS
from sim.explorer.body import MOST_BYTES
from sim.ground.weeks import MOST_WEEKS
from sim.vocabulary.assumptions import registry
from sim.vocabulary.axes import ACTORS
from sim.vocabulary.language import LANGUAGES
from sim.vocabulary.levers import levers, structures
from sim.vocabulary.scenario import names

Json = dict[str, Any]

NUMBER = {"type": "number"}
TEXT = {"type": "string"}
VALUE = {"oneOf": [NUMBER, TEXT]}
DATE = {"type": "string", "format": "date", "example": "2025-06-30"}


@cache
def description() -> Json:
    """Return the interface as OpenAPI 3.1 describes one."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "sim explore",
            "version": version("sim"),
            "description": "Bands over members of a scenario model, under documented assumptions. "
            f"Every call carries X-Sim-Token; bodies are JSON of at most {MOST_BYTES} bytes; "
            "whatever is wrong is one line under `error`.",
        },
        "security": [{"token": []}],
        "components": {
            "securitySchemes": {"token": {"type": "apiKey", "in": "header", "name": "X-Sim-Token"}},
            "schemas": _schemas(),
        },
        "paths": {**{f"/api/{n}": _get(s) for n, s in GETS.items()}, **_posts()},
    }


GETS = {
    "vocabulary": "Names, ranges, units and texts of scenarios, levers, structures and measures.",
    "sweeps": "The stores in the folders that were given, and what each holds.",
    "record": "The hindcast of the baseline, one row a reported figure.",
    "questions": "The questions of the book with their computed answers and a state for each.",
    "sources": "The texts of the sources by id.",
    "openapi.json": "This description.",
}


def _posts() -> Json:
    one = {"measures": {"type": "array", "items": TEXT, "minItems": 1, "maxItems": 1}}
    bodies: dict[str, tuple[str, Json]] = {
        "bands": ("Bands, paired differences and probabilities of a state.", _ref("Question")),
        "assumptions": ("What each assumption carries of one outcome.", _with(one)),
        "scatter": ("An assumption and the outcome by member.", _with({**one, "assumption": TEXT})),
        "scenario.toml": ("A state as scenario file, command and Python.", _ref("Question")),
        "open": ("The state that a scenario file describes.", _object({"toml": TEXT}, "toml")),
        "report": ("A briefing as one HTML file.", _with({"language": {"enum": list(LANGUAGES)}})),
        "waterfall": (
            "What each component adds to an index.",
            _with({"actor": {"enum": [*ACTORS]}}),
        ),
        "sweep": ("Settings of a store and outcomes over them.", _sweep()),
    }
    return {f"/api/{n}": _post(text, body, n) for n, (text, body) in bodies.items()}


def _schemas() -> Json:
    return {
        "Error": _object({"error": TEXT}, "error"),
        "State": _object(_state()),
        "Question": _object(_question()),
        "Answer": {"type": "object", "required": ["run", "counted", "measures"]},
    }


def _state() -> Json:
    step = _object({"date": DATE, "lever": {"enum": list(levers())}, "value": VALUE})
    step["required"] = ["date", "lever", "value"]
    rules = {
        name: {"oneOf": [{"enum": [*of.options, "sampled"]}, {"type": "array", "items": TEXT}]}
        for name, of in structures().items()
    }
    keys = {entry.key: {"oneOf": [NUMBER, {"type": "object"}]} for entry in registry()}
    return {
        "scenario": {"type": "string", "examples": names()},
        "levers": _object(dict.fromkeys(levers(), VALUE)),
        "steps": {"type": "array", "items": step, "maxItems": MOST_SETTINGS},
        "assumptions": _object(keys),
        "structure": _object(rules),
        "members": {"type": "integer", "minimum": 1, "maximum": MOST_MEMBERS, "default": 200},
        "seed": {"type": "integer", "minimum": 0, "default": 1},
        "weeks": {"type": "integer", "minimum": 1, "maximum": MOST_WEEKS, "default": 260},
        "prior": {"type": "boolean", "default": False},
    }


def _question() -> Json:
    span = {"type": "array", "items": NUMBER, "minItems": 2, "maxItems": 2}
    return {
        **_state(),
        "measures": {"type": "array", "items": TEXT, "maxItems": MOST_MEASURES},
        "levels": {"type": "array", "items": TEXT, "maxItems": MOST_MEASURES},
        "against": {"oneOf": [TEXT, _ref("State"), {"type": "null"}]},
        "date": {"oneOf": [DATE, {"type": "null"}]},
        "only": {"type": "object", "additionalProperties": span},
        "since": TEXT,
        "all": {"type": "boolean", "default": False},
        "paths": {"type": "boolean", "default": False},
        "statement": TEXT,
    }


def _with(more: Json) -> Json:
    return _object({**_question(), **more})


def _sweep() -> Json:
    outcomes = {"type": "array", "items": TEXT}
    more = {"threshold": NUMBER, "setting": {"type": "integer", "minimum": 0}}
    return _object({"store": TEXT, "outcomes": outcomes, **more}, "store")


def _object(properties: Json, *required: str) -> Json:
    out = {"type": "object", "properties": properties, "additionalProperties": False}
    return {**out, "required": list(required)} if required else out


def _ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


def _errors() -> Json:
    body = {"application/json": {"schema": _ref("Error")}}
    told = {
        "400": "Something asked for is wrong.",
        "401": "The token is missing or wrong.",
        "403": "Another host or origin.",
        "405": "Another method.",
        "503": "Too much is asked for at once.",
    }
    return {status: {"description": text, "content": body} for status, text in told.items()}


def _get(text: str) -> Json:
    answer = {"description": text, "content": {"application/json": {"schema": {"type": "object"}}}}
    return {"get": {"summary": text, "responses": {"200": answer, **_errors()}}}


def _post(text: str, body: Json, name: str) -> Json:
    kind = "text/plain" if name == "report" else "application/json"
    schema = _ref("Answer") if name == "bands" else {}
    answer = {"description": text, "content": {kind: {"schema": schema}}}
    sent = {"required": True, "content": {"application/json": {"schema": body}}}
    return {
        "post": {"summary": text, "requestBody": sent, "responses": {"200": answer, **_errors()}}
    }
