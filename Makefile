# The project's commands. Each sets up what it needs; nothing has to be installed by hand but git, make and Python 3.11+.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
JOBS ?= $(shell nproc 2>/dev/null || echo 2)
N ?= 20000
SEED ?= 0

.PHONY: help demo test check conformance bench docs fuzz tools format clean

help:
	@echo "make demo         set up and run real promotions end to end"
	@echo "make test         the whole test suite"
	@echo "make check        ruff, mypy --strict, import-linter"
	@echo "make conformance  the recorded cases of the reference (CASES=folder, default ../shared/conformance)"
	@echo "make bench        benchmarks, by hand"
	@echo "make docs         generate the reference pages"
	@echo "make fuzz         random expressions (N=20000 SEED=0)"

$(READY): pyproject.toml constraints.txt scripts/make-venv
	@scripts/make-venv $(PYTHON) $(VENV)
	@touch $@

tools: $(READY)
	@scripts/test-tools

demo: $(READY)
	@$(BIN)/python -m examples.demo

test: $(READY) tools
	@. scripts/test-env && $(BIN)/python -m pytest -n $(JOBS)

check: $(READY)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache

conformance: $(READY) tools
	@. scripts/test-env && $(BIN)/python -m tests.conformance.all --jobs $(JOBS)

bench: $(READY) tools
	@. scripts/test-env && for file in benchmarks/*_bench.py; do echo "== $$file"; $(BIN)/python $$file; done

docs: $(READY) tools
	@. scripts/test-env && $(BIN)/python -m docs.generate

fuzz: $(READY)
	@$(BIN)/python -m tests.exprlang.fuzz $(N) $(SEED)

format: $(READY)
	@$(BIN)/ruff check --fix -q .
	@$(BIN)/ruff format -q .

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis
