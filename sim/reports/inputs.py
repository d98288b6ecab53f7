"""What differs in the inputs of two scenarios, and who could change it."""

from typing import NamedTuple

from sim.ground.weeks import NEVER, date_of
from sim.reports.numbers import setting
from sim.vocabulary.language import Words
from sim.vocabulary.levers import Lever, levers
from sim.vocabulary.policy import Case, Events, Override

CONTROLS = ("coalition", "russia", "dprk", "exogenous", "structure", "assumption", "event")
"""Who decides a setting, in the order in which a report lists them."""


class Difference(NamedTuple):
    """One setting that two policies have not in common."""

    control: str
    name: str
    before: str
    after: str


def differing(reference: Case, other: Case, words: Words) -> list[Difference]:
    """Return every setting in which two policies differ, what the coalition controls first."""
    rows: list[Difference] = []
    for name, lever in levers().items():
        pair = [_path(p.levers.get(name), lever, words) for p in (reference, other)]
        rows.append(Difference(lever.set_by, words.name("levers", name), *pair))
    for name in sorted({*reference.structure, *other.structure}):
        pair = [_options(p.structure.get(name, ()), words) for p in (reference, other)]
        rows.append(Difference("structure", words.name("structures", name), *pair))
    for key in sorted({*reference.assumptions, *other.assumptions}):
        pair = [_override(p.assumptions.get(key), words) for p in (reference, other)]
        rows.append(Difference("assumption", words.known("assumptions", key) or key, *pair))
    for name in Events.__dataclass_fields__:
        pair = [_event(getattr(p.events, name), words) for p in (reference, other)]
        rows.append(Difference("event", words.say(f"events.{name}"), *pair))
    changed = [row for row in rows if row.before != row.after]
    return sorted(changed, key=lambda row: CONTROLS.index(row.control))


def _path(steps: tuple[tuple[int, float], ...] | None, lever: Lever, words: Words) -> str:
    if not steps:
        return _default(lever, words)
    shown = []
    for week, value in steps:
        text = lever.show(value) if lever.unit in {"date", "none|msmt|panel|both"} else (
            setting(value, words.language)
        )  # fmt: skip
        since = words.say("inputs.since", value=text, date=date_of(week).isoformat())
        shown.append(text if week == 0 else since)
    first = [] if steps[0][0] == 0 else [_default(lever, words)]
    return words.stop.join([*first, *shown])


def _default(lever: Lever, words: Words) -> str:
    if lever.pure is not None:
        return setting(lever.pure, words.language)
    return words.say(f"inputs.{lever.default.replace(' ', '_')}")


def _options(chosen: tuple[str, ...], words: Words) -> str:
    return words.stop.join(words.say(f"option_names.{option}") for option in chosen)


def _override(override: Override | None, words: Words) -> str:
    if override is None:
        return words.say("inputs.sampled")
    if override.value is not None:
        return setting(override.value, words.language)
    if override.distribution is not None:
        low, high = override.distribution.span(float("nan"))
        return words.say("number.spread", low=setting(low, words.language),
                         high=setting(high, words.language))  # fmt: skip
    return f"× {setting(override.scale, words.language)}"


def _event(value: int | tuple[int, ...], words: Words) -> str:
    weeks = value if isinstance(value, tuple) else (value,)
    days = [date_of(w).isoformat() for w in weeks if w < NEVER]
    return words.stop.join(days) or words.say("inputs.never")
