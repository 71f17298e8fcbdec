# Seven words: up  test  mutants  check  bench  docs  clean
# Each sets up all it needs, in .venv and node_modules; nothing is installed outside this directory.

VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3.14 python3; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
BENCHED := bench/node_modules/.package-lock.json
CLIENTS := tests/clients/node_modules/.package-lock.json
ARGS ?=

.PHONY: help up test mutants check bench docs clean
help:
	@echo "make up      set up and start wxlocal (ARGS='--port 0 --now 2022-04-11')"
	@echo "make test    set up and run all tests"
	@echo "make mutants plant faults in rules and policies, see whether a test notices (ARGS='links', '--sample 60')"
	@echo "make check   format, lint, types, laws of the house, docs"
	@echo "make bench   measure side by side with moto and Azurite, and the audit with eslint, semgrep, ast-grep"
	@echo "make docs    write docs/reference from the code"
	@echo "make clean   remove what these have made here"

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "wxlocal needs Python 3.11 or newer: install it, or name it with make PYTHON=..." >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "Python's venv module is missing (Debian: apt install python3-venv)" >&2; exit 1; }

$(VENV)/.installed: pyproject.toml | $(VENV)/bin/python
	@echo "setting up .venv ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.dev: pyproject.toml | $(VENV)/bin/python
	@echo "setting up .venv for development ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev,postgres]'
	@touch $@ $(VENV)/.installed

$(VENV)/.bench: pyproject.toml $(VENV)/.dev
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev,bench]'
	@touch $@

$(CLIENTS): tests/clients/package-lock.json
	@if command -v npm >/dev/null; then cd tests/clients && npm ci --silent --no-audit --no-fund; \
	else echo "npm is missing: the tests of node-easywechat and of a TypeScript client are skipped"; fi

up: $(VENV)/.installed
	@exec $(BIN)/wxlocal up $(ARGS)

test: $(VENV)/.dev $(CLIENTS)
	@command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 \
		|| echo "PostgreSQL is missing: its tests are skipped (Debian: apt install postgresql)"
	@test -e tests/uploader/node_modules/miniprogram-ci \
		|| echo "the official uploader is missing: its tests are skipped (npm ci in tests/uploader, 286 MB)"
	$(BIN)/python -m pytest -n auto $(ARGS)

mutants: $(VENV)/.dev
	@$(BIN)/python tools/mutants.py $(ARGS)

check: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tools/docs.py --check

$(BENCHED): bench/package-lock.json
	@command -v npm >/dev/null || { echo "make bench needs npm, for Azurite, eslint and ast-grep (Debian: apt install npm)" >&2; exit 1; }
	cd bench && npm ci --silent --no-audit --no-fund

bench: $(VENV)/.bench $(BENCHED)
	$(BIN)/python bench/run.py $(ARGS)

docs: $(VENV)/.dev
	$(BIN)/python tools/docs.py

clean:
	rm -rf $(VENV) tests/clients/node_modules tests/uploader/node_modules bench/node_modules .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache .mutants
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
