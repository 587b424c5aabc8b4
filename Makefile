# Sharp Eyes (雪亮工程). Needs: Python >= 3.11 with venv (Debian: python3-venv) and make. No root.
#
#   make demo          set everything up and run a demo town; ARGS="--port 8080 --seconds 60"
#   make test          set everything up and run all checks and tests
#   make test-all      the same and the slow tests
#   make fuzz          fuzz the parsers of what cameras send; FUZZ_SECONDS=600 for each of six
#   make setup         only set up, to run .venv/bin/sharp-eyes by hand
#   make wheel         one file in dist/ that installs on a machine without npm
#   make lock          work out requirements*.lock anew from pyproject.toml
#   make clean         remove the environment and what was built (not the user's model cache)

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules

VENV := .venv
BIN := $(VENV)/bin
STAMPS := $(VENV)/.stamps
ARGS ?=
FUZZ_SECONDS ?= 60
FUZZ_TARGETS := headers session description message packets stream
# The first Python on PATH that is new enough; PYTHON=… chooses another.
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo "$$python" && break; done)

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_INPUT := 1
# Every package has to come as a wheel: nothing is compiled on the user's machine.
PIP_INSTALL := $(BIN)/python -m pip install --only-binary :all: --require-hashes
UV_COMPILE := $(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 \
	--no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock' pyproject.toml

# After a run in which tests failed (exit code 1); a run that broke in another way is not mended so.
FAILED_AGAIN := [ $$? -eq 1 ] && $(BIN)/pytest --last-failed --last-failed-no-failures none

.PHONY: help demo setup test test-all fuzz checks wheel lock wall-lock clean artefacts

help:
	@sed -n '1,/^$$/s/^# \{0,1\}//p' Makefile

demo: setup
	@exec $(BIN)/sharp-eyes demo $(ARGS)

setup: $(STAMPS)/package artefacts

# pip hides what a build hook says, so the wall page and the model are made here, in plain sight;
# when nothing changed this takes a fraction of a second.
artefacts: $(STAMPS)/runtime
	@$(BIN)/python -m build_support

$(STAMPS)/venv:
	@if [ -z "$(PYTHON)" ]; then \
		echo "Python 3.11 or newer is missing; on Debian or Ubuntu: sudo apt-get install python3 python3-venv" >&2; \
		exit 1; fi
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "Python's venv is missing; on Debian or Ubuntu: sudo apt-get install python3-venv" >&2; \
		exit 1; }
	@echo "setting up $(VENV) with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv $(VENV)
	@mkdir -p $(STAMPS)
	@touch $@

$(STAMPS)/runtime: requirements.lock $(STAMPS)/venv
	@echo "installing packages (about 230 MB the first time)"
	@$(PIP_INSTALL) -r requirements.lock
	@touch $@

$(STAMPS)/development: requirements-dev.lock $(STAMPS)/runtime
	@echo "installing the tools for the tests"
	@$(PIP_INSTALL) -r requirements-dev.lock
	@touch $@

# After the artefacts, so that the build hook finds them made.
$(STAMPS)/package: pyproject.toml hatch_build.py $(STAMPS)/runtime | artefacts
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

# Most tests wait for processes more than they work, so that they run side by side; a whole town
# with a browser before it has the machine to itself. A test with real cameras, brokers and time may
# be kept from the processor for longer than it waits: what failed is run once more, by itself, and
# fails when it fails again. Both runs stay in the output; the first failure is a defect to look for.
test: checks
	$(BIN)/pytest --numprocesses 2 tests/unit tests/integration tests/fuzz \
		|| { $(FAILED_AGAIN) tests/unit tests/integration tests/fuzz; }
	$(BIN)/pytest tests/e2e || { $(FAILED_AGAIN) tests/e2e; }

test-all: checks
	$(BIN)/pytest -m "slow or not slow"

# atheris is no part of the locks: it has wheels for some Pythons alone, and no other use here.
fuzz: setup $(STAMPS)/development
	SHARP_EYES_FUZZ=20 $(BIN)/pytest --numprocesses 2 --timeout 0 tests/fuzz
	@$(BIN)/python -c 'import atheris' 2>/dev/null \
		|| $(BIN)/python -m pip install --only-binary :all: 'atheris>=3,<4'
	for target in $(FUZZ_TARGETS); do \
		$(BIN)/python -m tests.fuzz.atheris_targets "$$target" $(FUZZ_SECONDS); done

checks: setup $(STAMPS)/development
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m build_support check-wall

wheel: setup
	$(BIN)/python -m pip wheel --no-deps --no-build-isolation --wheel-dir dist .

lock: $(STAMPS)/development
	$(UV_COMPILE) --upgrade --group build --output-file requirements.lock
	$(UV_COMPILE) --upgrade --group build --group dev --constraint requirements.lock \
		--output-file requirements-dev.lock

wall-lock: $(STAMPS)/runtime
	$(BIN)/python -m build_support lock-wall

clean:
	rm -rf $(VENV) build dist command_center/static command_center/wall/node_modules \
		detectors/models/weights/nanodet.onnx detectors/models/weights/nanodet-int8.onnx .mypy_cache .ruff_cache .pytest_cache \
		.import_linter_cache .hypothesis
