"""sim breakeven, effect, sensitivity: each prints two sentences, writes a table, draws a figure."""

from typing import Annotated, Optional

import typer

from sim.cli.answering import FOLDER, TEXT, By, Format, Lang, Out
from sim.cli.options import Members, Prior, Seed, Weeks

Scenario = Annotated[str, typer.Option("--under", help="A scenario's name or a file's path.")]
Measure = Annotated[
    str, typer.Argument(help="As 'capability.index[russia] at end of 2026', or a statement.")
]
Constrained = Annotated[
    bool,
    typer.Option("--constrained", help="Draw from the constrained ensemble, not the prior."),
]
End = Optional[float]  # noqa: UP045


def breakeven(
    statement: Annotated[str, typer.Argument(help="A claim, in quotes.")],
    over: Annotated[str, typer.Option(help="A lever, or the key of an assumption.")],
    *,
    low: Annotated[End, typer.Option(help="Low end of the range; its own by default.")] = None,
    high: Annotated[End, typer.Option(help="High end of the range.")] = None,
    under: Scenario = "baseline",
    by: By = "reading",
    members: Members = 200,
    seed: Seed = 1,
    weeks: Weeks = 260,
    prior: Prior = False,
    form: Format = TEXT,
    lang: Lang = "en",
    out: Out = FOLDER,
) -> None:
    """Find the value of a lever or assumption at which a statement turns, member by member."""
    from sim.answers.breakeven import breakeven as find
    from sim.cli.answering import check_format, deliver, settings_of
    from sim.plots.answers_breakeven import breakeven_figure

    check_format(form, lang)
    settings_of(members, seed, weeks, prior=prior)
    answer = find(
        statement, over, low=low, high=high, under=under, members=members, seed=seed, weeks=weeks,
        prior=prior, by=by, language=lang,
    )  # fmt: skip
    deliver(answer, breakeven_figure, form, out)


def effect(
    measure: Measure,
    *,
    under: Scenario = "baseline",
    members: Members = 200,
    seed: Seed = 1,
    weeks: Weeks = 260,
    prior: Prior = False,
    form: Format = TEXT,
    lang: Lang = "en",
    out: Out = FOLDER,
) -> None:
    """Say what each lever of the coalition does to a measure, and per unit of effort."""
    from sim.answers.effect import effect as find
    from sim.cli.answering import check_format, deliver, settings_of
    from sim.plots.answers_effect import effect_figure

    check_format(form, lang)
    settings_of(members, seed, weeks, prior=prior)
    answer = find(
        measure, under=under, members=members, seed=seed, weeks=weeks, prior=prior, language=lang
    )
    deliver(answer, effect_figure, form, out)


def sensitivity(
    measure: Measure,
    *,
    store: Annotated[
        str, typer.Option("--in", help="Analyse a sweep instead of a new sample.")
    ] = "",
    select: Annotated[str, typer.Option(help="With --in: as actor=russia.")] = "",
    constrained: Constrained = False,
    under: Scenario = "baseline",
    members: Members = 1000,
    seed: Seed = 1,
    weeks: Weeks = 260,
    form: Format = TEXT,
    lang: Lang = "en",
    out: Out = FOLDER,
) -> None:
    """Rank the assumptions that an outcome or a statement rests on: Sobol', Morris, given data."""
    from sim.answers.sensitivity import sensitivity as find
    from sim.answers.sensitivity import sensitivity_in
    from sim.cli.answering import check_format, deliver, settings_of
    from sim.plots.answers_figures import sensitivity_figure
    from sim.sweeps.reader import open_sweep

    check_format(form, lang)
    if store:
        answer = sensitivity_in(open_sweep(store), measure, select, lang)
    else:
        settings_of(members, seed, weeks, prior=not constrained)
        answer = find(
            measure, under=under, members=members, seed=seed, weeks=weeks,
            prior=not constrained, language=lang,
        )  # fmt: skip
    deliver(answer, sensitivity_figure, form, out)


def discover(
    when: Annotated[str, typer.Option(help="A claim, in quotes.")] = "",
    *,
    paths: Annotated[
        int, typer.Option(help="Group the paths of --measure into so many kinds instead.")
    ] = 0,
    measure: Annotated[str, typer.Option(help="With --paths: whose weekly values.")] = (
        "russia.shells_fired"
    ),
    constrained: Constrained = False,
    learner: Annotated[
        bool, typer.Option("--learner", help="Let a forest label further points (scikit-learn).")
    ] = False,
    under: Scenario = "baseline",
    members: Members = 1000,
    seed: Seed = 1,
    weeks: Weeks = 260,
    form: Format = TEXT,
    lang: Lang = "en",
    out: Out = FOLDER,
) -> None:
    """Find the ranges of assumptions and structures in which a statement comes true."""
    from sim.answers.discover import discover as find
    from sim.cli.answering import check_format, deliver, settings_of
    from sim.plots.answers_discover import discover_figure
    from sim.plots.answers_kinds import kinds_figure

    check_format(form, lang)
    settings_of(members, seed, weeks, prior=not constrained)
    answer = find(
        when, under=under, members=members, seed=seed, weeks=weeks, prior=not constrained,
        learner=learner, language=lang, paths=paths, measure=measure,
    )  # fmt: skip
    deliver(answer, kinds_figure if paths else discover_figure, form, out)


def worth(
    measure: Measure,
    among: Annotated[list[str], typer.Option(help="A scenario; give at least two.")],
    *,
    more: Annotated[bool, typer.Option("--more", help="More of the measure is better.")] = False,
    members: Members = 1000,
    seed: Seed = 1,
    weeks: Weeks = 260,
    prior: Prior = False,
    form: Format = TEXT,
    lang: Lang = "en",
    out: Out = FOLDER,
) -> None:
    """Say what knowing each assumption is worth for a choice among scenarios."""
    from sim.answers.worth import worth as find
    from sim.cli.answering import check_format, deliver, settings_of
    from sim.plots.answers_figures import worth_figure

    check_format(form, lang)
    settings_of(members, seed, weeks, prior=prior)
    answer = find(
        measure, among=among, less=not more, members=members, seed=seed, weeks=weeks, prior=prior,
        language=lang,
    )  # fmt: skip
    deliver(answer, worth_figure, form, out)


def explain(
    scenario: Annotated[str, typer.Argument(help="From which the difference is told.")],
    other: Annotated[str, typer.Argument(help="The scenario that differs.")],
    *,
    measure: Annotated[
        str, typer.Option(help="As 'capability.index[russia] at end of 2026'.")
    ] = "russia.shells_fired",
    member: Annotated[
        int, typer.Option(help="Tell the chain of what happened in this member, from 0.")
    ] = -1,
    members: Members = 100,
    seed: Seed = 1,
    weeks: Weeks = 260,
    prior: Prior = False,
    form: Format = TEXT,
    lang: Lang = "en",
    out: Out = FOLDER,
) -> None:
    """Split a difference between two scenarios among the levers and assumptions behind it."""
    from sim.answers.explain import explain as find
    from sim.cli.answering import check_format, deliver, settings_of
    from sim.plots.answers_chain import chain_figure
    from sim.plots.answers_waterfall import explain_figure

    check_format(form, lang)
    settings_of(members, seed, weeks, prior=prior)
    answer = find(
        scenario, other, measure=measure, members=members, seed=seed, weeks=weeks, prior=prior,
        language=lang, member=None if member < 0 else member,
    )  # fmt: skip
    deliver(answer, explain_figure if member < 0 else chain_figure, form, out)


Several = Annotated[
    Optional[list[str]],  # noqa: UP045
    typer.Option(help="An outcome or a claim; may be given several times."),
]


Regret = Annotated[
    Optional[list[str]],  # noqa: UP045
    typer.Option(help="The same, judged by regret against the best in the same future."),
]


def search(
    *,
    less: Several = None,
    more: Several = None,
    regret_less: Regret = None,
    regret_more: Regret = None,
    keep: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Option(help="A claim with a bar, as '... in at least 80 % of members'."),
    ] = None,
    stages: Annotated[
        int, typer.Option(min=1, max=2, help="2: every lever may change once, at a searched date.")
    ] = 1,
    when: Annotated[
        str, typer.Option(help="A measure that the coalition sees: search adaptive strategies too.")
    ] = "",
    over: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Option(
            help="A lever of the coalition; several times. Default: all that are numbers."
        ),
    ] = None,
    under: Scenario = "baseline",
    members: Members = 64,
    unseen: Annotated[int, typer.Option(help="Members on which the front is tested.")] = 200,
    generations: Annotated[int, typer.Option(help="Of each of three searches.")] = 8,
    store: Annotated[str, typer.Option(help="File of evaluations, to go on after a stop.")] = "",
    seed: Seed = 1,
    weeks: Weeks = 260,
    prior: Prior = False,
    form: Format = TEXT,
    lang: Lang = "en",
    out: Out = FOLDER,
) -> None:
    """Search strategies of the coalition, static or adaptive, for several aims; test them."""
    from sim.answers.search import search as find
    from sim.cli.answering import check_format, deliver, settings_of
    from sim.ground.errors import InputError
    from sim.plots.answers_search import search_figure

    check_format(form, lang)
    settings_of(members, seed, weeks, prior=prior)
    if min(unseen, generations) < 1:
        raise InputError("--unseen and --generations: at least 1")
    answer = find(
        less=less or (), more=more or (), over=over or (), under=under, members=members,
        unseen=unseen, generations=generations, seed=seed, weeks=weeks, prior=prior, store=store,
        language=lang, regret_less=regret_less or (), regret_more=regret_more or (),
        keep=keep or (), stages=stages, when=when,
    )  # fmt: skip
    deliver(answer, search_figure, form, out)
