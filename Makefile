PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
DEVELOPED := $(VENV)/.developed

.PHONY: run test test-heavy lint bench docs answers notebooks clean

run: $(INSTALLED)
	$(BIN)/sim run baseline

test: $(DEVELOPED)
	$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder

test-heavy: $(DEVELOPED)
	$(BIN)/pytest -m heavy -n 2 --dist loadfile --no-loadscope-reorder

lint: $(DEVELOPED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(DEVELOPED)
	$(BIN)/python benchmarks/run.py

docs: $(DEVELOPED)
	$(BIN)/sim book

answers: $(DEVELOPED)
	$(BIN)/sim answers

notebooks: $(DEVELOPED)
	PYTHONWARNINGS=ignore $(BIN)/python -m sim.book.notebooks notebooks/*.py

$(INSTALLED): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	touch $@

$(DEVELOPED): $(INSTALLED)
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[dev]"
	touch $@

clean:
	rm -rf $(VENV) results build dist docs/book
