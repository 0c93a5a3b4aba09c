# The workshop's map: `make help`. Everything runs from .venv, which `make install` makes.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

export PORTAL_PLUGIN_HOME ?= $(CURDIR)/.portal-plugin

.DEFAULT_GOAL := help
.PHONY: help install demo test lint types contracts wheel browser bench translations clean

help: ## Show this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

install: $(STAMP) ## Make .venv with the portal-plugin command and what the tests need

$(STAMP): setup.cfg pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade pip
	rm -rf build
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test]'
	@touch $@

demo: $(STAMP) ## Start a sample province and run the main job; Ctrl-C stops everything
	$(BIN)/portal-plugin demo

test: $(STAMP) ## Run the tests (those that need a browser or a broker skip without one)
	$(BIN)/python -m pytest -n 2 --dist loadfile --durations=20 -m "not browser" $(TESTS)

lint: $(STAMP) ## Check style and formatting
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

wheel: $(STAMP) ## Build the wheel and check that it ships every package
	rm -rf build dist
	$(BIN)/python -m build --wheel --outdir dist . >/dev/null
	$(BIN)/python -m pytest -q tests/architecture -k wheel

# Types and contracts are judged on the installed wheel, from another directory: only there do the
# top-level folders stand below one name, and an editable install would answer falsely green.
INSTALLED := build/installed/bin

$(INSTALLED): wheel
	$(PYTHON) -m venv --clear build/installed
	$(INSTALLED)/python -m pip install --quiet --disable-pip-version-check dist/*.whl mypy import-linter types-PyYAML

types: $(INSTALLED) ## Check types on the installed wheel
	cd build && installed/bin/mypy --config-file ../setup.cfg -p portal_plugin

contracts: $(INSTALLED) ## Check who may import whom, on the installed wheel
	cd build && installed/bin/lint-imports --config ../setup.cfg

browser: $(STAMP) ## Run the journeys in a real browser
	$(BIN)/python -m pytest -n 2 --dist loadgroup -m browser tests/browser

bench: $(STAMP) ## Measure
	$(BIN)/portal-plugin bench

TRANSLATIONS := portal_plugin/translations
TEMPLATE := build/portal_plugin.pot

translations: $(STAMP) ## Merge new sentences into the English catalogue and compile it
	mkdir -p build
	$(BIN)/pybabel -q extract -F $(TRANSLATIONS)/mapping.cfg --add-location=file --sort-by-file \
		--no-wrap -o $(TEMPLATE) portal_plugin config
	$(BIN)/pybabel -q update -D portal_plugin -l en -i $(TEMPLATE) -d $(TRANSLATIONS) --no-wrap \
		--no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date
	$(BIN)/pybabel -q compile -D portal_plugin -d $(TRANSLATIONS)

clean: ## Remove what was built; the demo's data stays in .portal-plugin
	rm -rf build dist *.egg-info .mypy_cache .ruff_cache .import_linter_cache
