# Canhbao: `make demo` shows it, `make test` checks it. Everything lives in .venv and data/.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PYTEST_ARGS ?= --numprocesses 2 --dist loadgroup

.PHONY: help setup demo test check lint format types arrows picture docs tests mutants lock clean
.DEFAULT_GOAL := help

help:  ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/'

# .ready holds what the product needs, .tools what its checks need besides.
$(VENV)/.ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Cần Python 3.11 trở lên. Python 3.11 or newer is needed: make PYTHON=/path/to/python3.12 $(MAKECMDGOALS)"; exit 2; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo "Thiếu mô-đun venv. The venv module is missing; on Debian: apt-get install python3-venv"; exit 2; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e .
	@touch $@

$(VENV)/.tools: $(VENV)/.ready requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

setup: $(VENV)/.tools  ## make the virtual environment from the two hash-locked lists

demo: $(VENV)/.ready  ## crawl the bundled sample sites, index them and open the dashboards
	$(BIN)/canhbao demo

check: lint types arrows tests  ## ruff, mypy, import-linter and pytest with warnings as errors

test: check  ## the same, in one word

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: setup  ## let ruff lay out the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: setup
	$(BIN)/mypy

arrows: setup
	$(BIN)/lint-imports

picture: setup  ## draw the rooms and their arrows: docs/rooms.svg
	$(BIN)/python -m house.picture docs/rooms.svg

docs: setup  ## write the pages that the vocabulary makes: tactics, rules of places
	$(BIN)/canhbao tactics --markdown > docs/tactics.md
	sed '/^<!-- rows/q' docs/places.md > docs/places.part && $(BIN)/canhbao places --markdown >> docs/places.part && mv docs/places.part docs/places.md
	$(BIN)/python -m benchmarks.roles table

tests: setup
	$(BIN)/python -m pytest $(PYTEST_ARGS)

mutants: setup  ## plant small bugs in a copy, name those that no test sees; once a week (docs/tests.md)
	$(BIN)/python tests/mutants/run.py $(MUTANTS_ARGS)

COMPILE = $(BIN)/python -m piptools compile --quiet --upgrade --generate-hashes --allow-unsafe --strip-extras \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-header --no-annotate

lock: setup  ## renew requirements.lock and requirements-dev.lock: versions and hashes, no addresses
	$(BIN)/python -m pip install --quiet pip-tools
	$(COMPILE) --build-deps-for editable --output-file requirements.lock pyproject.toml
	$(BIN)/python -m house.dependencies dev | $(COMPILE) --constraint requirements.lock --output-file requirements-dev.lock -

clean:  ## remove the virtual environment and caches; data/ stays
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
