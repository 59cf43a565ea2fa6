"""A damaged snapshot is found out, named, and mended."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

import reinschrift
from reinschrift.cli import main
from reinschrift.project import Project
from reinschrift.snapshot.manifest import Object, manifest_name, read_manifest
from reinschrift.snapshot.verify import verify
from reinschrift.storage import LocalStorage, sha256_of
from reinschrift.storage.seals import sealed
from tests.steps import project_of, rebuild_here
from tests.texts import write_file


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A dataset with one snapshot."""
    write_file(tmp_path / "raw", "a", range(8))
    made = project_of(tmp_path / "raw", tmp_path / "out", "snapshot.shard_mb=0.001")
    rebuild_here(made)
    return made


def one_object(project: Project, table: str = "documents") -> tuple[Object, Path]:
    storage = LocalStorage(project.output)
    item = next(item for item in read_manifest(storage).tables[table] if item.n_rows)
    return item, storage.path(item.name(table))


def flip_a_byte(place: Path) -> None:
    data = bytearray(place.read_bytes())
    data[len(data) // 2] ^= 0xFF
    place.write_bytes(data)


def cut_short(place: Path) -> None:
    place.write_bytes(place.read_bytes()[:-9])


def test_a_whole_snapshot_has_no_faults(project: Project) -> None:
    """What was just published verifies, contract and counts included."""
    storage = LocalStorage(project.output)
    assert verify(storage, read_manifest(storage)) == []
    done = CliRunner().invoke(main, ["verify", str(project.output)])
    assert (done.exit_code, "whole" in done.stdout) == (0, True)


@pytest.mark.parametrize(
    ("damage", "what"),
    [(flip_a_byte, "its bytes"), (cut_short, "bytes, not"), (Path.unlink, "missing")],
)
@pytest.mark.parametrize("table", ["documents", "paragraphs", "removed"])
def test_damage_is_found_and_a_rebuild_mends_it(
    project: Project, damage: Callable[[Path], None], what: str, table: str
) -> None:
    """The fault names the object and its shard; after --repair and a rebuild every byte is back."""
    item, place = one_object(project, table if table != "removed" else "documents")
    good = place.read_bytes()
    damage(place)
    done = CliRunner().invoke(main, ["verify", str(project.output), "--json", "--repair"])
    assert done.exit_code == 1
    (fault,) = json.loads(done.stdout)["snapshots"][0]["faults"]
    assert fault["object"].endswith(f"{item.sha256}.parquet")
    assert fault["shard"] == item.shard
    assert what in fault["what"]
    assert not rebuild_here(project).is_new
    assert place.read_bytes() == good
    storage = LocalStorage(project.output)
    assert verify(storage, read_manifest(storage)) == []
    assert reinschrift.open(project.output).documents.count() == 8


def test_a_cut_object_is_mended_without_repair(project: Project) -> None:
    """A rebuild does not take an object of the wrong length for a whole one."""
    _, place = one_object(project)
    cut_short(place)
    rebuild_here(project)
    storage = LocalStorage(project.output)
    assert verify(storage, read_manifest(storage)) == []


def test_counts_that_do_not_add_up_break_the_contract(project: Project) -> None:
    """A manifest that says another number of kept documents is found out."""
    storage = LocalStorage(project.output)
    name = manifest_name("1.0.0", 0)
    manifest = json.loads(storage.read(name))
    manifest["counts"]["kept"]["documents"] += 1
    storage.write(name, sealed(manifest))
    faults = verify(storage, read_manifest(storage))
    assert any("expect_read_to_equal_kept_and_removed" in fault.what for fault in faults)
    assert verify(storage, read_manifest(storage), contract=False) == []


def test_rows_that_break_the_contract_are_found(project: Project) -> None:
    """An object put in by hand, with a right hash and wrong rows, breaks a rule by name."""
    storage = LocalStorage(project.output)
    item, place = one_object(project)
    rows = pq.read_table(place)
    rows = rows.set_column(rows.schema.get_field_index("n_chars"), rows.schema.field("n_chars"), [[7] * rows.num_rows])
    pq.write_table(rows, place)
    name = manifest_name("1.0.0", 0)
    manifest = json.loads(storage.read(name))
    for entry in manifest["tables"]["documents"]:
        if entry["sha256"] == item.sha256:
            entry |= {"sha256": sha256_of(place), "n_bytes": place.stat().st_size}
    new = sealed(manifest)
    storage.rename(item.name("documents"), f"objects/documents/{sha256_of(place)}.parquet")
    storage.write(name, new)
    whats = [fault.what for fault in verify(storage, read_manifest(storage))]
    assert any("expect_n_chars_to_count_text" in what for what in whats), whats


def test_a_view_that_lost_a_file_is_linked_anew(project: Project) -> None:
    """The folder of links is part of what is checked."""
    next((project.output / "snapshots/1.0.0/paragraphs").iterdir()).unlink()
    done = CliRunner().invoke(main, ["verify", str(project.output), "--repair", "--json"])
    assert done.exit_code == 1
    assert json.loads(done.stdout)["snapshots"][0]["faults"][0]["object"] == "snapshots/1.0.0"
    assert CliRunner().invoke(main, ["verify", str(project.output)]).exit_code == 0
