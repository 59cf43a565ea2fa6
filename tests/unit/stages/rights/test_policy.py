"""What the register says of a source decides what becomes of records that reserve their rights."""

from __future__ import annotations

import pytest
from tests.steps import rebuild_here

import reinschrift
from reinschrift.project import load_project
from reinschrift.replay import replay
from reinschrift.storage import LocalStorage

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
def test_the_register_decides(line, kept, tmp_path):
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
