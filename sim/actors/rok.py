"""Republic of Korea: enforces, deters, and holds leverage over Russian technology transfer.

Goal: limit what DPRK gains, and deter it.
Senses: partners' budgets of last week, channel yields through noise, DPRK's mood.
Decides: its budget by the effort rule, its allocation, its posture; rok_leverage is a lever.
Adapts: follows coordination and provocations.
Ignores: domestic politics and its own arms exports.
"""

from sim.actors.coalition import CoalitionState


class RepublicOfKorea(CoalitionState):
    """The partner that designates most often and stands nearest."""

    name = "rok"
