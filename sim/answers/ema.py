"""A bridge to EMA Workbench 2.5 and 3.0 (not a dependency): its methods on this model, and back.

The Workbench asks for one run at a time; here all experiments that it asks for go through the
model in blocks. Names carry double underscores for dots, since it passes them as keywords.
"""

from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from typing import Any

import numpy as np
import pandas as pd

from sim.answers.asking import Given, case_of
from sim.answers.futures import STRUCTURE, outcomes, statement_of
from sim.answers.statements.clock import Clock
from sim.answers.statements.monitor import Paths, value_of
from sim.ground.arrays import Runs
from sim.ground.errors import InputError
from sim.runs.settings import Settings
from sim.vocabulary.assumptions import registry
from sim.vocabulary.levers import levers as every_lever
from sim.vocabulary.levers import structures as every_structure
from sim.vocabulary.measures import measure
from sim.vocabulary.policy import Case

DOT = "__"
OWN = ("scenario", "policy", "model")
"""Columns that the Workbench adds to its experiments."""


def to_name(key: str) -> str:
    """Return a key as the Workbench takes it."""
    return key.replace(".", DOT)


def from_name(name: str) -> str:
    """Return the key that a name of the Workbench stands for."""
    return name.replace(DOT, ".")


def to_ema(
    inputs: pd.DataFrame, values: Mapping[str, Runs], model: str = "sim"
) -> tuple[pd.DataFrame, dict[str, Runs]]:
    """Return inputs and outcomes as the Workbench keeps its results.

    Args:
        inputs: one row a member; numbers or categories.
        values: by name, shape (member,) or (member, time).
        model: name in the column of the model.

    Example:
        >>> experiments, found = to_ema(pd.DataFrame({"front.fire": [1.0, 2.0]}),
        ...     {"fired": np.asarray([3.0, 4.0])})
        >>> list(experiments), found["fired"].shape
        (['front__fire', 'scenario', 'policy', 'model'], (2,))
    """
    experiments = inputs.rename(columns=to_name).reset_index(drop=True)
    whole = experiments.select_dtypes("integer").columns
    experiments[whole] = experiments[whole].astype(float)
    experiments["scenario"] = pd.Categorical(range(len(experiments)))
    for name in ("policy", "model"):
        experiments[name] = pd.Categorical(["none" if name == "policy" else model] * len(inputs))
    return experiments, {to_name(k): np.asarray(v) for k, v in values.items()}


def from_ema(experiments: pd.DataFrame) -> pd.DataFrame:
    """Return the inputs of the Workbench's experiments, as `sim.answers.discovery` takes them.

    Its own columns are left out, but the policy where it differs, as a category.
    """
    out = experiments.drop(columns=[n for n in OWN if n in experiments]).rename(columns=from_name)
    if "policy" in experiments and len(set(experiments["policy"])) > 1:
        out["policy"] = pd.Categorical(experiments["policy"].astype(str))
    for name in out.select_dtypes("object"):
        out[name] = pd.Categorical(out[name].astype(str))
    return out.reset_index(drop=True)


class Bridge:
    """The model as the Workbench sees it: what it may vary, and what comes out.

    Args:
        under: the scenario.
        scalars: outcomes by name, as ``{"warheads": "dprk.warheads at end of 2026"}``.
        series: measures by name whose weekly values come out, mean over members.
        over: assumptions that are uncertain.
        levers: levers that a policy sets.
        structures: structural choices that are uncertain.
        how: members that every experiment meets (their mean comes out), seed, weeks.
    """

    def __init__(
        self,
        under: Given,
        *,
        scalars: Mapping[str, str],
        series: Mapping[str, str] | None = None,
        over: Iterable[str] = (),
        levers: Iterable[str] = (),
        structures: Iterable[str] = (),
        how: Settings,
    ) -> None:
        self.name, self.case = case_of(under)
        clock = Clock.of(self.case, how.weeks)
        self.scalars = {n: statement_of(text, clock) for n, text in scalars.items()}
        self.series = {n: measure("series", text).name for n, text in (series or {}).items()}
        self.over, self.levers = tuple(over), tuple(levers)
        self.structures, self.how = tuple(structures), how
        for key in self.over:
            registry().require("over", key)
        if not self.scalars and not self.series:
            raise InputError("ema: name an outcome in scalars or series")

    def model(self) -> Any:
        """Return the Workbench's model; InputError where it is not installed."""
        ema = _workbench()
        found = ema.Model("sim", function=self.run_one)
        entries, known = registry(), every_lever()
        found.uncertainties = [
            *(ema.RealParameter(to_name(k), *entries[k].span()) for k in self.over),
            *(ema.CategoricalParameter(to_name(STRUCTURE + n), every_structure()[n].options)
              for n in self.structures),
        ]  # fmt: skip
        found.levers = [
            ema.RealParameter(to_name(n), known[n].low, known[n].high) for n in self.levers
        ]
        found.outcomes = [
            *(ema.ScalarOutcome(n) for n in self.scalars),
            *(ema.TimeSeriesOutcome(n) for n in self.series),
        ]
        return found

    def evaluator(self, model: Any) -> Any:
        """Return an evaluator that runs all experiments of a call in blocks."""
        evaluators = import_module("ema_workbench.em_framework.evaluators")
        bridge = self

        class Batched(evaluators.BaseEvaluator):  # type: ignore[misc,name-defined]
            def initialize(self) -> None:
                """Nothing to start: blocks run in this process."""

            def finalize(self) -> None:
                """Nothing to stop."""

            def evaluate_experiments(self, *told: Any, combine: str = "factorial") -> None:
                """Run what the Workbench asks for, in blocks, and hand each result back.

                Version 3 tells experiments and callback; 2.5 scenarios, policies and callback.
                """
                *of, callback = told
                asked = list(of[0] if len(of) == 1 else _crossed(of, self._msis, combine))
                found = bridge.run([{**e.scenario, **e.policy} for e in asked])
                for i, experiment in enumerate(asked):
                    callback(experiment, {name: values[i] for name, values in found.items()})

        return Batched(model)

    def run_one(self, **settings: Any) -> dict[str, Any]:
        """Run one experiment, as an evaluator of the Workbench itself does."""
        return {name: values[0] for name, values in self.run([settings]).items()}

    def run(self, experiments: Sequence[Mapping[str, Any]]) -> dict[str, Runs]:
        """Run experiments in blocks and return outcomes, shape (experiment,) or (..., time)."""
        cases = [self._case(one) for one in experiments]
        said = list(self.scalars.values())
        keep = tuple(dict.fromkeys([*(m for s in said for m in s.measures), *self.series.values()]))
        weeks = self.how.weeks

        def taken(paths: Paths) -> Runs:
            rows = [value_of(one.said, paths)[np.newaxis] for one in said]
            rows += [np.asarray(paths.own[n][-weeks:], dtype=float) for n in self.series.values()]
            return np.concatenate(rows)

        found = np.nanmean(outcomes(cases, keep, taken, self.how).values, axis=-1)
        out = {name: found[:, i] for i, name in enumerate(self.scalars)}
        for i, name in enumerate(self.series):
            start = len(said) + i * weeks
            out[name] = found[:, start : start + weeks]
        return out

    def _case(self, settings: Mapping[str, Any]) -> Case:
        case = self.case
        for name, value in settings.items():
            key = from_name(name)
            if key.startswith(STRUCTURE):
                case = case.choosing(key.removeprefix(STRUCTURE), str(value))
            elif key in every_lever():
                case = case.setting(key, float(value))
            else:
                case = case.fixing(key, float(value))
        return case


def _crossed(of: Sequence[Any], models: Any, combine: str) -> Any:
    """Return the experiments of scenarios and policies, as version 2.5 pairs them."""
    scenarios, policies = of
    points = import_module("ema_workbench.em_framework.points")
    return points.experiment_generator(scenarios, models, policies, combine)


def _workbench() -> Any:
    try:
        return import_module("ema_workbench")
    except ImportError:
        raise InputError(
            "ema: EMA Workbench is not installed; pip install 'ema_workbench<4' (it brings "
            "Platypus, whose licence is the GPL)"
        ) from None
