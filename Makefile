# `make demo` and `make test` need Python >= 3.11 with venv, git and a package index; nothing else, and no root.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin

.PHONY: demo test soak bench check messages clean

demo: $(VENV)/.demo
	@$(BIN)/entrevilles demo

# One process more than processors: some tests wait for a browser or a service.
test: $(VENV)/.test
	@$(BIN)/python -m pytest -n $$($(BIN)/python -c 'import os; print(os.cpu_count() + 1)') --dist loadfile

soak: $(VENV)/.test
	@ENTREVILLES_SOAK=200 $(BIN)/python -m pytest tests/test_crash.py
	@ENTREVILLES_SOAK=100 $(BIN)/python -m pytest tests/test_soak.py tests/test_virtuoso.py
	@$(BIN)/python benchmarks/service.py --minutes 10

bench: $(VENV)/.test
	@$(BIN)/python benchmarks/questions.py

check: $(VENV)/.dev
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/pyright --pythonpath $(BIN)/python

messages: $(VENV)/.dev
	@$(BIN)/pybabel -q extract --no-location --omit-header -k _ -o build/messages.pot entrevilles/*.py ontology graph loaders queries viz entrevilles/service
	@$(BIN)/pybabel -q update --no-fuzzy-matching --omit-header -l en -D entrevilles -i build/messages.pot -d ontology/locale

clean:
	rm -rf $(VENV) build dist out *.egg-info

$(VENV)/.demo: pyproject.toml setup.py $(wildcard ontology/locale/*/LC_MESSAGES/*.po) | $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

$(VENV)/.test: $(VENV)/.demo
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[test]'
	@touch $@

$(VENV)/.dev: $(VENV)/.test
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@

$(VENV):
	@command -v $(PYTHON) >/dev/null || { echo "Il manque Python 3.11 ou plus (Debian : apt install python3) / Python 3.11 or newer is missing." >&2; exit 2; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Il faut Python 3.11 ou plus (Debian 12 : apt install python3) ; autre interpréteur : make PYTHON=python3.12 / Python 3.11 or newer is needed." >&2; exit 2; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "Il manque le module venv (Debian : apt install python3-venv) / The venv module is missing." >&2; exit 2; }
	@$(PYTHON) -m venv $(VENV)
