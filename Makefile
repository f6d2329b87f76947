# Needs Python 3.11 or newer and make; `make` alone lists the targets.
# GUTBONE_* variables reach every command, from the environment or the command line:
#     make run GUTBONE_PORT=9000

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUNTIME := $(VENV)/.runtime-installed
TEST := $(VENV)/.test-installed

MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.PHONY: help run check load openapi test torture lint format coverage docker-check lock clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(RUNTIME) ## Set everything up and serve on http://127.0.0.1:8000
	@$(BIN)/gutbone migrate
	@$(BIN)/gutbone load
	@echo "Starting the server; Ctrl-C stops it."
	@exec $(BIN)/gutbone serve

check: $(RUNTIME) ## Check the content in seed_data
	@$(BIN)/gutbone check

load: $(RUNTIME) ## Bring the tables up to date and put the content into the database
	@$(BIN)/gutbone migrate
	@$(BIN)/gutbone load

openapi: $(RUNTIME) ## Write openapi.json
	@$(BIN)/gutbone openapi > openapi.json.part && mv openapi.json.part openapi.json

test: lint ## Run every check and every test
	$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist worksteal

torture: $(TEST) ## Inject every fault for real, and write docs/reliability.md; takes half an hour
	$(BIN)/python -m pytest tests/machines -m "torture or not torture"

lint: $(TEST) ## Check style, types, imports between modules, and the Dockerfile
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/hadolint Dockerfile

format: $(TEST) ## Format the code, and mend what can be mended by itself
	$(BIN)/ruff format
	$(BIN)/ruff check --fix-only
	$(BIN)/ruff format

coverage: $(TEST) ## Say which lines no test reaches
	$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist worksteal --cov

docker-check: $(TEST) ## Lint the Dockerfile, and run its commands without Docker
	$(BIN)/hadolint Dockerfile
	$(BIN)/python -m pytest tests/packaging

COMPILE = $(BIN)/uv pip compile pyproject.toml --quiet --upgrade --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"

lock: $(TEST) ## Renew both lock files
	$(COMPILE) --group build --output-file requirements/runtime.txt
	$(COMPILE) --group test --constraints requirements/runtime.txt --output-file requirements/test.txt

clean: ## Remove the virtualenv, caches and build output; the database stays
	rm -rf $(VENV) build *.egg-info .coverage .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find app migrations scripts tests -name __pycache__ -type d -prune -exec rm -rf {} +

# Stamps: nothing is installed again until a lock file or the project file changes.

# The lock files are whole, so nothing is resolved: older versions of pip refuse an extra of a
# pinned package (coverage[toml]) as soon as a newer version of that package is out.
PIP := $(BIN)/python -m pip --quiet --quiet --disable-pip-version-check

define install
@echo "Installing $(1) into $(VENV)"
@$(PIP) install --no-deps --require-hashes --requirement $(1)
@$(PIP) install --no-deps --no-build-isolation --editable .
endef

$(RUNTIME): requirements/runtime.txt pyproject.toml | $(BIN)/pip
	$(call install,requirements/runtime.txt)
	@touch $@

# The test lock holds the runtime lock, so one installation serves both stamps.
$(TEST): requirements/test.txt requirements/runtime.txt pyproject.toml | $(BIN)/pip
	$(call install,requirements/test.txt)
	@touch $(RUNTIME) $@

$(BIN)/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "Gutbone needs Python 3.11 or newer; '$(PYTHON)' is $$($(PYTHON) --version 2>&1). Name another with PYTHON=python3.12." >&2; \
		exit 1; \
	}
	@$(PYTHON) -m venv $(VENV)
