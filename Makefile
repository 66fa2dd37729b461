# `make` alone lists the targets.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
DEV := $(VENV)/.dev
COMPILE := $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate \
	--no-emit-index-url --no-emit-find-links --python-version 3.11
PEERS := .venv-peers/bin
DATA ?= ../shared/data/scifact
Q ?= How does Barlow Twins avoid collapse?

.DEFAULT_GOAL := help
.PHONY: help chat ask test lint lock format docs screenshots gate peers peers-lock clean

help: ## List the targets
	@awk -F':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(READY): requirements.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "footnote needs Python 3.11 or newer; name one with make PYTHON=…")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(DEV): $(READY) requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

chat: $(READY) ## Open the chat at http://127.0.0.1:7860 (the sample papers fill an empty library)
	$(BIN)/footnote ui --sample --open

ask: $(READY) ## Ask one question: make ask Q="…"
	@$(BIN)/footnote ask --sample "$(Q)"

test: $(DEV) ## Run every test; installs Chromium where it may
	@./.ci/chromium
	$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile

lint: $(DEV) ## Check style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m tests.reference --check

format: $(DEV) ## Put the code into its one format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: ## Pin every dependency with its hashes
	test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet uv
	$(COMPILE) --extra build pyproject.toml -o requirements.txt
	$(COMPILE) --extra build --extra dev -c requirements.txt pyproject.toml -o requirements-dev.txt

docs: $(DEV) ## Write docs/*.md anew: settings, commands, JSON
	$(BIN)/python -m tests.reference

screenshots: $(DEV) ## Draw docs/*.png anew
	$(BIN)/python -m tests.screen.pictures docs

gate: $(DEV) ## Fail where retrieval or citations got worse than eval/baseline.json
	$(BIN)/footnote eval gate --data $(DATA)

peers: ## Build .venv-peers, the tools that footnote is measured beside
	test -x $(PEERS)/python || $(PYTHON) -m venv .venv-peers
	$(PEERS)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps \
		-r eval/peers/requirements.txt -r eval/peers/torch.txt
	@echo "Now run: $(PEERS)/python -m eval.peers --data $(DATA)"

peers-lock: ## Pin the peers with their hashes
	$(COMPILE) --excludes eval/peers/without.txt --no-emit-package torch -c requirements.txt \
		pyproject.toml eval/peers/requirements.in -o eval/peers/requirements.txt

clean: ## Remove the virtual environment and caches; papers stay
	rm -rf $(VENV) .venv-peers .pytest_cache .mypy_cache .ruff_cache *.egg-info
