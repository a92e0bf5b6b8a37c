# Baxing: `make run` starts it, `make test` proves it. The work itself is in `baxing …` and tools/.

PORT ?= 8000
BAXING_HOME ?= .home
export PORT BAXING_HOME
# NumPy's threads would fight with the parallel tests and with the server's threads.
export OPENBLAS_NUM_THREADS ?= 1
export OMP_NUM_THREADS ?= 1
export PIP_DISABLE_PIP_VERSION_CHECK = 1

PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3; do \
  $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
LOCKED = $(shell cat $(1) pyproject.toml | cksum | cut -d' ' -f1)
RUN := .venv/.run-$(call LOCKED,requirements/build.txt requirements/base.txt)
DEV := .venv/.dev-$(call LOCKED,requirements/dev.txt)
INSTALL := $(BIN)/python -m pip install -q --require-hashes
EDITABLE := $(BIN)/python -m pip install -q --no-deps --no-index --no-build-isolation --editable .
JOBS ?= auto
BROWSER_JOBS ?= 2

.PHONY: help run test test-sqlite test-postgres test-browser lint format bench docs messages lock clean

help: ## What can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/\t/' | expand -t 16

run: $(RUN) messages ## Serve with the demo county on PORT (8000), data in BAXING_HOME (.home)
	@$(BIN)/baxing serve --demo

test: test-sqlite test-postgres test-browser ## Everything: SQLite, PostgreSQL, a real browser

test-sqlite: $(DEV) messages
	$(BIN)/pytest -q -n $(JOBS) --dist loadgroup -m "not browser"

test-postgres: $(DEV) messages
	$(BIN)/python -m tools.postgres -- $(BIN)/pytest -q -n $(JOBS) --dist loadgroup -m "database and not browser"

test-browser: $(DEV) messages
	$(BIN)/python -m tools.chromium
	$(BIN)/pytest -q -n $(BROWSER_JOBS) -m browser

lint: $(DEV) messages ## Style, types, Django's own checks, migration drift, catalogues
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m tools.manage check --deploy --fail-level WARNING
	$(BIN)/python -m tools.manage makemigrations --check --dry-run
	$(BIN)/python -m tools.messages check

format: $(DEV) ## Put the code into the house style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(DEV) messages ## Figures as ratios to a limit measured in the same run
	$(BIN)/baxing bench

docs: $(DEV) messages ## Write the generated pages of docs/ anew
	$(BIN)/python -m tools.docs

messages:
	@$(BIN)/python -m tools.messages compile

lock: ## Resolve requirements/*.txt anew from the public registry
	sh tools/lock

clean: ## Remove what was made; the data in BAXING_HOME stays
	rm -rf .venv build dist shots .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find baxing tests tools -name __pycache__ -prune -exec rm -rf {} +
	find baxing -name '*.mo' -delete

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Baxing needs Python 3.11 or newer with venv: apt-get install python3 python3-venv," \
	  "or make PYTHON=/path/to/python3 run" >&2; exit 1; }
	@echo "making .venv with $(PYTHON) …"
	@$(PYTHON) -m venv .venv || { rm -rf .venv; echo "venv is missing: apt-get install python3-venv" >&2; exit 1; }

$(RUN): | $(BIN)/python
	@echo "installing the locked requirements …"
	@$(INSTALL) -r requirements/build.txt -r requirements/base.txt
	@$(EDITABLE)
	@rm -f .venv/.run-* && touch $@

$(DEV): | $(BIN)/python
	@echo "installing the locked requirements for development …"
	@$(INSTALL) -r requirements/dev.txt
	@$(EDITABLE)
	@rm -f .venv/.dev-* .venv/.run-* && touch $@ $(RUN)
