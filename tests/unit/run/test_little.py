"""Which rebuilds the driver does itself, and that they give the same bytes."""

from __future__ import annotations

from pathlib import Path

import pytest

from reinschrift.run import rebuild
from reinschrift.shard.plan import plan_rebuild
from tests.steps import project_of

SENTENCE = "Die Gemeinde hat am Montag beschlossen, das alte Schulhaus am Fluss für Vereine zu öffnen.\n"


@pytest.mark.parametrize(
    ("name", "text", "is_little"),
    [
        ("a.txt", SENTENCE, True),
        ("large.txt", SENTENCE * 11_000, False),
        ("page.html", f"<!DOCTYPE html><html><body><p>{SENTENCE}</p></body></html>", False),
        ("lines.jsonl", '{"text": "' + SENTENCE.strip() + '"}\n', False),
    ],
)
def test_little_are_a_few_plain_texts(tmp_path: Path, name: str, text: str, *, is_little: bool) -> None:
    """A megabyte of plain text at most, over all sources; whatever a parser reads is left to a worker."""
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "small.txt").write_text(SENTENCE, encoding="utf-8")
    (raw / name).write_text(text, encoding="utf-8")
    assert rebuild.is_little(plan_rebuild(project_of(raw, tmp_path / "out"))) is is_little
