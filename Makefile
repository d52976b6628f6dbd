# `make` or `make help` lists what there is. Every target installs what it needs first.
SHELL := /bin/bash
BIN := .venv/bin
PACKAGES := inventory collectors playbooks monitoring site/infoport
# --inexact keeps uv itself and, beside the locked packages, whatever a developer added.
SYNC := $(BIN)/uv sync --frozen --inexact --quiet
.DEFAULT_GOAL := help
.PHONY: help install develop run test check bench format messages generate

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  \033[1m%-9s\033[0m %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: ## make .venv and install the locked packages
	@.ci/venv
	@echo "  installing the locked packages" && $(SYNC) --no-dev

develop: ## the same with the tools of developers
	@.ci/venv
	@$(SYNC)

run: install ## start everything; INFOPORT_PORT and INFOPORT_DATA move it, Ctrl-C stops it
	@exec $(BIN)/infoport run --tied

test: develop ## run the whole suite on real PostgreSQL and a real browser
	@.ci/packages
	@.ci/collection
	$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder --benchmark-disable $(ARGS)

check: develop ## format, lint, types, imports, migrations, translations, generated documents
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy $(PACKAGES)
	$(BIN)/lint-imports
	$(BIN)/infoport manage makemigrations --check --dry-run
	.ci/messages --check
	$(BIN)/infoport docs --check

bench: develop ## measure the poller, the API and Ansible's inventory, beside their yardsticks
	@.ci/collection
	$(BIN)/infoport bench $(ARGS)

format: develop ## put the code into the project's form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

messages: develop ## extract and compile the translations
	.ci/messages

generate: develop ## write docs/generated from the code
	$(BIN)/infoport docs
