"""Japan: enforces at sea and against cyber theft, and deters with its allies.

Goal: limit missiles, warheads and theft that reach it.
Senses: partners' budgets of last week, channel yields through noise.
Decides: its budget by the effort rule, its allocation.
Adapts: shifts effort to channels that yield; its posture follows DPRK's mood and coordination.
Ignores: the land war and its own trade with Russia.
"""

from sim.model.actors.coalition import CoalitionState


class Japan(CoalitionState):
    """The partner whose eye is on the sea and on cyber theft."""

    name = "japan"
