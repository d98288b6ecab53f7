"""What a stranger's figure says is text: it is no command, opens nothing far and stops no verb."""

import json
import shlex
import struct
import time
import zlib
from pathlib import Path

import pytest
from matplotlib.figure import Figure
from typer.main import get_command

from sim.cli.main import app
from sim.ground.errors import InputError
from sim.origins import metadata as of_figures
from sim.origins.metadata import swept_by
from sim.origins.whence import origin, redraw
from sim.plots import saving
from sim.plots.asked import Asked
from sim.plots.saving import metadata_of, save
from sim.sweeps.designs.design import Picture
from sim.vocabulary.by_hand import set_by_hand
from sim.vocabulary.scenario import load

EVIL = "x\nrm -rf ~\n\x1b[2J\x1b]0;owned\x07\u202e $(reboot) `reboot` ; reboot"
RUN = {
    "figure": "shells", "scenarios": "['baseline']", "scenario_hashes": "['0']", "members": "8",
    "seed": "3", "weeks": "60", "ensemble": "prior", "model_version": "1", "commit": "c",
    "command": "sim run baseline --members 8", "python": "3", "libraries": "numpy 2",
}  # fmt: skip
SWEEP = {
    "figure": "map", "asked": Asked(Picture("capability.index")).written(), "results": "results/s",
    "name": "small", "design": "0", "ensemble": "0", "model": "0", "assumptions_hash": "0",
    "command": "sim sweep small.toml --axis designation_tempo=0,1 --prior --yes", "commit": "c",
}  # fmt: skip
HINDCAST = {
    "figure": "record", "verb": "hindcast", "source": "baseline", "scenario": "baseline",
    "targets": "shipped", "members": "8", "seed": "3", "ensemble": "prior",
}  # fmt: skip
KINDS = {"run": RUN, "sweep": SWEEP, "hindcast": HINDCAST}


def figure(folder, metadata, ending="png"):
    (path,) = save(Figure((1, 1)), folder, "f", metadata, formats=(ending,))
    return path


def runs_nothing(lines):
    """Whether every line is a comment or one command of sim whose words are as quoted."""
    for line in lines:
        assert line.isprintable(), line
        if not line.startswith("#"):
            words = shlex.split(line)
            assert words[0] == "sim"
            assert shlex.join(words) == line
    return True


@pytest.mark.parametrize("ending", ["png", "svg", "pdf"])
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_that_a_figure_says_is_run_or_obeyed(kind, ending, tmp_path):
    for name in [*KINDS[kind], "theme", "language", "set"]:
        if name in ("figure", "members", "seed", "weeks", "verb", "asked") and ending != "png":
            continue  # the same code reads them
        said = {**KINDS[kind], name: EVIL}
        try:
            assert runs_nothing(origin(figure(tmp_path, said, ending)).lines())
        except InputError as error:
            assert str(error).isprintable()  # noqa: PT017


@pytest.mark.parametrize(
    "command",
    [
        EVIL, "sim sweep a; reboot", "sim sweep a && reboot --out x", "sim sweep 'a", "sim run a",
        "sim sweep a --overwrite --yes --out /etc", "sim sweep --axis $(reboot)", "", "sim",
        "sim sweep '-rf' --help", "sim sweep a --prior --prior x --unknown y", "reboot",
    ],
)  # fmt: skip
def test_the_command_of_a_sweep_is_made_again_from_its_parts(command, tmp_path):
    lines = origin(figure(tmp_path, {**SWEEP, "command": command})).lines()
    assert runs_nothing(lines)
    words = shlex.split(lines[0])
    assert words[:2] == ["sim", "sweep"]
    assert not {"--overwrite", "--yes", "/etc", "--help", "--unknown"} & set(words)
    assert words[-2:] == ["--out", "results/s"]


def test_every_option_of_sim_sweep_is_known_to_whence():
    given = {
        name
        for option in get_command(app).commands["sweep"].params
        for name in option.opts
        if name.startswith("--")
    }
    known = {*of_figures.REPEATED, *of_figures.KEPT, *of_figures.PLAIN, *of_figures.LEFT}
    assert given <= known


def test_a_command_is_repeated_with_all_that_made_the_numbers():
    said = "sim sweep my.toml --set a=1@2025-06-30 --axis b=0,1 --prior --yes --out 'x y'"
    words = ["my.toml", "--axis", "b=0,1", "--set", "a=1@2025-06-30", "--prior"]
    assert swept_by(said) == words


def test_settings_with_a_date_are_had_again():
    found = set_by_hand(load("baseline"), ("designation_tempo=2@2025-06-30",))
    steps = [("2025-06-30", "designation_tempo", 2)]
    assert found.digest == load("baseline").changed(steps=steps).digest


FAR = ["https://example.org/x", "s3://bucket/x", "/etc/passwd", "../../x.toml", "file:///x", "~/x"]


@pytest.mark.parametrize("far", FAR)
def test_rebuilding_opens_nothing_far_and_quotes_nothing(far, tmp_path, monkeypatch):
    work = tmp_path / "work" / "here"
    work.mkdir(parents=True)
    secret = tmp_path / "x.toml"
    secret.write_text("password = hunter2")
    monkeypatch.chdir(work)
    for said in (
        {**RUN, "command": f"sim run {far}"},
        {**SWEEP, "results": far},
        {**HINDCAST, "source": far},
        {**HINDCAST, "targets": far},
    ):
        with pytest.raises(InputError) as caught:
            redraw(origin(figure(work, said)), work / "again.png")
        assert "hunter2" not in str(caught.value)
        assert "\n" not in str(caught.value)
    (work / "x.toml").write_text("password = hunter2")
    with pytest.raises(InputError) as caught:
        redraw(origin(figure(work, {**RUN, "command": "sim run x.toml"})), work / "again.png")
    assert "hunter2" not in str(caught.value)


def test_no_name_of_a_figure_leaves_its_folder(tmp_path):
    for name in ("../x", "/x", ".x", "a/b", "x" * 300, "\0x/y"):
        with pytest.raises(InputError, match="names no figure"):
            origin(figure(tmp_path, {**RUN, "figure": name}, "png"))


def png(*chunks, size=(100_000, 100_000)):
    head = struct.pack(">IIBBBBB", *size, 8, 2, 0, 0, 0)
    out = b"\x89PNG\r\n\x1a\n"
    for kind, data in ((b"IHDR", head), *chunks):
        out += struct.pack(">I", len(data)) + kind + data
        out += struct.pack(">I", zlib.crc32(kind + data))
    return out


def texts(found):
    return [(b"tEXt", f"sim:{key}\0{value}".encode("latin-1")) for key, value in found.items()]


DESCRIPTION = "<dc:description>{}</dc:description>"
STRANGE = {
    "a huge picture.png": lambda: png(*texts(RUN)),
    "no end.png": lambda: png(*texts(RUN))[:-3],
    "a packed bomb.png": lambda: png((b"zTXt", b"sim:x\0\0" + zlib.compress(b"a" * 10**8))),
    "an odd header.png": lambda: png((b"IHDR", b"")),
    "almost a description.svg": lambda: b"<dc:description>" * 400_000,
    "a list.svg": lambda: DESCRIPTION.format("[1, 2]").encode(),
    "deep.svg": lambda: DESCRIPTION.format("[" * 200_000).encode(),
    "no text.svg": lambda: b"\xff" * 100,
    "almost a subject.pdf": lambda: b"/Subject (" * 400_000,
    "backslashes.pdf": lambda: b"/Subject (" + b"\\" * 3_000_001,
    "a number.pdf": lambda: b"/Subject (7)",
}


@pytest.mark.parametrize("name", STRANGE)
def test_strange_pictures_are_one_line_at_once(name, tmp_path):
    path = tmp_path / name
    path.write_bytes(STRANGE[name]())
    began = time.process_time()
    try:
        assert metadata_of(path)["seed"] == "3"
    except InputError as error:
        assert "no provenance" in str(error)  # noqa: PT017
    assert time.process_time() - began < 2


BROKEN = {
    "asked": ["{}", "[]", "x", "1", '{"picture": {"measure": []}}', "[" * 90_000, '{"picture": 1}',
              json.dumps({"picture": {"measure": "a"}, "kind": "none"})],
    "members": ["-1", "x", "1e9", "9" * 400, "[]"],
    "scenario_hashes": ["", "7", "[" * 90_000, "['a', 'b', 'c']"],
    "scenarios": ["", "7", "[[", "(" * 90_000],
    "figure": ["none such"],
}  # fmt: skip


@pytest.mark.parametrize("key", BROKEN)
def test_broken_provenance_is_one_line(key, tmp_path):
    of = SWEEP if key == "asked" else RUN
    for value in BROKEN[key]:
        with pytest.raises(InputError) as caught:
            redraw(origin(figure(tmp_path, {**of, key: value})), tmp_path / "again.png")
        assert str(caught.value).isprintable()


def test_figures_are_whole_or_as_they_were(tmp_path, monkeypatch):
    path = figure(tmp_path, RUN)
    before = path.read_bytes()

    def stopped(picture, part, metadata):
        Path(part).write_bytes(b"half")
        raise KeyboardInterrupt

    monkeypatch.setattr(saving, "_png", stopped)
    with pytest.raises(KeyboardInterrupt):
        figure(tmp_path, RUN)
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["f.png"]
