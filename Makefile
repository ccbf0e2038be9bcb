# `make run` and `make test` need Python 3.11 or newer, and nothing else.
PYTHON ?= python3
PORT ?= 8000
DEMO ?= 1
TESTS ?=
SIZE ?= full
PAGES ?=
PROFILE ?=
QUICK ?=
export PORT DEMO

BIN := .venv/bin
# Settings for tools that read the settings but start nothing.
CHECK_ENV = env $(shell cat tests/check.env) PATH="$(BIN):$(PATH)"

.PHONY: run test check ready requirements faults bench lock clean

run:  ## Everything at http://localhost:$(PORT)/ until Ctrl-C; DEMO=0 starts empty
	@exec $(PYTHON) -m safeguard.embedded.bootstrap run

ready:
	@$(PYTHON) -m safeguard.embedded.bootstrap test

test: check  ## Everything that can be shown to work
	@$(BIN)/python -m tests.chromium
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder $(TESTS)

check: ready  ## What can be judged without running it
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(CHECK_ENV) mypy
	$(CHECK_ENV) lint-imports
	$(BIN)/djlint templates --lint --quiet
	$(CHECK_ENV) python -W "ignore:Got an error checking:RuntimeWarning" manage.py makemigrations --check --dry-run

requirements:  ## Which requirements the last test run has proved
	@$(BIN)/python -m tests.requirements_report

faults: ready  ## Processes killed under load, three seeds, with a table of what must hold
	$(BIN)/python -m pytest -m faults -s -p no:randomly tests/faults

bench: ready  ## Every page measured at 1 % and at full size; SIZE=small|full|national PAGES=regex QUICK=1 PROFILE=regex
	@$(BIN)/python -m tests.bench --size "$(SIZE)" --pages "$(PAGES)" --profile "$(PROFILE)" $(if $(QUICK),--quick)

lock:  ## Write the locks again from pyproject.toml
	$(BIN)/uv pip compile $(LOCK) pyproject.toml --output-file requirements.txt
	$(BIN)/uv pip compile $(LOCK) pyproject.toml --group dev --output-file requirements-dev.txt
	$(BIN)/uv pip compile $(LOCK) requirements-node.in --output-file requirements-node.txt
LOCK := --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header --python-version 3.11

clean:  ## Everything that was made here, the data of the demonstration too
	rm -rf .venv .local node_modules static/build .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage*
