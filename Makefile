# `make help` lists the targets.
PORT ?= 8501
PYTHON ?= python3
INDEX ?= speeches.index
BIN := .venv/bin
SAMPLE := How large should trade between the countries become?
PEER := .quality/peer-venv/.txtai-9.14.0

.DEFAULT_GOAL := help
.PHONY: help run test check fix quality fuzz crash damage hostile bench bench-encoding bench-nearest bench-large bench-peer screenshots docs clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

run: .venv/.run ## build the index over seeds/, answer a sample question, serve the search box (PORT=8501)
	@$(BIN)/rostrum build seeds/ --index $(INDEX)
	@echo
	@$(BIN)/rostrum ask "$(SAMPLE)" --index $(INDEX)
	@echo
	@exec $(BIN)/rostrum ui --port $(PORT) --index $(INDEX)

test: .venv/.dev ## run the tests, offline
	@$(BIN)/python -m pytest -q

check: .venv/.dev ## format, lint, types, import arrows (changes nothing)
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

fix: .venv/.dev ## format, and mend what the linter can mend
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

quality: .venv/.dev ## attribution, ranking and answers on the open question sets; writes benchmarks/results/
	@$(BIN)/python -m benchmarks.quality

fuzz: .venv/.dev ## 100,000 mutated files through every format; keeps what fails in .quality/fuzz/
	@$(BIN)/python -m benchmarks.fuzz

crash: .venv/.dev ## builds killed 200 times while others search; disks that lose power, fill up or fail; a crowd of readers
	@OMP_NUM_THREADS=1 $(BIN)/python -m benchmarks.crash
	@OMP_NUM_THREADS=1 $(BIN)/python -m benchmarks.disks
	@OMP_NUM_THREADS=1 $(BIN)/python -m benchmarks.crowd

damage: .venv/.dev ## 1,000 times random damage to the files of an index
	@OMP_NUM_THREADS=1 $(BIN)/python -m benchmarks.damage

hostile: .venv/.dev ## 100,000 random and hostile queries through search, ask and the command
	@OMP_NUM_THREADS=1 $(BIN)/python -m benchmarks.hostile

bench: .venv/.dev ## speed; writes benchmarks/results/
	@$(BIN)/python -m benchmarks.speed

bench-encoding: .venv/.dev ## texts to vectors, beside sentence-transformers as it comes
	@$(BIN)/python -m benchmarks.encoding

bench-nearest: .venv/.dev ## approximate search against exact search, up to 2 million vectors (the first time it embeds for half an hour)
	@$(BIN)/python -m benchmarks.nearest

bench-large: .venv/.dev ## how costs grow from 10,000 to half a million passages (the first time it builds for most of an hour)
	@$(BIN)/python -m benchmarks.large

bench-peer: .venv/.dev $(PEER) ## txtai side by side, on the same passages with the same weights (10 minutes)
	@$(BIN)/python -m benchmarks.peer

screenshots: .venv/.dev ## pictures of every view, to look at: .quality/screens/ (ignored); the README's two in docs/img/
	@$(BIN)/python -m benchmarks.screenshots

docs: .venv/.dev ## write docs/cli.md from the command line's own help
	@$(BIN)/python -m benchmarks.cli_reference

clean: ## remove the environment, the index and caches
	rm -rf .venv speeches.index .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .quality *.egg-info

.venv/.venv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Rostrum needs Python 3.11 or newer; name one with: make $(MAKECMDGOALS) PYTHON=python3.11" >&2; exit 1; }
	@$(PYTHON) -m venv .venv || \
	  { echo "python -m venv failed; on Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@touch $@

$(PEER):
	@echo "installing txtai, to compare with, into an environment of its own (1.3 GB)"
	@$(PYTHON) -m venv --clear $(@D)
	@$(@D)/bin/pip install --quiet --disable-pip-version-check 'torch>=2.6,<2.14'
	@$(@D)/bin/pip install --quiet --disable-pip-version-check txtai==$(@:.quality/peer-venv/.txtai-%=%)
	@touch $@

.venv/.run: pyproject.toml | .venv/.venv
	@echo "installing Rostrum into .venv (about 2 GB, a few minutes the first time)"
	@$(BIN)/pip install --quiet --disable-pip-version-check -e .
	@touch $@

.venv/.dev: pyproject.toml | .venv/.venv
	@echo "installing Rostrum and what its tests need into .venv"
	@$(BIN)/pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@ .venv/.run
