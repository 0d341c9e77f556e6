# `make run` and `make test` need nothing but Python 3.11 or later and make. Every target sets itself up.
PYTHON ?= python3
DATA ?= hf-vision/chest-xray-pneumonia
PORT ?= 8000

SERVE := .venv-serve/bin/python
STATIC := .venv-static/bin/python
FULL := .venv/bin/python

.PHONY: run static test slow lint audit train experiment evaluate tables bench browser clean

run: .venv-serve/ready ## Serve the app with the embedded model (PNEUMONIA_MODEL names another).
	$(SERVE) app.py

static: .venv-static/ready ## Make the static page and serve it (MODEL and GALLERY, a folder of films, name others).
	rm -rf static
	$(STATIC) -m pneumonia deploy USER/SPACE --static --dry-run static $(if $(MODEL),--model $(MODEL)) $(if $(GALLERY),--gallery $(GALLERY))
	@echo "Open http://127.0.0.1:$(PORT) (Ctrl-C ends it)"
	$(STATIC) -m http.server $(PORT) --bind 127.0.0.1 --directory static

# Two processes (three take as long on two cores); tests/conftest.py says which tests stay together. What failed is run
# once more, and both are shown: real browsers, processes and clocks have a bad moment now and then on a busy machine.
# What comes through so is a test to be mended; more than three end the patience.
test: .venv/ready browser lint ## Lint, type-check and run every test.
	$(FULL) -m pytest -n 2 --dist loadgroup \
		--reruns 1 --max-suite-reruns 3 --rerun-show-tracebacks

slow: .venv/ready browser ## The tests that take minutes, thousands of damaged files among them.
	$(FULL) -m pytest -m slow -o timeout=0

lint: .venv/ready
	$(FULL) -m ruff format --check .
	$(FULL) -m ruff check .
	$(FULL) -m mypy --strict pneumonia space

audit: .venv/ready ## Look for known vulnerabilities in all that is installed; fails where it could not look, too.
	$(FULL) -m pip_audit --strict --progress-spinner off

train: .venv/ready ## Train the default network on DATA; the same command resumes.
	$(FULL) train.py --data $(DATA)

experiment: .venv/ready ## Run a row of docs/experiments.md again (NAME=reframe); the same command resumes.
	$(FULL) -m pneumonia.training.experiments $(NAME) --data $(DATA)

evaluate: .venv/ready ## Measure the embedded model anew on DATA, with ORIGINALS, ADULTS and SEEDS, folders; BUNDLE names another, ONLY some parts.
	$(FULL) -m pneumonia evaluate $(BUNDLE) --data $(DATA) $(if $(ORIGINALS),--originals $(ORIGINALS)) \
		$(if $(ADULTS),--adults $(ADULTS)) $(if $(SEEDS),--seeds $(SEEDS)) $(if $(ONLY),--only $(ONLY))
	$(if $(BUNDLE),,$(MAKE) tables)

tables: .venv/ready ## Draw the tables of results from the embedded model's numbers.
	$(FULL) -m pneumonia tables README.md docs/results.md

bench: .venv/ready .venv-serve/ready ## Measure how fast everything is (PART=latency for one part).
	$(FULL) -m tests.benchmarks.bench $(PART)

.venv-serve/ready: space/requirements.txt
.venv-static/ready: space/twin/requirements.txt space/requirements.txt
.venv/ready: requirements-dev.txt requirements.txt requirements-ray.txt space/twin/requirements.txt space/requirements.txt

# Debian ships Python without venv; where we may, its package is installed, else pip's own message says what to do.
# uv does in seconds what takes pip minutes, but knows nothing of pip's settings: where these alone lead to the packages,
# or no uv is made for the machine, pip does it.
%/ready:
	$(PYTHON) -m venv $* || { $(call apt,python3-venv) && $(PYTHON) -m venv $*; }
	{ $(call pip,$*,requirements-setup.txt) \
		&& $*/bin/uv pip install --quiet --compile-bytecode --python $*/bin/python -r $<; } \
		|| $(call pip,$*,$<)
	touch $@

pip = $(1)/bin/python -m pip install --quiet --disable-pip-version-check -r $(2)

# The tests drive a real browser through Playwright, whose own program needs libatomic, and the API through curl.
BROWSERS := chromium-headless-shell chromium chromium-browser google-chrome
browser: .venv/ready
	@{ for name in $(BROWSERS); do command -v $$name; done | grep -q . && command -v curl \
		&& $(FULL) -m playwright --version; } >/dev/null 2>&1 \
		|| { $(call apt,chromium-headless-shell curl libatomic1); } || { $(call apt,chromium curl libatomic1); }

clean: ## Remove the environments and caches, not the training runs.
	rm -rf .venv .venv-serve .venv-static static .mypy_cache .ruff_cache .pytest_cache

apt = sudo=$$(command -v sudo || true); $$sudo apt-get update -qq && $$sudo apt-get install -y -qq --no-install-recommends $(1)
