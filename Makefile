# `make run` and `make test` do all the set-up themselves. PYTHON names the interpreter for the venv.
PYTHON ?= python3.11
BIN := .venv/bin

.PHONY: run test screenshots clean

run: .venv/run.stamp  ## install what the app needs and open it
	$(BIN)/streamlit run app.py

test: .venv/test.stamp  ## install the test tools too, then format, lint, types, layers, tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest

screenshots: .venv/test.stamp  ## take the README's pictures again
	$(BIN)/python scripts/screenshots.py

clean:  ## remove the venv and caches; the data folder stays
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis

.venv/run.stamp: requirements.txt
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet -r requirements.txt
	touch $@

.venv/test.stamp: tests/requirements.txt .venv/run.stamp
	$(BIN)/pip install --quiet -r tests/requirements.txt
	touch $@
