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
# # 02 Levers and sweeps
#
# A lever is something that somebody chooses. Which levers does the coalition hold, which are in other hands, and what does
# moving them do? First one lever by hand, then a sweep over two.

# %%
# %matplotlib inline
import tempfile

import pandas as pd

import sim
from sim.sweeps.designs.file import parse_design
from sim.reports.interactive import heat_map, page_of
from sim.vocabulary.levers import levers
from sim.plots.differences import differences
from sim.plots.sweeps import Grid
from sim.plots.sweeps import heat_map as drawn_heat_map
from sim.sweeps.grids import pictures, planes
from sim.sweeps.reader import open_sweep
from sim.sweeps.runner import sweep

# %% [markdown]
# ## Who holds which lever

# %%
pd.DataFrame(
    [(x.set_by, x.name, f"{x.low:g} to {x.high:g}", x.unit, x.default) for x in levers().values()],
    columns=["set by", "lever", "range", "unit", "default"],
).sort_values(["set by", "lever"]).style.hide(axis="index")

# %% [markdown]
# Only those set by the coalition are policy. The rest are choices of others or the world's, and a result that needs them is
# no advice.
#
# ## One lever, by hand
#
# The oil squeeze raises the effort of the task force and of maritime inspection from November 2024 on. Set beside the
# baseline, it shows what that alone changes.

# %%
differences(sim.compare("baseline", "oil_squeeze", members=200))

# %% [markdown]
# ## A sweep over two levers
#
# How do Russian demand and DPRK willingness together decide what arrives? A design is a table, usually a file; here it is
# small enough to write out. Every cell meets the same forty members.

# %%
design = parse_design(
    {
        "title": "Demand against willingness",
        "scenario": "baseline",
        "members": 40,
        "seed": 3,
        "axes": {
            "shells_demanded_per_day": [6000, 8000, 10000, 13000, 16000, 20000],
            "dprk_export_willingness": [0.0, 0.3, 0.6, 0.9, 1.2],
        },
        "save": {"measures": ["dprk.shells_arrived", "russia.shells_fired"]},
    },
    "this notebook",
    "demand_and_willingness",
)
folder = tempfile.mkdtemp()
sweep(design, f"{folder}/sweep")
found = open_sweep(f"{folder}/sweep")
plane = planes(found, next(pictures(found)))[0]
grid = Grid(
    plane.x.name,
    plane.x.values,
    plane.y.name,
    plane.y.values,
    plane.values,
    "Usable DPRK shells arriving",
    "rounds/week",
)

# %%
drawn_heat_map(
    grid, footer=f"{len(design)} policies, {design.members} members each, seed {design.seed}"
)

# %% [markdown]
# The same as an interactive page: the pointer reads out a cell. It is one file that needs no network. (It is not shown here,
# since it holds a whole chart library.)

# %%
page = page_of([heat_map(grid)], "Demand against willingness")
print(f"an HTML page of {len(page) / 1e6:.1f} MB")

# %% [markdown]
# Demand matters most where DPRK is willing; where it is not, more demand buys little. That is a finding about the model: whether
# willingness can be moved at all is not in the coalition's hands, as the table above says.
