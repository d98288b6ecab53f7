"""The list of units. Anything else is refused, never converted silently."""

DAYS_PER_WEEK = 7.0
WEEKS_PER_YEAR = 52.0

UNITS = frozenset(
    {
        "1",
        "1/week",
        "1/missile",
        "USD",
        "USD/barrel",
        "USD/missile",
        "USD/person/week",
        "USD/round",
        "USD/tonne",
        "USD/week",
        "barrels",
        "barrels/week",
        "barrels/year",
        "category",
        "channels",
        "containers",
        "containers/week",
        "count",
        "count/year",
        "date",
        "designations",
        "designations/week",
        "effort units",
        "effort units/week",
        "events",
        "events/week",
        "events/year",
        "index",
        "meetings",
        "missiles",
        "missiles/week",
        "persons",
        "relative",
        "rounds",
        "rounds/day",
        "rounds/week",
        "tonnes",
        "tonnes/week",
        "week",
    }
)
