# Two commands on a fresh machine: `make run` and `make test`. All others are for who works here.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
T ?= tests

.PHONY: help run test fix check migration translations content bench lock clean install install-dev

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(VENV)/.run: requirements.txt pyproject.toml
	@bash scripts/install.sh run "$(PYTHON)"
$(VENV)/.dev: requirements-dev.txt requirements.txt pyproject.toml
	@bash scripts/install.sh dev "$(PYTHON)"

install: $(VENV)/.run
install-dev: $(VENV)/.dev

run: install ## install, migrate, load the courses and a demo, serve; prints the address
	@$(BIN)/python -m caire start --bind 127.0.0.1:$(PORT)

test: install-dev ## install what is missing, then run the tests (T=tests/caire/workshops for a part)
	@bash scripts/test.sh $(T)

fix: install-dev ## format the code and mend what ruff can
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

check: install-dev ## what CI runs
	@bash .ci/run

migration: install-dev ## write a new migration: make migration M="add room"
	@bash scripts/migration.sh "$(M)"

translations: install-dev ## list the interface's sentences anew; translate what it names in messages.po
	@bash scripts/translations.sh

content: install ## check every course: schema, links, alternative texts, quality bar
	@$(BIN)/python -m caire content check

bench: install-dev ## measure, each figure beside its bound
	@for bench in bench/[a-z]*.py; do $(BIN)/python $$bench --json || exit 1; done

lock: ## pin the newest allowed versions of requirements*.in, with hashes
	@bash scripts/lock.sh

clean: ## remove the demo's data and the virtual environment
	rm -rf var $(VENV)
