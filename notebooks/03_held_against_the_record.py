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
# # 03 Held against the record
#
# A model of a hidden trade can only be held against reports, and reports come from interested parties. This notebook asks how
# far the model reproduces what was published, how far that is because it was fitted, and what is left for a check.

# %%
# %matplotlib inline
import pandas as pd

import sim
from sim.plots.evidence import evidence
from sim.plots.hindcast_figures import hindcast_figure

# %% [markdown]
# ## Totals beside reports
#
# Cumulative shells, containers and missiles with reported figures as bars. A solid mark entered the fit, a hollow one was held
# back.

# %%
evidence(sim.run("baseline", members=200))

# %% [markdown]
# ## Report by report
#
# The model's own number is turned into a *predicted report*: the bias of the kind of source and the noise of one report are put
# on it. Then it is scored against what was published.

# %%
held = sim.hindcast("baseline", members=200, seed=1)
hindcast_figure(held)

# %% [markdown]
# ## Fit and check, prior and constrained
#
# The constrained ensemble has seen the rows marked `fit`; that it does well on them is no merit. The rows marked `check` were
# looked at once. The score is the CRPS: smaller is better.

# %%
table = pd.DataFrame(
    {
        "target": [t.id for t in held.targets],
        "use": [t.use for t in held.targets],
        "measure": [t.measure for t in held.targets],
        "family": [t.family for t in held.targets],
        "inside 90 %": [s.inside90 for s in held.scores],
        "CRPS": [s.crps for s in held.scores],
        "CRPS of the prior": [s.crps for s in held.prior],
    }
)
table.groupby("use")[["CRPS", "CRPS of the prior"]].median().round(2)

# %%
table.round(2).style.hide(axis="index")

# %% [markdown]
# ## What the record says about the readings
#
# The share of members that hold each reading after the fit. A small share is a statement about these reports and their
# presumed bias, and not about the world.

# %%
pd.Series(held.settings["readings"], name="share of members")

# %% [markdown]
# Agreement with the past is no forecast skill: the reports end in November 2024, and nothing later was used.
