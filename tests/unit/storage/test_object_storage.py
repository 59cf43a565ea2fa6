"""A dataset in an object store: a real S3 server on this machine, its conditional writes, erasures that reach it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

import reinschrift
from reinschrift.cli import main
from reinschrift.errors import CommitConflictError, StorageError
from reinschrift.export.push import push_dataset
from reinschrift.look.explain import explain
from reinschrift.project import Project
from reinschrift.snapshot.compare import compare
from reinschrift.snapshot.erase import erase
from reinschrift.snapshot.manifest import list_versions, read_manifest, read_manifests
from reinschrift.snapshot.verify import verify
from reinschrift.storage import LocalStorage, open_storage
from reinschrift.storage.objects import ObjectStorage
from tests.steps import project_of, rebuild_here
from tests.stores import SECRET
from tests.texts import url_of, write_file


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Two snapshots."""
    write_file(tmp_path / "raw", "a", range(5))
    made = project_of(tmp_path / "raw", tmp_path / "out", "snapshot.shard_mb=0.001")
    rebuild_here(made)
    write_file(tmp_path / "raw", "b", [7])
    rebuild_here(made)
    return made


def test_one_of_many_creators_wins(address: str) -> None:
    """The conditional write is the commit: exactly one of eight."""
    storage = ObjectStorage(address)

    def create(writer: int) -> bool:
        try:
            storage.create("snapshots/1.0.0/manifest.0.json", bytes([writer]) * 100)
        except CommitConflictError:
            return False
        return True

    with ThreadPoolExecutor(8) as threads:
        won = list(threads.map(create, range(8)))
    assert sum(won) == 1
    assert storage.read("snapshots/1.0.0/manifest.0.json") == bytes([won.index(True)]) * 100


def test_what_is_pushed_reads_and_verifies_as_here(project: Project, address: str) -> None:
    """The same rows, versions, differences and story; the second push has nothing to do."""
    here, there = LocalStorage(project.output), open_storage(address)
    done = CliRunner().invoke(main, ["push", address, str(project.output), "--json"])
    assert done.exit_code == 0, done.output
    assert list_versions(there) == ["1.0.0", "1.1.0"]
    for version in list_versions(there):
        rows = reinschrift.open(address, version).documents.to_arrow()
        assert rows.equals(reinschrift.open(project.output, version).documents.to_arrow())
        assert verify(there, read_manifest(there, version)) == []
    one, other = (read_manifest(there, version) for version in list_versions(there))
    assert compare(there, one, other).equals(compare(here, one, other))
    assert explain(there, url_of(2))["documents"] == explain(here, url_of(2))["documents"]
    listed = there.read("snapshots/1.1.0/files.txt").decode().splitlines()
    assert all(there.exists(name) for name in listed)
    again = push_dataset(here, ObjectStorage(address))
    assert (again["manifests"], again["objects"]) == ([], 0)


@pytest.mark.slow
def test_an_erasure_reaches_the_store(project: Project, address: str) -> None:
    """The next push publishes the revisions and deletes what held the document."""
    here, there = LocalStorage(project.output), ObjectStorage(address)
    push_dataset(here, there)
    erase(here, [url_of(2)])
    assert push_dataset(here, there)["deleted"] > 0
    for manifest in read_manifests(there):
        assert manifest.revision == 1
        assert verify(there, manifest) == []
        urls = reinschrift.open(address, manifest.version).documents.to_arrow()["url"].to_pylist()
        assert url_of(2) not in urls
    needed = {item.sha256 for one in read_manifests(there) for items in one.tables.values() for item in items}
    left = {name.removesuffix(".parquet") for table in one_of_each(there) for name in there.names(table)}
    assert left <= needed


def one_of_each(there: ObjectStorage) -> list[str]:
    return [f"objects/{table}" for table in there.names("objects")]


def test_another_snapshot_of_the_same_number_is_refused(project: Project, address: str, tmp_path: Path) -> None:
    """Two histories do not mix in one folder."""
    there = ObjectStorage(address)
    push_dataset(LocalStorage(project.output), there)
    manifest = read_manifest(there, "1.0.0")
    changed = replace(manifest, created="2001-01-01T00:00:00+00:00").to_bytes()
    there.write("snapshots/1.0.0/manifest.0.json", changed)
    with pytest.raises(CommitConflictError, match=r"1\.0\.0"):
        push_dataset(LocalStorage(project.output), there)


def test_damage_in_the_store_is_found(project: Project, address: str) -> None:
    """A wrong byte and a missing object, by name."""
    there = ObjectStorage(address)
    push_dataset(LocalStorage(project.output), there)
    manifest = read_manifest(there)
    one, other = [item for item in manifest.tables["documents"] if item.n_rows][:2]
    data = bytearray(there.read(one.name("documents")))
    data[100] ^= 1
    there.write(one.name("documents"), bytes(data))
    there.delete(other.name("documents"))
    faults = {fault.object: fault.what for fault in verify(there, manifest)}
    assert "its bytes" in faults[one.name("documents")]
    assert "missing" in faults[other.name("documents")]


def test_what_fails_names_no_secret(address: str) -> None:
    """A bucket that is not there, and an address with credentials in it, which is refused."""
    with pytest.raises(StorageError) as caught:
        ObjectStorage("s3://no-such-bucket-anywhere/x").write("a", b"b")
    assert SECRET not in str(caught.value) + repr(caught.value.context)
    done = CliRunner().invoke(main, ["gc", f"s3://somebody:{SECRET}@bucket/corpus"])
    assert done.exit_code == 2
    assert "environment" in done.stderr
    assert SECRET not in done.output + done.stderr
