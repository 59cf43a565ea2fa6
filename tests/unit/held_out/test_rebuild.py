"""A rebuild keeps what the register holds out away from training, and records the item."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import reinschrift
from reinschrift.cli import main
from reinschrift.errors import ConfigError, SourceError
from reinschrift.project import Project, load_project
from tests.steps import rebuild_here
from tests.texts import text_of, write_file

HELD = 5
SOURCE = '[[source]]\nname = "all"\nfiles = "texts"\nlicense = "unknown"\n'
ENTRY = '[[held_out]]\nname = "exam"\nfiles = "exam/*.jsonl"\n'


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Ten documents, of which one has a sentence of an exam, broken into other lines and with other signs."""
    (tmp_path / "reinschrift.toml").write_text("[snapshot]\nshard_mb = 0.001\n")
    first, second, *others = text_of(HELD).split("\n\n")
    broken = second.replace(" ", "\n", 12).replace(",", " –")
    write_file(tmp_path / "raw" / "texts", "a", range(10), {HELD: "\n\n".join([first, broken, *others])})
    (tmp_path / "raw" / "exam").mkdir()
    question = json.dumps({"id": 1, "question": f"{second} Wie viele waren es?"})
    (tmp_path / "raw" / "exam" / "questions.jsonl").write_text(question + "\n")
    return enter(tmp_path, "")


def enter(root: Path, entry: str) -> Project:
    (root / "raw" / "sources.toml").write_text(SOURCE + entry)
    return load_project(str(root))


def rows(project: Project, table: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = getattr(reinschrift.open(project.output), table).to_arrow().to_pylist()
    return found


def test_a_document_that_holds_an_item_is_removed_and_the_item_recorded(project: Project) -> None:
    """A new set is a new snapshot, though no shard is done again; without the set the document is back."""
    root = project.root
    assert root is not None
    before = rebuild_here(project)
    assert len(rows(project, "documents")) == 10
    shards = sorted((project.output / "work").glob("*/shard.json"))
    times = [file.stat().st_mtime_ns for file in shards]
    assert rebuild_here(enter(root, ENTRY)).is_new
    assert [file.stat().st_mtime_ns for file in shards] == times
    assert len(rows(project, "documents")) == 9
    (row,) = [row for row in rows(project, "removed") if row["reason"] == "held_out"]
    assert (row["scope"], row["stage"], row["matched_item"]) == (
        "document",
        "held_out",
        "exam:questions.jsonl:0:question",
    )
    assert row["measured"] >= row["threshold"] >= 8
    assert row["document_id"] not in {one["id"] for one in rows(project, "documents")}
    told = CliRunner().invoke(main, ["explain", row["document_id"], str(project.output)], catch_exceptions=False)
    assert "held_out measured" in told.output
    assert "item exam:questions.jsonl:0:question" in " ".join(told.output.split())
    again = rebuild_here(enter(root, ""))
    assert again.manifest.tables == before.manifest.tables


def test_paragraphs_alone_or_nothing_may_go(project: Project) -> None:
    """With `paragraph`, the others stay; with `nothing`, the document names the item."""
    assert project.root is not None
    rebuild_here(enter(project.root, ENTRY + 'remove = "paragraph"\n'))
    assert len(rows(project, "documents")) == 10
    removed = [row for row in rows(project, "removed") if row["reason"] == "held_out"]
    assert {(row["scope"], row["matched_item"]) for row in removed} == {
        ("paragraph", "exam:questions.jsonl:0:question")
    }
    (document,) = [row for row in rows(project, "documents") if row["id"] == removed[0]["document_id"]]
    assert text_of(HELD).split("\n\n")[0] in document["text"]
    assert not {row["text"] for row in removed} & {row["text"] for row in rows(project, "paragraphs")}
    rebuild_here(enter(project.root, ENTRY + 'remove = "nothing"\n'))
    marked = [row["held_out"] for row in rows(project, "documents")]
    assert (len(marked), {*marked}) == (10, {None, "exam:questions.jsonl:0:question"})


def test_a_document_of_nothing_but_an_item_goes_whole(project: Project) -> None:
    """All its paragraphs are the item's, so the document is removed for that reason, whatever was asked."""
    assert project.root is not None
    items = [json.dumps({"text": part}) for part in text_of(3).split("\n\n")]
    (project.root / "raw" / "exam" / "more.jsonl").write_text("\n".join(items))
    rebuild_here(enter(project.root, ENTRY + 'remove = "paragraph"\n'))
    documents = [row for row in rows(project, "removed") if row["reason"] == "held_out" and row["scope"] == "document"]
    assert [row["text"] for row in documents] == [text_of(3)]
    assert documents[0]["matched_item"].startswith("exam:more.jsonl:")


@pytest.mark.parametrize(
    ("entry", "error", "says"),
    [
        (ENTRY.replace("exam/*", "no/*"), ConfigError, r"no file no/\*\.jsonl of held_out"),
        (ENTRY + 'remove = "all"\n', SourceError, "remove"),
        (ENTRY + "weight = 3\n", SourceError, "no key weight"),
        (ENTRY.replace('name = "exam"\n', ""), SourceError, "name"),
        (ENTRY + ENTRY, SourceError, "called exam"),
        ("held_out = 3\n", SourceError, "held_out"),
    ],
)
def test_a_wrong_entry_is_said_before_anything_is_done(
    project: Project, entry: str, error: type[Exception], says: str
) -> None:
    assert project.root is not None
    register = entry + SOURCE if entry.startswith("held_out") else SOURCE + entry
    (project.root / "raw" / "sources.toml").write_text(register)
    with pytest.raises(error, match=says):
        rebuild_here(project)
    assert not (project.output / "work").exists()


def test_the_command_inspect_shows_the_item(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """It asks the register's sets, as a rebuild of the register does."""
    assert project.root is not None
    enter(project.root, ENTRY)
    monkeypatch.chdir(project.root)
    shown = CliRunner().invoke(main, ["inspect", "raw/texts/a.jsonl", "--json"], catch_exceptions=False).output
    removed = [one["removed"] for one in json.loads(shown) if one["removed"]]
    assert [one["detail"] for one in removed] == ["It holds the item exam:questions.jsonl:0:question."]
