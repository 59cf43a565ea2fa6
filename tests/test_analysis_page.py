"""docs/analysis.md and the notebook beside it: every command and every cell runs, on a dataset of its own."""

from __future__ import annotations

import ast
import csv
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import reinschrift
from reinschrift.cli import main
from reinschrift.errors import ConfigError
from tests.steps import project_of, rebuild_here
from tests.test_answers_page import assert_shown
from tests.texts import write_file

DOCS = Path(__file__).parents[1] / "docs"


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with a snapshot of twelve articles in `corpus`."""
    folder = tmp_path_factory.mktemp("analysis")
    write_file(folder / "raw", "a", range(12))
    rebuild_here(project_of(folder / "raw", folder / "corpus"))
    return folder


def test_the_examples_print_what_the_page_says(dataset: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """SQL and the exports; what they wrote is there, once for every document."""
    pytest.importorskip("sentencex", reason="sentencex is not installed; the exports of docs/analysis.md did not run")
    monkeypatch.chdir(dataset)
    assert_shown(DOCS / "analysis.md")
    ids = set(reinschrift.open("corpus").documents.to_arrow()["id"].to_pylist())
    assert {file.stem for file in dataset.glob("tei/*/*.xml")} == ids
    for name, begin, end in (("vertical", '<doc id="', '"'), ("conllu", "# newdoc id = ", "\n")):
        files = [file.read_text(encoding="utf-8") for file in dataset.glob(f"{name}/*")]
        lines = "".join(files).splitlines(keepends=True)
        assert {line[len(begin) :].split(end)[0] for line in lines if line.startswith(begin)} == ids
    for file in ("words.csv", "sheets/documents.csv"):
        with (dataset / file).open(encoding="utf-8-sig", newline="") as sheet:
            assert {row["id"] for row in csv.DictReader(sheet)} == ids


def test_every_cell_of_the_notebook_runs(dataset: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In their order, as a notebook runs them; what a cell ends in can be shown, and no result is kept in the file."""
    monkeypatch.chdir(dataset)
    notebook = json.loads((DOCS / "analysis.ipynb").read_text(encoding="utf-8"))
    space: dict[str, Any] = {}
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    for cell in cells:
        assert cell["outputs"] == []
        tree = ast.parse("".join(cell["source"]))
        last = tree.body.pop()
        assert isinstance(last, ast.Expr)
        exec(compile(tree, "cell", "exec"), space)  # noqa: S102  # our own notebook
        shown = eval(compile(ast.Expression(last.value), "cell", "eval"), space)  # noqa: S307  # likewise
        assert shown is None or repr(shown)
    assert len(cells) >= 6


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("SELEC 1", "does not take"),
        ("FROM read_csv('/etc/passwd')", "disabled"),
        ("COPY documents TO 'stolen.csv'", "disabled"),
        ("INSTALL httpfs", "does not take"),
        ("SET enable_external_access = true", "does not take"),
        ("FROM nowhere", "documents, paragraphs, removed"),
    ],
)
def test_a_question_reaches_nothing_but_the_tables(dataset: Path, question: str, said: str) -> None:
    """No file, no extension, no other setting; a sentence says so."""
    with pytest.raises(ConfigError) as caught:
        reinschrift.open(dataset / "corpus").sql(question)
    assert said in str(caught.value)


def test_an_answer_is_printed_and_written_whole(dataset: Path, tmp_path: Path) -> None:
    """The first rows with the number of the others; a file that is there is not written over."""
    place = str(dataset / "corpus")

    def run(*arguments: str) -> str:
        done = CliRunner().invoke(main, ["sql", *arguments, place])
        assert done.exit_code == 0, done.output
        return done.output

    assert "and 9 rows more" in run("SELECT id FROM documents", "--rows", "3")
    assert run("SELECT id FROM documents WHERE false") == "no rows\n"
    assert "source_path" in run("FROM documents", "--rows", "1")
    assert len(json.loads(run("FROM documents", "--json"))) == 12
    file = tmp_path / "x.parquet"
    assert run("FROM paragraphs", "--output", str(file)).startswith("48 rows")
    again = CliRunner().invoke(main, ["sql", "FROM documents", "--output", str(file), place])
    assert (again.exit_code, "is there already" in again.output) == (2, True)


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_an_answer_that_fails_on_the_way_leaves_no_file(dataset: Path, tmp_path: Path, ending: str) -> None:
    """Nothing half-written, nothing beside it, and nothing in the dataset, where no erasure would reach it."""
    place = dataset / "corpus"
    file = tmp_path / f"x.{ending}"
    fails = "SELECT CASE WHEN i < 50000 THEN i ELSE CAST('x' AS INT) END AS n FROM range(100000) AS t(i)"
    for question, target, said in (
        (fails, file, "Could not convert"),
        ("FROM documents", place / f"y.{ending}", "within the dataset"),
        (fails, None, "Could not convert"),
    ):
        to_file = ["--output", str(target)] if target else ["--json"]
        done = CliRunner().invoke(main, ["sql", question, *to_file, str(place)])
        assert (done.exit_code, said in done.output) == (2, True), done.output
    assert list(tmp_path.iterdir()) == []
    assert not list(place.glob("*y.*"))
    done = CliRunner().invoke(
        main, ["sql", "SELECT id, url FROM documents WHERE false", "--output", str(file), str(place)]
    )
    assert done.output == f"0 rows: {file}\n"
    assert [path.name for path in tmp_path.iterdir()] == [file.name]
