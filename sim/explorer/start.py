"""From a command line to a page: what is wrong is said before anything listens."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from sim.explorer.app import Desk
from sim.explorer.asked import asked_of
from sim.explorer.lexicon import lexicon, usual
from sim.explorer.serve import Place, listening, open_browser, serve, token_of
from sim.explorer.shelf import Shelf
from sim.explorer.stores import Stores
from sim.ground.errors import InputError, unknown
from sim.vocabulary.language import LANGUAGES

LONGEST_LINK = 20_000


def start(
    scenario: str,
    against: str,
    stores: tuple[Path, ...],
    *,
    port: int | None,
    language: str,
    token: str,
    browser: bool,
    say: Callable[[str], None],
) -> None:
    """Serve the page until it is stopped; the reference is run before the browser opens.

    Raises:
        InputError: a scenario, link, folder, port, language or token cannot be used.
    """
    if language not in LANGUAGES:
        raise unknown("--lang", "language", language, LANGUAGES)
    key, tail = token_of(token), f"&lang={language}"
    if "#" in scenario:
        tail += f"&{fragment(scenario)}"
        scenario = "baseline"
    shelf = Shelf.of(scenario, against)
    for folder in stores:
        if not folder.is_dir():
            raise InputError(f"--stores {folder}: is no folder")
    desk = Desk(shelf, Stores(stores))
    warm_up(desk)
    sock = listening(port)
    place = Place(sock.getsockname()[1], key, tail)
    say(f"sim explore: {place.address}")
    say("It answers on this machine only; stop it with Ctrl-C.")
    serve(desk, sock, place, ready=partial(open_browser, place.address) if browser else None)


def fragment(link: str) -> str:
    """Return the state that a link carries; a token in it is left out."""
    parts = urlsplit(link)
    kept = [p for p in parts.fragment.split("&") if p and not p.startswith(("token=", "lang="))]
    out = "&".join(kept)
    if not kept or len(out) > LONGEST_LINK or not out.isascii() or not out.isprintable():
        raise InputError("link: holds no state; copy it again with the page's own button")
    return out


def warm_up(desk: Desk) -> None:
    """Load what answers need, and run the reference, so that the first answer is quick."""
    state = asked_of({"scenario": desk.shelf.reference}, desk.shelf).state
    desk.warm.run(state, usual())
    lexicon(desk.shelf)
