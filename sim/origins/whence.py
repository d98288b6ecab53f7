"""Where a figure comes from: read the provenance inside it, and draw it again."""

import tempfile
from collections.abc import Mapping
from pathlib import Path

from matplotlib.figure import Figure

from sim.ground.errors import InputError
from sim.ground.writing import write
from sim.origins.hindcasts import OfHindcast
from sim.origins.metadata import changes, metadata_at, name_of
from sim.origins.origin import Origin
from sim.origins.runs import OfRun
from sim.origins.sweeps import OfSweep
from sim.plots.saving import save
from sim.vocabulary.language import words


def origin(path: Path) -> Origin:
    """Read where a figure comes from; InputError if it does not say."""
    found = metadata_at(path)
    name = name_of(path, found)
    kind = next((kind for kind in (OfSweep, OfHindcast) if kind.made(found)), OfRun)
    of: Origin = kind(path, name, found)
    of.require()
    return of


def redraw(of: Origin, out: Path, language: str = "en") -> str:
    """Draw a figure again into a file and say whether it is bit for bit the same.

    The old metadata goes into the new file only if that makes the two the same; otherwise the
    new file carries its own.
    """
    if out.suffix != of.path.suffix:
        raise InputError(f"{out}: the figure is a {of.path.suffix} file; use the same ending")
    again, formats = of.again(), (out.suffix[1:],)
    before = of.path.read_bytes()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)

        def drawn(figure: Figure, metadata: Mapping[str, str]) -> bytes:
            return save(figure, folder, of.figure, metadata, formats=formats)[0].read_bytes()

        content = drawn(again.draw(), of.metadata)
        same = alike = content == before
        if not same:
            content = drawn(again.draw(), again.metadata)
            alike = drawn(again.draw_as_stated(), of.metadata) == before
    write(out, content)
    said = words(language)
    changed = said.say("whence.then").join(changes(of.metadata, said))
    key = "same" if same else "alike" if alike else "other"
    return said.say(
        f"whence.{key}", out=out, path=of.path, reason=changed or said.say("whence.code")
    )
