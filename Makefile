# Two commands matter: `make run` does the main job, `make test` tests it. Everything lands in .venv and var/.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help install run test test-slow sql up down clean bench bench-fetch bench-labels bench-ledger bench-backfill evaluate train

export AIRFLOW_HOME ?= $(CURDIR)/var/airflow
ifdef SOURCES
export DISPUTEWIRE_SOURCES := $(SOURCES)
endif
ifdef DISPUTEWIRE_CONTACT
export DISPUTEWIRE_CONTACT
endif

VENV := .venv
BIN := $(VENV)/bin
TRAIN := .venv-train
STAMP := $(VENV)/installed
CORPORA ?= ../shared/corpora
# Tests wait more than they work: two at once, a file each, the longest first.
WORKERS ?= 2
# The first Python that runs and is new enough.
FIND_PYTHON = for p in python3.13 python3.12 python3.11 python3; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo $$p && exit; done; \
	echo "disputewire needs Python 3.11 or newer on the PATH" >&2; exit 2

help: ## List the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: $(STAMP) ## Make .venv from the hashed pins of constraints.txt

$(STAMP): constraints.txt pyproject.toml
	@python=$$($(FIND_PYTHON)); test -x $(BIN)/python || $$python -m venv $(VENV)
	@sed -n '/^uv==/,/[^\\]$$/p' constraints.txt > $(VENV)/uv.txt
	@test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(VENV)/uv.txt
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes --compile-bytecode -r constraints.txt
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-build-isolation --no-deps -e .
	@touch $@

run: install ## Two days of the sample newsroom through real Airflow, then what it found (SOURCES=file for others)
	@$(BIN)/python -m dags.standalone run

test: install ## Lint, types, import walls and tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -m "not slow" -n $(WORKERS) --dist loadfile --no-loadscope-reorder

test-slow: install ## The tests that take minutes
	$(BIN)/pytest -m slow

sql: install ## A SQL shell on the views
	@$(BIN)/disputewire sql

up: install ## Start Airflow with its UI and the daily schedule, and leave it up
	@$(BIN)/python -m dags.standalone up

down: install ## Stop what `make up` started
	@$(BIN)/python -m dags.standalone down

bench: install ## Measure the steps
	@$(BIN)/python -m benchmarks.steps

bench-fetch: install ## Measure fetching: against the floor of politeness, without it, and with bad hosts
	@$(BIN)/python -m benchmarks.fetch

bench-labels: $(TRAIN)/installed ## Measure the labels: cost, rows, features and threshold, on labelled disputes of CORPORA as well
	@OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 MKL_NUM_THREADS=1 $(TRAIN)/bin/python -m benchmarks.reading
	@OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 MKL_NUM_THREADS=1 CORPORA=$(CORPORA) $(TRAIN)/bin/python -m benchmarks.labels

bench-ledger: install ## Measure how well and how fast parties, roles and replies are read
	@$(BIN)/python -m benchmarks.ledger

bench-backfill: install ## Measure an archive of SIZE_MB megabytes taken in from disk and from a bucket
	@$(BIN)/python -m benchmarks.backfill

evaluate: install ## Figures on the labelled sample that ships; predictions on labelled corpora (CORPORA=folder) to var/evaluate
	@$(BIN)/disputewire evaluate labels
	@test -d $(CORPORA) || { echo "no labelled corpora at $(CORPORA)"; exit 0; }; mkdir -p var/evaluate; \
	$(BIN)/disputewire evaluate extraction $(CORPORA)/extraction var/evaluate/extraction.jsonl; \
	$(BIN)/disputewire evaluate duplicates $(CORPORA)/dedup var/evaluate/duplicates.csv; \
	for set in $(CORPORA)/stories/*.docs.jsonl.gz; do \
		$(BIN)/disputewire evaluate stories $$set var/evaluate/$$(basename $$set .docs.jsonl.gz).csv; done; \
	for set in headlines articles; do \
		$(BIN)/disputewire evaluate disputes $(CORPORA)/disputes/$$set.jsonl var/evaluate/$$set.jsonl; done

train: $(TRAIN)/installed ## Make the weights of the labels anew from models/training, byte for byte
	@OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 MKL_NUM_THREADS=1 $(TRAIN)/bin/python -m models.training

$(TRAIN)/installed: constraints.txt constraints-train.txt pyproject.toml | install
	@python=$$($(FIND_PYTHON)); test -x $(TRAIN)/bin/python || $$python -m venv $(TRAIN)
	@$(BIN)/uv pip install --quiet --python $(TRAIN)/bin/python --require-hashes -r constraints.txt
	@$(TRAIN)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r constraints-train.txt
	@$(BIN)/uv pip install --quiet --python $(TRAIN)/bin/python --no-build-isolation --no-deps -e .
	@touch $@

clean: ## Remove .venv, var and caches
	rm -rf $(VENV) $(TRAIN) var .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
