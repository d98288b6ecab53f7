"""Republic of Korea: enforces, deters, and holds leverage over Russian technology transfer.

Goal: limit what DPRK gains, and deter it.
Senses: partners' budgets of last week, channel yields through noise.
Decides: its budget by the effort rule, its allocation; rok_leverage is a lever.
Adapts: shifts effort to channels that yield; its posture follows DPRK's mood and coordination.
Ignores: domestic politics and its own arms exports.
"""

from sim.model.actors.coalition import CoalitionState


class RepublicOfKorea(CoalitionState):
    """The partner that designates most often and stands nearest."""

    name = "rok"
