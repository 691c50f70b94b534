# Everything starts here. `make` alone lists what there is.
#
# A bare Debian 12 needs only `make` and `python3-venv`. Each target sets up what it needs by itself, from the
# hash-pinned locks, and a second run finds it done.

PYTHON ?= python3
# More words for pytest, for example: make test PYTEST_ARGS='-k decisions -x'
PYTEST_ARGS ?=
# Newer versions in the locks: make lock LOCK_ARGS=--upgrade
LOCK_ARGS ?=
# Other sizes or runs: make bench BENCH_ARGS='--sizes 1000 --runs 5'
BENCH_ARGS ?=
# How long the fuzzer tries, all readers together: make fuzz FUZZ_SECONDS=60
FUZZ_SECONDS ?= 900
UV_VERSION := 0.13.9

# The browser comes from the system's packages, never from a download.
export PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1

pip_install := .venv/bin/python -m pip install -qq
# The files themselves are kept in .venv/standards/, because the tests read the published schema out of two of them.
from_source := --no-deps --no-build-isolation --require-hashes -r requirements-standards.lock \
	--only-binary :all: --no-binary odfpy,zc-zlibstorage,ocdsextensionregistry,ocdskit

.DEFAULT_GOAL := help
.PHONY: admin test-admin help site serve check test example picture pictures guide-pictures nightly fuzz bench bench-quick lock clean lighthouse env env-bench env-nightly env-test

help: ## This list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' Makefile | while IFS='|' read -r name what; do printf '%-16s %s\n' "$$name" "$$what"; done

site: env ## Check the sources and build the website into site/
	@.venv/bin/transparency build
	@echo "The website is in site/. To look at it: make serve"

serve: env ## Show the website on this computer; every change of a source is seen at once
	@.venv/bin/transparency serve

check: env ## List every problem in the sources, without building
	@.venv/bin/transparency check

# All three run whatever the others find. mypy works beside pytest, which leaves a processor idle at its beginning and end, and says
# what is wrong after it; otherwise pytest's line is the last. Files of tests begin in the order of tests/conftest.py.
test: env-test ## Run every test and code check; sets up all that they need
	@failed=""; types=$$(mktemp); \
	.venv/bin/mypy >"$$types" 2>&1 & checking=$$!; \
	.venv/bin/ruff check . || failed="$$failed ruff"; \
	.venv/bin/ruff format --quiet --check . || failed="$$failed format"; \
	.venv/bin/python -m pytest -q -rs -n 2 --dist loadfile --no-loadscope-reorder $(PYTEST_ARGS) || failed="$$failed pytest"; \
	wait $$checking || { failed="$$failed mypy"; cat "$$types"; }; rm -f "$$types"; \
	if [ -n "$$failed" ]; then echo "make test: not passed:$$failed" >&2; exit 1; fi

example: env ## Build the invented example area into build/example/
	@.venv/bin/transparency build --root tests/example --out build/example
	@echo "The example area is in build/example/. Everything in it is fictional."

picture: env-test site ## Take the README's picture of the home page
	@.venv/bin/python tests/picture.py site picture.png

pictures: env-test site ## Take pictures of ten kinds of page at three widths into build/pictures/
	@.venv/bin/python tests/pictures.py site build/pictures

guide-pictures: env-test ## Take the guide's pictures again, from the guide's own steps
	@.venv/bin/python tests/guide_pictures.py docs/files/guide

# Each part runs whatever the others find. The statement is written from the results of the first, failures included.
nightly: env-nightly site example ## Test every page of both sites, write the result into the accessibility statement, check their HTML (needs Java and npm)
	@failed=""; part() { printf '\nmake nightly, part %s\n' "$$1"; }; \
	part "1 of 5: every page of both sites in a browser, six ways (the longest part; each line says how far it is)"; \
	EVERY_PAGE=1 .venv/bin/python -m pytest -v -n 2 --dist worksteal tests/test_browser.py tests/test_behaviour.py tests/test_pages.py \
		--junitxml build/nightly.xml $(PYTEST_ARGS) || failed="$$failed pages"; \
	.venv/bin/python tests/statement.py docs/help/accessibility.md build/nightly.xml || failed="$$failed statement"; \
	part "2 of 5: hostile and damaged input, kills, and the same bytes twice, in full"; \
	EVERY_PAGE=1 .venv/bin/python -m pytest -v -n 2 --dist loadfile \
		tests/test_trust_bombs.py tests/test_trust_kills.py tests/test_trust_publishing.py tests/test_trust_same_bytes.py \
		$(PYTEST_ARGS) || failed="$$failed trust"; \
	part "3 of 5: the HTML of every page"; \
	PUPPETEER_SKIP_DOWNLOAD=1 npm install --silent --no-package-lock --prefix tests/nightly && \
	.venv/bin/python tests/nu.py site build/example || failed="$$failed html"; \
	part "4 of 5: the editing page"; \
	make --no-print-directory test-admin || failed="$$failed admin"; \
	part "5 of 5: made-up input for $(FUZZ_SECONDS) seconds (FUZZ_SECONDS=60 for less)"; \
	make --no-print-directory fuzz || failed="$$failed fuzz"; \
	if [ -n "$$failed" ]; then echo "make nightly: not passed:$$failed" >&2; exit 1; fi; echo "make nightly: all passed"

fuzz: env-test ## Try the readers with inputs that a fuzzer makes up (FUZZ_SECONDS=900 for all together)
	@.venv/bin/python tests/fuzz/fuzz_readers.py $(FUZZ_SECONDS)

bench: env-bench ## Measure our builds beside other generators, as ratios, into benchmarks/RESULTS.md (an hour on two processors)
	@.venv/bin/python benchmarks/bench.py --results benchmarks/RESULTS.md $(BENCH_ARGS)

bench-quick: env-bench ## The same for two small offices, once each, only printed
	@.venv/bin/python benchmarks/bench.py --sizes 100 300 --runs 1 --edits-at 300 --edits 3 $(BENCH_ARGS)

admin: ## Fetch the program of the editing page /admin/, pinned by its checksum (needs npm)
	@npm ci --silent --ignore-scripts --omit=peer --prefix deploy/admin

test-admin: env-test admin ## Test the editing page in a browser: what an editor enters there is accepted (needs npm)
	@.venv/bin/python -m pytest -q tests/editing_page.py $(PYTEST_ARGS)

lighthouse: env-nightly site ## Measure ten kinds of page with Lighthouse as a slow phone sees them (needs npm)
	@PUPPETEER_SKIP_DOWNLOAD=1 npm install --silent --no-package-lock --prefix tests/nightly
	@.venv/bin/python tests/nightly/lighthouse.py site

lock: ## Work the pinned dependencies out again (LOCK_ARGS=--upgrade for newer versions)
	@$(PYTHON) -m venv build/lock
	@build/lock/bin/python -m pip install -qq uv==$(UV_VERSION)
	@for name in requirements requirements-test requirements-standards requirements-bench; do \
		build/lock/bin/uv pip compile --quiet --generate-hashes --universal --python-version 3.11 --override requirements-overrides.txt \
			--no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock' \
			$(LOCK_ARGS) --output-file $$name.lock $$name.in || exit 1; \
	done

clean: ## Remove what was built and the caches; the environment in .venv/ stays
	rm -rf site build .mypy_cache .ruff_cache .pytest_cache .hypothesis *.egg-info
	find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +

env: .venv/site.done ## The environment that builds the site
	@:
env-bench: .venv/bench.done ## The other generators that the benchmarks compare with (needs Node)
	@:
env-nightly: env-test ## The same with Java and npm, which only make nightly and make lighthouse need
	@tests/setup-system --nightly
env-test: .venv/test.done ## The same with what the tests need, the browser included
	@tests/setup-system

.venv/site.done: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or later is needed. On Debian 12: apt-get install python3-venv" >&2; exit 1; }
	@echo "Setting up .venv/ (only when the pinned dependencies have changed) ..." >&2
	@$(PYTHON) -m venv .venv
	@$(pip_install) --only-binary :all: --require-hashes -r requirements.lock
	@$(pip_install) --no-deps --no-build-isolation --editable .
	@touch $@

.venv/test.done: .venv/site.done requirements-test.lock requirements-standards.lock
	@echo "Adding what the tests need to .venv/ ..." >&2
	@$(pip_install) --only-binary :all: --require-hashes -r requirements-test.lock
	@.venv/bin/python -m pip download -qq $(from_source) --dest .venv/standards
	@$(pip_install) $(from_source) --no-index --find-links .venv/standards
	@touch $@

.venv/bench.done: .venv/test.done requirements-bench.lock benchmarks/package-lock.json
	@echo "Adding what the benchmarks compare with ..." >&2
	@$(pip_install) --only-binary :all: --require-hashes -r requirements-bench.lock
	@npm ci --silent --ignore-scripts --prefix benchmarks
	@touch $@
