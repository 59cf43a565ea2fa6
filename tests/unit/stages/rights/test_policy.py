"""What the register says of a source decides what becomes of records that reserve their rights."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import reinschrift
from reinschrift.errors import SourceError
from reinschrift.look.replay import replay
from reinschrift.project import load_project
from reinschrift.sources.register import read_register
from reinschrift.storage import LocalStorage
from tests.steps import rebuild_here

PAGE = """<html lang="de"><head><title>{0}</title>{1}</head><body><article><h1>{0}</h1>
<p>Der Fluss trat im Frühjahr über die Ufer und überschwemmte bei {0} die Wiesen bis zum Bahndamm, wie seit Jahren nicht
mehr.</p><p>Niemand hatte die alte Mühle von {0} vermisst, bis das Rad eines Morgens wieder lief und das Dorf davon
erwachte.</p></article></body></html>"""
NOAI = '<meta name="robots" content="noai">'


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("", ["unknown"]),
        ("remove_rights = []", ["reserved", "unknown"]),
        ('remove_rights = ["unknown", "reserved"]', []),
    ],
    ids=["by the settings", "kept and marked", "nothing without permission"],
)
def test_the_register_decides(line: str, kept: list[str], tmp_path: Path) -> None:
    """Reserved records go unless the register keeps them, marked; the evidence stays with the record either way."""
    raw = tmp_path / "raw"
    (raw / "pages").mkdir(parents=True)
    (tmp_path / "reinschrift.toml").write_text("", encoding="utf-8")
    (raw / "sources.toml").write_text(
        f'[[source]]\nname = "pages"\nfiles = "pages"\nlicense = "unknown"\n{line}\n', encoding="utf-8"
    )
    (raw / "pages" / "a.html").write_text(PAGE.format("Altenau", NOAI), encoding="utf-8")
    (raw / "pages" / "b.html").write_text(PAGE.format("Brunnstadt", ""), encoding="utf-8")
    project = load_project(str(tmp_path))
    published = rebuild_here(project)
    snapshot = reinschrift.open(project.output)
    assert sorted(snapshot.documents.to_arrow()["rights"].to_pylist()) == kept
    rows = [*snapshot.documents.to_arrow().to_pylist(), *snapshot.removed.to_arrow().to_pylist()]
    evidence = {row["rights_evidence"] for row in rows if row["rights"] == "reserved"}
    assert evidence == {"meta robots: noai"}
    again = replay(LocalStorage(project.output), published.manifest.version)
    assert again["changes"] == []


def test_the_register_supplies_the_rules_of_sites(tmp_path: Path) -> None:
    """A robots.txt beside the register closes the addresses that it names; another one there changes the plan."""
    raw = tmp_path / "raw"
    (raw / "sites" / "example.org").mkdir(parents=True)
    (tmp_path / "reinschrift.toml").write_text("", encoding="utf-8")
    (raw / "sources.toml").write_text(
        '[[source]]\nname = "notes"\nfiles = "a.jsonl"\nlicense = "unknown"\nsite_files = "sites"\n', encoding="utf-8"
    )
    text = "Der Fluss trat bei {} im Frühjahr über die Ufer und überschwemmte die Wiesen bis zum Bahndamm im Tal."
    records = [
        {"url": f"https://www.example.org/{name}/a", "text": text.format(name)} for name in ("offen", "geschlossen")
    ]
    (raw / "a.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    rules = raw / "sites" / "example.org" / "robots.txt"
    rules.write_text("User-agent: CCBot\nDisallow: /geschlossen/\n", encoding="utf-8")
    project = load_project(str(tmp_path))
    rebuild_here(project)
    removed = reinschrift.open(project.output).removed.to_arrow().to_pylist()
    assert [(row["url"], row["rights_evidence"]) for row in removed] == [
        ("https://www.example.org/geschlossen/a", "robots.txt: /geschlossen/a is closed to CCBot")
    ]
    rules.write_text("User-agent: CCBot\nDisallow:\n", encoding="utf-8")
    rebuild_here(load_project(str(tmp_path)))
    assert reinschrift.open(project.output).documents.to_arrow().num_rows == 2


def test_a_folder_of_sites_must_hold_some(tmp_path: Path) -> None:
    """A wrong folder is an error that says how it should look, not a site without rules."""
    (tmp_path / "sources.toml").write_text(
        '[[source]]\nname = "notes"\nfiles = "a"\nlicense = "unknown"\nsite_files = "sites"\n', encoding="utf-8"
    )
    with pytest.raises(SourceError, match="no robots"):
        read_register(tmp_path / "sources.toml")
