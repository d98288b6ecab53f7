"""Whatever stands in a file that a user names: it is read, or refused in one line, at once."""

import json
import random
import re
import shutil
import time
from pathlib import Path

import pytest
from matplotlib.figure import Figure

from sim.ground import zarrs
from sim.ground.errors import InputError
from sim.ground.files import shipped
from sim.origins.whence import origin, redraw
from sim.plots.saving import save
from sim.runs.results import open_results
from sim.sweeps.designs.file import load_design
from sim.sweeps.reader import open_sweep
from sim.vocabulary.assumptions import load as load_registry
from sim.vocabulary.evidence import load_targets
from sim.vocabulary.scenario import load
from tests.test_strange_figures import HINDCAST, RUN, SWEEP
from tests.test_strangers import made, resealed

pytestmark = pytest.mark.heavy
TRIES = 320
MOST_SECONDS = 2.0
__all__ = ["made"]

NASTY = (
    "", "0", "-0", "-1", "1e308", "-1e308", "nan", "inf", "1e-320", "9" * 400, "0x" + "f" * 400,
    "true", "[]", "{}", "[[]]", "{a = {a = 1}}", '""', '"x"', '"' + "y" * 5000 + '"', "2024-02-30",
    "1979-05-27", "1979-05-27T07:32:00Z", '"never"', '"1e5"', "[1, 2]", '["a"]', "[[1], [2]]",
    '"\\u0000"', '"\\u202e"', '"../../etc/passwd"', '"/dev/zero"', '"s3://x/y"', "'''a\nb'''",
    "{from = 0, to = 1, steps = 3}", "{from = 1, to = 1, steps = 1e9}", "{kind = 'normal'}",
    "{scale = -1}", "{from = nan, to = 1, steps = 3}", "\x00", "\ufeff", "\x1b[2J", "=1+1",
)  # fmt: skip


def mutated(text, random_):
    """Return a text with one to three changes: of a value, a line, a name or a letter."""
    for _ in range(random_.randint(1, 3)):
        lines = text.split("\n")
        at = random_.randrange(len(lines))
        way = random_.randrange(7)
        if way == 0 and "=" in lines[at]:
            lines[at] = lines[at].partition("=")[0] + "= " + random_.choice(NASTY)
        elif way == 1:
            lines[at] = random_.choice(NASTY)
        elif way == 2:
            lines.insert(at, random_.choice(lines))
        elif way == 3:
            del lines[at]
        elif way == 4:
            words = re.findall(r"\w+", text) or ["x"]
            lines[at] = lines[at].replace(random_.choice(words), random_.choice(words))
        elif way == 5 and "," in lines[at]:
            cells = lines[at].split(",")
            cells[random_.randrange(len(cells))] = random_.choice(NASTY)
            lines[at] = ",".join(cells)
        else:
            place = random_.randrange(len(lines[at]) + 1)
            lines[at] = lines[at][:place] + random_.choice(NASTY)[:40] + lines[at][place + 1 :]
        text = "\n".join(lines) or "x"
    return text


def tried(call, what):
    """Call a reader; whatever it refuses is one line, and nothing takes long."""
    began = time.process_time()
    refused = False
    try:
        call()
    except InputError as error:
        refused = True
        assert "\n" not in str(error), what  # noqa: PT017
    seconds = time.process_time() - began
    assert seconds < MOST_SECONDS, f"{seconds:.1f} s for {what[:2000]!r}"
    return refused


def fuzzed(texts, path, call, seed):
    """Return how many of the mutations of some texts a reader refuses."""
    random_ = random.Random(seed)
    call()  # what is loaded once does not count
    refused = 0
    for _ in range(TRIES):
        text = mutated(random_.choice(texts), random_)
        path.write_text(text, encoding="utf-8", errors="surrogatepass")
        refused += tried(call, text)
    return refused


def contents(folder, pattern):
    return [path.read_text("utf-8") for path in sorted(shipped().joinpath(folder).glob(pattern))]


def test_scenarios(tmp_path):
    path = tmp_path / "s.toml"
    texts = contents(".", "*.toml")
    path.write_text(texts[0])
    assert fuzzed(texts, path, lambda: load(str(path)), 1) > TRIES / 4


def test_designs(tmp_path):
    path = tmp_path / "d.toml"
    texts = contents("designs", "*.toml")
    path.write_text(texts[0])
    assert fuzzed(texts, path, lambda: load_design(str(path)), 2) > TRIES / 4


def test_targets(tmp_path):
    path = tmp_path / "t.csv"
    texts = contents("evidence", "targets*.csv")
    path.write_text(texts[0])
    assert fuzzed(texts, path, lambda: load_targets(path), 3) > TRIES / 10


def test_the_registry(tmp_path):
    folder = shutil.copytree(shipped() / "assumptions", tmp_path / "a")
    random_ = random.Random(4)
    refused = 0
    files = sorted(folder.glob("*.toml"))
    for _ in range(TRIES):
        path = random_.choice(files)
        text = path.read_text("utf-8")
        path.write_text(mutated(text, random_), encoding="utf-8", errors="surrogatepass")
        refused += tried(lambda: load_registry(folder), path.read_text("utf-8", "replace"))
        path.write_text(text)
    assert refused > TRIES / 10


VALUES = (*NASTY, "['a', 'b']", '["a"]', "sim run baseline; reboot", "(" * 20_000, "[" * 20_000)


def test_figures(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    random_ = random.Random(5)
    refused = 0
    for i in range(TRIES):
        said = dict(random_.choice((RUN, SWEEP, HINDCAST)))
        for _ in range(random_.randint(1, 3)):
            key = random_.choice([*said, "theme", "language", "set", "verb", "asked"])
            said[key] = random_.choice(VALUES).replace("\0", "")
            if random_.random() < 0.2:
                said.pop(random_.choice([*said]))
        ending = random_.choice(("png", "svg", "pdf"))
        (path,) = save(Figure((1, 1)), tmp_path, "f", said, formats=(ending,))
        content = bytearray(path.read_bytes())
        for _ in range(random_.choice((0, 0, 1, 20))):
            content[random_.randrange(len(content))] = random_.randrange(256)
        path.write_bytes(bytes(content))

        def call(path=path, ending=ending):
            of = origin(path)
            assert all(line.isprintable() for line in of.lines())
            if of.metadata.get("scenario_hashes") == "['0']":
                redraw(of, tmp_path / f"again.{ending}")

        refused += tried(call, f"{i}: {said}")
    assert refused > TRIES / 10


LEAVES = (
    None, True, 0, -1, 2**70, 1e400, "", "x", "|O", "<f8", "<U9999", [], [0], [-1], {}, {"id": "zlib"},
    [1, 2, 3, 4, 5], ["a"], "NaN", "F", {"id": "zlib", "level": "x"}, [2**62, 2**62],
)  # fmt: skip


def changed_table(table, random_):
    """Return metadata with one value changed, wherever it stands."""
    if isinstance(table, dict) and table and random_.random() < 0.9:
        key = random_.choice([*table])
        if random_.random() < 0.1:
            return {k: v for k, v in table.items() if k != key}
        return {**table, key: changed_table(table[key], random_)}
    if isinstance(table, list) and table and random_.random() < 0.5:
        at = random_.randrange(len(table))
        return [*table[:at], changed_table(table[at], random_), *table[at + 1 :]]
    return random_.choice(LEAVES)


@pytest.mark.parametrize("kind", ["run", "sweep"])
def test_metadata_of_stores(kind, made, tmp_path):
    folder = Path(shutil.copytree(made / kind, tmp_path / kind))
    names = (*zarrs.METADATA, "manifest.json", "finished.json", "0000000.json")
    files = [path for path in sorted(folder.rglob("*")) if path.name in names]
    group = "bands" if kind == "run" else "quantiles"

    def call():
        if kind == "run":
            found = open_results(folder)
            return [found.bands[n].values for n in list(found.bands)[:5]], found.policies
        swept = open_sweep(str(folder))
        return swept.level("russia.shells_fired"), swept.quantiles, swept.runs

    call()
    random_ = random.Random(6)
    refused = 0
    for i in range(TRIES):
        path = random_.choice(files if i % 2 else [f for f in files if group in f.parts] or files)
        kept = {p: p.read_bytes() for p in files}
        table = changed_table(json.loads(kept[path]), random_)
        path.write_text(json.dumps(table))
        if i % 3 and path.name != "manifest.json":
            try:
                resealed(folder)
            except (ValueError, AttributeError, TypeError):
                path.write_bytes(b"\xff" * random_.randrange(40))
        refused += tried(call, f"{path.name}: {json.dumps(table)[:300]}")
        for p, content in kept.items():
            p.write_bytes(content)
    assert refused > TRIES / 2
    call()
