"""Paired differences of a sweep: each run beside the same member, nothing else compared."""

from dataclasses import replace

import numpy as np
import pytest
from matplotlib.text import Text
from typer.testing import CliRunner

from sim.cli.main import app
from sim.ground.errors import InputError
from sim.origins.whence import origin, redraw
from sim.plots.asked import (
    CURVES,
    DATES,
    MAP,
    PAIRS,
    SHARE,
    STRUCTURES,
    TORNADO,
    Asked,
)  # fmt: skip
from sim.plots.fonts import chinese
from sim.plots.request import suited, usual
from sim.plots.saving import metadata_of, save
from sim.plots.sweep_files import draw, figure
from sim.plots.sweep_pairs import Gaps, Trace, paired_differences
from sim.plots.theme import DARK
from sim.sweeps.by_structure import by_structure
from sim.sweeps.designs.design import Picture
from sim.sweeps.export import tables
from sim.sweeps.grids import curves, maps
from sim.sweeps.pairs import Reference, paired, partners, reference_of
from sim.sweeps.reader import open_sweep
from sim.sweeps.runner import sweep
from sim.sweeps.sides import hold, sides_of
from sim.sweeps.swings import swings
from sim.vocabulary.axes import FAN
from tests.sweep_cases import BLOCK, small

FIRED = Picture("russia.shells_fired")
DEMAND, TEMPO = "shells_demanded_per_day", "designation_tempo"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("pairs") / "store"
    sweep(small(), str(place), block_runs=BLOCK)
    return place


@pytest.fixture(scope="module")
def found(folder):
    return open_sweep(str(folder))


def fired(found):
    """Return rounds a day, shape (demand, tempo, member)."""
    return found.runs["russia.shells_fired"].values.astype(float).reshape(2, 3, 12) / 70


def test_differences_are_those_of_the_same_member(found):
    made = paired(found, replace(FIRED, x=DEMAND, panel=TEMPO), f"{DEMAND}=6000")
    gaps = fired(found)[1] - fired(found)[0]
    assert [title for title, _ in made.panels] == [f"designation tempo {n}" for n in (0, 1, 4)]
    for i, (_, (trace,)) in enumerate(made.panels):
        np.testing.assert_allclose(trace.rows[:, 1], np.quantile(gaps[i], FAN))
        assert not trace.rows[:, 0].any()
        assert trace.above.tolist() == [0, np.mean(gaps[i] > 0)]
        assert trace.below.tolist() == [0, np.mean(gaps[i] < 0)]
    assert (made.policies, made.left_out) == (1, 0)


def test_what_is_not_asked_for_is_pooled(found):
    made = paired(found, FIRED, f"{DEMAND}=14000")
    gaps = fired(found)[0] - fired(found)[1]
    np.testing.assert_allclose(made.panels[0][1][0].rows[:, 0], np.quantile(gaps, FAN))
    assert made.policies == 3


def test_another_axis_gives_a_trace_for_each_of_its_other_settings(found):
    made = paired(found, replace(FIRED, x=DEMAND), f"{TEMPO}=1")
    ((_, traces),) = made.panels
    assert [t.name for t in traces] == ["designation tempo 0", "designation tempo 4"]
    gaps = fired(found)[:, 2] - fired(found)[:, 1]
    np.testing.assert_allclose(traces[1].rows, np.quantile(gaps, FAN, axis=1))


def test_a_failed_run_takes_its_pair_out_alone(found, monkeypatch):
    runs = found.runs.load()
    spoilt = runs.copy(deep=True)
    spoilt["russia.shells_fired"][0, 5] = np.nan
    monkeypatch.setitem(found.__dict__, "runs", spoilt)
    made = paired(found, replace(FIRED, x=DEMAND, panel=TEMPO), f"{DEMAND}=6000")
    gaps = np.delete(fired(found)[1, 0] - fired(found)[0, 0], 5)
    np.testing.assert_allclose(made.panels[0][1][0].rows[:, 1], np.quantile(gaps, FAN))
    assert made.left_out == 1


def test_curves_end_where_cells_exist(tmp_path):
    limit = {"cap": {"sum": [DEMAND, TEMPO], "at_most": 6001}}
    sweep(small(constraints=limit), str(tmp_path / "s"), block_runs=BLOCK)
    made = figure(open_sweep(str(tmp_path / "s")), Asked(replace(FIRED, x=TEMPO), CURVES))
    said = [text.get_text() for text in made.findobj(Text)]
    assert any("becomes 1" in " ".join(text.split()) for text in said)
    assert not any("nan" in text for text in said)


def test_a_partner_that_a_constraint_left_out_is_no_partner():
    limit = {"cap": {"sum": [DEMAND, TEMPO], "at_most": 14001}}
    made = small(constraints=limit)
    reference = Reference(made.axes[1], 2)
    assert len(made) == 5
    assert partners(made, reference).tolist() == [2, 2, 2, -1, -1]
    whole = small()
    assert partners(whole, reference).tolist() == [2, 2, 2, 5, 5, 5]


@pytest.mark.parametrize(
    ("against", "said"),
    [
        ("designation_temp=1", "did you mean 'designation_tempo'"),
        ("designation_tempo=3", "the sweep has no designation_tempo 3; there are 0, 1, 4"),
        ("designation_tempo=nan", "there are 0, 1, 4"),
        ("designation_tempo", "write AXIS=VALUE"),
    ],
)
def test_an_unknown_axis_or_value_is_one_line_with_those_there_are(found, against, said):
    with pytest.raises(InputError, match=said) as caught:
        paired(found, FIRED, against)
    assert "\n" not in str(caught.value)


def test_a_value_may_be_written_in_more_than_one_way(found):
    assert {reference_of(found, f"{DEMAND}={t}").place for t in ("6000", "6000.0", "6e3")} == {0}


def test_a_panel_that_is_compared_already_is_refused(found):
    with pytest.raises(InputError, match="is in --x or --against already"):
        paired(found, replace(FIRED, panel=TEMPO), f"{TEMPO}=1")


def test_a_store_of_quantiles_alone_says_that_it_has_no_pairs(tmp_path):
    saved = {"measures": ["russia.shells_fired"], "values": False}
    sweep(small(save=saved, weeks=2), str(tmp_path / "store"), block_runs=BLOCK)
    with pytest.raises(InputError, match="only quantiles were kept"):
        paired(open_sweep(str(tmp_path / "store")), FIRED, f"{TEMPO}=1")


def test_the_picture_says_who_and_whence(found, tmp_path):
    asked = Asked(replace(FIRED, panel=DEMAND), PAIRS, f"{TEMPO}=0")
    (path,) = draw(found, [asked], tmp_path)
    assert path.name.endswith(
        "_by_designation_tempo_shells_demanded_per_day_against_designation_tempo_0.png"
    )
    assert metadata_of(path)["design"] == found.store.manifest["design"]


def test_the_command_draws_and_refuses_what_does_not_go_together(folder, tmp_path):
    words = ["plot", str(folder), "--measure", "capability.index", "--select", "actor=us"]
    words += ["--against", f"{TEMPO}=1", "--out", str(tmp_path)]
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 0, done.output
    assert len(list(tmp_path.glob("capability.index_us_by_designation_tempo_against_*.png"))) == 1
    for more in (["--y", TEMPO], ["--below", "1"], ["--curves"]):
        with pytest.raises(InputError, match="goes with --measure"):
            CliRunner().invoke(app, words + more, catch_exceptions=False)


ALONE = ("russia.shell_stock", "enforcement.allocation_softmax")


@pytest.fixture(scope="module")
def alone(tmp_path_factory):
    """A sweep that fixes one input at a time, one of which can move nothing in so few weeks."""
    table = {
        "axes": {},
        "sample": {"method": "one_at_a_time", "size": 2, "over": list(ALONE)},
        "save": {"measures": ["russia.shell_stock", "capability.index"]},
    }
    place = tmp_path_factory.mktemp("alone") / "store"
    sweep(small(**table), str(place), block_runs=BLOCK)
    return open_sweep(str(place))


def test_a_tornado_shows_medians_with_one_input_at_either_end(alone):
    made = swings(alone, Picture("russia.shell_stock"))
    values = alone.runs["russia.shell_stock"].values.astype(float)
    assert made.level.median == pytest.approx(np.median(values[0]), rel=1e-6)
    (first, *_) = made.inputs
    assert first.name == ALONE[0]
    for got, row in ((first.low, 1), (first.high, 2)):
        want = np.quantile(values[row] - values[0], (0.05, 0.5, 0.95))
        np.testing.assert_allclose(got, want, rtol=1e-6)
    drawn = figure(alone, Asked(Picture("russia.shell_stock"), TORNADO))
    assert "“Russian usable shell stock at the start” moves Russian shell stock" in words_of(drawn)
    ids = {artist.get_gid() for artist in [*drawn.axes[0].patches, *drawn.axes[0].lines]}
    assert {"swing/0/low", "swing/0/high", "whisker/0/low", "whisker/0/high"} <= ids


def test_an_assumption_named_like_a_measure_stands_beside_it(alone, tmp_path):
    name = ALONE[0]
    assert alone.quantiles[name].dims == ("policy", "quantile")
    assert np.isnan(alone.quantiles[f"{name}.input"].values[0])
    table = next(tables(alone))
    assert table[f"{name}.input"].nunique() == 2
    assert table[name].nunique() > 2
    assert alone.runs[name].dims == ("policy", "member")


def test_a_sweep_is_drawn_as_what_it_is(found, alone):
    assert {one.kind for one in usual(found)} == {MAP}
    assert [one.kind for one in usual(alone)] == [TORNADO] * 6
    assert suited(found, FIRED, curves=True).kind == CURVES
    with pytest.raises(InputError, match="do not fix one input at a time"):
        swings(found, FIRED)


def test_a_figure_of_a_sweep_names_both_commands_and_is_rebuilt(
    folder, found, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path.parent)  # whence opens nothing outside
    asked = [suited(found, FIRED), Asked(replace(FIRED, x=TEMPO), PAIRS, f"{DEMAND}=6000")]
    for path in draw(found, asked, tmp_path, theme=DARK, formats=("png", "svg")):
        swept, drawn, *_ = origin(path).lines()
        assert swept == f"sim sweep small --out {folder}"
        assert drawn.startswith(f"sim plot {folder} --measure russia.shells_fired --x ")
        assert drawn.endswith("--theme dark")
        again = tmp_path / f"again{path.suffix}"
        assert "bit for bit" in redraw(origin(path), again)
        assert again.read_bytes() == path.read_bytes()


def test_a_store_that_is_gone_or_another_is_refused(found, alone, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path.parent)
    (path,) = draw(found, [suited(found, FIRED)], tmp_path)
    metadata = metadata_of(path)
    for name, changed, said in (
        ("gone", {"results": str(tmp_path / "nowhere")}, "is gone or cannot be open"),
        ("other", {"results": alone.store.location.url}, "is another"),
    ):
        made = figure(found, suited(found, FIRED))
        (old,) = save(made, tmp_path, name, {**metadata, **changed}, formats=("png",))
        with pytest.raises(InputError, match=said):
            redraw(origin(old), tmp_path / "x.png")


def test_the_page_to_point_at_holds_maps_and_curves(folder, found, tmp_path):
    pytest.importorskip("plotly", reason="plotly is not installed")
    words = ["plot", str(folder), "--interactive", "--out", str(tmp_path)]
    assert CliRunner().invoke(app, words).exit_code == 0
    page = (tmp_path / "interactive.html").read_text(encoding="utf-8")
    assert "Plotly.newPlot" in page
    assert "<script src=" not in page
    assert "designation tempo: 4" in page
    more = ["--measure", "russia.shells_fired", "--x", TEMPO, "--curves"]
    assert CliRunner().invoke(app, words + more).exit_code == 0
    page = (tmp_path / "interactive.html").read_text(encoding="utf-8")
    assert "5\\u201395 %" in page
    with pytest.raises(InputError, match="shows maps and curves"):
        CliRunner().invoke(
            app, [*words, "--measure", "russia.shells_fired", "--against", f"{TEMPO}=1"],
            catch_exceptions=False,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--figure", "shells"], "is for runs and comparisons"),
        (["--tornado"], "goes with --measure"),
        (["--tornado", "--measure", "russia.shells_fired", "--x", TEMPO], "goes with --measure"),
        (["--tornado", "--measure", "russia.shells_fired"], "one input at a time"),
        (["--theme", "dim"], "unknown theme 'dim'"),
        (["--format", "gif"], "unknown format 'gif'"),
    ],
)
def test_what_cannot_be_drawn_of_a_sweep_is_one_line(folder, tmp_path, more, said):
    words = ["plot", str(folder), "--out", str(tmp_path / "none"), *more]
    with pytest.raises(InputError, match=said):
        CliRunner().invoke(app, words, catch_exceptions=False)
    assert not (tmp_path / "none").exists()


def gaps(**more):
    said = {
        "title": "what may be said", "note": "what is drawn", "unit": "rounds/day",
        "x_name": "tempo", "x_label": "tempo", "settings": ("0", "1", "4"),
        "x": np.asarray([0.0, 1.0, 4.0]), "ordered": True, "at": 1,
    }  # fmt: skip
    return Gaps(**{**said, **more})


ROWS = np.asarray([[2.0, 0, -9], [3, 0, -8], [4, 0, -7], [5, 0, -6], [6, 0, 1]])
TRACE = Trace("", ROWS, np.asarray([0.9, 0, 0.04]), np.asarray([0.1, 0, 0.96]))


def words_of(figure):
    return " ".join(t.get_text() for t in figure.texts).replace("\n", " ")


def texts(figure):
    named = {t.get_gid(): t.get_text() for t in figure.texts if t.get_gid()}
    return named | {t.get_gid(): t.get_text() for ax in figure.axes for t in ax.texts}


def test_shares_stand_over_their_settings():
    said = texts(paired_differences(gaps(), [("", [TRACE])]))
    assert said["title"] == "what may be said"
    assert [said[f"above/tempo/{s}"] for s in "014"] == ["90\u00a0%", "–", "4\u00a0%"]


def test_a_title_of_pairs_says_what_the_finding_carries(ruled):
    asked = Asked(FIRED, PAIRS, f"{DEMAND}=6000")
    said = words_of(figure(ruled, asked))
    (trace,) = paired(ruled, FIRED, f"{DEMAND}=6000").panels[0][1]
    assert trace.findings[0] is None
    assert trace.findings[1].verdict == "higher"
    assert trace.findings[1].size.replace("\u00a0", " ").split(" ")[0] in said
    assert "on average over 3 July 2023 to 11 September 2023" in said
    assert "fire swings with campaigns" in said
    wanted = "炮弹发射量" if chinese() else "shells fired"
    assert wanted in words_of(figure(ruled, asked, language="zh"))


def test_a_map_keeps_axes_as_written_and_names_settings(tmp_path):
    table = {"axes": {TEMPO: [4, 0, 1], "monitoring_regime": ["panel", "none"]}, "weeks": 3}
    sweep(small(**table), str(tmp_path / "store"), block_runs=BLOCK)
    results = open_sweep(str(tmp_path / "store"))
    made = maps(results, suited(results, FIRED).picture)
    assert made.x.settings() == ("4", "0", "1")
    assert made.y.settings() == ("panel", "none")
    values = results.runs["russia.shells_fired"].values.astype(float).reshape(3, 2, 12) / 21
    np.testing.assert_allclose(made.planes[0][1], np.median(values, axis=2).T, rtol=1e-5)
    drawn = figure(results, suited(results, FIRED))
    ticks = [label.get_text() for label in drawn.axes[0].get_xticklabels()]
    assert ticks == ["4", "0", "1"]
    assert "on average over 3 July 2023 to 24 July 2023" in words_of(drawn)


def test_a_threshold_is_drawn_as_the_share_of_members_below_it(found):
    level = float(np.median(fired(found))) * 7
    asked = suited(found, replace(FIRED, below=level))
    assert asked.kind == SHARE
    made = maps(found, asked.picture, share=True)
    shares = 100 * np.mean(fired(found) < level / 7, axis=2)
    np.testing.assert_allclose(made.planes[0][1], shares if made.y.name == DEMAND else shares.T)
    drawn = figure(found, asked)
    count = int((shares > 50).sum())
    assert f"in more than half of the members at {count} of 6 settings" in words_of(drawn)
    said = {t.get_gid(): t.get_text() for t in drawn.axes[0].texts}
    assert said["cell/0/0"] == f"{made.planes[0][1][0, 0]:.0f}"


def test_curves_hold_what_they_do_not_vary_and_lines_bear_their_names(found):
    asked = suited(found, replace(FIRED, x=DEMAND), curves=True)
    made = curves(found, asked.picture)
    ((_, lines),) = made.panels
    np.testing.assert_allclose(lines[1], np.quantile(fired(found)[:, 1], FAN, axis=1), rtol=1e-5)
    drawn = figure(found, asked)
    assert {t.get_text() for t in drawn.axes[0].texts} == {"0", "1", "4"}
    alone = curves(found, replace(FIRED, x=DEMAND, at=f"{TEMPO}=4"))
    np.testing.assert_allclose(alone.panels[0][1][0], lines[2])
    assert "designation tempo 4" in alone.held.said(found)
    assert sides_of(found.design)[TEMPO].rising


def test_dates_that_were_kept_become_bands_over_time(tmp_path):
    save = {"measures": ["russia.shells_fired"], "dates": ["2023-07-10", "2023-08-07"]}
    sweep(small(save=save), str(tmp_path / "store"), block_runs=BLOCK)
    results = open_sweep(str(tmp_path / "store"))
    drawn = figure(results, Asked(replace(FIRED, x=TEMPO), DATES))
    lines = {a.get_gid(): a for a in drawn.axes[0].lines if a.get_gid()}
    values = results.runs["russia.shells_fired@2023-08-07"].values.astype(float).reshape(2, 3, 12)
    got = lines["median/response/4"].get_ydata()[-1]
    assert got == pytest.approx(np.median(values[0, 2]) / 7, rel=1e-5)


def test_a_measure_without_dates_says_how_to_keep_them(found):
    with pytest.raises(InputError, match=r"keeps russia\.shells_fired at 0 date"):
        figure(found, Asked(FIRED, DATES))


def test_names_are_drawn_apart_and_missing_pairs_stay_empty():
    holes = Trace("b", ROWS * np.nan, *[np.full(3, np.nan)] * 2)
    names = gaps(settings=("none", "panel", "both"), ordered=False, at=None)
    figure = paired_differences(names, [("one", [replace(TRACE, name="a"), holes])] * 4)
    assert len(figure.axes) == 4
    assert len(figure.axes[0].collections) == 4
    assert texts(figure)["above/b/none"] == "–"


RULES = {"fire": "all", "evasion": "all"}


@pytest.fixture(scope="module")
def ruled(tmp_path_factory):
    """A sweep that crosses rules with a lever."""
    place = tmp_path_factory.mktemp("ruled") / "store"
    table = {"axes": {DEMAND: [6000, 14000]}, "structure": RULES, "members": 20}
    sweep(small(**table), str(place), block_runs=BLOCK)
    return open_sweep(str(place))


def test_structures_are_one_row_each_and_never_a_middle_of_several(ruled):
    asked = usual(ruled)[-1]
    assert {one.kind for one in usual(ruled)} == {STRUCTURES}
    made = by_structure(ruled, FIRED)
    values = ruled.runs["russia.shells_fired"].values.astype(float).reshape(2, 2, 2, 20) / 70
    assert [row.settings for row in made.rows] == [(0, 0), (0, 1), (1, 0), (1, 1)]
    for row in made.rows:
        gap = values[row.settings][1] - values[row.settings][0]
        np.testing.assert_allclose(row.rows, np.quantile(gap, FAN))
        assert row.finding.share_up == np.mean(gap > 0)
    drawn = figure(ruled, replace(asked, picture=FIRED))
    dots = [a.get_gid() for a in drawn.axes[0].lines if str(a.get_gid()).startswith("structure/")]
    assert len(dots) == 4
    assert "higher under 4 of 4 sets of rules" in words_of(drawn)


def test_where_no_member_changes_no_share_of_a_sign_is_told(ruled, monkeypatch):
    alike = ruled.runs.load().copy(deep=True)
    alike["russia.shells_fired"][:] = 7.0
    monkeypatch.setitem(ruled.__dict__, "runs", alike)
    said = words_of(figure(ruled, Asked(FIRED, STRUCTURES)))
    assert said.count("0; –; practically unchanged") == 4


def test_where_many_rules_are_crossed_each_row_names_the_one_that_it_changes(tmp_path):
    rules = dict.fromkeys(("orders", "bargaining", "effort", "export", "facilitators"), "all")
    table = {
        "axes": {DEMAND: [6000, 14000]}, "structure": {"fire": ["sampled", "steady"], **rules},
        "around": {"fraction": 4}, "members": 4, "weeks": 3,
    }  # fmt: skip
    sweep(small(**table), str(tmp_path / "store"), block_runs=BLOCK)
    found = open_sweep(str(tmp_path / "store"))
    made = by_structure(found, FIRED)
    drawn = figure(found, Asked(FIRED, STRUCTURES))
    dots = [a.get_gid() for a in drawn.axes[0].lines if str(a.get_gid()).startswith("structure/")]
    assert len(dots) == 1 + 1 + 2 + 3 + 2 + 2 + 1 < len(made.rows)
    said = words_of(drawn)
    for words in ("the default, as drawn", "fire: the same every week", "orders: no orders"):
        assert words in said
    assert f"{len(made.rows) - len(dots)} drawn combinations" in said


def test_what_a_map_of_rules_does_not_vary_is_one_policy_and_named(ruled):
    held = hold(ruled, [DEMAND], "structure.evasion=unchanged")
    assert held.mine.sum() == 2
    assert "fire swings with campaigns" in held.said(ruled)
    assert "skill stays as it was" in held.said(ruled)
    with pytest.raises(InputError, match="there are campaigns, steady"):
        hold(ruled, [DEMAND], "structure.fire=always")
    with pytest.raises(InputError, match="is varied here"):
        hold(ruled, [DEMAND], f"{DEMAND}=6000")


def test_rules_without_a_lever_are_levels_and_a_sweep_without_rules_says_so(found, tmp_path):
    table = {"axes": {}, "structure": RULES, "members": 20, "weeks": 3}
    sweep(small(**table), str(tmp_path / "store"), block_runs=BLOCK)
    levels = by_structure(open_sweep(str(tmp_path / "store")), FIRED)
    assert levels.axis is None
    assert all(row.finding is None for row in levels.rows)
    drawn = figure(levels.of.results, Asked(FIRED, STRUCTURES), language="zh")
    assert "4" in words_of(drawn)
    with pytest.raises(InputError, match="crosses no structures"):
        by_structure(found, FIRED)
