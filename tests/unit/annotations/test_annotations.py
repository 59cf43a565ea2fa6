"""Columns that other tools made are joined to documents, and documents go by them where the register says so."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

import reinschrift
from reinschrift.annotations.attach import check_annotations
from reinschrift.cli import main
from reinschrift.errors import ConfigError, SourceError
from reinschrift.project import Project, load_project
from tests.steps import rebuild_here
from tests.texts import text_of, url_of, write_file

SOURCE = '[[source]]\nname = "all"\nfiles = "texts"\nlicense = "unknown"\n'
ENTRY = '[[annotations]]\nname = "topics"\nfiles = "topics.*"\nby = "url"\norigin = "a model, 1.2"\n'


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Ten documents, of which three have a topic and a score, one under another way to write its address."""
    (tmp_path / "reinschrift.toml").write_text("[snapshot]\nshard_mb = 0.001\n")
    write_file(tmp_path / "raw" / "texts", "a", range(10))
    said: list[dict[str, Any]] = [
        {"url": url_of(1), "topic": "mills", "score": 0.9},
        {"url": url_of(2).replace("https://", "http://www.") + "/?utm_source=x#top", "topic": "mills", "score": 0.4},
        {"url": url_of(3), "topic": None, "score": 0.85},
        {"url": "https://elsewhere.example/", "topic": "none", "score": 1.0},
    ]
    write_lines(tmp_path / "raw" / "topics.jsonl", said)
    return enter(tmp_path, ENTRY)


def write_lines(file: Path, rows: list[dict[str, Any]]) -> None:
    file.write_text("".join(f"{json.dumps(row)}\n" for row in rows))


def enter(root: Path, entry: str) -> Project:
    (root / "raw" / "sources.toml").write_text(SOURCE + entry)
    return load_project(str(root))


def root_of(project: Project) -> Path:
    assert project.root is not None
    return project.root


def said_of(project: Project) -> dict[str, Mapping[str, Any]]:
    """Return what is said of each document by its address, labels and numbers by set and name."""
    documents = reinschrift.open(project.output).documents.to_arrow().to_pylist()
    return {
        row["url"]: {
            f"{one['set']}.{one['name']}": one["label"] if one["value"] is None else one["value"]
            for one in row["annotations"] or ()
        }
        for row in documents
    }


def removed_of(project: Project) -> list[dict[str, Any]]:
    rows = reinschrift.open(project.output).removed.to_arrow().to_pylist()
    return [row for row in rows if row["reason"] == "annotated"]


def test_what_is_said_of_a_page_stands_in_its_document(project: Project) -> None:
    """Another set does no shard again, joins what it says with its origin, and without it all is as before."""
    bare = rebuild_here(enter(root_of(project), ""))
    assert not any(said_of(project).values())
    times = [file.stat().st_mtime_ns for file in sorted((project.output / "work").glob("*/shard.json"))]
    published = rebuild_here(enter(root_of(project), ENTRY))
    assert [file.stat().st_mtime_ns for file in sorted((project.output / "work").glob("*/shard.json"))] == times
    found = {url: said for url, said in said_of(project).items() if said}
    assert found == {
        url_of(1): {"topics.topic": "mills", "topics.score": 0.9},
        url_of(2): {"topics.topic": "mills", "topics.score": 0.4},
        url_of(3): {"topics.score": 0.85},
    }
    rows = reinschrift.open(project.output).documents.to_arrow().to_pylist()
    assert {one["origin"] for row in rows for one in row["annotations"] or ()} == {"a model, 1.2"}
    assert published.manifest.counts["annotated"] == {"topics": 3}
    assert rebuild_here(enter(root_of(project), "")).manifest.tables == bare.manifest.tables


@pytest.mark.parametrize(
    ("remove", "gone", "measured", "threshold"),
    [
        ("{score = {min = 0.85}}", {1, 3}, {0.9, 0.85}, 0.85),
        ('{score = {min = 0.5}, topic = "mills"}', {1}, {0.9}, 0.5),
        ('{topic = ["mills", "none"]}', {1, 2}, {None}, None),
        ("{score = {max = 0.1}}", set(), set(), None),
    ],
)
def test_documents_go_by_what_is_said(
    project: Project, remove: str, gone: set[int], measured: set[float | None], threshold: float | None
) -> None:
    """What meets all conditions is removed, with the value on record; what nothing is said of stays."""
    rebuild_here(enter(root_of(project), f"{ENTRY}remove = {remove}\n"))
    rows = removed_of(project)
    assert {row["url"] for row in rows} == {url_of(n) for n in gone}
    assert {row["measured"] and round(row["measured"], 2) for row in rows} == measured
    assert {row["threshold"] and round(row["threshold"], 2) for row in rows} == ({threshold} if rows else set())
    assert all(row["matched_item"].startswith("topics:") and row["annotations"] for row in rows)
    assert len(said_of(project)) == 10 - len(gone)


def test_a_set_goes_by_id_and_by_text_too(project: Project) -> None:
    """Files of several kinds make one set; a text's hash is that of the published one."""
    root = root_of(project)
    rebuild_here(enter(root, ""))
    ids = {row["url"]: row["id"] for row in reinschrift.open(project.output).documents.to_arrow().to_pylist()}
    pq.write_table(pa.table({"doc": [ids[url_of(4)]], "ok": [True]}), root / "raw" / "first.parquet")
    (root / "raw" / "second.csv").write_text(f"doc,ok\n{ids[url_of(5)]},false\n")
    line = json.dumps({"text_sha256": hashlib.sha256(text_of(6).encode()).hexdigest(), "grade": 3})
    (root / "raw" / "grades.jsonl.gz").write_bytes(gzip.compress(line.encode()))
    by_id = '[[annotations]]\nname = "checked"\nfiles = ["first.parquet", "second.csv"]\nkey = "doc"\n'
    by_text = '[[annotations]]\nname = "grades"\nfiles = "grades.jsonl.gz"\nby = "text_sha256"\nremove = {grade = 3}\n'
    rebuild_here(enter(root, by_id + by_text))
    found = {url: said for url, said in said_of(project).items() if said}
    assert found == {url_of(4): {"checked.ok": "true"}, url_of(5): {"checked.ok": "false"}}
    assert [(row["url"], row["measured"]) for row in removed_of(project)] == [(url_of(6), 3.0)]


def test_labels_hold_nothing_of_persons_and_nothing_for_terminals(project: Project) -> None:
    said = {"url": url_of(1), "note": "ask\x1b[31m johanna.meier@firma.example\u202e"}
    write_lines(root_of(project) / "raw" / "topics.jsonl", [said])
    rebuild_here(project)
    assert said_of(project)[url_of(1)] == {"topics.note": "ask [31m <EMAIL>"}


def test_mixtures_ask_annotations(project: Project, tmp_path: Path) -> None:
    """A condition of a recipe takes a set's name and column; a number and a label are told apart by what is asked."""
    rebuild_here(project)
    wheres = ({"annotations.topics.topic": "mills"}, {"annotations.topics.score": {"min": 0.8}})
    taken = []
    for number, where in enumerate(wheres):
        recipe = {"where": {}, "columns": ["url"], "parts": [{"name": "all", "where": where}]}
        described = reinschrift.mix(project.output, recipe, tmp_path / f"mix{number}")
        taken.append(described["parts"][0]["taken"]["documents"])
    assert taken == [2, 2]


def test_replay_says_what_another_bound_would_do(project: Project) -> None:
    """The documents that another `remove` would take and bring back are those that a rebuild with it does."""
    root = root_of(project)
    rebuild_here(enter(root, f"{ENTRY}remove = {{score = {{min = 0.9}}}}\n"))
    before = set(said_of(project))
    asked = [
        "replay",
        "--annotations",
        'topics = {topic = "mills", score = {max = 0.5}}',
        "--json",
        str(project.output),
    ]
    told = json.loads(CliRunner().invoke(main, asked, catch_exceptions=False).output)
    rebuild_here(enter(root, f'{ENTRY}remove = {{topic = "mills", score = {{max = 0.5}}}}\n'))
    after = set(said_of(project))
    assert (told["lost"]["documents"], told["gained"]["documents"]) == (1, 1)
    assert {row["url"] for row in told["samples"] if row["change"] == "lost"} == before - after == {url_of(2)}
    assert {row["url"] for row in told["samples"] if row["change"] == "gained"} == after - before == {url_of(1)}
    refused = CliRunner().invoke(main, ["replay", "--annotations", "other = {n = 1}", str(project.output)])
    assert (refused.exit_code, "It has those of: topics" in " ".join(refused.output.split())) == (2, True)


def test_inspect_shows_what_is_said_and_what_goes_by_it(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root_of(enter(root_of(project), f"{ENTRY}remove = {{score = {{min = 0.9}}}}\n")))
    shown = CliRunner().invoke(main, ["inspect", "raw/texts/a.jsonl", "--json"], catch_exceptions=False).output
    said = {one["metadata"]["url"]: one for one in json.loads(shown)}
    assert [one["name"] for one in said[url_of(2)]["metadata"]["annotations"]] == ["topic", "score"]
    assert said[url_of(1)]["removed"]["reason"] == "annotated"
    assert said[url_of(1)]["removed"]["detail"] == "It meets what topics removes by score."
    assert said[url_of(2)]["removed"] is None


@pytest.mark.parametrize(
    ("entry", "error", "says"),
    [
        (ENTRY.replace("topics.*", "no.*"), ConfigError, r"no file no\.\* of annotations"),
        (ENTRY + "weight = 3\n", SourceError, "no key weight"),
        (ENTRY + 'by = "title"\n', SourceError, "TOML"),
        (ENTRY.replace('by = "url"', 'by = "title"'), SourceError, "by is 'title'"),
        (ENTRY.replace('name = "topics"\n', ""), SourceError, "name is missing"),
        (ENTRY + "remove = {score = {least = 3}}\n", SourceError, "min, max, not"),
        (ENTRY + ENTRY, SourceError, "called topics"),
        (ENTRY + 'key = "page"\n', ConfigError, "no column page"),
        (ENTRY + 'columns = ["grade"]\n', ConfigError, "the column grade"),
        (ENTRY + "remove = {grade = 3}\n", ConfigError, "no column grade"),
        (ENTRY + 'remove = {score = "high"}\n', ConfigError, "cannot be asked"),
    ],
)
def test_a_wrong_entry_is_said_before_anything_is_done(
    project: Project, entry: str, error: type[Exception], says: str
) -> None:
    with pytest.raises(error, match=says):
        check_annotations(enter(root_of(project), entry).annotations())


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([{"url": url_of(1), "n": 1}, {"url": url_of(1).replace("https", "http"), "n": 2}], "2 rows are for the url"),
        ([{"url": url_of(1), "n": [1]}], "neither of numbers nor of labels"),
        ([{"url": url_of(1), "n": "x" * 1001}], "more than 1,000 characters"),
    ],
)
def test_files_that_cannot_be_joined(project: Project, rows: list[dict[str, Any]], says: str) -> None:
    write_lines(root_of(project) / "raw" / "topics.jsonl", rows)
    with pytest.raises(ConfigError, match=says):
        check_annotations(enter(root_of(project), ENTRY).annotations())


def test_the_command_refuses_a_damaged_file_before_it_works(project: Project) -> None:
    (root_of(project) / "raw" / "topics.jsonl").write_text('{"url": ')
    done = CliRunner().invoke(main, ["rebuild", "--project", str(project.root)])
    assert done.exit_code == 2
    assert "topics.jsonl cannot be read" in " ".join(done.output.split())
