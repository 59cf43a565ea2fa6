"""Paragraphs in another language become documents of their own, where the setting asks so."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import reinschrift
from tests.steps import project_of, rebuild_here

GERMAN = (
    "Der Leuchtturm stand seit hundert Jahren auf der Klippe, und jeden Abend zündete der Wärter die Lampe an.",
    "Im Winter kam oft wochenlang kein Schiff, und die Vorräte wurden knapp, bis der Eisbrecher endlich eintraf.",
)
ENGLISH = (
    "The keeper of the lighthouse wrote a diary in English, because his mother had come from a village in Kent.",
    "He described the weather, the ships he had seen, and the bread that he baked every second Saturday.",
)


def rows_of(raw: Path, output: Path, *overrides: str) -> dict[str, list[dict[str, Any]]]:
    rebuild_here(project_of(raw, output, *overrides))
    snapshot = reinschrift.open(output)
    return {name: getattr(snapshot, name).to_arrow().to_pylist() for name in ("documents", "paragraphs", "removed")}


def test_foreign_paragraphs_stay_go_or_split_off(tmp_path: Path) -> None:
    """Kept by default; removed with the reason; or made a document of their own, which the removed rows name."""
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "turm.txt").write_text("\n\n".join([GERMAN[0], ENGLISH[0], GERMAN[1], ENGLISH[1], *GERMAN]), "utf-8")
    (raw / "other.txt").write_text("Am Markt verkaufte eine Frau Äpfel und den ersten Most des Jahres.", "utf-8")
    setting = "stages.language.foreign_paragraphs"
    kept = rows_of(raw, tmp_path / "keep", f"{setting}=keep")
    assert len(kept["documents"]) == 2
    assert not [row for row in kept["removed"] if row["stage"] == "language"]

    gone = rows_of(raw, tmp_path / "remove", f"{setting}=remove")
    assert [row["text"] for row in gone["removed"] if row["reason"] == "foreign_language"] == list(ENGLISH)

    split = rows_of(raw, tmp_path / "split", f"{setting}=split")
    (english,) = [row for row in split["documents"] if row["language"] == "en"]
    assert english["text"] == "\n\n".join(ENGLISH)
    assert (english["source_path"], english["record"]) == ("turm.txt", "0/en")
    moved = [row for row in split["removed"] if row["reason"] == "foreign_language_split"]
    assert [row["text"] for row in moved] == list(ENGLISH)
    assert {row["matched_document"] for row in moved} == {english["id"]}
    (german,) = [row for row in split["documents"] if row["source_path"] == "turm.txt" and row["language"] == "de"]
    assert not any(text in german["text"] for text in ENGLISH)
