# Two commands: `make demo` shows what the project does, `make test` proves it.
# Both build the environment in .venv first; every step is a plain command, see the README.

PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	$$p -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
DEMO_SECONDS ?= 30

.DEFAULT_GOAL := help
.PHONY: help install demo test test-all suite dist bench lint types contracts check docs chromium golden pictures constraints schema clean

help:            ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 22

install: $(INSTALLED)   ## build .venv with every pinned dependency and the project itself

$(INSTALLED): pyproject.toml constraints.txt
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed and was not found on PATH; name one: make PYTHON=/path/to/python3" >&2; exit 1; }
	@echo "building $(VENV) with $$($(PYTHON) --version) (about a minute the first time)"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r constraints.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: $(INSTALLED)      ## design -> pytest -> Locust -> report, in about a minute
	$(BIN)/python -m pytest -p pytest_dynamo designs/
	$(BIN)/locust -f loadtests/orders.py --headless -u 20 -r 20 -t $(DEMO_SECONDS)s --only-summary --dynamo-population 1%

test: check              ## lint, types, import contracts, tests with branch coverage, docs examples

test-all:                ## the tests on Python 3.11, 3.12 and 3.13, as far as they are on this machine
	@MAKE="$(MAKE)" sh .ci/test-all

suite: $(INSTALLED) chromium
	$(BIN)/python -m pytest -n 2

dist: $(INSTALLED)      ## the wheel and the source distribution, checked, in dist/
	rm -rf dist
	$(BIN)/python -m hatchling build
	$(BIN)/python -m twine check --strict dist/*

bench: $(INSTALLED)     ## measure speed and memory beside other backends, into docs/explanation/performance.md
	$(BIN)/python -m benchmarks --write

lint: $(INSTALLED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(INSTALLED)
	$(BIN)/mypy

contracts: $(INSTALLED)
	$(BIN)/lint-imports

check: lint types contracts chromium
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest -n 2
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

chromium:                ## the browser the report's tests look with; installed where we may
	@sh .ci/chromium

golden: $(INSTALLED)     ## render the golden pages of tests/report/golden anew; look at what changed
	$(BIN)/python -m tests.report.golden_pages

pictures: $(INSTALLED) chromium   ## run four load tests and photograph their reports, into docs/images
	$(BIN)/python docs/images/take_pictures.py

constraints:             ## refresh the pinned versions and their hashes
	uv pip compile pyproject.toml --all-extras --group dev --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-annotate --custom-compile-command "make constraints" \
	  --upgrade --output-file constraints.txt

schema: $(INSTALLED)     ## regenerate the JSON Schemas: of the design file, and of the files of figures
	$(BIN)/python -m pytest_dynamo.design.schema > pytest_dynamo/design/design.schema.json.new
	mv pytest_dynamo/design/design.schema.json.new pytest_dynamo/design/design.schema.json
	for name in run study tests; do \
	  $(BIN)/python -m pytest_dynamo.measure.run_schema $$name > pytest_dynamo/measure/$$name.schema.json.new && \
	  mv pytest_dynamo/measure/$$name.schema.json.new pytest_dynamo/measure/$$name.schema.json || exit 1; \
	done

clean:                   ## remove what the other targets made, reports excepted
	rm -rf .venv .venv-* dist .coverage* .mypy_cache .pytest_cache .ruff_cache .import_linter_cache htmlcov
