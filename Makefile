# Every target works in a fresh clone; `make help` lists them. Needs make and Python 3.11 or newer, nothing else.

SHELL := /bin/sh
PYTHON_3 := sh tools/python.sh

.PHONY: help run test lint test-sqlite test-postgres e2e bench format lock clean

help: ## list the targets
	@sed -n 's/^\([a-z0-9-]*\):.*## /\1\t/p' Makefile | awk -F '\t' '{printf "make %-14s %s\n", $$1, $$2}'

run: ## install, prepare and serve on http://127.0.0.1:8000/ (PORT=, DATA_DIR=, DATABASE_URL=, DEMO=0)
	@$(PYTHON_3) -m tools.run

test: ## everything: linters, types, migrations, the suite on SQLite and on PostgreSQL
	@$(PYTHON_3) -m tools.check all

lint: ## linters, types, migrations, templates and deployment settings
	@$(PYTHON_3) -m tools.check lint

test-sqlite: ## the suite on SQLite (ARGS="-k word -x" go to pytest)
	@$(PYTHON_3) -m tools.check sqlite

test-postgres: ## the suite on PostgreSQL (TEST_DATABASE_URL, the machine's own, or one in a wheel)
	@$(PYTHON_3) -m tools.check postgresql

e2e: ## the tests in a real browser (needs Chromium)
	@$(PYTHON_3) -m tools.check browser

bench: ## measure publishing and reading (ARGS="--figures 10000")
	@$(PYTHON_3) -m tools.environment
	@.venv/bin/python -m benchmarks $(ARGS)

format: ## let ruff put the code in order
	@$(PYTHON_3) -m tools.environment
	@.venv/bin/python -m ruff check --fix --quiet . ; .venv/bin/python -m ruff format --quiet .

lock: ## pin again what the requirements*.in files ask for
	@$(PYTHON_3) -m tools.environment
	@for name in requirements requirements-dev requirements-pg; do \
		.venv/bin/python -m uv pip compile --quiet --universal --generate-hashes --python-version 3.11 \
			--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" \
			$$name.in -o $$name.txt || exit 1; \
	done

clean: ## remove the environment and caches; data in var/ stays
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis test-results
	find . -name __pycache__ -type d -not -path './var/*' -prune -exec rm -rf {} +
