# Every target makes its own environment first: python3 >= 3.11 and a package registry are enough.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help install demo up test unit integration browser acceptance schemathesis faults faults-long lint format types bench load-smoke load-baseline load-stress load-prod-shape model lock clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-15s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: $(READY) ## make the environment in .venv from requirements.lock

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Afterwrite needs Python 3.11 or newer; try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --editable .
	@touch $(READY)

demo: $(READY) ## a burst of check-ins, assessed, killed and flushed, and nothing lost (90 s)
	$(BIN)/afterwrite demo $(ARGS)

up: $(READY) ## run the whole platform until Ctrl-C
	$(BIN)/afterwrite up $(ARGS)

test: lint types ## everything that CI runs: lint, types, and all tests, three parts of them at once
	$(BIN)/python -m tests.parts $(ARGS)

unit: $(READY) ## the tests that need no server
	$(BIN)/pytest tests/unit tests/contract $(ARGS)

integration: $(READY) ## the tests on real PostgreSQL and Valkey
	$(BIN)/pytest tests/integration $(ARGS)

browser: $(READY) ## the tests that drive a real Chromium (Debian package chromium); left out without one
	$(BIN)/pytest tests/browser $(ARGS)

acceptance: $(READY) ## the tests that start the real processes
	$(BIN)/pytest tests/acceptance $(ARGS)

schemathesis: $(READY) ## ask every door, for long, for what the OpenAPI document promises; ARGS go to `st run`
	$(BIN)/python -m tests.promises $(or $(ARGS),--max-examples 200)

faults: $(READY) ## the tests that kill, freeze and flush, in short
	$(BIN)/pytest tests/faults $(ARGS)

faults-long: $(READY) ## the same with 10,000 accepted writes per fault; writes the matrix of docs/faults.md (30 min)
	FAULT_WRITES=10000 FAULT_PAGE=docs/faults.md $(BIN)/pytest tests/faults $(ARGS)

lint: $(READY) ## ruff, and the import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

format: $(READY) ## let ruff put the code in order
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: $(READY) ## mypy, strict, on all packages
	$(BIN)/mypy

bench: $(READY) ## measure, as ratios against a baseline of the same run
	$(BIN)/python -m benchmarks $(ARGS)

load-smoke: $(READY) ## does it work under a little load? Its own platform, made-up people, k6, a table of budgets
	$(BIN)/python -m benchmarks.load_test smoke

load-baseline: $(READY) ## how fast are dashboards, with many coaches at once?
	$(BIN)/python -m benchmarks.load_test baseline

load-stress: $(READY) ## everybody checks in at once, and each check-in is accounted for (3 min)
	$(BIN)/python -m benchmarks.load_test stress

load-prod-shape: $(READY) ## an ordinary day: mostly reads, some check-ins, some dashboards
	$(BIN)/python -m benchmarks.load_test prod-shape

model: ## search the protocol's model with spin (Debian package spin); ARGS=--mutants
	$(PYTHON) docs/model/check $(ARGS)

lock: $(READY) ## resolve requirements.lock anew: hashes, and no addresses
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
		--no-emit-index-url --extra embedded --group dev pyproject.toml -o requirements.lock

clean: ## remove the environment and the embedded servers' data
	rm -rf $(VENV) .afterwrite
