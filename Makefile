# One verb each, the same on a laptop and in CI. Needs Python 3.11 or newer and make, nothing else.

PYTHON  ?= python3
WORKERS ?= 3
EXAMPLES ?= 100
VENV    := .venv
BIN     := $(VENV)/bin
READY   := $(VENV)/.ready
unexport PYTHONDONTWRITEBYTECODE  # a hundred processes are started by the tests: each would compile everything anew

.DEFAULT_GOAL := help
.PHONY: help setup demo check format lint types arrows test coverage faults faults-short bench lock fuzz clean

help:  ## what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 22

setup: $(READY)  ## the environment in .venv, exactly as locked; the others do it when needed

$(VENV)/.locked: requirements.lock
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Reso needs Python 3.11 or newer: make PYTHON=python3.11")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

$(READY): $(VENV)/.locked pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-index --no-deps --no-build-isolation --editable .
	@touch $@

demo: $(READY)  ## a shop's returns, from request to refund, on this machine
	$(BIN)/python -m handlers.demo

check: lint types arrows test browser faults-short  ## everything CI checks

format: $(READY)  ## lay the code out
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lint: $(READY)  ## style
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(READY)  ## mypy --strict
	$(BIN)/mypy --strict events lifecycle handlers

arrows: $(READY)  ## imports point inward
	$(BIN)/lint-imports

test: $(READY)  ## the specification, against a real server, without the faults and the browser
	@rm -f .coverage-run.json
	$(BIN)/pytest -q --tb=short -n $(WORKERS) --dist loadfile --ignore=tests/faults --ignore=tests/browser tests
	@test -f .coverage-run.json || { echo "the run was not complete, docs/coverage.md was not compared with it"; exit 1; }

browser: $(READY) chromium  ## the console in a real browser: every page, a day's work, no barrier
	$(BIN)/pytest -q --tb=short tests/browser

chromium:
	@command -v chromium >/dev/null || { test "$$(id -u)" = 0 && test -f /etc/debian_version \
	  && apt-get -qq update && apt-get -qq install --yes --no-install-recommends chromium >/dev/null; } \
	  || { echo "no chromium here: install Debian's package (apt-get install chromium), then make browser"; exit 1; }

coverage: $(READY)  ## docs/coverage.md from the last complete run of the tests, and what it lacks
	$(BIN)/python -m tests.coverage

fuzz: $(READY)  ## every address of the API, asked at random, at length
	RESO_FUZZ_EXAMPLES=$(EXAMPLES) $(BIN)/pytest -q --tb=short tests/api/test_fuzzing.py

faults-short: $(READY)  ## kill things, the short forms
	@test ! -d tests/faults || $(BIN)/pytest -q --tb=short -m "not long" tests/faults || test $$? -eq 5  # 5: none is short

faults: $(READY)  ## kill things, every form
	@test ! -d tests/faults || $(BIN)/pytest -q --tb=short tests/faults || test $$? -eq 5  # 5: there is none

bench: $(READY)  ## the measured claims, measured here
	@test ! -d benchmarks || $(BIN)/python -m benchmarks.throughput

lock:  ## requirements.lock from requirements.in
	$(PYTHON) -m venv $(VENV)-lock
	$(VENV)-lock/bin/python -m pip install --quiet --disable-pip-version-check pip-tools==7.6.2
	echo '# Every version with its hashes, made from requirements.in by `make lock`. Not edited by hand.' > requirements.lock.new
	$(VENV)-lock/bin/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-header --no-emit-index-url \
	  --no-emit-find-links --no-emit-trusted-host --output-file - requirements.in >> requirements.lock.new
	mv requirements.lock.new requirements.lock

clean:  ## forget the environment and every cache
	rm -rf $(VENV) $(VENV)-lock .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache *.egg-info
