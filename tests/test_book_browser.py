"""The book in a browser, from a file: axe, narrow and wide, light and dark, and its search."""

import pytest

from sim.book.build import build
from tests.explorer_page import AXE, browser

pytestmark = [
    pytest.mark.heavy,
    pytest.mark.filterwarnings("ignore::DeprecationWarning:playwright.*"),
]
WIDE, NARROW = 1280, 400
FOUND = ["barrels", "炮弹", "S44"]
SIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
CUT = """() => [...document.querySelectorAll("main *")].filter((e) => {
  const box = e.getBoundingClientRect();
  return box.width > 0 && box.right > innerWidth + 1 && !e.closest(".scroll, pre, .formula");
}).map((e) => e.outerHTML.slice(0, 100))"""


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    folder = tmp_path_factory.mktemp("book")
    build(folder, members=0)
    return folder


@pytest.fixture(scope="module")
def chromium():
    with browser() as program:
        yield program


@pytest.fixture
def open_page(chromium, book):
    """Return what opens a page; afterwards no page may have complained or asked elsewhere."""
    said, asked, contexts = [], [], []

    def of(name, width=WIDE, scheme="light"):
        if (width, scheme) not in [c[0] for c in contexts]:
            made = chromium.new_context(
                viewport={"width": width, "height": 900}, color_scheme=scheme
            )
            contexts.append(((width, scheme), made.new_page()))
            tab = contexts[-1][1]
            tab.on("console", lambda m: said.append(m.text) if m.type == "error" else None)
            tab.on("pageerror", lambda error: said.append(str(error)))
            tab.on("request", lambda request: asked.append(request.url))
        tab = next(page for key, page in contexts if key == (width, scheme))
        tab.goto((book / name).as_uri())
        return tab

    yield of
    for _, page in contexts:
        page.context.close()
    assert said == []
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []


def names(book):
    return sorted(path.name for path in book.glob("*.html"))


def serious(tab):
    tab.evaluate(AXE.read_text(encoding="utf-8") + ";null")
    found = tab.evaluate("axe.run(document, {resultTypes: ['violations'], preload: false})")
    return [
        f"{v['id']}: {v['nodes'][0]['html'][:120]} ({len(v['nodes'])})"
        for v in found["violations"]
        if v["impact"] in {"serious", "critical"}
    ]


@pytest.mark.parametrize(("width", "scheme"), [(WIDE, "light"), (WIDE, "dark"), (NARROW, "light")])
def test_axe_finds_nothing_serious_and_nothing_is_cut(book, open_page, width, scheme):
    told = []
    for name in names(book):
        tab = open_page(name, width, scheme)
        told += [f"{name}: {one}" for one in serious(tab)]
        if tab.evaluate(SIDE) > 0:
            told.append(f"{name}: wider than the screen: {tab.evaluate(CUT)[:3]}")
    assert told == []


@pytest.mark.parametrize("word", FOUND)
def test_the_search_finds_from_a_file(open_page, word):
    tab = open_page("index.html")
    tab.fill("#search", word)
    tab.wait_for_selector("#found:not([hidden]) li a")
    shown = tab.inner_text("#found")
    assert word.casefold() in shown.casefold()
    tab.click("#found li a")
    tab.wait_for_load_state()
    assert word.casefold() in tab.inner_text("main").casefold()
