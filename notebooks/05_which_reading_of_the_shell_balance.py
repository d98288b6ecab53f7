# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # 05 Which reading of the shell balance is right
#
# The source text says that Russia fires ten thousand shells a day or more, reports rising output, and buys millions from DPRK. Taken at
# face value these do not add up: reported output alone would cover the fire. Three readings close the gap.
#
# | reading | what it says |
# |---|---|
# | `heavier_fire` | fire is well above ten thousand a day |
# | `slower_industry` | much of reported output is old stock made good, which the opening stock counts already |
# | `restocking` | Russia buys to fill its stores, not to fire |
#
# Which is right? The notebook looks at what each implies, what the record says, and where the answer matters.

# %%
# %matplotlib inline
import pandas as pd

import sim
from sim.plots.differences import differences
from sim.plots.shells import shells
from sim.reports.answer import binding_shares
from sim.reports.outcomes import outcome
from sim.reports.subject import Subject

# %% [markdown]
# ## The face value does not add up
#
# The scenario `ten_thousand_a_day` takes the claims literally.

# %%
literal = sim.run("ten_thousand_a_day", members=200, prior=True)
shells(literal)

# %% [markdown]
# There is little demand left for DPRK shells, far from the three million of the source text. At least one of the claims must mean something
# else.
#
# ## What each reading implies
#
# The prior gives every reading the same weight: it is what we believe before looking at the reports.

# %%
prior = sim.run("baseline", members=300, prior=True)
constrained = sim.run("baseline", members=300)
record_ends = prior.series["week"].values[70]
flows = ["russia.shells_fired", "russia.shells_produced", "dprk.shells_arrived"]
bands = prior.bands[flows].sel(policy="baseline", quantile=[0.05, 0.95], week=record_ends)
bands.sel(group=["heavier_fire", "slower_industry", "restocking"]).to_dataframe()[flows].map(
    "{:,.0f}".format
)

# %% [markdown]
# These are 5 and 95 % at the end of the record, rounds a week. They overlap: most single figures cannot tell the readings apart.
#
# ## What limits shipments
#
# Here they differ most. If stores are being filled, orders slacken once they are full; if fire is heavy, DPRK itself becomes the limit.

# %%
found = Subject(prior, (sim.load("baseline"),), ("baseline",))
pd.DataFrame(
    {
        r: binding_shares(found, "baseline", r)
        for r in ("heavier_fire", "slower_industry", "restocking")
    }
).T.map("{:.0%}".format)

# %% [markdown]
# ## What the record says
#
# The constrained ensemble keeps the members that fit the published figures, each seen through the bias of its source.

# %%
pd.DataFrame(
    {
        "prior": pd.Series(prior.series["reading"].values.ravel()).value_counts(normalize=True),
        "constrained": pd.Series(constrained.series["reading"].values.ravel()).value_counts(
            normalize=True
        ),
    }
).fillna(0).map("{:.0%}".format)

# %% [markdown]
# A shift of weight says which reading the reports favour, *given* what we presume about their bias. One family of sources reports fire several
# times above the others; believe it, and the answer changes.
#
# ## Where it matters
#
# If DPRK stopped selling, would Russia notice? That is the question on which the readings part. The
# table gives the change of daily fire in June 2028, in rounds.

# %%
halted = sim.compare("baseline", "dprk_halts_exports", members=300, prior=True)
fire = outcome("russia.shells_fired")
gap = fire.members(halted, "dprk_halts_exports") - fire.members(halted, "baseline")
readings = halted.series["reading"].sel(policy="baseline").values
pd.Series(gap).groupby(readings).quantile([0.05, 0.5, 0.95]).unstack().map("{:,.0f}".format)

# %%
differences(halted)

# %% [markdown]
# So the honest answer is a conditional one. Where a result is the same under all three readings, it can be used. Where it is not, the report
# shows the three side by side, and a single number would hide the question.
