"""sim run: one scenario, from a file to figures."""

from pathlib import Path

from sim.cli.options import (
    Assume,
    Engine,
    Lang,
    Members,
    NoCache,
    Out,
    Overwrite,
    Prior,
    ScenarioName,
    Seed,
    SeriesMembers,
    Set,
    Weeks,
    Workers,
    settings,
)


def run(
    scenario: ScenarioName,
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
    """Run a scenario: results.zarr, summary.csv, figures and run.json in one folder."""
    from sim.cli.run_and_write import carry_out
    from sim.runs.engines import asking
    from sim.vocabulary.by_hand import set_by_hand
    from sim.vocabulary.language import require_language
    from sim.vocabulary.scenario import load

    require_language(lang)
    chosen = set_by_hand(load(scenario), set_ or (), assume or ())
    how = settings(members, seed, weeks, workers, series_members, prior=prior)
    folder = out or Path("results") / chosen.name
    with asking(engine, cache=not no_cache):
        results = carry_out(
            "run", [chosen], how, folder, overwrite=overwrite, default=out is None, language=lang
        )

    from sim.cli.report_text import say_run

    say_run(results, chosen, folder, lang)
