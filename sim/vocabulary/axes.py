"""The axes of arrays: goods, channels, states and what binds, each with the index of its names."""

ACTORS = ("russia", "dprk", "us", "rok", "japan")

EXPOSED = ("russia", "us", "rok", "japan")
"""Who can be exposed: to dependence on DPRK, or to its weapons."""

STATES = ("us", "rok", "japan")
US, ROK, JAPAN = range(len(STATES))

CHANNELS = (
    "arms", "oil_direct", "ship_to_ship", "coal", "finance", "labour", "cyber", "procurement",
)  # fmt: skip
ARMS, OIL_DIRECT, SHIP_TO_SHIP, COAL, FINANCE, LABOUR, CYBER, PROCUREMENT = range(len(CHANNELS))

BUNDLES = ("cash", "oil", "food", "military", "technology")
CASH, OIL, FOOD, MILITARY, TECHNOLOGY = range(len(BUNDLES))

AREAS = ("missile", "space", "air_defence")
MISSILE, SPACE, AIR_DEFENCE = range(len(AREAS))

BINDING = ("none", "demand", "supply", "logistics")
NO_TRADE, DEMAND, SUPPLY, LOGISTICS = map(float, range(len(BINDING)))
"""Codes of what limits a shipment, as numbers of a weekly series."""

FIRE_LIMITS = ("demand", "shells", "barrels")
"""What may hold Russian fire down in a week."""

FAN = (0.05, 0.25, 0.5, 0.75, 0.95)
"""Quantiles over members that are kept and drawn: the median, the inner half, nine in ten."""

BAND = (0.05, 0.5, 0.95)
"""Quantiles that are said: the ends of a band of nine in ten members, and the median."""

ENDS = (0.05, 0.95)
"""Ends of that band alone."""
