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
# Every package that is installed is named with its version and the hashes of its files; none is looked for beyond that.
LOCKED := install --require-hashes --no-deps -r requirements
READER := indexes/reader/mpnet/requirements.txt
OWN := install --no-deps --no-build-isolation --editable .

.PHONY: run test test-scale fuzz audit lint format bench-quality bench-speed bench-smoke bench-scale train browser postgresql lock clean

run: $(INSTALLED)
	@$(BIN)/parallax --data "$(DATA)" serve --samples --port "$(PORT)"

# Two processes share the files of tests, long ones first (tests/conftest.py): each has its own server and models. Each
# computes in one thread, so that the two do not wait for each other's threads.
test: $(DEV_INSTALLED) browser
	OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

# Many processes at once, and real servers: both of Milvus, in an environment of their own, and Debian's PostgreSQL.
test-scale: $(DEV_INSTALLED) $(SERVERS) postgresql
	$(BIN)/python -m pytest -m scale

$(SERVERS): pyproject.toml requirements/servers.txt requirements/milvus.txt
	@echo "Installing the servers and clients that the tests at scale need …"
	@$(PIP) $(LOCKED)/servers.txt
	@test -x .venv-servers/bin/python || $(PYTHON) -m venv .venv-servers
	@.venv-servers/bin/python -m pip --quiet --disable-pip-version-check $(LOCKED)/milvus.txt
	@touch $@

# Every reader, on damaged inputs, and the whole comparison, on hostile texts, for a minute each.
fuzz: $(DEV_INSTALLED)
	$(BIN)/python -m tests.fuzz --seconds "$(FUZZ_SECONDS)"

# Whether a pinned package has a known vulnerability; asks the package index.
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

# Trains the tagger and the reader, and fits what decides from their scores; many hours on two cores. Checkpoints lie in
# WORK, outside the tree, and a run that was stopped goes on from them. The reader learns from folds 1 to 3, and what decides
# is fitted on fold 4, which it has not seen. Fold 0 is not touched. REVIEWS is what `parallax reviews export` wrote: the
# reader trains with it, nothing is measured on it.
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

# A short check that nothing has become much dearer: counts of SQL statements and model calls, and a search's ratio.
bench-smoke: $(DEV_INSTALLED)
	$(BIN)/python -m benchmarks.smoke

# Beside real servers: adding by one and two processes, bytes, searches. What docs/scale.md computes from.
bench-scale: $(DEV_INSTALLED) $(SERVERS) postgresql
	$(BIN)/python -m benchmarks.scale --gold "$(GOLD)" $(if $(OUT),--out "$(OUT)")

# What the benchmark of speed is compared with.
$(OTHERS): pyproject.toml requirements/others.txt
	@echo "Installing txtai and Chroma to compare with …"
	@$(PIP) $(LOCKED)/others.txt
	@touch $@

clean:
	rm -rf .venv .venv-audit .venv-lock .venv-servers .mypy_cache .pytest_cache .ruff_cache .hypothesis .schemathesis .import_linter_cache

# What requirements/ lists is installed once; the marker file is newer than the lists from then on. A torch that was built
# for CUDA, as the one of PyPI for Linux, needs CUDA's libraries, too; a +cpu wheel does not, and is taken if pip finds it.
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
	@echo "Installing what the tests and checks need …"
	@$(PIP) $(LOCKED)/dev.txt
	@touch $@

# The browser tests need Chromium; without it they are skipped, and only they.
browser:
	@if command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing Chromium for the browser tests …"; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-dejavu >/dev/null; \
	else echo "No Chromium: the browser tests are skipped. To run them: sudo apt-get install chromium"; fi

# The tests at scale start a server of their own; without PostgreSQL those that need it are skipped.
postgresql:
	@if command -v initdb >/dev/null || ls -d /usr/lib/postgresql/*/bin >/dev/null 2>&1; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing PostgreSQL for the tests at scale …"; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql >/dev/null; \
	else echo "No PostgreSQL: its tests are skipped. To run them: sudo apt-get install postgresql"; fi

# After a change of pyproject.toml, and of versions in constraints.txt: the lists with hashes that are installed from.
lock:
	@test -x .venv-lock/bin/uv || { $(PYTHON) -m venv .venv-lock && .venv-lock/bin/python -m pip --quiet $(LOCKED)/lock.txt; }
	$(PYTHON) requirements/lock.py .venv-lock/bin/uv .venv-lock/bin/pip
