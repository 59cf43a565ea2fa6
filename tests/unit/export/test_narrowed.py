"""An export for a purpose holds what may be used for it and nothing else, in every form."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import reinschrift
from reinschrift.export.forms import FORMS, export_snapshot
from reinschrift.export.handed import Handed
from reinschrift.project import Project
from reinschrift.snapshot import view
from reinschrift.snapshot.manifest import Manifest
from reinschrift.snapshot.view import is_view_whole, write_view
from reinschrift.storage import LocalStorage
from tests.steps import project_of, rebuild_here
from tests.texts import text_of

OPEN, CLOSED = "Kornweihe", "Sumpfohreule"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Two shards: documents that a licence opens and others, in one of them only others."""
    folder = tmp_path_factory.mktemp("narrowed")
    (folder / "raw").mkdir()
    for name, licences in (("a", ["CC0-1.0", None, "CC-BY-4.0"]), ("b", [None, None])):
        rows = [
            {"text": f"Die {OPEN if one else CLOSED} flog über das Feld. {text_of(10 * ord(name) + n)}", "license": one}
            for n, one in enumerate(licences)
        ]  # fmt: skip
        (folder / "raw" / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    made = project_of(folder / "raw", folder / "out", "snapshot.shard_mb=0.001")
    rebuild_here(made)
    return made


def content(folder: Path) -> str:
    files = [path for path in folder.rglob("*") if path.is_file()]
    parts = [repr(pq.read_table(path).to_pylist()) if path.suffix == ".parquet" else path.read_text("utf-8", "replace")
             for path in files]  # fmt: skip
    return "\n".join(parts)


@pytest.mark.parametrize("form", sorted(FORMS))
def test_only_what_may_be_used_is_in_it(project: Project, tmp_path: Path, form: str) -> None:
    """Whole for everything, narrowed for a purpose, with the others where they are asked for."""
    if form in ("conllu", "tei", "vertical"):
        pytest.importorskip("sentencex")
    storage = LocalStorage(project.output)
    for name, handed, there in (
        ("all", Handed(), {OPEN, CLOSED}),
        ("some", Handed(purpose="train-generative"), {OPEN}),
        ("unknown", Handed(purpose="train-generative", or_unknown=True), {OPEN, CLOSED}),
    ):
        export_snapshot(storage, form, "latest", tmp_path / name, handed)
        found = content(tmp_path / name)
        assert {word for word in (OPEN, CLOSED) if word in found} == there


def test_a_folder_for_a_purpose_says_so(project: Project, tmp_path: Path) -> None:
    """With its own counts and roots, and without the statistics of all; a purpose that nothing serves has no rows."""
    storage = LocalStorage(project.output)
    export_snapshot(storage, "folder", "latest", tmp_path / "x", Handed(purpose="train-generative"))
    manifest = Manifest.from_bytes((tmp_path / "x" / "manifest.json").read_bytes(), "x")
    assert manifest.notes[-1] == {"purpose": "train-generative", "or_unknown": False}
    rows = reinschrift.open(project.output).documents.for_purpose("train-generative").to_arrow()
    kept = pq.read_table(tmp_path / "x" / "documents")
    assert kept.sort_by("id").to_pylist() == rows.sort_by("id").to_pylist()
    assert manifest.counts["kept"]["documents"] == kept.num_rows == 2
    paragraphs = pq.read_table(tmp_path / "x" / "paragraphs")
    assert {*paragraphs["document_id"].to_pylist()} == {*kept["id"].to_pylist()}
    assert pq.read_table(tmp_path / "x" / "removed").num_rows == 0
    assert "statistics" not in manifest.tables
    assert not list((tmp_path / "x").rglob("empty"))


def test_statistics_are_not_read_to_know_a_view(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the card says of languages is enough; one that is not today's is compared with the statistics."""
    monkeypatch.setattr("reinschrift.snapshot.card.LANGUAGE_DOCUMENTS", 1)
    storage = LocalStorage(project.output)
    manifest = reinschrift.open(project.output).manifest
    write_view(storage, manifest)
    place = project.output / "snapshots" / manifest.version / "README.md"
    assert '"config_name": "de"' in place.read_text(encoding="utf-8")
    with monkeypatch.context() as patched:
        patched.setattr(view, "language_splits", None)
        assert is_view_whole(storage, manifest)
    for change in (
        (b"train-generative", b"train"),
        (b'"config_name": "de"', b'"config_name": "en"'),
        (b"configs", b"x"),
    ):
        whole = place.read_bytes()
        place.write_bytes(whole.replace(*change))
        assert is_view_whole(storage, manifest) is (whole == place.read_bytes())
        place.write_bytes(whole)
