"""Nothing is wrong or misleading without a word: axes, small steps, mixed blocks, titles."""

import time
from dataclasses import replace

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from sim.ground.errors import InputError
from sim.model.draws import Block
from sim.model.members import Source
from sim.model.world import World
from sim.plots import fonts
from sim.plots.theme import LIGHT, themed
from sim.runs.ensemble import Experiment, run_block
from sim.runs.settings import Settings, require_feasible
from sim.sweeps.designs.file import load_design, parse_design, spaced
from sim.sweeps.export import inputs_of, quantile_name
from sim.sweeps.reader import open_sweep
from sim.sweeps.runner import sweep
from sim.vocabulary.levers import levers
from sim.vocabulary.scenario import load
from tests.sweep_cases import BLOCK, small


def design(**axes):
    return parse_design({"members": 2, "seed": 1, "weeks": 3, "axes": axes}, "d.toml")


@pytest.mark.parametrize("steps", [2, 3, 5, 7, 11, 13, 101])
def test_both_ends_of_an_axis_are_as_written(steps):
    for name, known in levers().items():
        if not known.quantity or not np.isfinite([known.low, known.high]).all():
            continue
        for first, last in ((known.low, known.high), (known.high, known.low)):
            (axis,) = design(**{name: {"from": first, "to": last, "steps": steps}}).axes
            assert (axis.values[0], axis.values[-1]) == (first, last)
            assert len(set(axis.values)) == steps


def test_inner_values_are_the_decimals_that_are_meant():
    assert spaced(0.0, 0.7, 8) == [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]
    assert spaced(-0.2, 0.4, 7) == [-0.2, -0.1, 0.0, 0.1, 0.2, 0.3, 0.4]
    assert spaced(4.2, 3.8, 3) == [4.2, 4.0, 3.8]


def test_long_axes_take_linear_time():
    def seconds(steps):
        began = time.process_time()
        design(shells_demanded_per_day={"from": 4000, "to": 20000, "steps": steps})
        return time.process_time() - began

    seconds(1000)
    assert seconds(32_000) < 12 * seconds(4_000) + 0.2


def test_two_files_of_one_name_are_told_apart(tmp_path):
    text = 'edition = 2\ntitle = "t"\nquestion = "q"\nstory = "s"\nextends = "baseline"\n[levers]\n{}\n'
    for folder, lever in (("a", "designation_tempo = 1"), ("b", "designation_tempo = 2")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "mine.toml").write_text(text.format(lever))
    (tmp_path / "d.toml").write_text(
        'edition = 2\nscenario = ["a/mine.toml", "b/mine.toml"]\nmembers = 2\nseed = 1\nweeks = 3\n'
    )
    with pytest.raises(InputError, match="two files of one name"):
        load_design(str(tmp_path / "d.toml"))
    both = [load(str(tmp_path / folder / "mine.toml")) for folder in "ab"]
    with pytest.raises(InputError, match="two scenarios that differ are both called mine"):
        require_feasible("compare", both, Settings(members=2, seed=1, weeks=3))
    with pytest.raises(InputError, match="the same scenario twice"):
        require_feasible("compare", both[:1] * 2, Settings(members=2, seed=1, weeks=3))


def test_quantiles_that_are_asked_for_are_kept_beside_those_that_figures_need():
    made = small(save={"measures": ["russia.shells_fired"], "quantiles": [0.1, 0.501, 0.999]})
    assert {0.05, 0.1, 0.5, 0.501, 0.95, 0.999} <= set(made.save.quantiles)
    names = [quantile_name(q) for q in np.linspace(0, 1, 1001)]
    assert len(set(names)) == 1001


@pytest.fixture(scope="module")
def dated(tmp_path_factory):
    folder = tmp_path_factory.mktemp("dated") / "s"
    axes = {
        "ceasefire_date": ["never", "2023-08-07", "2023-12-25"],
        "monitoring_regime": ["none", "panel"],
    }
    sweep(small(axes=axes, members=4), str(folder), block_runs=BLOCK)
    return open_sweep(str(folder))


def test_dates_and_names_are_exported_as_dates_and_names(dated):
    found = inputs_of(dated, np.arange(6))
    assert found["ceasefire_date"].tolist()[::2] == ["never", "2023-08-07", "2023-12-25"]
    assert found["monitoring_regime"].tolist()[:2] == ["none", "panel"]


def fired(*cases, weeks=12, members=4):
    e = Experiment(cases, members, 1, weeks)
    out = [run_block(e, piece, ["russia.shells_fired", "capability.index"]) for piece in e.pieces()]
    assert not any(found.failures for found in out)
    values = np.concatenate([f.values["russia.shells_fired"] for f in out], axis=-1)
    assert np.isfinite(values).all()
    return values.reshape(weeks, len(cases), members)


def case(**paths):
    return replace(load("baseline").policy, levers={n: tuple(p) for n, p in paths.items()})


@pytest.mark.parametrize("part", [1e-3, 1e-6, 1e-9, 1e-12])
@pytest.mark.parametrize("beside", [False, True])
def test_a_small_later_step_is_felt_in_its_week(part, beside):
    first, week = 10_000.0, 6
    more = case(shells_demanded_per_day=((0, first), (week, first * (1 + part))))
    same = case(shells_demanded_per_day=((0, first),))
    calendar = felt([more, same] if beside else [more])
    assert (calendar[:week, 0] == first).all()
    assert (calendar[week:, 0] == first * (1 + part)).all()


def felt(cases):
    """Return the demand a day by week and policy, as the runs of a block feel it."""
    members = range(2)
    world = World(cases, Block(members, len(cases)), Source.prior(1, members), seed=1, weeks=12)
    size = len(members) * len(cases)
    found = [world.calendar.at(w).levers.shells_demanded_per_day for w in range(12)]
    return np.stack([np.broadcast_to(row, size) for row in found])[:, :: len(members)]


ZERO = ("oil_task_force_effort", "maritime_inspection_effort", "crypto_seizure_effort",
        "labour_enforcement_effort", "finance_enforcement_effort", "designation_tempo",
        "trilateral_coordination", "other_suppliers", "technology_generosity")  # fmt: skip


def test_a_policy_of_zero_effort_beside_a_normal_one_is_the_same_as_alone():
    nil = case(**dict.fromkeys(ZERO, ((0, 0.0),)))
    normal = case()
    late = case(designation_tempo=((0, 0.0), (5, 1e-9)))
    together = fired(nil, normal, late)
    for place, one in enumerate((nil, normal, late)):
        np.testing.assert_array_equal(together[:, place], fired(one)[:, 0])


TITLES = ["Release of $9m,then $30m", "a_b^c {x} \\alpha", "$", "$\\frac{1}{0}$", "50 % & <b>"]


@pytest.mark.parametrize("title", TITLES)
def test_a_title_is_text_and_stops_no_figure(title):
    @themed
    def draw(*, theme=LIGHT):
        figure = Figure((3, 1))
        ax = figure.add_subplot()
        ax.set_title(title)
        ax.set_xlabel(title)
        return figure

    figure = draw(theme=LIGHT)
    figure.canvas.draw()
    shown = [t for t in figure.findobj(Text) if t.get_text() == title]
    assert len(shown) == 2
    assert all(t._preprocess_math(title) == (title, False) for t in shown)


def test_letters_without_a_font_are_found_elsewhere_or_said(monkeypatch, capsys):
    figure = Figure((3, 1))
    text = figure.text(0, 0, "포탄 plan", family=["DejaVu Sans"])
    fonts.cover(figure)
    covered = set("포탄") <= set().union(*map(fonts._letters, text.get_fontfamily()))
    said = capsys.readouterr().err
    assert covered != ("fonts-noto-cjk" in said)
    monkeypatch.setattr(fonts, "_known", lambda: iter(()))
    fonts._say_missing.cache_clear()
    text.set_fontfamily(["DejaVu Sans"])
    fonts.cover(figure)
    assert "fonts-noto-cjk" in capsys.readouterr().err
    FigureCanvasAgg(figure).draw()  # a warning a letter would be an error here
