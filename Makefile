# Each target is explained in README.md. Needs make and Python 3.11 or newer; PYTHON=... names another Python.

PORT ?= 8000
PYTEST_WORKERS ?= 2
PYTEST_ARGS ?=

BIN := .venv/bin
PACKAGES := .venv/.accord-packages
ASSETS := static/vendor/.accord-assets

# Start-up takes three times as long where Python may not keep what it compiled.
unexport PYTHONDONTWRITEBYTECODE

# Programs that find no home folder write into this one.
ifeq ($(strip $(HOME)),)
export HOME := $(CURDIR)/var/home
endif

.DEFAULT_GOAL := help
.PHONY: help setup run test lint format bench lock clean

help:
	@echo "make run     set up what is missing and serve on http://127.0.0.1:$(PORT) (PORT=... changes it)"
	@echo "make test    set up what is missing and run every test (PYTEST_ARGS=... narrows it)"
	@echo "make lint    style, types and import contracts"
	@echo "make bench   measure the speed"
	@echo "make setup   only set up;  make lock   renew both lock files;  make clean   remove what was built"

setup: $(PACKAGES) $(ASSETS)

$(PACKAGES): requirements.lock pyproject.toml scripts/install.py scripts/find-python.sh
	@python=$$(PYTHON="$(PYTHON)" sh scripts/find-python.sh) && "$$python" -m scripts.install
	@touch $@

$(ASSETS): package-lock.json package.json scripts/assets.py | $(PACKAGES)
	@$(BIN)/python -m scripts.assets
	@touch $@

run: setup
	@exec $(BIN)/python -m scripts.run --port $(PORT)

test: setup
	@$(BIN)/python -m tests.harness.postgres --ensure
	@$(BIN)/python -m tests.harness.browser --ensure
	$(BIN)/python -m pytest -n $(PYTEST_WORKERS) $(PYTEST_ARGS)

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

format: setup
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: setup
	@$(BIN)/python -m tests.harness.postgres --ensure
	$(BIN)/python -m bench $(BENCH_ARGS)

lock: setup
	$(BIN)/uv pip compile --no-config --quiet --universal --generate-hashes --no-annotate --python-version 3.11 \
		--extra dev --extra setup --custom-compile-command "make lock" pyproject.toml --output-file requirements.lock
	npm install --package-lock-only --ignore-scripts

clean:
	rm -rf .venv node_modules static/vendor build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	@echo "Your data in var/ is kept; remove that folder yourself to start again."
