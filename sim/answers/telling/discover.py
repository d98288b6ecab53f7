"""What is said of the boxes in which a statement comes true, or does not."""

from collections.abc import Mapping

from sim.answers.discovery import Discovered, Discovery
from sim.answers.telling.limits import rules
from sim.answers.words import Voice


def title(got: Discovery, what: str, voice: Voice) -> str:
    """Return the finding in one line."""
    whole = got.groups[0]
    if whole.boxes:
        key = "title" if whole.wanted else "title_not"
        box = whole.boxes[0]
        share = voice.percent(box.density)
        return voice.sentence(key, what=what, rules=rules(box, voice), share=share)
    return voice.sentence("title_none", what=what, rate=voice.percent(whole.rate))


def sentences(
    got: Discovery, what: str, rests: Mapping[str, object], voice: Voice
) -> tuple[str, str]:
    """Return the two sentences of an answer."""
    whole, *readings = got.groups
    rate = voice.percent(whole.rate)
    if not whole.boxes:
        first = voice.sentence(
            "first_none", what=what, rate=rate, inputs=got.inputs.shape[1], p=f"{whole.p:.2g}"
        )
    else:
        box = whole.boxes[0]
        first = voice.sentence(
            "first" if whole.wanted else "first_not", what=what, rate=rate,
            rules=rules(box, voice), density=voice.percent(box.density),
            coverage=voice.percent(box.coverage), mass=voice.percent(box.mass),
        )  # fmt: skip
    parts = [_by(part, voice) for part in readings]
    if whole.boxes:
        unseen = [voice.percent(x) for x in whole.unseen]
        parts.insert(
            0, voice.say("unseen", coverage=unseen[0], density=unseen[1], p=f"{whole.p:.2g}")
        )
    told = voice.say("ask.stop").join(parts) or voice.say("no_reading")
    return first, voice.sentence("second", parts=told, rest=voice.ensemble(rests))


def _by(part: Discovered, voice: Voice) -> str:
    group, rate = voice.group(part.group), voice.percent(part.rate)
    if not part.boxes:
        return voice.say("by_none", group=group, rate=rate)
    key = "by" if part.wanted else "by_not"
    box = part.boxes[0]
    share = voice.percent(box.density)
    return voice.say(key, group=group, rules=rules(box, voice), share=share)
