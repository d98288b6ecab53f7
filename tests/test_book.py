"""The model book: complete, offline, made from the code, and true to the commands that exist."""

import re
import shlex
from dataclasses import replace
from html import escape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from PIL import Image
from typer.testing import CliRunner

from sim.book import gallery, scale, week
from sim.book import pages as book_pages
from sim.book.build import MARK, build, questions, text_page
from sim.book.formula import formula
from sim.book.markup import figure, markdown, symbol, table
from sim.book.mechanisms import mechanisms
from sim.book.pictures import FOLDER
from sim.book.syntax import reads
from sim.ground.errors import InputError
from sim.ground.files import shipped, toml_of
from sim.plots.registry import COMPARE_FIGURES, MORE_FIGURES, RUN_FIGURES
from sim.vocabulary.assumptions import registry
from sim.vocabulary.claims import claims
from sim.vocabulary.components import components
from sim.vocabulary.levers import levers
from sim.vocabulary.measures import measures
from sim.vocabulary.scenario import load, names

LATER = {"sweep", "hindcast"}
"""Verbs of the plan that a question may use before they are built; the book marks them."""


class Links(HTMLParser):
    """Collect addresses, names of places, and what the page would load."""

    def __init__(self, text):
        super().__init__()
        self.links, self.places, self.loaded, self.open = [], set(), [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if "id" in given:
            assert given["id"] not in self.places, f"two places named {given['id']}"
            self.places.add(given["id"])
        if tag == "a":
            self.links.append(given.get("href", ""))
        if tag in {"script", "img", "link"}:
            self.loaded.append(given.get("src") or given.get("href"))


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    out = tmp_path_factory.mktemp("book")
    files = build(out, members=0)
    return out, {f.name: f.read_text(encoding="utf-8") for f in files}


def test_every_page_loads_nothing_from_a_network(built):
    for name, text in built[1].items():
        for loaded in Links(text).loaded:
            assert (built[0] / loaded).is_file(), f"{name}: {loaded}"
        assert "@import" not in text


def test_every_link_inside_the_book_leads_somewhere(built):
    seen = {name: Links(text) for name, text in built[1].items()}
    for name, page in seen.items():
        for address in page.links:
            if address.startswith("http"):
                continue
            file, _, place = address.partition("#")
            if not (file or name).endswith(".html"):
                assert (built[0] / file).is_file(), f"{name}: {address}"
                continue
            target = seen[file or name]
            assert not place or place in target.places, f"{name}: {address}"


def test_all_parts_are_there(built):
    text = built[1]
    assert len([name for name in text if re.fullmatch(r"m\d+\.html", name)]) == 21
    for page, things in (
        ("assumptions", [e.key for e in registry()]),
        ("levers", levers()),
        ("measures", [*measures(), *components()]),
        ("scenarios", names()),
        ("claims", claims()),
    ):
        missing = [thing for thing in things if thing not in text[f"{page}.html"]]
        assert not missing, page


def test_limits_come_first(built):
    assert built[1]["index.html"].index("no forecasts") < built[1]["index.html"].index("<svg")
    purpose = built[1]["purpose.html"]
    assert purpose.index("no forecasts") < purpose.index("What it is for")


def test_formulas_are_drawn_and_none_is_left_as_source(built):
    for name, text in built[1].items():
        visible = re.sub(r"<(pre|code|svg).*?</\1>", "", text, flags=re.DOTALL)
        assert "$" not in visible or name == "evidence.html", name
        assert "QZFORMULA" not in text
    assert all(built[1][f"m{i}.html"].count('<div class="formula">') >= 2 for i in range(1, 22))


def test_no_path_of_this_machine_is_in_the_book(built):
    root = str(book_pages.docs().parent)
    assert not [name for name, text in built[1].items() if root in text]


def test_every_assumption_is_read_by_a_mechanism():
    read = {key for one in mechanisms() for key in one.keys}
    assert read == {entry.key for entry in registry()}


def test_mechanisms_are_numbered_in_order():
    assert [one.name for one in mechanisms()] == [f"M{i}" for i in range(1, 22)]


def test_a_page_that_names_missing_code_is_refused(tmp_path, monkeypatch):
    folder = tmp_path / "docs"
    (folder / "mechanisms").mkdir(parents=True)
    (folder / "purpose.md").write_text("x")
    (folder / "mechanisms" / "M01.md").write_text(
        '+++\nid = "M1"\ntitle = "x"\nelements = ["sim.model.mechanisms.shells:fired"]\n+++\nx\n'
    )
    monkeypatch.setattr("sim.book.mechanisms.docs", lambda: folder)
    monkeypatch.setattr("sim.book.pages.docs", lambda: folder)
    with pytest.raises(InputError, match=r"M01\.md: unknown code element"):
        mechanisms()


def test_the_week_follows_the_code():
    found = [stage.__name__ for stage in week.stages()]
    assert found == [
        "politics", "coalition", "facilitate", "exchange", "returns", "programme", "react", "next_view",
    ]  # fmt: skip
    said = [step.name for step in week.steps(week.stages()[3])]
    assert said.index("russia.fire") < said.index("mechanisms.shells.ship")
    assert "shells: transit → russia" in said


def test_what_a_function_reads_is_found():
    from sim.model.actors.dprk import willingness
    from sim.model.mechanisms.provocation import excite

    assert reads(excite)[0] == {"provocation.excitation_decay", "provocation.branching"}
    assert "dprk.arrears_brake" in reads(willingness)[0]


def test_a_folder_with_other_files_is_refused(tmp_path):
    (tmp_path / "mine.txt").write_text("keep me")
    with pytest.raises(InputError, match="holds other files"):
        build(tmp_path, members=0)
    assert (tmp_path / "mine.txt").read_text() == "keep me"


def test_a_book_is_replaced_by_a_book(tmp_path, monkeypatch):
    monkeypatch.setattr("sim.book.build.pages", lambda *_: [text_page("purpose", "Purpose")])
    build(tmp_path)
    (tmp_path / "old.html").write_text(f"{MARK}<p>of an earlier book", encoding="utf-8")
    (tmp_path / "mine.html").write_text("<p>my own notes", encoding="utf-8")
    build(tmp_path)
    assert not (tmp_path / "old.html").exists()
    assert (tmp_path / "mine.html").read_text(encoding="utf-8") == "<p>my own notes"


def test_formulas_that_cannot_be_drawn_are_refused():
    with pytest.raises(InputError, match="formula"):
        formula(r"\unheard{x}")
    assert "currentColor" not in formula("x")  # colour comes from the stylesheet
    assert formula("x_1", block=True).startswith('<div class="formula"><svg')


def test_markdown_keeps_code_and_escapes_html():
    made = markdown("`a$b$` and $x$ <script>alert(1)</script>")
    assert "<code>a$b$</code>" in made
    assert "<script>" not in made


def test_small_pieces():
    assert symbol("P_R^max") == "<i>P</i><sub>R</sub><sup>max</sup>"
    assert [figure(x) for x in (0.0, 4_500_000, 0.35, 1e-5)] == ["0", "4,500,000", "0.35", "1e-05"]
    assert "hidden" in table(["a", "b"], [["1", "2"]], filters=("b",), hidden=("b",))


def commands():
    text = (book_pages.docs() / "questions.md").read_text(encoding="utf-8")
    text += (book_pages.docs() / "extending" / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if line.startswith("sim ")]


def exhibited():
    lines = [e.command for group in gallery.groups() for e in group.figures]
    lines += [e.command for e in gallery.pages_beside()]
    return sorted({part for line in lines for part in line.split(" && ")})


@pytest.mark.parametrize("line", [*commands(), *exhibited()])
def test_commands_of_questions_and_gallery_exist(line):
    import typer

    from sim.cli.main import app

    group = typer.main.get_command(app)
    _, verb, *words = shlex.split(line)
    if verb == "sweep":
        assert (shipped() / "designs" / f"{words[0]}.toml").is_file(), words[0]
    if verb not in group.commands:
        assert verb in LATER, f"{verb} is no verb"
        return
    options = {text for p in group.commands[verb].params for text in (*p.opts, *p.secondary_opts)}
    for word, after in zip(words, [*words, ""][1:], strict=True):
        if word.startswith("--"):
            assert word in options, word
        if word == "--set":
            name, _, value = after.partition("=")
            levers()[name].parse(line, value)
    if verb in {"run", "compare"}:
        for word, before in zip(words, ["", *words][: len(words)], strict=True):
            if not word.startswith("--") and not before.startswith("--"):
                assert word in names(), word


def test_commands_that_are_not_built_are_marked():
    assert "language-later" in questions({"run", "compare"}).body
    built = {"ask", "breakeven", "discover", "effect", "explain", "search", "sensitivity", "worth"}
    assert "language-later" not in questions({*built, "new", "sweep"}).body


def test_kept_answers_stand_below_their_questions(monkeypatch):
    from sim.answers.futures import statement_of
    from sim.answers.statements.clock import Clock
    from sim.book import answers

    clock = Clock.of(load("baseline").policy, 260)
    for lines in answers.questions().values():
        for text in re.findall(r'"([^"]+)"', lines[0]):
            statement_of(text, clock)
    assert list(answers.questions()) == [f"Q{i}" for i in range(1, 21)]
    monkeypatch.setattr(
        answers, "kept", lambda: {"Q7": ["In *no* member a_b [1].", "It rests on b."]}
    )
    body = questions(set()).body
    assert "In *no* member a_b [1]. It rests on b." in body
    assert body.count("<strong>Answer.</strong>") == 1


def test_the_best_strategies_stand_below_the_answer_of_a_search(monkeypatch):
    from sim.book import answers
    from sim.book.strategies import best

    key = "unseen: regret of capability.index[russia] at end of 2026"
    rows = [
        {
            "strategy": f"{kind} {i}",
            "kind": kind,
            "still_unbeaten": i < 3,
            key: 1.0 + i,
            "seen: x": 0,
        }
        for kind in ("static", "adaptive")
        for i in range(7)
    ]
    rows.append({"strategy": "oil_squeeze", "kind": None, "still_unbeaten": False, key: 9.0})
    kept = best(rows)
    assert [row["strategy"] for row in kept[::5]] == ["static 0", "adaptive 0", "oil_squeeze"]
    monkeypatch.setattr(answers, "kept", lambda: {"Q5": ["Two."], "Q7": ["One."]})
    monkeypatch.setattr(answers, "strategies", lambda: {"Q5": kept, "Q7": []})
    body = questions(set()).body
    assert body.count("<th>regret: Capability index (russia)</th>") == 1
    assert "Oil squeeze" in body
    assert body.index("Oil squeeze") < body.index("Q6")
    assert "static 4" in body
    assert "static 5" not in body


@pytest.mark.heavy
def test_kept_answers_are_of_this_model():
    from sim.book import answers

    assert answers.kept_state() == answers.model_state(), "ask again: make answers"


def test_the_page_on_scale_follows_from_its_rates(built):
    text = built[1]["scale.html"]
    found = scale.rates(toml_of(book_pages.docs() / "scale.toml", scale.PLACE))
    assert not re.search(r"\{\w+\}", text)
    assert f"{found.runs_per_second_per_core:,.0f} runs a second" in text
    assert found.blocks(10**9) == -(-(10**9) // found.block_runs)
    rounds = found.seconds(10 * found.block_runs, 4)
    assert rounds == pytest.approx(3 * found.block_seconds(found.block_runs))
    assert found.seconds(100, 4) == 100 / found.runs_per_second_per_core
    assert f"{found.blocks(10**9):,}" in text
    for odd in ({**vars(found), "rate": 1}, {"weeks": 260}):
        with pytest.raises(InputError, match="missing or unknown"):
            scale.rates(odd)


def test_the_gallery_names_every_figure_and_its_line(built):
    text = built[1]["gallery.html"]
    known = {*COMPARE_FIGURES, *MORE_FIGURES, *gallery.SWEPT, "hindcast", "learnt"}
    for name in known:
        assert text.count(f'<figure id="{name}">') == 1, name
    for name, command in ((e.name, e.command) for g in gallery.groups() for e in g.figures):
        assert f"<code>{escape(command)}</code>" in text
        own = name in RUN_FIGURES or name not in MORE_FIGURES
        assert own or re.search(rf"sim plot results/\w+ --figure {name}$", command)


def test_a_gallery_that_leaves_a_figure_out_is_refused(monkeypatch):
    monkeypatch.setattr(gallery, "MORE_FIGURES", {**MORE_FIGURES, "new": None})
    with pytest.raises(InputError, match="new; it must name every figure once"):
        gallery.groups()


@pytest.mark.heavy
def test_the_gallery_is_drawn_and_its_pictures_are_in_the_book(tmp_path):
    build(tmp_path, members=40)
    text = (tmp_path / "gallery.html").read_text(encoding="utf-8")
    shown = [place for place in Links(text).loaded if place.endswith(".png")]
    assert len(shown) == sum(len(group.figures) for group in gallery.groups())
    for place in shown:
        with Image.open(tmp_path / place) as picture:
            assert min(picture.size) > 300
            assert min(picture.getpixel((2, 2))) > 240, "light"
        dark = Path(place).with_stem(f"{Path(place).stem}_dark").as_posix()
        assert dark in text
        with Image.open(tmp_path / dark) as picture:
            assert max(picture.getpixel((2, 2))) < 60, "dark"
    build(tmp_path, members=0)
    assert {p.stem for p in (tmp_path / FOLDER).glob("*.png")} == {"responses", "responses_dark"}


@pytest.mark.heavy
def test_the_lines_of_the_gallery_draw_its_figures(tmp_path, monkeypatch):
    """Every line as it stands, but for fewer members, and for sweeps cut in their members."""
    from sim.cli.main import app
    from sim.sweeps.designs.file import load_design
    from sim.sweeps.runner import sweep

    monkeypatch.chdir(tmp_path)
    for name in ("reference", "tornado", "effort_allocations"):
        sweep(replace(load_design(name), members=4), f"results/{name}")
    done = {f"sim sweep {n} --yes" for n in ("reference", "tornado", "effort_allocations")}
    every = [e for group in gallery.groups() for e in group.figures] + gallery.pages_beside()
    for exhibit in every:
        for line in exhibit.command.split(" && "):
            if line in done:
                continue
            done.add(line)
            words = shlex.split(line)[1:]
            words += ["--members", "40"] if words[0] not in ("plot", "regret") else []
            CliRunner().invoke(app, words, catch_exceptions=False)
        if exhibit.name and exhibit.name not in gallery.SWEPT:
            assert list(tmp_path.glob(f"results/**/{exhibit.name}.png")), exhibit.name
    assert list(tmp_path.glob("results/reference/figures/*shells_fired_by_shells_demanded*.png"))
    assert list(tmp_path.glob("results/reference/figures/*against_designation_tempo_1.png"))
    assert list(tmp_path.glob("results/effort_allocations/figures/*shells_arrived_regret_less.png"))
    for page in ("report-baseline-vs-maximum_pressure", "*/figures/interactive"):
        assert list(tmp_path.glob(f"results/{page}.html")), page


def test_twenty_questions_each_have_an_answer():
    text = (book_pages.docs() / "questions.md").read_text(encoding="utf-8")
    parts = re.split(r"^## (Q\d+) ", text, flags=re.MULTILINE)[1:]
    assert parts[::2] == [f"Q{i}" for i in range(1, 21)]
    for body in parts[1::2]:
        assert "```" in body or "missing" in body or "Needs" in body
