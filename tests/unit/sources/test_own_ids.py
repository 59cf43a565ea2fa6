"""Records that share an id of their own: the first keeps it, the others get one by their number, and none is lost."""

from __future__ import annotations

import json
from pathlib import Path

import reinschrift
from reinschrift.project import load_project
from tests.steps import rebuild_here

TEXTS = (
    "Der Bäcker am Tor öffnete um fünf, und schon um sechs waren die Mohnhörnchen ausverkauft.",
    "Auf der Insel gab es keinen Arzt, nur eine Hebamme, die auch Zähne zog und Hunde verband.",
    "Das Archiv im Keller roch nach Leder und Staub; niemand hatte es seit Jahren betreten.\nTeilen  Drucken  Merken",
)


def test_repeated_own_ids_lose_nothing(tmp_path: Path) -> None:
    """Three records call themselves `7`; three documents come out, each with an id of its own, debris included."""
    (tmp_path / "reinschrift.toml").write_text("[paths]\ndataset = 'own'\n", encoding="utf-8")
    raw = tmp_path / "raw"
    raw.mkdir()
    register = '[[source]]\nname = "own"\nfiles = "own.jsonl"\nlicense = "CC0-1.0"\nfields = { record = "nr" }\n'
    (raw / "sources.toml").write_text(register, encoding="utf-8")
    lines = [json.dumps({"nr": "7", "text": text}) for text in TEXTS]
    (raw / "own.jsonl").write_text("\n".join(lines), encoding="utf-8")
    project = load_project(str(tmp_path))
    rebuild_here(project)
    snapshot = reinschrift.open(project.output)
    documents = snapshot.documents.to_arrow().to_pylist()
    assert [row["text"] for row in documents] == [text.split("\n")[0] for text in TEXTS]
    assert len({row["id"] for row in documents}) == len(TEXTS)
    (debris,) = [row for row in snapshot.removed.to_arrow().to_pylist() if row["scope"] == "paragraph"]
    assert debris["document_id"] == documents[2]["id"]
