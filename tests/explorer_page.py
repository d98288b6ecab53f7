"""The explorer's page in a headless browser, driven as a person would drive it.

The page's policy forbids text that becomes a script, so nothing here waits inside the page: it
asks again and again from outside.
"""

import json
import shutil
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.explorer_served import TOKEN

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
AXE = Path(__file__).parent / "vendor" / "axe.min.js"
IDLE = (
    "Boolean(window.simExplore) && simExplore.idle() && document.querySelector('.loading') === null"
)


class Page:
    """One tab, with what it said on its console and whom it asked."""

    def __init__(self, tab, client):
        self.tab, self.client, self.said, self.asked = tab, client, [], []
        tab.on("console", lambda m: self.said.append(m.text) if m.type == "error" else None)
        tab.on("pageerror", lambda error: self.said.append(str(error)))
        tab.on("request", lambda request: self.asked.append(request.url))

    def open(self, state=None, *, page="explore", lang="en"):
        held = quote(json.dumps(state or {}))
        tail = f"&lang={lang}&p={page}&s={held}"
        self.tab.goto("about:blank")
        self.tab.goto(f"http://{self.client.host}/#token={TOKEN}{tail}")
        self.settle()
        return self

    def until(self, expression, seconds=120):
        end = time.monotonic() + seconds
        while not self.tab.evaluate(expression):
            assert time.monotonic() < end, f"not within {seconds} s: {expression}"
            self.tab.wait_for_timeout(40)

    def settle(self):
        self.tab.wait_for_timeout(60)
        self.until(IDLE)
        self.tab.wait_for_timeout(60)

    def state(self):
        return self.tab.evaluate("simExplore.store.state")

    def answer(self):
        return self.tab.evaluate("simExplore.store.answer")

    def slide(self, lever, value):
        """Move a slider as the browser does: inputs while it moves, a change on release."""
        self.tab.evaluate(SLIDE, [lever, value])

    def press(self, *keys):
        for key in keys:
            self.tab.keyboard.press(key)
        self.settle()

    def text(self):
        return self.tab.evaluate("document.body.innerText")

    def serious(self):
        """Return axe's serious and critical findings, one line each."""
        self.tab.evaluate(AXE.read_text(encoding="utf-8") + ";null")
        found = self.tab.evaluate("axe.run(document, {resultTypes: ['violations']})")
        return [
            f"{v['id']}: {v['nodes'][0]['html'][:120]} ({len(v['nodes'])})"
            for v in found["violations"]
            if v["impact"] in {"serious", "critical"}
        ]


SLIDE = """([name, value]) => {
  const box = document.getElementById(`lever-${name}`);
  box.value = value;
  box.dispatchEvent(new Event("input", { bubbles: true }));
  box.dispatchEvent(new Event("change", { bubbles: true }));
}"""


@contextmanager
def browser():
    """Give a headless Chromium, or skip with a word where there is none."""
    driver = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    with driver.sync_playwright() as play:
        program = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield program
        program.close()


@contextmanager
def tab(program, client, *, width=1280, height=900, scheme="light"):
    """Give a page in a context of its own."""
    context = program.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme, accept_downloads=True
    )
    yield Page(context.new_page(), client)
    context.close()
