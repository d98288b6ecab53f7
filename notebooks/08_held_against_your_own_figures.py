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
# # 08 Held against figures of your own
#
# Notebook 03 holds the model against the shipped record. This one brings figures of one's own: a small table, a presumed bias, a band. What
# does the model say to them, and would they have taught it something?
#
# **Limits first.** The figures below are invented to show the method. Put your own in their place, and none published after the cut-off if
# you want to compare with the shipped hindcast.

# %%
# %matplotlib inline
import tempfile
from pathlib import Path

import pandas as pd

import sim

# %% [markdown]
# ## The table
#
# The columns are those of the shipped file of targets, which `sim check` explains. A row names a measure, a period, what was reported and how
# wide the report's own band is.

# %%
shipped = pd.read_csv("../scenarios/evidence/targets.csv", comment="#")
shipped.iloc[:3].T

# %% [markdown]
# Two rows of one's own: they are made from shipped ones, with other values, so that every column is filled. The first is close to what was
# reported, the second claims twice as much.

# %%
mine = shipped[shipped["measure"] == "dprk.containers_shipped"].head(2).copy()
mine["target_id"] = ["OWN1", "OWN2"]
mine["use"] = "check"
scaled = [name for name in ("low", "central", "high") if name in mine]
mine.loc[mine.index[1], scaled] = 2.0 * mine.loc[mine.index[1], scaled].astype(float)
place = Path(tempfile.mkdtemp()) / "mine.csv"
mine.to_csv(place, index=False)
mine[["target_id", "measure", *scaled]]

# %% [markdown]
# ## What the model says to them
#
# The model's number becomes a *predicted report*: the bias of the kind of source and the noise of a single report are put on it. Then it is
# scored against what was reported, in the constrained ensemble and in the prior.

# %%
held = sim.hindcast("baseline", targets=place, members=200)
table = held.table()
table[["target_id", "central", "report_q05", "report_q50", "report_q95", "inside90", "crps"]]

# %%
held.plot()

# %% [markdown]
# A figure outside the band is not a refutation, and one inside is no proof. Outside says: either the source is biased in another way than
# presumed, or the model lacks something, and the two can only be told apart by a second, independent figure.
#
# ## Would it have taught something?
#
# Which assumptions go with the number that was reported? Only those can be learnt from it.

# %%
taught = sim.sensitivity("total of dprk.containers_shipped at 2024-11-04", members=600, weeks=80)
print(taught.text)
taught.plot()

# %% [markdown]
# A report on containers speaks of logistics and orders. It says nothing of hard currency, warheads or postures: what a record does not touch, it
# cannot constrain, however good it is.
