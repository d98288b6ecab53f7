PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: run test test-heavy lint bench docs notebooks clean

run: $(STAMP)
	$(BIN)/sim run baseline

test: $(STAMP)
	$(BIN)/pytest -n 2 --dist loadfile

test-heavy: $(STAMP)
	$(BIN)/pytest -m heavy

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(STAMP)
	$(BIN)/python benchmarks/run.py

docs: $(STAMP)
	$(BIN)/sim book

notebooks: $(STAMP)
	for story in notebooks/*.py; do \
		PYTHONWARNINGS=ignore $(BIN)/jupytext --to ipynb --execute $$story || exit 1; \
	done

$(STAMP): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check -e ".[dev]"
	touch $@

clean:
	rm -rf $(VENV) results build dist docs/book
