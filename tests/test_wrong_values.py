"""Whatever is given to any option of any public call: one line that says so, and nothing else."""

import copy
import inspect
import pickle
from datetime import timedelta

import numpy as np
import pandas as pd
import pytest

import sim
from sim.ground.telling import NoAttributeError

KEEP = ["russia.shells_fired", "capability.index"]
SMALL = {"members": 4, "weeks": 8, "prior": True}
DESIGN = {"axes": {"designation_tempo": [0, 2]}, "members": 4, "seed": 1, "weeks": 4,
          "save": {"measures": KEEP}}  # fmt: skip
FIRE = "russia.shells_fired >= 10k rounds/day at 2023-07-31"

STRANGE = {
    "bytes": b"x", "complex": 1 + 2j, "object": object(), "numbered": {5: 1}, "nothing": pd.NA,
    "span": timedelta(3), "slice": slice(-1, None), "nested": [[{}]], "text of no use": ["a\0b\n"],
    "records": np.zeros(2, dtype=[("a", "i4")]), "frame": pd.DataFrame({("a", 1): [None]}),
    "endless": {"x": float("inf")},
}  # fmt: skip
"""What no option of any call takes."""

FEW = {kind: STRANGE[kind] for kind in ("object", "numbered", "nothing")}
VALUES = [pytest.param(FEW, id="few"), pytest.param(STRANGE, id="all", marks=pytest.mark.heavy)]

VERBS = {
    "run": (["baseline"], SMALL), "compare": (["baseline", "oil_squeeze"], SMALL),
    "session": (["baseline"], SMALL), "sweep": ([DESIGN], {}), "hindcast": (["baseline"], {}),
    "report": (["baseline", "x.html"], SMALL), "load": (["baseline"], {}), "parse": ([{}], {}),
    "open_results": (["x"], {}), "open_sweep": (["x"], {}), "regret": (["x"], {}),
    "ask": ([FIRE], SMALL), "breakeven": ([FIRE, "designation_tempo"], SMALL),
    "effect": ([KEEP[0]], SMALL), "explain": (["baseline", "oil_squeeze"], SMALL),
    "sensitivity": ([KEEP[0]], SMALL), "worth": ([KEEP[0]], {"among": ["baseline"], **SMALL}),
    "discover": ([FIRE], SMALL), "search": ([], {"less": KEEP[:1], **SMALL}),
    "Settings": ([], {}), "World": ([["baseline"], 5, 5], {"seed": 1}),
    **{name: ([], {}) for name in ("assumptions", "claims", "levers", "measures", "scenarios")},
}  # fmt: skip


def told(call, what):
    """Hold that a call is refused in one line that is not long."""
    try:
        found = call()
    except sim.InputError as error:
        line = str(error)
    else:
        pytest.fail(f"{what} gives {type(found).__name__}")
    assert line.strip(), what
    assert "\n" not in line, what
    assert len(line) <= 420, what


def tried(function, given, options, what, values):
    """Give every option of a function each strange value, a name it lacks, and too much."""
    parameters = inspect.signature(function).parameters
    places = [n for n, p in parameters.items() if p.kind is p.POSITIONAL_OR_KEYWORD]
    for name, parameter in parameters.items():
        for kind, value in values.items():
            args, named = list(given), dict(options)
            if parameter.kind is parameter.VAR_POSITIONAL:
                args.append(value)
            elif name in places[: len(given)]:
                args[places.index(name)] = value
            else:
                named[name] = value
            told(lambda a=args, n=named: function(*a, **n), f"{what}: {name}={kind}")
    told(lambda: function(*given, **options, membrs=1), f"{what}: membrs")
    told(lambda: function(*given, *([b"x"] * 30), **options), f"{what}: too many")


def test_every_public_name_is_tried():
    assert set(VERBS) == {n for n in sim.__all__ if not n.endswith("Error")}


@pytest.mark.parametrize("values", VALUES)
@pytest.mark.parametrize("verb", VERBS)
def test_no_option_of_a_verb_takes_what_cannot_be_meant(verb, values, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    tried(getattr(sim, verb), *VERBS[verb], verb, values)


@pytest.fixture(scope="module")
def found():
    ask = sim.session("baseline", measures=KEEP, **SMALL)
    swept = sim.sweep(DESIGN)
    return {
        "run": sim.run("baseline", keep=KEEP, **SMALL), "sweep": swept, "session": ask,
        "bands": ask.bands(), "scenario": sim.load("baseline"), "settings": sim.Settings(),
        "answer": sim.ask(FIRE, **SMALL), "regret": sim.regret(swept, less=KEEP[0]),
        "world": sim.World.of("baseline"), "hindcast": sim.hindcast(members=4, prior=True),
    }  # fmt: skip


METHODS = [
    ("run", "plot", []), ("run", "table", []), ("run", "to_dataframe", []), ("run", "save", ["x"]),
    ("sweep", "plot", KEEP[:1]), ("sweep", "table", []), ("sweep", "to_dataframe", []),
    ("sweep", "save", ["x"]), ("sweep", "level", KEEP[:1]), ("sweep", "unit", KEEP[:1]),
    ("sweep", "band", [KEEP[0], "", (0.5,)]), ("sweep", "saved", KEEP[:1]),
    ("session", "bands", []), ("bands", "table", KEEP[:1]), ("bands", "dates", KEEP[:1]),
    ("bands", "to_dataframe", []), ("scenario", "changed", []), ("scenario", "title_in", ["en"]),
    ("scenario", "setting", ["designation_tempo", 1]), ("scenario", "question_in", ["en"]),
    ("answer", "plot", []), ("answer", "to_json", []), ("regret", "table", []),
    ("hindcast", "plot", []), ("hindcast", "table", []), ("hindcast", "save", ["x"]),
    ("hindcast", "to_dataframe", []), ("world", "value", ["dprk.warheads"]),
    ("world", "of", ["baseline"]),
]  # fmt: skip


@pytest.mark.parametrize("values", VALUES)
@pytest.mark.parametrize(("what", "method", "given"), METHODS)
def test_no_option_of_a_method_does(found, what, method, given, values, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    tried(getattr(found[what], method), given, {}, f"{what}.{method}", values)


KINDS = ("run", "sweep", "session", "bands", "scenario", "settings", "answer", "regret", "world",
         "hindcast")  # fmt: skip


@pytest.mark.parametrize("what", KINDS)
def test_brackets_and_wrong_names_say_what_there_is(found, what):
    of = found[what]
    name = next(n for n in dir(type(of)) if not n.startswith("_") and len(n) > 3)
    for key in (0, -1, 1.5, None, "x", slice(0, 5), float("nan"), np.int64(1), ("x", 1)):
        told(lambda k=key: of[k], f"{what}[{key}]")
    with pytest.raises(NoAttributeError, match="did you mean"):
        getattr(of, name + name[-1])
    with pytest.raises(AttributeError):
        of._nosuch  # noqa: B018
    assert not hasattr(of, "nosuch")


@pytest.mark.parametrize("what", [kind for kind in KINDS if kind != "world"])
def test_what_is_found_can_be_pickled_copied_and_compared(found, what):
    of = found[what]
    again = pickle.loads(pickle.dumps(of))
    assert type(again) is type(of)
    assert (of == 5) is False
    assert isinstance(of == copy.deepcopy(of), bool)
    assert repr(of)


def test_a_session_that_was_pickled_answers_as_before(found):
    again = pickle.loads(pickle.dumps(found["session"])).bands().quantiles
    for name, values in found["bands"].quantiles.items():
        np.testing.assert_array_equal(again[name], values)


def test_what_a_property_lacks_is_not_taken_for_a_wrong_name():
    from sim.ground.telling import Telling

    class Broken(Telling):
        @property
        def table(self):
            return self.rows

    with pytest.raises(NoAttributeError, match="no 'rows'"):
        Broken().table  # noqa: B018


def test_a_world_past_its_weeks_or_closed_says_so():
    world = sim.World.of("baseline", member=3)
    world.horizon = 2
    world.step()
    world.step()
    told(world.step, "a third week")
    world = sim.World.of("baseline")
    world.close()
    for call in (world.step, world.state, lambda: world.value("dprk.warheads")):
        with pytest.raises(sim.InputError, match="closed"):
            call()


def test_a_run_that_kept_few_measures_says_what_it_cannot_write(found, tmp_path):
    for call in (
        lambda: found["run"].save(tmp_path / "x"),
        lambda: found["run"].table("capability"),
    ):
        with pytest.raises(sim.InputError, match="run without keep"):
            call()
