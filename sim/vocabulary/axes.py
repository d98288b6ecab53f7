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
