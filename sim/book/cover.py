"""The first page: one picture, the map of the system, and where to go from there."""

from collections.abc import Collection

from sim.book.markup import link, listed, markdown
from sim.book.pages import Page, written
from sim.book.pictures import file_of, picture_of
from sim.book.system_map import svg
from sim.vocabulary.claims import claims
from sim.vocabulary.levers import levers
from sim.vocabulary.measures import measures
from sim.vocabulary.scenario import names

PICTURE = "shells"
ALT = "Shells fired and where they come from in the baseline, as bands over the members"


def page(pictures: Collection[str]) -> Page:
    """Return the cover; its picture is one of the gallery's, left out where none are drawn."""
    counts = listed(
        [
            link("scenarios.html", f"{len(names())} scenarios")
            + ", each a question with its story and what is expected",
            link("levers.html", f"{len(levers())} levers")
            + ", those of the coalition apart from all others",
            link("measures.html", f"{len(measures())} measures")
            + " of what each actor can do and of what passes between them",
            link("claims.html", f"{len(claims())} claims")
            + " of the text that the model started from, traced to code",
        ]
    )
    image = picture_of(PICTURE, ALT)
    shown = f'<figure class="cover"><a href="gallery.html">{image}</a></figure>'
    body = (
        markdown(written("cover.md").text)
        + (shown if file_of(PICTURE) in pictures else "")
        + "<h2 id='map'>The system on one page</h2>"
        + "<p>Drawn from the code: follow a box to what it stands for.</p>"
        + f'<div class="scroll">{svg()}</div>'
        + "<h2 id='inside'>What is inside</h2>"
        + counts
    )
    return Page("cover", "What this is", body)
