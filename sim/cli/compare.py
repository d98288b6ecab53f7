"""sim compare: scenarios over the same members, the first is the reference."""

from pathlib import Path
from typing import Annotated

import typer

from sim.cli import complete
from sim.cli.options import (
    Assume,
    Engine,
    Lang,
    Members,
    NoCache,
    Out,
    Overwrite,
    Prior,
    Seed,
    SeriesMembers,
    Set,
    Weeks,
    Workers,
    settings,
)


def compare(
    scenarios: Annotated[
        list[str],
        typer.Argument(help="The first is the reference.", autocompletion=complete.scenarios),
    ],
    members: Members = 1000,
    seed: Seed = 1,
    weeks: Weeks = 260,
    set_: Set = None,
    assume: Assume = None,
    out: Out = None,
    workers: Workers = 1,
    series_members: SeriesMembers = 256,
    engine: Engine = "",
    lang: Lang = "en",
    *,
    prior: Prior = False,
    overwrite: Overwrite = False,
    no_cache: NoCache = False,
) -> None:
    """Compare scenarios: median and 5-95 % of paired differences, share of members above zero."""
    from sim.cli.run_and_write import carry_out
    from sim.runs.engines import asking
    from sim.vocabulary.by_hand import set_by_hand
    from sim.vocabulary.language import require_language
    from sim.vocabulary.scenario import load

    require_language(lang)
    chosen = [set_by_hand(load(name), set_ or (), assume or ()) for name in scenarios]
    how = settings(members, seed, weeks, workers, series_members, prior=prior)
    named = Path("results") / "-vs-".join(s.name for s in chosen)
    folder = out or named
    with asking(engine, cache=not no_cache):
        results = carry_out(
            "compare",
            chosen,
            how,
            folder,
            overwrite=overwrite,
            default=out is None,
            language=lang,
        )

    from sim.cli.report_text import say_compare

    say_compare(results, chosen, folder, lang)
