"""Which rebuilds the driver does itself, and that they give the same bytes."""

from __future__ import annotations

from pathlib import Path

import pytest

from reinschrift.run import little, rebuild
from reinschrift.shard.plan import LEAST_SHARD_BYTES, plan_rebuild
from tests.steps import project_of, rebuild_here

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
    assert little.is_little(plan_rebuild(project_of(raw, tmp_path / "out"))) is is_little


def test_what_is_left_to_do_counts(tmp_path: Path) -> None:
    """A small file more in a large source is little: the large one is finished."""
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "large.jsonl").write_text(_records(2 * LEAST_SHARD_BYTES), encoding="utf-8")
    project = project_of(raw, tmp_path / "out")
    assert not little.is_little(plan_rebuild(project))
    rebuild_here(project)
    (raw / "small.txt").write_text(SENTENCE, encoding="utf-8")
    plan = plan_rebuild(project)
    assert [part.path for spec in plan.todo for part in spec.parts] == ["small.txt"]
    assert little.is_little(plan)


def test_a_driver_decides_on_so_many_documents_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is known of all documents must fit the driver: beyond a bound a worker decides."""
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "small.txt").write_text(SENTENCE, encoding="utf-8")
    plan = plan_rebuild(project_of(raw, tmp_path / "out"))
    for bound, is_little in ((len(SENTENCE.encode()), True), (len(SENTENCE.encode()) - 1, False)):
        monkeypatch.setattr(little, "LITTLE_TO_DECIDE", bound)
        assert little.is_little(plan) is is_little


def test_only_shards_not_assembled_yet_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where decisions on duplicates change large shards, workers assemble them."""
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "some.jsonl").write_text(_records(20_000), encoding="utf-8")
    n_bytes = (raw / "some.jsonl").stat().st_size
    project = project_of(raw, tmp_path / "out")
    plan = plan_rebuild(project)
    for spec in plan.shards:
        rebuild.refine_shard(spec)
    pieces = rebuild.shards_to_assemble(project, plan, rebuild.decide(project, plan))
    for bound, is_little in ((n_bytes, True), (n_bytes - 1, False)):
        monkeypatch.setattr(little, "LITTLE_TO_ASSEMBLE", bound)
        assert little.is_little_to_assemble(pieces) is is_little
    for piece in pieces.values():
        rebuild.assemble_shard(*piece)
    assert little.is_little_to_assemble(pieces)


def _records(n_bytes: int) -> str:
    """Return JSON lines of at least so many bytes."""
    line = '{"text": "' + SENTENCE.strip() + '"}\n'
    return line * (n_bytes // len(line.encode()) + 1)
