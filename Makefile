# The two commands a newcomer needs are `make run` and `make test`; everything they need is set up on the way.
# Extra words go through ARGS: `make run ARGS="--port 9000"`, `make test ARGS="-k intake"`.

SHELL := /bin/sh
ifndef PYTHON
PYTHON := $(shell for each in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$each" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { command -v "$$each"; exit; }; \
	done; echo no-python-3.11-or-newer)
endif
BOOTSTRAP = $(PYTHON) scripts/bootstrap
TOOL = .venv/bin/python -m

# Some images forbid Python to keep what it compiles; every process of ours would then compile everything anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run test check lint build eval eval-abuse simulate mutations
.DEFAULT_GOAL := help

help:
	@echo "make run    set up and serve on http://127.0.0.1:8420    (ARGS go to qianbei up)"
	@echo "make test   set up and run every test                    (ARGS go to pytest)"
	@echo "make check  format, lint, types, import contracts and unit tests, under a minute"
	@echo "make lint   the same without the unit tests"
	@echo "make eval   how well sentences are read: exact, asked, wrong"
	@echo "make eval-abuse  what farms get and honest people meet, per kind"
	@echo "make simulate  a thousand seeded worlds of faults, each ending with a clean audit"
	@echo "make mutations take every guard away, one by one, and see a test miss it"
	@echo "make build  build the front end if its sources changed"

run: have-python
	@$(BOOTSTRAP) run && exec .venv/bin/qianbei up $(ARGS)

test: have-python
	@$(BOOTSTRAP) test && QIANBEI_CHROMIUM="$$(cat .bootstrap/chromium)" exec $(TOOL) pytest -n 3 --dist loadfile $(ARGS)

check: have-python
	@$(BOOTSTRAP) check
	@$(MAKE) --no-print-directory -j 3 types unit static

lint: have-python
	@$(BOOTSTRAP) check
	@$(MAKE) --no-print-directory -j 2 types static

# Each of these takes a core of its own; the two long ones begin first.
.PHONY: types unit static
types: have-python
	@echo "check · types" && .venv/bin/basedpyright

unit: have-python
	@echo "check · unit tests" && exec $(TOOL) pytest -q -n 2 --dist loadfile --hypothesis-profile quick tests/unit $(ARGS)

static: have-python
	@echo "check · format" && $(TOOL) ruff format --check --quiet .
	@echo "check · lint" && $(TOOL) ruff check --quiet .
	@echo "check · import contracts" && .venv/bin/lint-imports --no-logo

eval: have-python
	@$(BOOTSTRAP) check && exec $(TOOL) evals.run dev test --store $(ARGS)

eval-abuse: have-python
	@$(BOOTSTRAP) check && exec $(TOOL) evals.abuse.run $(ARGS)

simulate: have-python
	@$(BOOTSTRAP) check && exec $(TOOL) tests.simulation.run $(ARGS)

mutations: have-python
	@$(BOOTSTRAP) check && exec $(TOOL) tests.mutations.run $(ARGS)

build: have-python
	@$(BOOTSTRAP) build

.PHONY: have-python
have-python:
	@test "$(PYTHON)" != no-python-3.11-or-newer || { \
	echo "set-up · Python 3.11 or newer was not found: install it, or name one: make run PYTHON=/path/to/python3" >&2; \
	exit 1; }
