# make run    set everything up and serve the sample stories      make test   run all tests
# make lint   ruff, mypy, import-linter                            make bench-quality, make bench-speed   measure      make train   train the models

PYTHON ?= python3
PORT ?= 8000
DATA ?= parallax-data
GOLD ?= ../shared/gold
OUT ?=
FUZZ_SECONDS ?= 60
WORK ?= ../parallax-training
REVIEWS ?=
BIN := .venv/bin
INSTALLED := .venv/.installed
DEV_INSTALLED := .venv/.dev-installed
SERVERS := .venv-servers/.installed
OTHERS := .venv/.others-installed
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
# All packages are pinned with version and hashes; pip must not resolve any further dependencies.
LOCKED := install --require-hashes --no-deps -r requirements
READER := indexes/reader/mpnet/requirements.txt
OWN := install --no-deps --no-build-isolation --editable .

.PHONY: run test test-scale fuzz audit lint format bench-quality bench-speed bench-smoke bench-scale train browser postgresql lock clean

run: $(INSTALLED)
	@$(BIN)/parallax --data "$(DATA)" serve --samples --port "$(PORT)"

# Two processes share the test files, long ones first (tests/conftest.py), each with its own server and models. Each uses one
# thread, so that they do not compete for cores.
test: $(DEV_INSTALLED) browser
	OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

# Tests with many processes and real servers: Milvus and Milvus Lite, in a separate environment, and Debian's PostgreSQL.
test-scale: $(DEV_INSTALLED) $(SERVERS) postgresql
	$(BIN)/python -m pytest -m scale

$(SERVERS): pyproject.toml requirements/servers.txt requirements/milvus.txt
	@echo "Installing the servers and clients for the tests at scale …"
	@$(PIP) $(LOCKED)/servers.txt
	@test -x .venv-servers/bin/python || $(PYTHON) -m venv .venv-servers
	@.venv-servers/bin/python -m pip --quiet --disable-pip-version-check $(LOCKED)/milvus.txt
	@touch $@

# Fuzzes every parser with damaged input, and the comparison with hostile texts, for a minute each.
fuzz: $(DEV_INSTALLED)
	$(BIN)/python -m tests.fuzz --seconds "$(FUZZ_SECONDS)"

# Checks the pinned packages for known vulnerabilities; contacts the package index.
audit:
	@test -x .venv-audit/bin/pip-audit || { $(PYTHON) -m venv .venv-audit && .venv-audit/bin/python -m pip --quiet $(LOCKED)/audit.txt; }
	.venv-audit/bin/pip-audit --strict --no-deps --disable-pip -r constraints.txt

lint: $(DEV_INSTALLED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

format: $(DEV_INSTALLED)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench-quality: $(DEV_INSTALLED)
	$(BIN)/python -m benchmarks.quality --gold "$(GOLD)" $(if $(OUT),--out "$(OUT)")

bench-speed: $(DEV_INSTALLED) $(OTHERS)
	$(BIN)/python -m benchmarks.speed --gold "$(GOLD)" $(if $(OUT),--out "$(OUT)")

# Trains the tagger and the reader, and fits the decisions on their scores; takes many hours on two cores. Checkpoints are
# stored in WORK, outside the tree, and an interrupted run resumes from them. The reader is trained on folds 1 to 3, and the
# decisions are fitted on fold 4, which it has not seen. Fold 0 is not used. REVIEWS is a file written by `parallax reviews
# export`; it is used for training only, not for evaluation.
train: $(DEV_INSTALLED)
	mkdir -p "$(WORK)"
	$(BIN)/python -m training.tagger --gold "$(GOLD)" --work "$(WORK)" --name tagger --epochs 6
	$(BIN)/python -m training.tagging --gold "$(GOLD)" "$(WORK)/tagger.pt"
	$(BIN)/python -m training.export tagger "$(WORK)/tagger"
	$(BIN)/python -m training.reader --gold "$(GOLD)" --work "$(WORK)" --without 0 4 --name part --epochs 5 $(if $(REVIEWS),--reviews "$(REVIEWS)")
	$(BIN)/python -m training.divergences --gold "$(GOLD)" --work "$(WORK)" --without 0 4 --name part $(if $(REVIEWS),--reviews "$(REVIEWS)")
	$(BIN)/python -m training.export reader "$(WORK)/part"
	$(BIN)/python -m training.decisions --gold "$(GOLD)" --work "$(WORK)" --read 4=part
	$(BIN)/python -m training.substance --gold "$(GOLD)"

# A short check for performance regressions: numbers of SQL statements and model calls, and the ratio of a search.
bench-smoke: $(DEV_INSTALLED)
	$(BIN)/python -m benchmarks.smoke

# Adding with one and two processes, storage and searches on real servers: the measurements behind docs/scale.md.
bench-scale: $(DEV_INSTALLED) $(SERVERS) postgresql
	$(BIN)/python -m benchmarks.scale --gold "$(GOLD)" $(if $(OUT),--out "$(OUT)")

# The libraries that bench-speed compares Parallax with.
$(OTHERS): pyproject.toml requirements/others.txt
	@echo "Installing txtai and Chroma to compare with …"
	@$(PIP) $(LOCKED)/others.txt
	@touch $@

clean:
	rm -rf .venv .venv-audit .venv-lock .venv-servers .mypy_cache .pytest_cache .ruff_cache .hypothesis .schemathesis .import_linter_cache

# The packages in requirements/ are installed again only if a list is newer than the marker file. torch built for CUDA (as on
# PyPI for Linux) also needs CUDA's libraries; a +cpu wheel does not, and is used if pip finds one.
$(INSTALLED): pyproject.toml requirements/run.txt requirements/cuda.txt $(READER)
	@$(PYTHON) -c 'import sys; sys.exit("Parallax needs Python 3.11 or newer; set PYTHON=…" if sys.version_info < (3, 11) else 0)'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing Parallax into .venv (once; a few minutes) …"
	@$(PIP) $(LOCKED)/torch-cpu.txt 2>/dev/null || true
	@$(PIP) $(LOCKED)/run.txt
	@$(PIP) install --require-hashes --no-deps -r $(READER)
	@if [ "$$(uname -s)" = Linux ] && ! $(BIN)/python -m pip freeze | grep -q '^torch==.*+cpu$$'; then $(PIP) $(LOCKED)/cuda.txt; fi
	@$(PIP) $(OWN)
	@touch $@

$(DEV_INSTALLED): $(INSTALLED) requirements/dev.txt
	@echo "Installing the dependencies of the tests and checks …"
	@$(PIP) $(LOCKED)/dev.txt
	@touch $@

# Only the browser tests need Chromium; they are skipped without it.
browser:
	@if command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing Chromium for the browser tests …"; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-dejavu >/dev/null; \
	else echo "No Chromium: the browser tests are skipped. To run them: sudo apt-get install chromium"; fi

# The tests at scale start their own PostgreSQL server; tests that need one are skipped if it is not installed.
postgresql:
	@if command -v initdb >/dev/null || ls -d /usr/lib/postgresql/*/bin >/dev/null 2>&1; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing PostgreSQL for the tests at scale …"; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql >/dev/null; \
	else echo "No PostgreSQL: its tests are skipped. To run them: sudo apt-get install postgresql"; fi

# Regenerates the pinned lists with hashes; run it after changing pyproject.toml or versions in constraints.txt.
lock:
	@test -x .venv-lock/bin/uv || { $(PYTHON) -m venv .venv-lock && .venv-lock/bin/python -m pip --quiet $(LOCKED)/lock.txt; }
	$(PYTHON) requirements/lock.py .venv-lock/bin/uv .venv-lock/bin/pip
