# `make help` is the manual.
SHELL := /bin/bash
PYTHON ?= python3
PROJECT ?= examples/adopus
PORT ?= 3000
BIN := .venv/bin
RESOLUTION_newest := highest
RESOLUTION_oldest := lowest-direct
ifeq ($(origin PROJECT),command line)
export CDC_PROJECT_DIR := $(abspath $(PROJECT))
else
export CDC_PROJECT_DIR ?= $(abspath $(PROJECT))
endif

.DEFAULT_GOAL := help
.PHONY: help demo demo-evolve stream ui test test-quick test-newest test-oldest sqlserver check audit lock bench golden docs clean distclean

help: ## this page
	@grep -E '^[a-z -]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

.venv/.installed: pyproject.toml requirements/install.py requirements/build.txt requirements/core.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; say PYTHON=/path/to/python3"; exit 2; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv || { echo "python3-venv is missing: apt-get install python3-venv"; exit 2; }
	@echo "Installing into .venv …"
	@$(BIN)/python requirements/install.py core
	@touch $@

.venv/.installed-dev: .venv/.installed requirements/dev.txt
	@$(BIN)/python requirements/install.py core dev
	@touch $@

.venv/.installed-stream: .venv/.installed requirements/stream.txt
	@$(BIN)/python requirements/install.py core stream || echo "No broker and pipeline engine for this platform: their tests are skipped, the demo goes without"
	@touch $@

demo: .venv/.installed ## the whole job on examples/adopus: 39 tables into 26 tenants (PROJECT=… for another folder)
	@$(BIN)/cdc demo

demo-evolve: .venv/.installed ## a new release of the source rolls over 26 tenants: plan, approval, waves, result
	@$(BIN)/cdc demo-evolve

stream: .venv/.installed-stream ## a Kafka broker and a pipeline engine for the demo: 127 MB more to fetch, 400 MB on disk

ui: .venv/.installed ## the Dagster UI on the demo's instance, http://127.0.0.1:3000 (PORT=… for another port)
	@$(BIN)/cdc dev --port $(PORT)

test: .venv/.installed-dev .venv/.installed-stream ## sets up what the tests need, then runs them all
	@tests/setup
	@$(BIN)/pytest

test-quick: .venv/.installed-dev .venv/.installed-stream ## the tests marked quick, for work in progress: a minute
	@$(BIN)/pytest -m quick

test-newest test-oldest: .venv/.installed-dev ## the tests with the newest, or the oldest, versions that pyproject.toml allows (.venv-newest, .venv-oldest)
	@$(BIN)/uv venv --quiet --clear --python $(BIN)/python .v$(@:test-%=env-%)
	@$(BIN)/uv pip install --quiet --python .v$(@:test-%=env-%) --resolution $(RESOLUTION_$(@:test-%=%)) --editable '.[dev,stream]'
	@tests/setup
	@CDC_TEST_VERSIONS=$(@:test-%=%) .v$(@:test-%=env-%)/bin/pytest

sqlserver: .venv/.installed-dev ## the tests that need a real SQL Server, in Docker (MSSQL_VERSION=2017, 2019, 2022, 2025)
	@docker compose up --detach --wait sqlserver
	@CDC_TEST_SQLSERVER="Server=127.0.0.1,$${MSSQL_PORT:-1433};User Id=sa;Password=$${MSSQL_SA_PASSWORD:-Cdc-assets-1};TrustServerCertificate=yes" \
		$(BIN)/pytest -n0 -m sqlserver tests/sqlserver; status=$$?; docker compose rm --force --stop --volumes sqlserver; exit $$status

check: .venv/.installed-dev ## ruff (format and lint), mypy --strict, dg check defs
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@DAGSTER_HOME= VIRTUAL_ENV=$(abspath .venv) $(BIN)/dg check defs

lock: .venv/.installed-dev ## renew requirements/, and say what moved (ONLY="urllib3 …" for some packages)
	@$(BIN)/python -m requirements.lock $(ONLY)
	@$(BIN)/python requirements/install.py core dev
	@$(MAKE) --no-print-directory docs

audit: .venv/.installed-dev ## known holes in what requirements/ locks
	@$(BIN)/python -m requirements.audit

bench: .venv/.installed-dev ## benchmarks against a baseline in the same run
	@$(BIN)/python -m bench

golden: .venv/.installed-dev ## renew the committed files of the examples (review the git diff)
	@for example in examples/*/; do $(BIN)/cdc --project $$example generate || exit; done

docs: .venv/.installed-dev ## renew docs/reference/ from the code
	@$(BIN)/python -m docs.make docs/reference

clean: ## remove what demo and tests made: databases, caches, Dagster's files (keeps .venv; stop `make ui` first)
	@rm -rf examples/*/.cdc .pytest_cache .mypy_cache .ruff_cache .hypothesis
	@find dagster_home -mindepth 1 ! -name dagster.yaml -delete

distclean: clean ## clean, and remove .venv
	@rm -rf .venv .venv-newest .venv-oldest
