# Two commands do everything: `make demo` and `make test`. Neither needs root or a server.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# a process for each core; each has servers of its own. For a few tests plain pytest is faster.
SIDE_BY_SIDE := --numprocesses logical --maxprocesses 4
PIP := $(BIN)/python -m pip --disable-pip-version-check

.PHONY: help env dev demo serve test lint format bench pictures lock clean

help:
	@echo "make demo    样例城市，http://127.0.0.1:8345 / a sample city to look at"
	@echo "make test    全部测试 / every test"
	@echo "make env     只建环境 / only the environment: $(BIN)/duokou"
	@echo "make lint    格式、类型、分层 / format, types, layers"
	@echo "make bench   测速 / measure speed"
	@echo "make lock    重新锁定依赖 / lock the dependencies afresh (needs uv)"

env: $(VENV)/.run

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "需要 Python 3.11 以上：make PYTHON=python3.12 … / Python 3.11 or newer is needed"; exit 2; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
	  echo "Python 缺少 venv 模块（Debian: apt install python3-venv）/ this Python lacks venv"; exit 2; }

$(VENV)/.run: requirements.lock pyproject.toml | $(VENV)/bin/python
	$(PIP) install --quiet --require-hashes --requirement requirements.lock
	$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

dev: $(VENV)/.dev

$(VENV)/.dev: requirements-dev.lock $(VENV)/.run
	$(PIP) install --quiet --require-hashes --requirement requirements-dev.lock
	@touch $@

demo: env
	$(BIN)/duokou demo

serve: env
	$(BIN)/duokou serve

test: dev
	@$(BIN)/python tests/browser/find_browser.py
	$(BIN)/python -m pytest $(SIDE_BY_SIDE)

lint: dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m routing_rules.check

format: dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: dev
	$(BIN)/python -m benchmarks
	$(BIN)/python -m benchmarks.doors
	$(BIN)/python -m benchmarks.talks
	$(BIN)/python -m benchmarks.understanding
	$(BIN)/python -m benchmarks.similar

pictures: dev
	$(BIN)/python -m tests.browser.pictures

# the index's own names would end up in uv.lock, so only these exports are kept
lock:
	uv lock --upgrade --quiet
	uv export --quiet --no-header --no-annotate --no-emit-project --no-default-groups --group build \
	  --format requirements-txt --output-file requirements.lock
	uv export --quiet --no-header --no-annotate --no-emit-project --no-default-groups --group dev \
	  --format requirements-txt --output-file requirements-dev.lock
	uv export --quiet --no-header --no-annotate --no-emit-project --only-group vectors \
	  --format requirements-txt --output-file requirements-vectors.lock

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
