PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test test-fast lint bench data lock browser office

run: $(VENV)/ready
	$(BIN)/streamlit run dashboard.py

test: $(VENV)/tested browser office lint
	$(BIN)/pytest --durations=10

test-fast: $(VENV)/tested
	$(BIN)/pytest -m "not slow"

lint: $(VENV)/tested
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(VENV)/tested browser
	$(BIN)/python -m tests.bench

# What stands in WHY goes into the ledger; it is needed when results moved.
data: $(VENV)/tested
	@$(BIN)/python -m tools.data "$$WHY"
	@$(BIN)/python -m tests.golden_figures

lock: $(VENV)/tested
	sh tools/lock.sh $(BIN)/uv

browser:
	@sh tools/browser.sh

office:
	@sh tools/office.sh

$(VENV)/ready: requirements.lock
	@sh tools/environment.sh $(PYTHON) $(VENV) $<
	@$(BIN)/python -m compileall -q ui spinemkt
	@touch $@

# Apart, because what the tests need would slow the app's start: where dask is installed, xarray imports it.
$(VENV)/tested: tests/requirements.lock $(VENV)/ready
	@sh tools/environment.sh $(PYTHON) $(VENV) $<
	@touch $@
