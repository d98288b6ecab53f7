"""Other suppliers of shells: states that export to Russia beside DPRK, one file each.

Adding one takes a file of assumptions, a file here with a class of `Supplier`, and its name in
`NAMES`; the guide in docs/extending has a worked example.
"""

from importlib import import_module
from typing import Any, ClassVar

from mesa import Agent, Model

from sim.ground.arrays import Runs
from sim.model.actors.view import View
from sim.model.calendar import Week

NAMES: tuple[str, ...] = ()
"""Modules beside this one; each shares its name with its file of assumptions."""


class Supplier(Agent):
    """A state whose shells enter the Russian balance; they come from outside the model.

    Attributes:
        name: of its file and of its account in the ledger of shells.
        params_class: dataclass with one field per entry of its file of assumptions.
    """

    name: ClassVar[str]
    params_class: ClassVar[type]

    def __init__(self, model: Model, params: Any) -> None:
        super().__init__(model)
        self.params = params

    def deliver(self, last: View, now: Week) -> Runs:
        """Return the usable rounds that reach Russia this week, rounds/week, shape (run,)."""
        raise NotImplementedError


def suppliers() -> tuple[type[Supplier], ...]:
    """Return the class of every supplier in `NAMES`."""
    return tuple(import_module(f"sim.model.actors.{name}").SUPPLIER for name in NAMES)
