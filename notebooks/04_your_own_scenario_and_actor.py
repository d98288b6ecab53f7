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
# # 04 Your own scenario and your own actor
#
# The model grows by files. A scenario is a text file with a question; an actor is a file of numbers and a file with one rule.
# Neither needs a change to existing code.

# %%
# %matplotlib inline
import sys
import tempfile
from pathlib import Path

import sim
from sim.ground.errors import SimError
from sim.plots.differences import differences
from sim.reports.inputs import differing
from sim.vocabulary.language import words
from sim.vocabulary.scenario import load

# %% [markdown]
# ## A scenario of your own
#
# Suppose that banks come under a stronger threat in 2025, and that Russia answers with more technology. Which of the two does DPRK
# feel more?

# %%
folder = Path(tempfile.mkdtemp())
mine = folder / "squeeze_and_answer.toml"
mine.write_text(
    """
title = "Squeeze and answer"
question = "If banks are squeezed in 2025 and Russia answers with technology, which does DPRK feel more?"
story = "The threat to third-country banks rises to .7 in January 2025; Russia doubles what it gives in technology in April."
extends = "baseline"
expect = "dprk.hard_currency_usd down, dprk.warheads open, dprk.shells_arrived nearly unchanged"

[[steps]]
date = 2025-01-06
lever = "secondary_sanctions_threat"
value = 0.7

[[steps]]
date = 2025-04-07
lever = "technology_generosity"
value = 2
"""
)
scenario = sim.load(str(mine))
print(scenario.question)

# %% [markdown]
# What it changes, and in whose hands that is:

# %%
for row in differing(load("baseline").policy, scenario.policy, words("en")):
    print(f"{row.name}: {row.before} -> {row.after}   ({row.control})")

# %%
differences(sim.compare("baseline", scenario, members=200))

# %% [markdown]
# A mistake is one clear line, with the nearest name where there is one:

# %%
mine.write_text(mine.read_text().replace("technology_generosity", "technology_generousity"))
try:
    sim.load(str(mine))
except SimError as error:
    print(str(error).replace(f"{folder}/", ""))

# %% [markdown]
# ## An actor of your own
#
# The guide in `docs/extending` adds a state that also sells shells to Russia and minds its banks. Its numbers come first, each with
# a range and a reason:

# %%
print(Path("../docs/extending/exporter.toml").read_text().split("\n\n")[0])

# %% [markdown]
# Then its rule, a function of arrays:

# %%
print("\n\n\n".join(Path("../docs/extending/exporter.py").read_text().split("\n\n\n")[1:]))

# %% [markdown]
# And one line that names it. To leave this checkout as it is, the next cell does all three in a copy and runs the copy. It uses the prior,
# because the shipped constrained ensemble knows nothing of an invented state.

# %%
copy, python = folder / "copy", sys.executable

# %% language="bash" magic_args="-s {copy} {python}"
# set -e
# mkdir "$1" && cp -r ../sim ../scenarios "$1"
# cp ../docs/extending/exporter.toml "$1/scenarios/assumptions/"
# cp ../docs/extending/exporter.py "$1/sim/model/actors/"
# sed -i 's/^NAMES: .*/NAMES: tuple[str, ...] = ("exporter",)/' "$1/sim/model/actors/suppliers.py"
# cd "$1" && PYTHONPATH="$1" "$2" -m sim.cli.main run baseline --members 200 --prior --out out > /dev/null

# %% [markdown]
# Same members, same luck; the only difference is the new supplier. Shells from other suppliers rise from November 2024, and Russia needs
# fewer from DPRK:

# %%
without = sim.run("baseline", members=200, prior=True)
with_it = sim.open_results(copy / "out")
for name in ("russia.shells_other_imports", "dprk.shells_arrived"):
    medians = [
        float(r.bands[name].sel(group="pooled", quantile=0.5).isel(policy=0, week=200))
        for r in (without, with_it)
    ]
    print(f"{name}, median in week 200: {medians[0]:,.0f} without, {medians[1]:,.0f} with")
