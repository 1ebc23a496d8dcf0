# Every target that runs code prepares .venv first; nothing is done twice.
PYTHON ?= python3.11
BIN := .venv/bin
STAMP := .venv/.ready
DATA ?= ../shared/data/dev
WORKERS ?= 2
TEST_OPTIONS := $(if $(STRICT),--fail-on-skip)

.PHONY: setup node demo test postgres check crash bench eval train fuzz fields litellm lint types clean
.DEFAULT_GOAL := setup

setup: $(STAMP)

$(STAMP): pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=...")'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt --editable '.[dev]'
	touch $(STAMP)

# The npm package that tests/clients drives; without it these tests are left out.
node:
	cd tests/clients/node && npm install --no-audit --no-fund --no-package-lock --loglevel=error

demo: setup
	$(BIN)/discreet demo

test: setup
	$(BIN)/python -m pytest -n $(WORKERS) $(TEST_OPTIONS)

bench: setup
	$(BIN)/python -m benchmarks.bench $(ARGS)
	$(BIN)/python -m benchmarks.streams
	$(BIN)/python -m benchmarks.withdrawal
	$(BIN)/python -m benchmarks.withdrawal --kilobytes 20 --rounds 2
	$(BIN)/python -m benchmarks.withdrawal --postgres
	$(BIN)/python -m benchmarks.consent_read
	$(BIN)/python -m benchmarks.sweep
	$(BIN)/python -m benchmarks.dashboard
	$(BIN)/python -m benchmarks.storing
	$(BIN)/python -m benchmarks.databases
	$(BIN)/python -m benchmarks.detection --data $(DATA)

eval: setup
	$(BIN)/python -m benchmarks.folds --data $(DATA) --out build/folds --folds 3
	$(BIN)/python -m benchmarks.accuracy --data $(DATA) --models build/folds --date $$(date -u +%F) --write docs/accuracy.md $(ARGS)
	$(BIN)/python -m benchmarks.replay --data $(DATA)
	$(BIN)/python -m benchmarks.replay_wires --data $(DATA)

# The same data, packages and machine give the same bytes.
train: setup
	$(BIN)/python -m detectors.names.train --data $(DATA) --write
	$(BIN)/python -m detectors.health.train --data $(DATA) --write

fuzz: setup
	HYPOTHESIS_PROFILE=deep $(BIN)/python -m pytest -n $(WORKERS) $(ARGS)

# The gateway's own tests once more, every store of theirs on PostgreSQL.
ON_POSTGRES := tests/gateway/test_app.py tests/gateway/test_app_consent.py \
	tests/gateway/test_app_leaks.py tests/gateway/test_withdrawal.py tests/gateway/test_sources.py \
	tests/gateway/consent tests/gateway/rights
postgres: setup
	DISCREET_TEST_STORE=postgres $(BIN)/python -m pytest -n $(WORKERS) $(TEST_OPTIONS) $(ON_POSTGRES)

# Every promise broken by one changed setting, see docs/policy-check.md.
check: setup
	DISCREET_TEST_BROKEN=all $(BIN)/python -m pytest tests/gateway/check/test_broken_settings.py

# Kills the store at 200 random points of its work, see docs/backup.md.
crash: setup
	DISCREET_CRASHES=100 $(BIN)/python -m pytest tests/gateway/storage/test_crashes.py

# Fields of the SDKs that no wire's table names; fails on one that nobody has looked at.
fields: setup
	$(BIN)/python -m benchmarks.sdk_fields $(ARGS)

# LITELLM is the Python of an environment of its own that has litellm installed.
litellm: setup
	$(BIN)/python -m benchmarks.litellm_presidio --litellm $(LITELLM)

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup
	$(BIN)/mypy

clean:
	rm -rf .venv build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find gateway detectors tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +
