# Every target sets up what it needs; PYTHON may name another interpreter (3.11 to 3.13).
PYTHON ?= python3
BIN := .venv/bin

.PHONY: rebuild test test-slow lint mutate docs docs-site pictures lock clean

rebuild: .venv/ready
	$(BIN)/reinschrift rebuild

# On all cores; tests that share what is made for a module run in one process.
test: .venv/ready-test
	$(BIN)/pytest --numprocesses logical --dist loadfile

test-slow: .venv/ready-test .venv/ready-export .venv/ready-site
	$(BIN)/pytest -m slow --numprocesses logical --dist loadfile

lint: .venv/ready-test
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy

# Half an hour to an hour: every named threshold is shifted; `python -m tests.mutate --resume` goes on after an end,
# and `--survivors` tries only what survived in the last table, or is not in it.
mutate: .venv/ready-test
	$(BIN)/python -m tests.mutate

docs: .venv/ready
	$(BIN)/python -m tests.page_parts
	$(BIN)/python -m reinschrift.settings.describe > docs/settings.md
	$(BIN)/python -m reinschrift.languages.describe > docs/languages.md
	$(BIN)/python -m reinschrift.contract schemas/reinschrift.odcs.yaml > docs/columns.md
	$(BIN)/python -m reinschrift.reasons > docs/reasons.md
	$(BIN)/python -m reinschrift.cli.describe > docs/commands.md

# The pages of docs/ as a site in .site; a warning is an error.
docs-site: .venv/ready-site
	NO_MKDOCS_2_WARNING=1 .venv/site/bin/mkdocs build --strict --quiet

# The pictures in docs/images, by the test that looks at the report in a browser.
pictures: .venv/ready-test .venv/ready-export
	REINSCHRIFT_PICTURES=docs/images $(BIN)/pytest -m slow tests/unit/export/test_report.py -k looks_right

lock: .venv/ready-test
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	    pyproject.toml --output-file requirements.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	    pyproject.toml --group test --constraint requirements.lock --output-file tests/requirements.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	    --group export --constraint requirements.lock --output-file tests/export.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	    --group site --constraint requirements.lock --output-file tests/site.lock

clean:
	rm -rf .venv .prefect .copies .site processed/*/

.venv/bin/python:
	$(PYTHON) -m venv .venv

# The lock files name every package there is to install, so nothing is resolved here.
.venv/ready: .venv/bin/python requirements.lock pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	$(BIN)/python -m compileall -q src flows  # an editable install does not; else each start may read all sources anew
	touch $@

.venv/ready-test: .venv/ready tests/requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps --requirement tests/requirements.lock
	touch $@

# Readers of exports, apart from everything else: they bring another DuckDB.
.venv/ready-export: .venv/bin/python tests/export.lock
	$(BIN)/python -m venv .venv/export
	.venv/export/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps --requirement tests/export.lock
	touch $@

# What makes a site of the pages, apart from everything else: the project runs without it.
.venv/ready-site: .venv/bin/python tests/site.lock
	$(BIN)/python -m venv .venv/site
	.venv/site/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps --requirement tests/site.lock
	touch $@
