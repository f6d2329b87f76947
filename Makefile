# Needs Python 3.11 or newer and make; `make` alone lists the targets.
# GUTBONE_* variables reach every command, from the environment or the command line:
#     make run GUTBONE_PORT=9000

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUNTIME := $(VENV)/.runtime-installed
TEST := $(VENV)/.test-installed
BENCH := $(VENV)-bench/.installed
READABILITY := $(VENV)-readability/.installed

MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.PHONY: help run check load openapi test pre-commit test-fast exhaustive torture fuzz-http soak lint format coverage mutation docker-check sbom licences
.PHONY: screenshots bench bench-files scale-model readability lock clean
.PHONY: clients client-typescript client-python client-sync client-kit example-app kit clients-test clients-lock openapi-diff interop interop-lock lighthouse lighthouse-lock

# Fall back to the Node.js that the test requirements install.
export PATH := $(PATH):$(CURDIR)/$(BIN)

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-17s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

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

test: lint readability client-typescript client-python client-sync client-kit ## Run every check, and every test but exhaustive, torture and soak
	@scripts/nginx.sh
	@scripts/prometheus.sh
	@scripts/pgbouncer.sh
	@scripts/faketime.sh
	@$(BIN)/python -m scripts.chromium
	$(BIN)/python -m pytest tests clients/tests --timeout 900 -n auto --maxprocesses 4 --dist worksteal --durations 25

# Mostly in process: no browser, no PostgreSQL or Redis, no client generation, no long property test.
FAST := tests/api tests/content tests/features tests/network_guard tests/schemas tests/server tests/web tests/test_conventions.py tests/docs/test_pages.py

pre-commit: lint test-fast ## Run what has to pass before a commit

test-fast: $(TEST) ## Run the fast tests, in under two minutes
	$(BIN)/python -m pytest $(FAST) -m "not slow and not full_suite" -n 2 --dist worksteal

exhaustive: $(TEST) ## Test every combination of which `make test` takes a sample
	$(BIN)/python -m pytest tests -m exhaustive -n auto --maxprocesses 4 --dist worksteal

torture: $(TEST) ## Run all fault-injection and load tests and write docs/reliability.md (RESUME=1: continue)
	@scripts/nginx.sh
	@scripts/pgbouncer.sh
	@scripts/faketime.sh
	$(BIN)/python -m pytest tests/fault_injection tests/load tests/packaging/test_compose.py -m "torture or not torture" $(if $(RESUME),--resume)

fuzz-http: $(TEST) ## Compare the protocol classes on 50,000 pipelined mixes, and mutate 100,000 messages; half an hour
	$(BIN)/python -m pytest tests/server/test_http_fuzzing.py -m torture -s

soak: $(TEST) ## Test a server at full load and write the results into docs/reliability.md (RESUME=1: continue)
	$(BIN)/python -m pytest tests/load/test_soak.py -m soak $(if $(RESUME),--resume)

lint: $(TEST) ## Check style, types, imports between modules, and the Dockerfile
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/hadolint Dockerfile

format: $(TEST) ## Format the code, and fix what can be fixed automatically
	$(BIN)/ruff format
	$(BIN)/ruff check --fix-only
	$(BIN)/ruff format

# Content, grading and guidance: every branch needs a test.
CORE := app/catalog/catalog.py,app/schemas/grading.py,app/features/*,app/schemas/filters.py,app/vocabulary/*

# Coverage writes a data file, so the test of a read-only file system is left out.
coverage: $(TEST) ## Say which branches no test takes; the core may have none, the whole one in twenty
	@scripts/nginx.sh
	@scripts/pgbouncer.sh
	@scripts/faketime.sh
	@$(BIN)/python -m scripts.chromium
	$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist worksteal --cov --cov-fail-under=0 \
		--deselect tests/packaging/test_read_only.py::test_server_runs_on_read_only_filesystem
	$(BIN)/python -m coverage report --include="$(CORE)" --fail-under=100
	$(BIN)/python -m coverage report --format=total --fail-under=95

mutation: $(TEST) ## Say which changes of the core no test notices; takes hours (MOST=1500: of so many drawn)
	$(BIN)/python -m scripts.mutation $(MOST)

docker-check: $(TEST) ## Lint the Dockerfile, and run its commands without Docker
	$(BIN)/hadolint Dockerfile
	$(BIN)/python -m pytest tests/packaging

sbom: $(TEST) ## Write build/sbom.json, the bill of materials of what runs (CycloneDX)
	@mkdir -p build
	$(BIN)/python -W ignore -m cyclonedx_py requirements --output-reproducible --short-PURLs --pyproject pyproject.toml -o build/sbom.json requirements/runtime.txt

licences: $(TEST) ## Write docs/licences.md, the licences of the packages that run
	@$(BIN)/python -m scripts.licences > docs/licences.md.part && mv docs/licences.md.part docs/licences.md

screenshots: $(TEST) ## Take pictures of the explorer, both themes, wide and on a phone
	@$(BIN)/python -m scripts.chromium
	@$(BIN)/python -m scripts.screenshots

bench: $(BENCH) ## Measure speed, memory and growth, and write benchmarks/RESULTS.md (BASE=<revision>: compare)
	@$(VENV)-bench/bin/python -m benchmarks$(if $(BASE),.compare $(BASE)) $(if $(QUICK),quick)

bench-files: $(RUNTIME) ## Count the files that one cold and one warm request run code of
	@$(BIN)/python -m benchmarks.files_per_request

scale-model: $(TEST) ## Model phones and browsers behind a CDN, run a small part for real, and write docs/scale.md
	@scripts/nginx.sh
	@$(BIN)/python -m benchmarks.scale_model

readability: $(READABILITY) $(RUNTIME) ## Report how easily the content reads, and fail where it is too hard
	@$(BIN)/python -m scripts.readability

LOCK = $(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command "make $@"
COMPILE = $(LOCK) pyproject.toml

lock: $(TEST) ## Renew the lock files
	$(LOCK) --group build --output-file requirements/build.txt
	$(COMPILE) --output-file requirements/runtime.txt
	$(COMPILE) --group test --constraints requirements/runtime.txt --output-file requirements/test.txt
	$(COMPILE) --group bench --constraints requirements/runtime.txt --output-file requirements/bench.txt
	$(LOCK) requirements/readability.in --output-file requirements/readability.txt

CLIENTS := build/clients
CLIENT_TOOLS := $(CLIENTS)/tools
NODE_TOOLS := $(CLIENT_TOOLS)/typescript/.installed
SYNC_TOOLS := $(CLIENT_TOOLS)/sync/.installed
KIT_TOOLS := $(CLIENT_TOOLS)/kit/.installed
PYTHON_TOOLS := $(CLIENT_TOOLS)/python/.installed
KOTLIN_TOOLS := $(CLIENT_TOOLS)/kotlin/.installed

clients: $(RUNTIME) $(NODE_TOOLS) $(SYNC_TOOLS) $(KIT_TOOLS) $(PYTHON_TOOLS) ## Write typed clients in five languages into build/clients
	@$(BIN)/python -m scripts.clients

client-typescript: $(CLIENTS)/typescript/.written ## Write the TypeScript client alone
client-python: $(CLIENTS)/python/.written ## Write the Python client alone
client-sync: $(CLIENTS)/sync/.written ## Build the offline client in TypeScript
client-kit: $(CLIENTS)/kit/.written ## Build the kit that answers without a server

example-app: $(RUNTIME) client-sync client-kit ## Put the example app that works offline into build/clients/offline-app
	@$(BIN)/python -m scripts.clients offline-app

kit: $(TEST) client-kit ## Compare the kit with a server on thousands of requests
	$(BIN)/python -m pytest clients/tests/test_kit.py -m "torture or not torture"

clients-test: $(TEST) clients $(KOTLIN_TOOLS) ## Compile all clients, and run those of TypeScript and Python
	@$(BIN)/python -m scripts.chromium
	$(BIN)/python -m pytest clients/tests -m "torture or not torture"

clients-lock: $(TEST) ## Renew the lock files of the tools that write the clients
	$(LOCK) clients/python/tools.in -o clients/python/tools.txt
	$(LOCK) --no-deps clients/kotlin/compiler.in -o clients/kotlin/compiler.txt
	cd clients/typescript && npm install --package-lock-only --omit-lockfile-registry-resolved --no-audit --no-fund
	cd clients/sync && npm install --package-lock-only --omit-lockfile-registry-resolved --no-audit --no-fund
	cd clients/kit && npm install --package-lock-only --omit-lockfile-registry-resolved --no-audit --no-fund

INTEROP_TOOLS := build/interop/.installed

interop: $(TEST) $(INTEROP_TOOLS) $(PYTHON_TOOLS) ## Ask the linters, the proxy and the generators of others about the contract
	$(BIN)/python -m pytest tests/interop -m torture

interop-lock: $(TEST) ## Renew the lock file of those tools
	cd clients/interop && npm install --package-lock-only --omit-lockfile-registry-resolved --no-audit --no-fund

LIGHTHOUSE := build/lighthouse/.installed

lighthouse: $(TEST) $(LIGHTHOUSE) ## Measure the pages with Lighthouse as a phone meets them; six minutes
	@$(BIN)/python -m scripts.chromium
	$(BIN)/python -m pytest tests/lighthouse -m torture -s

lighthouse-lock: $(TEST) ## Renew its lock file
	cd tests/lighthouse && npm install --package-lock-only --omit-lockfile-registry-resolved --no-audit --no-fund

openapi-diff: $(RUNTIME) ## Say whether openapi.json breaks clients of the one on main (BASE=<revision>)
	@$(BIN)/python -m scripts.openapi_diff $(or $(BASE),main)

$(CLIENTS)/typescript/.written: $(wildcard clients/typescript/*.json clients/typescript/*.mjs clients/typescript/src/*) $(NODE_TOOLS)
$(CLIENTS)/python/.written: $(wildcard clients/python/*.yaml) $(PYTHON_TOOLS)
$(CLIENTS)/sync/.written: $(wildcard clients/sync/*.json clients/sync/src/*) $(SYNC_TOOLS) $(CLIENTS)/typescript/.written
$(CLIENTS)/kit/.written: $(wildcard clients/kit/*.json clients/kit/src/*) $(KIT_TOOLS)
$(CLIENTS)/%/.written: openapi.json scripts/clients.py | $(RUNTIME)
	@$(BIN)/python -m scripts.clients $*
	@touch $@

$(NODE_TOOLS) $(SYNC_TOOLS) $(KIT_TOOLS): $(CLIENT_TOOLS)/%/.installed: clients/%/package-lock.json
	@command -v npm >/dev/null || $(MAKE) $(TEST)
	@mkdir -p $(@D) && cp clients/$*/package.json $< $(@D)
	@npm ci --prefix $(@D) --no-audit --no-fund --silent
	@touch $@

# These tools need the Node.js of the test requirements; no package may run a program while it is installed.
$(INTEROP_TOOLS): clients/interop/package-lock.json
$(LIGHTHOUSE): tests/lighthouse/package-lock.json
$(INTEROP_TOOLS) $(LIGHTHOUSE): | $(TEST)
	@mkdir -p $(@D) && cp $(<D)/package.json $< $(@D)
	@PATH="$(CURDIR)/$(BIN):$$PATH" npm ci --prefix $(@D) --ignore-scripts --no-audit --no-fund --silent
	@touch $@

$(PYTHON_TOOLS): clients/python/tools.txt | $(BIN)/pip
	@$(BIN)/python -m venv $(@D)
	@$(@D)/bin/python -m pip --quiet --disable-pip-version-check install --no-deps --require-hashes --requirement $<
	@touch $@

$(KOTLIN_TOOLS): clients/kotlin/compiler.txt | $(BIN)/pip
	@$(PIP) install --no-deps --require-hashes --upgrade --target $(@D) --requirement $<
	@touch $@

clean: ## Remove the virtualenv, caches and build output; the database stays
	rm -rf $(VENV) $(VENV)-bench $(VENV)-readability benchmarks/node_modules build mutants *.egg-info .coverage .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find app gutbone migrations scripts tests -name __pycache__ -type d -prune -exec rm -rf {} +

# Stamps: nothing is installed again until a lock file or the project file changes.

# The lock files are whole, so nothing is resolved: older versions of pip refuse an extra of a
# pinned package (coverage[toml]) as soon as a newer version of that package is out.
PIP := $(BIN)/python -m pip --quiet --quiet --disable-pip-version-check

define install
@echo "Installing $(1) into $(VENV)"
@$(PIP) install --no-deps --require-hashes $(1:%=--requirement %)
@$(PIP) install --no-deps --no-build-isolation --editable .
endef

$(RUNTIME): requirements/runtime.txt requirements/build.txt pyproject.toml | $(BIN)/pip
	$(call install,requirements/runtime.txt requirements/build.txt)
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

# Measured in an environment of its own: others' packages stay out of the one that is tested.
$(BENCH): requirements/bench.txt benchmarks/package-lock.json pyproject.toml | $(BIN)/pip
	@echo "Installing requirements/bench.txt into $(VENV)-bench"
	@$(PYTHON) -m venv $(VENV)-bench
	@$(VENV)-bench/bin/python -m pip --quiet --quiet --disable-pip-version-check install \
		--no-deps --require-hashes --requirement requirements/bench.txt
	@cd benchmarks && npm ci --silent --no-audit --no-fund
	@touch $@

# The library that grades texts needs an old setuptools, so it has an environment of its own.
$(READABILITY): requirements/readability.txt | $(BIN)/pip
	@echo "Installing requirements/readability.txt into $(VENV)-readability"
	@$(PYTHON) -m venv $(VENV)-readability
	@$(VENV)-readability/bin/python -m pip --quiet --quiet --disable-pip-version-check install \
		--no-deps --require-hashes --requirement requirements/readability.txt
	@touch $@
