"""Figures: nothing is lost on the way from results to the page, and the page says whence."""

import re
import warnings
from datetime import date

import numpy as np
import pytest
from matplotlib.figure import Figure

from sim.ground.errors import InputError
from sim.plots.capability import ACTOR_WORDS, capability, signed
from sim.plots.channels import channels
from sim.plots.components import at_goalpost, columns_for
from sim.plots.draw import apart, as_date, day, round_ticks, tick_labels
from sim.plots.evidence import reported
from sim.plots.flows import balance, finding_of_flows, shell_shares
from sim.plots.provocations import fano, provocations
from sim.plots.registry import COMPARE_FIGURES, MORE_FIGURES, RUN_FIGURES
from sim.plots.saving import metadata_of, save
from sim.plots.series import band
from sim.plots.shells import CUT_COVER, LIMITS, shells
from sim.plots.sweeps import prior_posterior
from sim.plots.text_width import text_width, wrapped
from sim.plots.theme import DARK, LIGHT
from sim.plots.timeline import events
from sim.plots.wording import magnitude, number, percent, spread
from sim.runs.runs import compare_scenarios, run_scenario
from sim.runs.settings import Settings
from sim.vocabulary.components import components
from sim.vocabulary.measures import dimension
from sim.vocabulary.scenario import load
from tests.pictures import faults

NAMES = ("baseline", "dprk_halts_exports", "no_exchange")
FIGURES = {**RUN_FIGURES, **MORE_FIGURES}
FANS = {
    "shells": ("russia.shells_fired", "russia.shells_produced", "dprk.shells_arrived", "cover"),
    "returns": (
        "dprk.contract_value_usd",
        "dprk.settled_usd",
        "russia.arrears_usd",
        *(f"dprk.settled_usd/{b}" for b in dimension("bundle")),
    ),
    "capability": tuple(f"capability.index/{a}" for a in ACTOR_WORDS),
    "components": tuple(f"capability.component/{c}" for c in components()),
    "evidence": ("dprk.shells_shipped", "dprk.containers_shipped", "dprk.missiles_fired"),
    "channels": tuple(
        f"channel.{m}/{c}"
        for m in ("flow", "loss_fraction", "facilitators")
        for c in dimension("channel")
    ),
    "provocations": ("dprk.provocations", "dprk.emboldenment", "exposure.forces"),
    "programmes": ("dprk.warheads", "dprk.missile_stock", "dprk.technology/space"),
}


@pytest.fixture(scope="module")
def run():
    return run_scenario(load("baseline"), Settings(members=90, weeks=110))


@pytest.fixture(scope="module")
def several():
    return compare_scenarios([load(n) for n in NAMES], Settings(members=16, weeks=110))


def gids(figure: Figure) -> list[str]:
    return [a.get_gid() for a in figure.findobj() if a.get_gid()]


def words(figure: Figure) -> str:
    return "\n".join(t.get_text() for t in figure.findobj(lambda a: hasattr(a, "get_text")))


def artist(figure: Figure, gid: str):
    (found,) = [a for a in figure.findobj() if a.get_gid() == gid]
    return found


@pytest.mark.parametrize("name", FANS)
def test_one_scenario_has_median_and_both_bands(run, name):
    found = gids(FIGURES[name](run))
    for measure in FANS[name]:
        for part in ("median", "band50", "band90"):
            assert found.count(f"{part}/{measure}/baseline") == 1


@pytest.mark.parametrize("name", FANS)
def test_n_scenarios_give_n_traces_with_their_bands_and_titles(several, name):
    figure = FIGURES[name](several)
    found = gids(figure)
    for measure in FANS[name]:
        medians = [g for g in found if re.fullmatch(f"median/{re.escape(measure)}/[a-z_]+", g)]
        assert medians == [f"median/{measure}/{n}" for n in NAMES]
        assert all(f"band90/{measure}/{n}" in found for n in NAMES)
    assert all(load(n).title in words(figure) for n in NAMES)


@pytest.mark.parametrize("name", FANS)
def test_traces_differ_without_colour(several, name):
    figure = FIGURES[name](several)
    lines = [artist(figure, f"median/{FANS[name][0]}/{n}") for n in NAMES]
    assert len({str(line._dash_pattern) for line in lines}) == len(NAMES)
    assert len({line.get_color() for line in lines}) == len(NAMES)


@pytest.mark.parametrize("name", sorted(FIGURES))
def test_every_figure_says_whence_and_what(run, name):
    figure = FIGURES[name](run)
    text = words(figure)
    for part in (
        "Scenario: baseline",
        "90 members",
        "prior ensemble",
        "seed 1",
        "model ",
        "commit ",
    ):
        assert part in text
    assert "Source:" in text
    assert artist(figure, "title").get_text()
    assert artist(figure, "subtitle").get_text()
    if name in FANS:
        for part in ("median member", "25–75 %", "5–95 %"):
            assert part in text


def test_a_median_is_the_one_of_the_results(run):
    drawn = artist(RUN_FIGURES["shells"](run), "median/russia.shells_fired/baseline")
    expected = run.bands["russia.shells_fired"].sel(policy="baseline", group="pooled", quantile=0.5)
    np.testing.assert_allclose(drawn.get_ydata()[:-1], expected.values / 7, rtol=1e-6)
    assert as_date(drawn.get_xdata()[0]) == date(2023, 7, 3)


def test_units_are_on_the_axes(run):
    labels = {ax.get_ylabel() for ax in RUN_FIGURES["shells"](run).axes}
    assert {"rounds a day", "weeks of demand"} <= labels
    labels = {ax.get_ylabel() for ax in RUN_FIGURES["returns"](run).axes}
    assert any(u.startswith("USD") for u in labels)
    assert any("a week" in u for u in labels)
    labels = " ".join(ax.get_ylabel() for ax in RUN_FIGURES["evidence"](run).axes)
    assert all(unit in labels for unit in ("shells", "containers", "missiles"))
    assert "0-100" in {ax.get_ylabel() for ax in RUN_FIGURES["capability"](run).axes}


def test_the_strip_shows_every_limit_for_every_scenario(several):
    found = gids(RUN_FIGURES["shells"](several))
    assert all(f"binding/{limit}/{n}" in found for limit in LIMITS for n in NAMES)
    assert set(LIMITS) == set(several.shares["binding"].values)


def test_every_reported_figure_within_the_horizon_is_drawn(run):
    figure = RUN_FIGURES["evidence"](run)
    found = gids(figure)
    last = day(date(2023, 7, 3)) + 7 * run.weeks
    listed = [t for t in reported() if t.end <= last]
    assert {"T021", "T022", "T028"} <= {t.target for t in listed}
    for t in listed:
        assert f"reported/{t.target}" in found
        assert (f"range/{t.target}" in found) == (not t.floor)
        value = t.low if t.floor else t.central
        assert artist(figure, f"reported/{t.target}").get_ydata()[0] == value
    for reading in ("heavier_fire", "slower_industry", "restocking"):
        assert f"reading/{reading}/dprk.shells_shipped/baseline" in found


def test_what_a_source_would_print_stands_beside_one_scenario_alone(run, several):
    one, many = (RUN_FIGURES["evidence"](of) for of in (run, several))
    assert any(g.startswith("printed/") for g in gids(one))
    assert "grey" in artist(one, "subtitle").get_text()
    assert not any(g.startswith("printed/") for g in gids(many))
    assert "grey" not in artist(many, "subtitle").get_text()
    assert "before any correction" in artist(many, "footer").get_text().replace("\n", " ")


def test_capability_warns_against_comparing_actors(run):
    text = " ".join(words(capability(run)).split())
    assert "Never compare levels between actors" in text
    assert "geometric mean" in text
    assert "higher is worse" in text


def test_differences_draw_one_trace_a_scenario_and_state_shares(several):
    figure = COMPARE_FIGURES["differences"](several)
    found = gids(figure)
    for n in NAMES[1:]:
        assert f"median/russia.shells_fired/{n}" in found
        assert f"band90/capability.index/dprk/{n}" in found
    assert not any(g.endswith("/baseline") for g in found)
    assert len([g for g in found if g == "shares"]) == 9
    under = [artist.get_text() for artist in figure.texts if artist.get_gid() == "shares"]
    assert all(" / " in text for text in under)


def test_sources_equal_uses_every_week(run):
    parts = balance(run, "baseline")
    uses = parts.pop("fired") + parts.pop("into stock")
    np.testing.assert_allclose(sum(parts.values()), uses, rtol=1e-9)


def test_dated_events_stand_in_the_strip(run):
    figure = MORE_FIGURES["events"](run)
    told = [" ".join(t.get_text().split()) for t in figure.texts if t.get_gid() == "event"]
    assert told == [e.label for e in events()]
    marks = [artist(figure, f"event/{as_date(e.day)}") for e in events()]
    heights = [mark.get_ydata()[0] for mark in marks]
    assert np.all(np.diff(heights) > 0)
    assert [mark.get_xdata()[0] for mark in marks] == [e.day for e in events()]


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_a_theme_colours_the_paper(run, theme):
    figure = capability(run, theme=theme)
    assert figure.get_facecolor()[:3] == pytest.approx(
        tuple(int(theme.paper[i : i + 2], 16) / 255 for i in (1, 3, 5))
    )


META = {"scenario": "baseline", "command": "sim run baseline --seed 1", "note": "κ, <&> “words”"}


def test_files_carry_their_provenance(run, tmp_path):
    paths = save(RUN_FIGURES["capability"](run), tmp_path, "capability", META)
    assert [p.name for p in paths] == ["capability.png", "capability.svg"]
    for path in paths:
        assert metadata_of(path) == META
    assert paths[0].read_bytes().startswith(b"\x89PNG")


def test_the_same_figure_gives_the_same_bytes(run, tmp_path):
    kept = []
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        paths = save(
            RUN_FIGURES["shells"](run), tmp_path / folder, "x", META, formats=("png", "svg", "pdf")
        )
        kept.append([p.read_bytes() for p in paths])
    assert kept[0] == kept[1]


def test_a_picture_of_others_has_no_provenance(tmp_path):
    path = tmp_path / "x.png"
    path.write_bytes(b"no picture")
    with pytest.raises(InputError, match="no provenance"):
        metadata_of(path)


@pytest.mark.heavy
@pytest.mark.parametrize(
    ("weeks", "members"), [(1, 1), pytest.param(30, 4, marks=pytest.mark.heavy)]
)
def test_short_runs_and_few_members_are_drawn(weeks, members, tmp_path):
    settings = Settings(members=members, weeks=weeks)
    both = compare_scenarios([load(n) for n in NAMES[:2]], settings)
    one = run_scenario(load("baseline"), settings)
    for name, draw in COMPARE_FIGURES.items():
        assert save(draw(both), tmp_path, name, META, formats=["svg"])
    for name, draw in FIGURES.items():
        assert save(draw(one), tmp_path, f"one_{name}", META, formats=["svg"])


def test_drawing_leaves_no_setting_behind(run):
    import matplotlib as mpl

    before = dict(mpl.rcParams)
    capability(run, theme=DARK)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert dict(mpl.rcParams) == before


@pytest.mark.parametrize("name", sorted({**COMPARE_FIGURES, **MORE_FIGURES}))
def test_no_text_leaves_the_page_and_none_collide(several, name):
    assert faults({**COMPARE_FIGURES, **MORE_FIGURES}[name](several)) == []


@pytest.mark.parametrize("name", sorted(FIGURES))
def test_a_figure_of_one_run_is_clean(run, name):
    assert faults(FIGURES[name](run)) == []


def test_what_spoils_a_picture_is_found():
    figure = Figure(figsize=(4, 3))
    figure.text(0.5, 0.5, "one thing")
    figure.text(0.52, 0.51, "another")
    figure.text(0.9, 0.1, "beyond the edge")
    figure.add_axes((0.1, 0.7, 0.2, 0.2)).set_axis_off()
    found = faults(figure)
    assert len(found) == 3
    for line, ending in zip(found, ("collide", "leaves the page", "is empty"), strict=True):
        assert ending in line


def test_components_fill_their_page(run):
    assert columns_for([4, 7, 6, 4, 4]) == 4
    assert columns_for([6, 6]) == 6
    figure = MORE_FIGURES["components"](run)
    boxes = [ax.get_position() for ax in figure.axes]
    assert len({round(box.x0, 3) for box in boxes}) == 4
    assert figure.get_figwidth() == RUN_FIGURES["shells"](run).get_figwidth()


def test_a_median_at_a_goalpost_is_marked_and_named(run):
    figure = MORE_FIGURES["components"](run)
    held = [g for g in gids(figure) if g.startswith("clipped/")]
    at = [
        c
        for c in components()
        if at_goalpost(band(run, "capability.component", "baseline", component=c).median).any()
    ]
    assert held == [f"clipped/{c}/baseline" for c in at]
    assert ("goalpost: it would go beyond" in words(figure)) == bool(at)


def test_capability_of_several_tells_the_paired_difference(several):
    figure = capability(several)
    told = [t.get_text() for t in figure.texts if t.get_gid() == "change"]
    gaps = [
        several.differences["capability.index"].sel(policy=n, actor="russia", quantile=0.5)
        for n in NAMES[1:]
    ]
    assert told[0] == " / ".join(signed(float(gap.values[-1])) for gap in gaps)
    assert "paired differences" in artist(figure, "subtitle").get_text().replace("\n", " ")


def test_what_is_lost_crosses_no_other_flow(run):
    figure = MORE_FIGURES["supply_legs"](run)
    lost = artist(figure, "flow/shipped/lost/baseline").get_path().get_extents()
    rest = [
        artist(figure, g).get_path().get_extents()
        for g in gids(figure)
        if g.startswith("flow/") and "/lost/" not in g
    ]
    assert all(other.y1 <= lost.y0 + 1e-9 for other in rest)


def test_what_goes_out_has_no_sign(run):
    (ax,) = MORE_FIGURES["sources_and_uses"](run).axes
    named = [t.get_text() for t in ax.get_yticklabels()]
    assert not any("−" in text for text in named)
    assert named[0] != "0"


def test_what_the_record_taught_is_ranked():
    wide, narrow = np.linspace(0, 10, 50), np.linspace(4, 6, 50)
    figure = prior_posterior({"a": wide, "b": wide}, {"a": wide, "b": narrow})
    assert [ax.get_gid() for ax in figure.axes] == ["assumption/b", "assumption/a"]
    assert "range shrinks by 80\u00a0%" in words(figure).replace("\n", " ")


def test_the_fano_factor_tells_clusters_from_chance():
    generator = np.random.default_rng(1)
    chance = generator.poisson(3.0, (200, 40))
    assert fano(chance) == pytest.approx(1.0, abs=0.1)
    assert fano(4 * generator.poisson(1.0, (200, 40))) == pytest.approx(4.0, abs=0.5)
    assert np.isnan(fano(np.zeros((3, 4))))


def test_the_strip_of_provocations_is_the_share_of_members_with_one(run, several):
    figure = provocations(run)
    drawn = artist(figure, "weekly/dprk.provocations/baseline").get_data()
    weekly = run.series["dprk.provocations"].sel(policy="baseline").transpose("member", "week")
    np.testing.assert_allclose(drawn.values, 100 * (weekly.values > 0).mean(axis=0), rtol=1e-6)
    assert np.diff(drawn.edges) == pytest.approx(7.0)
    mean = artist(figure, "mean/dprk.provocations/baseline").get_ydata()
    assert mean[50] == pytest.approx(drawn.values[44:57].mean())
    assert mean[0] == pytest.approx(drawn.values[:7].mean())
    whole = weekly.values[:, :104].reshape(90, 8, 13).sum(axis=2)
    assert f"vary {fano(whole):.1f} times" in words(figure).replace("\n", " ")
    assert "Fano" not in artist(figure, "subtitle").get_text()
    assert not [g for g in gids(provocations(several)) if g.startswith("weekly/")]  # 16 members


def test_channels_show_what_flows_and_which_loses_most(run):
    figure = channels(run)
    for measure, factor in (("flow", 1.0), ("loss_fraction", 100.0)):
        for c in dimension("channel"):
            drawn = artist(figure, f"median/channel.{measure}/{c}/baseline").get_ydata()
            whole = run.bands[f"channel.{measure}"].sel(policy="baseline", group="pooled")
            expected = factor * whole.sel(quantile=0.5, channel=c).values
            np.testing.assert_allclose(drawn[: len(expected)], expected, rtol=1e-6)
    lost = run.bands["channel.loss_fraction"].sel(policy="baseline", group="pooled", quantile=0.5)
    ends = lost.isel(week_bound=-1)
    assert str(ends.channel.values[int(ends.values.argmax())]) == "ship_to_ship"
    title = artist(figure, "title").get_text().replace("\u00a0", " ")
    assert "ship-to-ship oil" in title
    assert f"{100 * float(ends.max()):.3g} %" in title


def test_numbers_read_as_people_say_them():
    assert [number(v) for v in (0, 0.123, 96, 12_934, 1_640_000, 2.14e9)] == [
        "0", "0.12", "96", "13,000", "1.6 million", "2.1 bn",
    ]  # fmt: skip
    assert spread(1.31e6, 2.49e6) == "1.3 to 2.5 million"
    assert [percent(v) for v in (0, 0.001, 0.5, 0.999, 1)] == [
        "0\u00a0%", "<1\u00a0%", "50\u00a0%", ">99\u00a0%", "100\u00a0%",
    ]  # fmt: skip
    assert magnitude(3e9, "USD/week") == (1e9, "USD bn a week")
    assert magnitude(5e6, "rounds") == (1e6, "million rounds")
    assert magnitude(20_000, "containers") == (1.0, "containers")


def test_ticks_are_round_and_labels_keep_apart():
    assert round_ticks(0, 17_000) == [0, 5_000, 10_000, 15_000]
    assert tick_labels([-2.5, 0, 2.5]) == ["−2.5", "0.0", "2.5"]
    placed = apart([1.0, 1.0, 1.1], 0.5, 0.0, 3.0)
    assert np.diff(sorted(placed)).min() >= 0.5 - 1e-6


def test_wrapped_lines_fit_the_room():
    text = "a finding in many words that does not fit on one line of the page by far"
    lines = wrapped(text, 2.0, 12).split("\n")
    assert " ".join(lines) == text
    assert all(text_width(line, 12) <= 2.02 for line in lines)


def test_a_number_is_not_broken_from_its_per_cent_sign():
    text = "the share that is lost to enforcement (5–95 %: 13 to 70), 37.6 % of it"
    for room in np.arange(0.3, 4.0, 0.1):
        broken = wrapped(text, float(room), 12)
        assert not any(line.startswith("%") for line in broken.split("\n"))
        assert broken.replace("\n", " ") == text


def test_a_band_reaches_the_end_of_the_last_week(run):
    flow = band(run, "russia.shells_fired", "baseline")
    stock = band(run, "russia.shell_stock", "baseline")
    assert flow.days[-1] == stock.days[-1]
    assert (np.diff(flow.rows, axis=0) >= 0).all()


def test_the_title_of_capability_claims_a_direction_only_where_the_band_has_it():
    from datetime import date

    from sim.plots.compared import _most_moved
    from sim.runs.levels import Level

    def told(**bands):
        levels = {a: Level("few", *band, "points", 40) for a, band in bands.items()}
        return _most_moved(levels, date(2028, 6, 26), "en").replace("\u00a0", " ")

    small, open_, down = (1.0, 2.0, 3.0), (-1.0, 9.0, 20.0), (-12.0, -8.0, -2.0)
    assert told(us=small, russia=open_).startswith("United States’s capability index rises by 2")
    assert "DPRK’s capability index falls by 8" in told(us=small, dprk=down)
    assert "2 to 12" in told(us=small, dprk=down)
    assert told(russia=open_).startswith("No capability index moves one way")
    assert told(russia=(np.nan, 3.0, np.nan)) == "few"


def test_a_title_over_several_scenarios_speaks_of_all_of_them(run, several):
    one, all_of_them = (finding_of_flows(r).replace("\xa0", " ") for r in (run, several))
    assert "scenario" not in one
    assert f"in the {len(NAMES)} scenarios" in all_of_them
    found = [shell_shares(several, policy) for policy in several.policies]
    assert found[NAMES.index("no_exchange")] == (0.0, None)  # of nothing, nothing is lost
    least, most = (f"{100 * end(lost for _, lost in found if lost):.0f}" for end in (min, max))
    told = f"{least} % to {most} %" if least != most else f"{most} %"
    assert f"of what it ships {told} is lost" in all_of_them


def test_cover_beyond_five_years_is_cut_and_the_panel_says_so(run, monkeypatch):
    def titles():
        return [text.get_text() for text in shells(run).texts]

    assert "Stock cover" in titles()
    monkeypatch.setattr("sim.plots.shells.MOST_COVER", 1.0)
    assert "Stock cover" not in titles()
    assert CUT_COVER in titles()
