"""What is said of strategies that were searched for."""

from collections.abc import Mapping

import numpy as np

from sim.answers.searched import BEST, Searched, mark
from sim.answers.strategies import ADAPTIVE, STATIC
from sim.answers.words import Voice
from sim.vocabulary.adaptive import seen
from sim.vocabulary.language import words
from sim.vocabulary.wording import inside


def title(got: Searched, voice: Voice) -> str:
    """Return the finding in one line."""
    beaten = [name for name, costs in got.shipped.items() if got.beats(costs)]
    aims = voice.listed([aim.told(voice) for aim in got.aims])
    key = "title" if beaten else "title_none"
    return voice.sentence(key, aims=aims, beaten=len(beaten), shipped=len(got.shipped))


def sentences(
    got: Searched, rests: Mapping[str, object], unseen: int, voice: Voice
) -> tuple[str, str]:
    """Return the two sentences of an answer."""
    amounts = got.amounts(got.unseen)
    ends = [
        voice.say(
            "end", aim=aim.told(voice),
            band=voice.band(amounts[:, k].min(), amounts[:, k].max(), aim.scale, unit=True),
        )
        for k, aim in enumerate(got.aims)
    ]  # fmt: skip
    first = voice.sentence(
        "first", evaluated=got.evaluated, count=len(got.names), unseen=unseen,
        ends=voice.listed(ends), bounds=_bounds(got, voice),
    )  # fmt: skip
    beaten = [voice.case(name) for name, costs in got.shipped.items() if got.beats(costs)]
    against = voice.say("beat", names=voice.listed(beaten)) if beaten else voice.say("beat_none")
    second = voice.sentence(
        "second",
        adaptive=_adaptive(got, voice),
        still=int(got.still().sum()), count=len(got.names), losses=_losses(got, voice),
        ranks=_ranks(got, voice), against=against, agree=voice.percent(min(1.0, *got.volumes)),
        searches=len(got.volumes), rest=voice.ensemble(rests),
    )  # fmt: skip
    return first, second


def _adaptive(got: Searched, voice: Voice) -> str:
    """Return whether strategies that watch a measure do better than those with a date."""
    if not got.watched:
        return ""
    best = got.names[got.best(ADAPTIVE)]
    share = float(np.isfinite(got.fired[best]).mean())
    measure = inside(words(voice.language).name("measures", got.watched), voice.language)
    return voice.say(
        "adaptive" if got.adaptive_beats() else "adaptive_not", measure=measure,
        late=seen()[got.watched].late, mine=voice.percent(got.share(ADAPTIVE)),
        theirs=voice.percent(got.share(STATIC)), fires=voice.percent(share),
        best=best.removeprefix("adaptive "),
    )  # fmt: skip


def _bounds(got: Searched, voice: Voice) -> str:
    if not got.bounds:
        return ""
    kept = int(got.kept(got.unseen).sum())
    return voice.say("bounds", kept=kept, count=len(got.names))


def _losses(got: Searched, voice: Voice) -> str:
    """Return by how much each aim is worse on unseen members, in shares of its range."""
    losses = got.losses()
    worst = int(losses.argmax())
    if losses[worst] <= 0.0:
        return voice.say("no_loss")
    aim = got.aims[worst].told(voice)
    return voice.say("loss", aim=aim, share=voice.percent(float(losses[worst])))


def _ranks(got: Searched, voice: Voice) -> str:
    """Return how many of the best on seen members are among the best on unseen ones."""
    before, after = got.ranks(got.seen), got.ranks(got.unseen)
    few = min(BEST, len(before))
    same = int(((before <= few) & (after <= few)).sum())
    first = got.names[int(np.argmin(after))]
    return voice.say(
        "ranks", same=same, few=few, first=mark(first),
        before=int(before[int(np.argmin(after))]),
    )  # fmt: skip
