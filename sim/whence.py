"""Where a figure comes from: read the provenance inside it, and draw it again."""

import argparse
import ast
import json
import re
import shlex
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sim import constrained
from sim.analysis.runs import compare_scenarios, run_scenario
from sim.analysis.settings import SERIES_MEMBERS, Settings
from sim.errors import InputError, unknown
from sim.output import figure_metadata
from sim.plots.registry import COMPARE_FIGURES, MORE_FIGURES, RUN_FIGURES, Draw, metadata_of, save
from sim.plots.theme import THEMES, Theme
from sim.provenance import provenance
from sim.results import Results
from sim.scenario import Scenario, load

ENDINGS = (".png", ".svg", ".pdf")
VALUES = ("--members", "--seed", "--weeks", "--out", "--workers", "--figure", "--format", "--theme")
FLAGS = ("--prior", "--overwrite", "--yes", "--resume")
COMPARED = ("model_version", "commit", "assumptions_hash", "python", "libraries")


@dataclass(frozen=True)
class Origin:
    """Where a figure comes from.

    Attributes:
        path: the file.
        figure: name of the figure function.
        metadata: everything that the file carries.
    """

    path: Path
    figure: str
    metadata: Mapping[str, str]

    @property
    def scenarios(self) -> list[str]:
        """Names of the scenarios, the reference first."""
        return listed(self.metadata.get("scenarios", ""))

    def command(self) -> str:
        """Return the command line that makes the figure's results and the figure with them."""
        given = given_by(self.metadata.get("command", ""))
        m = self.metadata
        names = given.names if len(given.names) == len(self.scenarios) else self.scenarios
        words = ["sim", "compare" if len(names) > 1 else "run", *names]
        words += ["--members", m["members"], "--seed", m["seed"], "--weeks", m["weeks"]]
        if given.series_members != SERIES_MEMBERS:
            words += ["--series-members", str(given.series_members)]
        for pair in given.set:
            words += ["--set", pair]
        if m["ensemble"] == "prior":
            words.append("--prior")
        return shlex.join(words)

    def lines(self) -> list[str]:
        """Return what a reader wants to know, the command first."""
        m = self.metadata
        made = f"model {m.get('model_version')}, commit {m.get('commit')}"
        who = (
            f"{m['members']} members ({m['ensemble']} ensemble), seed {m['seed']}, "
            f"{m['weeks']} weeks"
        )
        file = shlex.quote(str(self.path))
        found = [
            self.command(),
            f"# figure {self.figure} of {', '.join(self.scenarios)}: {who}; {made}",
            f"# this figure alone: sim whence {file} --rebuild again{self.path.suffix}",
        ]
        changed = [f"{k} was {m[k]}, is {now}" for k, now in provenance().items()
                   if k in COMPARED and k in m and m[k] != now]  # fmt: skip
        return found + [f"# this installation differs: {line}" for line in changed]


def listed(value: str) -> list[str]:
    """Return a list that stands as text, in JSON or as Python shows it."""
    try:
        found = json.loads(value)
    except ValueError:
        try:
            found = ast.literal_eval(value)
        except (ValueError, SyntaxError):
            found = value
    return [str(v) for v in found] if isinstance(found, list | tuple) else [str(found)]


def given_by(command: str) -> Any:
    """Return scenarios, levers and series members as a command line gave them."""
    parser = argparse.ArgumentParser(add_help=False, exit_on_error=False)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--set", action="append", default=[])
    parser.add_argument("--series-members", type=int, default=SERIES_MEMBERS)
    for name in VALUES:
        parser.add_argument(name)
    for name in FLAGS:
        parser.add_argument(name, action="store_true")
    words = shlex.split(command)
    ours = len(words) > 2 and words[0] == "sim" and words[1] in {"run", "compare", "report"}
    try:
        return parser.parse_known_intermixed_args(words[2:] if ours else [])[0]
    except (argparse.ArgumentError, SystemExit):
        return parser.parse_args([])


def origin(path: Path) -> Origin:
    """Read the provenance inside a figure; InputError if there is none."""
    if path.suffix not in ENDINGS:
        raise InputError(f"{path}: is no PNG, SVG or PDF; name a figure written by sim")
    if not path.is_file():
        raise InputError(f"{path}: no such file; name a figure written by sim")
    found = _of_pdf(path) if path.suffix == ".pdf" else metadata_of(path)
    missing = {"scenarios", "members", "seed", "weeks", "ensemble"} - set(found)
    if missing:
        raise InputError(
            f"{path}: its provenance lacks {', '.join(sorted(missing))}; only figures of "
            "'sim run' and 'sim compare' can be made again"
        )
    return Origin(path, found.get("figure") or _title(path), found)


def _title(path: Path) -> str:
    """Return the figure's name from an SVG's title, or the file's name."""
    text = path.read_text("utf-8") if path.suffix == ".svg" else ""
    match = re.search(r"<dc:title>(.*?)</dc:title>", text)
    return match.group(1) if match else path.stem


def _of_pdf(path: Path) -> dict[str, str]:
    """Return the metadata in the document information of a PDF."""
    match = re.search(rb"/Subject \(((?:[^\\()]|\\.)*)\)", path.read_bytes(), re.DOTALL)
    raw = re.sub(rb"\\(.)", rb"\1", match.group(1), flags=re.DOTALL) if match else b""
    wide = raw.startswith(b"\xfe\xff")
    try:
        found = json.loads(raw[2:].decode("utf-16-be") if wide else raw.decode("latin-1"))
    except ValueError:
        raise InputError(f"{path}: carries no provenance; name a figure written by sim") from None
    return {str(k): str(v) for k, v in found.items()}


def scenarios_of(metadata: Mapping[str, Any], place: str) -> list[Scenario]:
    """Return the scenarios that provenance names; InputError if one has changed or is gone."""
    given, names = given_by(str(metadata.get("command", ""))), listed(str(metadata["scenarios"]))
    sources = given.names if len(given.names) == len(names) else names
    chosen = []
    for name, was in zip(sources, listed(str(metadata["scenario_hashes"])), strict=True):
        try:
            scenario = with_levers(load(name), given.set)
        except InputError as error:
            raise InputError(f"{place}: its scenario is gone ({error})") from None
        if scenario.digest != was:
            raise InputError(
                f"{place}: scenario {scenario.name} is no longer what it was; check out commit "
                f"{metadata.get('commit')} or give the scenario itself"
            )
        chosen.append(scenario)
    return chosen


def results_of(of: Origin) -> Results:
    """Run again what a figure shows; InputError if it can no longer be had."""
    m = of.metadata
    chosen = scenarios_of(m, str(of.path))
    table = constrained.ensemble() if m["ensemble"] == "constrained" else None
    how = Settings(
        members=int(m["members"]), seed=int(m["seed"]), weeks=int(m["weeks"]), constrained=table,
        series_members=given_by(m.get("command", "")).series_members,
    )  # fmt: skip
    return compare_scenarios(chosen, how) if len(chosen) > 1 else run_scenario(chosen[0], how)


def with_levers(scenario: Scenario, pairs: Sequence[str]) -> Scenario:
    """Return a scenario with levers set as ``lever=value``, from week 0 on."""
    policy = scenario.policy
    for pair in pairs:
        name, equals, text = pair.partition("=")
        if not equals:
            raise InputError(f"--set {pair}: write lever=value")
        try:
            value: object = float(text)
        except ValueError:
            value = text.strip()
        policy = policy.setting(name.strip(), value)
    return replace(scenario, policy=policy)


def drawing(of: Origin) -> Draw:
    """Return the function that draws a figure; InputError for one that no longer exists."""
    known = {**RUN_FIGURES, **COMPARE_FIGURES, **MORE_FIGURES}
    if of.figure not in known:
        raise unknown(str(of.path), "figure", of.figure, known)
    return known[of.figure]


def redraw(of: Origin, out: Path) -> str:
    """Draw a figure again into a file and say whether it is bit for bit the same.

    The old metadata goes into the new file only if that makes the two the same; otherwise the
    new file carries its own.
    """
    if out.suffix != of.path.suffix:
        raise InputError(f"{out}: the figure is a {of.path.suffix} file; use the same ending")
    results = results_of(of)
    draw, kind = drawing(of), out.suffix[1:]
    theme = THEMES.get(of.metadata.get("theme", "light"), THEMES["light"])
    before = of.path.read_bytes()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        made = save(draw(results, theme=theme), folder, of.figure, of.metadata, formats=(kind,))[0]
        same = made.read_bytes() == before
        if not same:
            now = {**figure_metadata(results), "figure": of.figure}
            made = save(draw(results, theme=theme), folder, of.figure, now, formats=(kind,))[0]
        content = made.read_bytes()
        alike = same or _picture(of, draw, results, theme, kind, folder) == before
    out.parent.mkdir(parents=True, exist_ok=True)
    part = out.with_name(f".{out.name}.part")
    part.write_bytes(content)
    part.replace(out)
    if same:
        return f"{out}: bit for bit the same as {of.path}"
    return _differs(of, out, alike=alike)


def _picture(
    of: Origin, draw: Draw, results: Results, theme: Theme, kind: str, folder: Path
) -> bytes:
    """Return the figure as it would be with the old version and commit in its footer."""
    stated = {k: of.metadata[k] for k in ("model_version", "commit") if k in of.metadata}
    old = replace(results, attrs={**results.attrs, **stated})
    made = save(draw(old, theme=theme), folder, of.figure, of.metadata, formats=(kind,))[0]
    return made.read_bytes()


def _differs(of: Origin, out: Path, *, alike: bool) -> str:
    now = provenance()
    why = [f"{k} was {of.metadata.get(k)}, is {now[k]}" for k in COMPARED
           if of.metadata.get(k) != now[k]]  # fmt: skip
    reason = "; ".join(why) or "the code or an uncommitted change made it different"
    if alike:
        return f"{out}: the same picture as {of.path}; only its provenance differs ({reason})"
    return f"{out}: not the same as {of.path} ({reason})"
