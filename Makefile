PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test lint bench golden browser

run: $(VENV)/ready
	$(BIN)/streamlit run dashboard.py

test: $(VENV)/ready browser lint
	$(BIN)/pytest

lint: $(VENV)/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(VENV)/ready browser
	$(BIN)/python -m tests.bench

golden: $(VENV)/ready
	$(BIN)/python -m tests.golden_refresh

browser:
	@sh tools/browser.sh

$(VENV)/ready: requirements.txt
	@sh tools/environment.sh $(PYTHON) $(VENV)
	@touch $@
