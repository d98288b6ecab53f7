"""What a sweep is called, in each language."""

from sim.ground.files import shipped, toml_of
from sim.sweeps.designs.design import Design
from sim.sweeps.designs.file import names
from sim.sweeps.designs.made import crossed
from sim.sweeps.sides import STRUCTURE, label_of_input
from sim.vocabulary.language import words


def title_of(design: Design, language: str = "en") -> str:
    """Return what a design is called; a user's own as its file says."""
    text, title = words(language), design.title
    if language == "en":
        return title
    if design.name in names() and title == _shipped_title(design.name):
        return text.known("design_titles", design.name) or title
    rules = [name for name, _ in design.structures]
    tail = f": {crossed([*(axis.name for axis in design.axes), *rules])}"
    if not title.casefold().endswith(tail.casefold()):
        return title
    sides = [axis.name for axis in design.axes] + [f"{STRUCTURE}{name}" for name in rules]
    axes = " × ".join(label_of_input(name, language) for name in sides)
    own = title[: -len(tail)]
    scenario = text.name("scenario_titles", design.bases[0].name, own)
    return text.say("sweep.made", scenario=scenario, axes=axes)


def _shipped_title(name: str) -> str:
    place = f"designs/{name}.toml"
    return str(toml_of(shipped() / "designs" / f"{name}.toml", place)["title"])
