"""What all actors may know when they decide: the state at the end of last week, frozen."""

from dataclasses import dataclass

from sim.ground.arrays import Flags, Runs
from sim.model.mechanisms.networks import Network


@dataclass(frozen=True)
class View:
    """State at the end of a week; (run,) unless said. Stocks of goods are in the ledgers.

    Attributes:
        russian_capacity: of new rounds, rounds/week.
        phase: of fire, a standard normal.
        weeks: that have passed.
        other_supply: shells refurbished and from suppliers other than DPRK, rounds/week.
        arrived_so_far: usable DPRK shells up to past weeks, rounds, latest last.
        supplied_so_far: all new usable shells up to past weeks, rounds, latest last.
        arms_so_far: shells and missiles that left DPRK, in worth of shells, latest last.
        forecast: smoothed demand, rounds/week.
        dependence: smoothed share of DPRK in new shells, 1.
        dprk_output: rounds/week.
        dprk_lines: what the lines make at the opening's food cover, rounds/week.
        missile_output: missiles/week.
        missiles_shipped: missiles/week.
        shipped: shells that left DPRK, rounds/week.
        price: USD/round.
        agreed: whether there is an agreement.
        equipment: military goods and technology received, USD/week.
        cash: Russian cash paid, USD/week.
        oil_lost: direct oil that enforcement stopped, barrels/week.
        refined: refined oil received, barrels/week.
        energy: oil use over need, 1.
        food_cover: food over need, 1.
        incidents: expected cyber incidents, events/week.
        workers: persons in Russia.
        troops: persons in Russia.
        own_research: stock of own research, 1 at the opening.
        reliability: of missiles, 1.
        technology: level by area, shape (area, run).
        warheads: count.
        fissile: warheads that all fissile material allows, count.
        plant: capacity of the nuclear programme, 1 at the opening.
        satellites: put into orbit since the opening, count.
        illicit_first: illicit share of income in week 0, 1.
        emboldenment: 0 to 1.
        threat: that DPRK perceives, 0 to 1.
        excitation: what past provocations add to the rate, events/week.
        provocations: events/week.
        tempo: provocation rate smoothed over a quarter, events/week.
        budgets: by state, effort units/week.
        shares: by state, each (channel, run).
        yields: perceived yield by channel, shape (channel, run).
        listed: designations that facilitators feel, 1 at reference, shape (channel, run).
        posture: by state, shape (state, run).
        coordination: 0 to 1.
        information: 1 at reference.
        findings: information that public findings add.
        since_exposure: weeks since the last public finding.
        believed_threat: secondary-sanctions threat that banks believe, 0 to 1.
        mandates: mandate at the end of past weeks, latest last.
        shield: Russian cover in the Council, 0 to 1.
        resolved: sanctions resolutions of the past year, faded, count.
        closeness: of the tie, 0 to 1.
        openness: of Russia, 0 to 1.
        in_force: 1 while an off-ramp is in force.
        relief: share of sanctions lifted by it.
        exposure: of US and allied forces, index.
        network: the eight channels.
        activity: level of cooperation in past weeks, latest last.
    """

    russian_capacity: Runs
    phase: Runs
    weeks: Runs
    other_supply: Runs
    arrived_so_far: tuple[Runs, ...]
    supplied_so_far: tuple[Runs, ...]
    arms_so_far: tuple[Runs, ...]
    forecast: Runs
    dependence: Runs
    dprk_output: Runs
    dprk_lines: Runs
    missile_output: Runs
    missiles_shipped: Runs
    shipped: Runs
    price: Runs
    agreed: Flags
    equipment: Runs
    cash: Runs
    oil_lost: Runs
    refined: Runs
    energy: Runs
    food_cover: Runs
    incidents: Runs
    workers: Runs
    troops: Runs
    own_research: Runs
    reliability: Runs
    technology: Runs
    warheads: Runs
    fissile: Runs
    plant: Runs
    satellites: Runs
    illicit_first: Runs
    emboldenment: Runs
    threat: Runs
    excitation: Runs
    provocations: Runs
    tempo: Runs
    budgets: tuple[Runs, ...]
    shares: tuple[Runs, ...]
    yields: Runs
    listed: Runs
    posture: Runs
    coordination: Runs
    information: Runs
    findings: Runs
    since_exposure: Runs
    believed_threat: Runs
    mandates: tuple[Runs, ...]
    shield: Runs
    resolved: Runs
    closeness: Runs
    openness: Runs
    in_force: Runs
    relief: Runs
    exposure: Runs
    network: Network
    activity: tuple[Runs, ...]
