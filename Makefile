# Dugeul. `make help` lists what can be done; nothing but Python 3.11 and make is needed.

PYTHON ?= python3
export HOST ?= 127.0.0.1
export PORT ?= 8000
export DATA_DIR ?= var
export SITE_URL ?= http://$(if $(filter 0.0.0.0,$(HOST)),127.0.0.1,$(HOST)):$(PORT)

VENV := .venv
BIN := $(VENV)/bin
RUNTIME := $(VENV)/.runtime
DEVELOPMENT := $(VENV)/.development
STATIC := $(DATA_DIR)/static/staticfiles.json
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes

.DEFAULT_GOAL := help
.PHONY: help run dev test check bench format lock messages clean

help: ## This list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(RUNTIME) $(DATA_DIR)/secret_key $(STATIC) ## The site in production mode on HOST:PORT, with demo content on the first run
	@$(BIN)/python manage.py prepare
	@exec $(BIN)/python manage.py serve

dev: $(DEVELOPMENT) ## The site with autoreload and error pages
	@DJANGO_SETTINGS_MODULE=settings.dev $(BIN)/python manage.py prepare
	@DJANGO_SETTINGS_MODULE=settings.dev exec $(BIN)/python manage.py runserver $(HOST):$(PORT)

test: $(DEVELOPMENT) ## Every test, on SQLite and on a PostgreSQL that the tests start themselves
	@$(BIN)/python -m tests.databases $(ARGS)

check: $(DEVELOPMENT) ## Lint, types, imports, templates, migrations, deploy checks
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/djade --check --target-version 5.2 $$(git ls-files 'templates/*.html' '*/templates/*.html')
	@$(BIN)/djhtml --tabwidth 2 --check $$(git ls-files 'templates/*.html' '*/templates/*.html')
	@$(BIN)/lint-imports
	@$(BIN)/mypy
	@DJANGO_SETTINGS_MODULE=settings.test $(BIN)/python manage.py makemigrations --check --dry-run
	@DATA_DIR=$$(mktemp -d) DATABASE_URL= SITE_URL=https://check.example \
		SECRET_KEY=$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(64))') \
		$(BIN)/python manage.py check --deploy --fail-level WARNING

format: $(DEVELOPMENT) ## Puts Python and templates in order
	@$(BIN)/ruff check --fix-only --quiet . ; $(BIN)/ruff format .
	@$(BIN)/djade --target-version 5.2 $$(git ls-files 'templates/*.html' '*/templates/*.html')

bench: $(DEVELOPMENT) ## Benchmarks as tables; SIZES="100 10000" for a search among so many articles
	@DJANGO_SETTINGS_MODULE=settings.test $(BIN)/python -m tests.bench $(SIZES)

lock: $(DEVELOPMENT) ## Locks the newest versions that pyproject.toml allows, with hashes and no addresses
	@$(BIN)/uv pip compile pyproject.toml $(LOCK_OPTIONS) --upgrade --output-file requirements.lock
	@$(BIN)/uv pip compile pyproject.toml $(LOCK_OPTIONS) --upgrade --group dev --constraints requirements.lock --output-file requirements-dev.lock
LOCK_OPTIONS := --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	--no-emit-index-url --no-emit-find-links

messages: $(DEVELOPMENT) ## Brings locale/ko up to date with the sentences in the code
	@$(BIN)/python -m tests.catalogue

clean: ## Removes what can be made again; keeps the data in DATA_DIR
	@rm -rf $(VENV) $(DATA_DIR)/static $(DATA_DIR)/cache .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
	@find . -name __pycache__ -prune -exec rm -rf {} +

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Dugeul needs Python 3.11 or newer: make PYTHON=python3.11 …")'
	@$(PYTHON) -m venv $(VENV)

$(RUNTIME): requirements.lock | $(BIN)/python
	@echo "Installing what the site needs …"
	@$(PIP) -r requirements.lock
	@touch $@

$(DEVELOPMENT): requirements-dev.lock | $(BIN)/python
	@echo "Installing what development and tests need …"
	@$(PIP) -r requirements-dev.lock
	@touch $@ $(RUNTIME)

$(DATA_DIR)/secret_key:
	@mkdir -p $(DATA_DIR)
	@umask 077; $(PYTHON) -c 'import secrets; print(secrets.token_urlsafe(64))' > $@

$(STATIC): $(RUNTIME) $(DATA_DIR)/secret_key $(shell find static -type f 2>/dev/null) ops/joining.py ops/staticfiles.py
	@$(BIN)/python manage.py collectstatic --noinput --clear --verbosity 0
	@touch $@
