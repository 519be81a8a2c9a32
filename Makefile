# Each target prepares .venv by itself; the second time that takes no time.

CORES ?= 8
PORT ?= 5000
# What docs/networks.md, docs/sequences.md and docs/results.md are written from; most of the last
# shows the first of its runs.
NETWORKS ?= results/networks
SEQUENCES ?= results/sequences
RESULTS ?= results/digilets results/omniglot results/synthetic results/digilets-mixture \
	results/paper-digilets
# What docs/page.md tells the numbers of; its pictures show the first.
PAGES ?= results/synthetic/letter.html results/digilets/letter.html
# What docs/landscape.md is written from; figures are those of the first.
LANDSCAPES ?= results/landscape results/synthetic
# What the results of docs/mixture.md are written from.
SAMPLES ?= results/digilets-mixture
# What docs/prediction.md is written from.
PREDICTIONS ?= results/digilets-mixture
# What docs/words.md has its results from; most figures are those of the first.
WORDS ?= results/digilets $(wildcard results/cursive)
# Benchmarks: which (none is all), and the CPU minutes after which the slow way of training is given up.
TOPICS ?=
CAP ?= 35
# Of `make test-faults`.
TIMES ?= 30
SEED ?= 1
AT_ONCE ?= 1
# The Python that all tests are run with; newer ones may do.
PYTHON ?= $(shell for p in python3.11 python3; do \
	$$p -c 'import sys, venv; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null \
	&& echo $$p && break; done)
BIN := .venv/bin
# One thread a process: jobs and tests run side by side.
export OMP_NUM_THREADS := 1

.DEFAULT_GOAL := help
.PHONY: help install reproduce page test test-faults test-slurm reliability ui \
	results-doc page-doc networks-doc sequences-doc landscape-doc prediction-doc samples-doc \
	words-doc bench lint

help:
	@echo "make reproduce   run the whole experiment (CORES=$(CORES))"
	@echo "make page        write the page for a browser, where the network learns your letter (CORES=$(CORES))"
	@echo "make test        run every test"
	@echo "make test-faults kill runs at random moments (TIMES=$(TIMES), SEED=$(SEED)), compare what they end with"
	@echo "make test-slurm  run smoke.yaml on a SLURM cluster of this machine (root; installs Debian's SLURM)"
	@echo "make reliability run the tests of what may go wrong, write docs/reliability.md"
	@echo "make ui          compare runs in the browser (PORT=$(PORT))"
	@echo "make results-doc write docs/results.md and the README's results (RESULTS=$(RESULTS))"
	@echo "make page-doc    measure pages in Chromium, write docs/page.md (PAGES=$(PAGES))"
	@echo "make prediction-doc  write docs/prediction.md (PREDICTIONS=$(PREDICTIONS))"
	@echo "make samples-doc write the results of docs/mixture.md (SAMPLES=$(SAMPLES))"
	@echo "make words-doc   write the results of docs/words.md (WORDS=$(WORDS))"
	@echo "make networks-doc  write docs/networks.md (NETWORKS=$(NETWORKS))"
	@echo "make sequences-doc  write docs/sequences.md (SEQUENCES=$(SEQUENCES))"
	@echo "make landscape-doc  write docs/landscape.md (LANDSCAPES=$(LANDSCAPES))"
	@echo "make bench       measure speed, write benchmarks/results.md (TOPICS=, CAP=$(CAP))"
	@echo "make lint        check style and workflow"

install: .venv/installed

.venv/installed: requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11 with venv is needed; to try a newer one: make PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

reproduce: install
	$(BIN)/snakemake --cores $(CORES)
	@echo "Next: source .venv/bin/activate; snakemake --list-rules; make ui"

# Nothing is opened; the file is named.
page: install
	$(BIN)/snakemake --cores $(CORES) page
	@echo "Open in a browser: $$(ls -t results/*/letter.html | head -n 1)"

test: install
	$(BIN)/python -m pytest --numprocesses auto --dist worksteal

test-slurm: install
	$(BIN)/python tests/slurm/run.py

# Half an hour for 30; AT_ONCE runs side by side take two cores each.
test-faults: install
	$(BIN)/python tests/workflow/faults.py --times $(TIMES) --seed $(SEED) --at-once $(AT_ONCE)

# Tests that fail are lines of the page, and the page's command then fails.
reliability: install
	@rm -f results/reliability/tests.xml
	-DUCTUS_TEST_PROCESSES=16 $(BIN)/python -m pytest --numprocesses auto --dist worksteal -m reliability \
		--junitxml results/reliability/tests.xml
	$(BIN)/python tests/reliability.py

# Needs Chromium; takes a minute.
page-doc: install
	$(BIN)/python tests/page_doc.py $(PAGES)

ui: install
	@$(BIN)/ductus ui --port $(PORT)

landscape-doc: install
	$(BIN)/ductus study-doc landscape --results $(LANDSCAPES) --out docs/landscape.md --images docs/images/landscape

prediction-doc: install
	$(BIN)/ductus study-doc prediction --results $(PREDICTIONS) --out docs/prediction.md --images docs/images/prediction

samples-doc: install
	$(BIN)/ductus study-doc samples --results $(SAMPLES) --out docs/mixture.md --images docs/images/mixture

words-doc: install
	$(BIN)/ductus study-doc words --results $(WORDS) --out docs/words.md --images docs/images/words

results-doc: install
	$(BIN)/ductus results-doc --results $(RESULTS) --out docs/results.md --images docs/images/results --readme README.md

networks-doc: install
	$(BIN)/ductus study-doc networks --results $(NETWORKS) --out docs/networks.md --images docs/images/results

sequences-doc: install
	$(BIN)/ductus study-doc sequences --results $(SEQUENCES) --out docs/sequences.md --images docs/images/results

bench: install
	$(BIN)/python benchmarks/run.py --cap $(CAP) $(TOPICS)

lint: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/snakefmt --check --no-sort --line-length 100 Snakefile workflow
	$(BIN)/snakemake --lint
