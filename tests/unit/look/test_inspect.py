"""What is shown of a file is what a rebuild makes of it: with the register's entry, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from reinschrift.cli import main
from reinschrift.cli.print_inspected import printed
from reinschrift.errors import SourceError
from reinschrift.look.inspect import inspect_file
from reinschrift.project import Project, load_project
from reinschrift.shard.finished import read_tables
from reinschrift.shard.plan import plan_rebuild
from reinschrift.shard.refine import refine_shard
from reinschrift.shard.spec import ShardSpec

ROOT = Path(__file__).parents[3]
PROSE = "Am Morgen fuhren die Boote hinaus, und erst gegen Abend kehrten sie mit leeren Netzen zurück. "
REGISTER = """
[[source]]
name = "letters"
files = ["letters/*.jsonl", "letters/*.txt"]
license = "CC-BY-4.0"
rights = "allowed"
language = "en-US"
separator = "\\n--\\n"
fields = {{ text = "story.words", published = "day" }}
leave_out = "out.txt"
{more}
"""


def run(*arguments: object, given: str | None = None) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], input=given)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Return a project with a source that has an entry of its own for everything."""
    (tmp_path / "raw" / "letters").mkdir(parents=True)
    (tmp_path / "reinschrift.toml").write_text('[paths]\ndataset = "d"\n[run]\nworkers = 1\n')
    (tmp_path / "raw" / "sources.toml").write_text(REGISTER.format(more=""))
    (tmp_path / "raw" / "out.txt").write_text("out.example\n")
    rows = [
        {"words": "not these", "story": {"words": PROSE * 3}, "day": "03/04/2024", "url": "https://a.example/1"},
        {"story": {"words": PROSE * 3}, "url": "https://out.example/2"},
    ]
    (tmp_path / "raw" / "letters" / "a.jsonl").write_text("\n".join(map(json.dumps, rows)))
    (tmp_path / "raw" / "letters" / "b.txt").write_text(f"{PROSE}\n--\n{PROSE * 2}")
    return load_project(str(tmp_path))


def rows_of_shard(spec: ShardSpec) -> dict[str, tuple[Any, ...]]:
    """Return what a rebuild writes of a shard, by the ids of the documents, before duplicates."""
    rows: dict[str, tuple[Any, ...]] = {}
    for documents, paragraphs, removed in read_tables(refine_shard(spec).folder):
        ids = documents["id"].to_pylist()
        for row in documents.to_pylist():
            rows[row["id"]] = (None, row["license"], row["published"], row["title"], row["rights"], [], [])
        for row in paragraphs.to_pylist():
            rows[ids[row["document"]]][5].append(row["text"])
        for row in removed.to_pylist():
            if row["scope"] == "document":
                rows[row["document_id"]] = (row["reason"], row["license"], row["rights"], row["measured"])
        for row in removed.to_pylist():
            if row["scope"] == "paragraph" and rows[row["document_id"]][0] is None:
                rows[row["document_id"]][6].append((row["reason"], row["text"]))
    return rows


def row_of(document: dict[str, Any]) -> tuple[Any, ...]:
    """Return the same of an inspected document."""
    facts, why = document["metadata"], document["removed"]
    if why:
        return why["reason"], facts["license"], facts["rights"], why["measured"]
    kept = [line["text"] for line in document["lines"] if line["reason"] is None]
    removed = [(line["reason"], line["text"]) for line in document["lines"] if line["reason"]]
    return None, facts["license"], facts.get("published"), facts.get("title"), facts["rights"], kept, removed


def test_each_file_of_the_sample_is_shown_as_a_rebuild_takes_it(tmp_path: Path) -> None:
    """Kept documents with their paragraphs, removed ones with their reason, removed lines: row by row."""
    project = load_project(str(ROOT), output=str(tmp_path / "out"))
    for spec in plan_rebuild(project).shards:
        shown = [document for part in spec.parts for document in inspect_file(project, part.address)]
        assert {document["id"]: row_of(document) for document in shown} == rows_of_shard(spec)


def test_the_register_says_what_a_file_is(project: Project) -> None:
    """Its fields, its separator, its licence, the order of day and month, and who is left out."""
    first, second = inspect_file(project, str(project.raw / "letters" / "a.jsonl"))
    assert first["lines"][0]["text"].startswith("Am Morgen")
    assert first["metadata"]["license"] == "CC-BY-4.0"
    assert first["metadata"]["published"].isoformat() == "2024-03-04"
    assert second["removed"]["reason"] == "opted_out"
    notes = list(inspect_file(project, str(project.raw / "letters" / "b.txt")))
    assert [note["record"] for note in notes] == ["0", "1"]


def test_a_file_that_no_source_names_is_read_alone_or_as_one_of_a_source(project: Project, tmp_path: Path) -> None:
    """And what is shown says which."""
    file = tmp_path / "elsewhere.txt"
    file.write_text(f"{PROSE}\n--\n{PROSE * 2}")
    (alone,) = inspect_file(project, str(file))
    assert (alone["is_registered"], alone["metadata"]["license"]) == (False, "unknown")
    assert "not in a register" in printed(alone)
    assert len(list(inspect_file(project, str(file), source="letters"))) == 2
    with pytest.raises(SourceError, match="no source lettres"):
        list(inspect_file(project, str(file), source="lettres"))


def test_what_is_shown_is_for_people(project: Project) -> None:
    """No Python values; each number has its name, and a long line its own column."""
    (document, _) = inspect_file(project, str(project.raw / "letters" / "a.jsonl"))
    shown = printed(document)
    assert not [sign for sign in "{}[]" if sign in shown]
    assert "words " in shown
    assert "score " in shown
    line = next(each for each in shown.splitlines() if "Am Morgen" in each)
    begins = line.index("Am Morgen")
    below = shown.splitlines()[shown.splitlines().index(line) + 1]
    assert not below[:begins].strip()
    assert below[begins] != " "


def test_a_few_records_can_be_asked_for_and_the_standard_input_is_a_file(project: Project, tmp_path: Path) -> None:
    """By number, and by their ids; nothing at all is an error."""
    file = project.raw / "letters" / "b.txt"
    assert len(json.loads(run("inspect", file, "--json", "--limit", 1, "--project", project.root).output)) == 1
    (row,) = json.loads(run("inspect", file, "--json", "--record", 1, "--project", project.root).output)
    assert row["record"] == "1"
    assert "no such record" in run("inspect", file, "--record", 7, "--project", project.root).output
    done = run("inspect", "-", "--json", "--project", project.root, given=PROSE)
    assert json.loads(done.output)[0]["source"] == "stdin"


def test_a_file_that_no_reader_takes_says_why(project: Project, tmp_path: Path) -> None:
    """As a rebuild would."""
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7\n" + bytes(range(256)))
    done = run("inspect", tmp_path / "a.pdf", "--project", project.root)
    assert done.exit_code == 1
    assert "a PDF" in done.output


def test_a_record_says_whether_it_is_judged_as_a_page_and_by_what(project: Project) -> None:
    """Signs, or the treatment of its source; the bar is the one that its lines were held to."""
    (project.raw / "letters" / "c.txt").write_text(f"{PROSE}\n" * 3)
    menu = "Startseite\nPolitik\nKultur\nSport\nImpressum\nDatenschutz\n"
    (project.raw / "letters" / "d.txt").write_text(menu + f"{PROSE}\n" * 3)
    (text,) = inspect_file(project, str(project.raw / "letters" / "c.txt"))
    (page,) = inspect_file(project, str(project.raw / "letters" / "d.txt"))
    assert (text["page"]["is_page"], text["page"]["first"], text["page"]["least"]) == (False, None, 0)
    assert (page["page"]["is_page"], page["page"]["by"], page["page"]["first"]) == (True, "signs", 1)
    assert "a web page: " in printed(page)
    assert "no sign of a page" in printed(text)
    (project.raw / "sources.toml").write_text(REGISTER.format(more='treatment = "pages"'))
    (told,) = inspect_file(project, str(project.raw / "letters" / "c.txt"))
    assert (told["page"]["is_page"], told["page"]["by"], told["page"]["least"]) == (True, "settings", 0.5)


@pytest.mark.parametrize("name", ["crawl.warc", "crawl of May"])
def test_an_archive_beside_a_file_speaks_for_its_site_whatever_it_is_called(project: Project, name: str) -> None:
    """As a rebuild recognises it: by its content. What robots.txt there closes is reserved for the file's page."""
    closed = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nUser-agent: *\nDisallow: /\n"
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:1>\r\nWARC-Date: 2024-01-31T00:00:00Z\r\n"
        "WARC-Target-URI: https://a.example/robots.txt\r\nContent-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(closed)}\r\n\r\n"
    )
    (project.raw / "pages").mkdir()
    (project.raw / "pages" / name).write_bytes(head.encode() + closed + b"\r\n\r\n")
    page = {"text": PROSE * 3, "url": "https://a.example/1"}
    (project.raw / "pages" / "page.jsonl").write_text(json.dumps(page))
    register = project.raw / "sources.toml"
    register.write_text(register.read_text() + '\n[[source]]\nname = "pages"\nfiles = ["pages"]\nlicense = "unknown"\n')
    (shown,) = inspect_file(project, str(project.raw / "pages" / "page.jsonl"))
    assert shown["metadata"]["rights"] == "reserved"
