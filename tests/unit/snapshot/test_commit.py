"""Of several writers one wins, and what was decided before an erasure is not published after it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import reinschrift
from reinschrift.errors import CommitConflictError, StorageError
from reinschrift.project import Project
from reinschrift.run import rebuild
from reinschrift.shard.finished import ShardResult
from reinschrift.shard.plan import Plan
from reinschrift.snapshot.assembled import Assembled
from reinschrift.snapshot.erase import erase
from reinschrift.snapshot.history import read_history
from reinschrift.snapshot.manifest import list_versions, read_manifest
from reinschrift.storage import LocalStorage, exchange
from tests.steps import project_of, publish_checked, rebuild_here
from tests.texts import url_of, write_file

Job = tuple[Project, Plan, list[ShardResult], list[Assembled]]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    write_file(tmp_path / "raw", "a", range(6))
    made = project_of(tmp_path / "raw", tmp_path / "out", "snapshot.shard_mb=0.001")
    rebuild_here(made)
    return made


def up_to_publishing(project: Project) -> Job:
    """Go all steps but the last."""
    plan = rebuild.plan_rebuild(project)
    results = [rebuild.refine_shard(spec) for spec in plan.shards]
    decisions = rebuild.decide(project, plan)
    pieces = rebuild.shards_to_assemble(project, plan, decisions).values()
    return project, plan, results, [rebuild.assemble_shard(*piece) for piece in pieces]


def test_one_of_many_creators_wins(tmp_path: Path) -> None:
    """Sixteen at once, forty times: each file has exactly one writer, and its bytes are whole."""
    storage = LocalStorage(tmp_path)

    def create(job: tuple[int, int]) -> bool:
        number, writer = job
        try:
            storage.create(f"{number}", bytes([writer]) * 1000)
        except CommitConflictError:
            return False
        return True

    with ThreadPoolExecutor(16) as threads:
        won = list(threads.map(create, [(number, writer) for number in range(40) for writer in range(16)]))
    assert [sum(won[number * 16 : number * 16 + 16]) for number in range(40)] == [1] * 40
    assert all(set((tmp_path / str(number)).read_bytes()) == {won[number * 16 :].index(True)} for number in range(40))
    assert storage.unfinished() == []


def test_two_rebuilds_at_once_end_with_one_winner(project: Project, tmp_path: Path) -> None:
    """Both have assembled other data after the same snapshot: one publishes, the other is told to run again."""
    write_file(tmp_path / "raw", "b", [7])
    one = up_to_publishing(project)
    write_file(tmp_path / "raw", "b", [8])
    other = up_to_publishing(project)

    def publish(job: Job) -> str:
        try:
            return publish_checked(*job).manifest.version
        except CommitConflictError:
            return "conflict"

    with ThreadPoolExecutor(2) as threads:
        ended = sorted(threads.map(publish, [one, other]))
    # one after the other they make two snapshots, at once one and a clear error; never a mixture
    assert ended in (["1.1.0", "conflict"], ["1.1.0", "2.0.0"])
    for version in list_versions(LocalStorage(project.output)):
        urls = reinschrift.open(project.output, version).documents.to_arrow()["url"].to_pylist()
        assert len({url_of(7), url_of(8)} & set(urls)) == (version != "1.0.0")


def test_what_an_erasure_overtook_is_not_published(project: Project, tmp_path: Path) -> None:
    """A rebuild that had read the document before it was erased publishes nothing."""
    write_file(tmp_path / "raw", "b", [7])
    job = up_to_publishing(project)
    erase(LocalStorage(project.output), [url_of(2)])
    with pytest.raises(StorageError):
        publish_checked(*job)
    assert list_versions(LocalStorage(project.output)) == ["1.0.0"]
    rebuild_here(project)
    assert url_of(2) not in reinschrift.open(project.output).documents.to_arrow()["url"].to_pylist()


def test_the_history_needs_no_object(project: Project, tmp_path: Path) -> None:
    """Which snapshot first read an id is kept apart; without that file the objects tell the same."""
    write_file(tmp_path / "raw", "b", [7])
    rebuild_here(project)
    storage = LocalStorage(project.output)
    kept = read_history(storage)
    assert kept.snapshots == ("1.0.0", "1.1.0")
    assert sorted(kept.first_seen["version"].to_pylist()) == [0] * 6 + [1]
    storage.delete_folder("ids")
    assert read_history(storage).first_seen.sort_by("id").equals(kept.first_seen.sort_by("id"))


def test_the_view_is_the_snapshot(project: Project) -> None:
    """Plain Parquet, the same bytes as the objects, by links."""
    storage = LocalStorage(project.output)
    manifest = read_manifest(storage)
    folder = project.output / "snapshots/1.0.0/documents"
    assert pq.read_table(folder).num_rows == manifest.counts["kept"]["documents"]
    assert all(path.stat().st_nlink == 2 for path in folder.iterdir())


def test_two_folders_swap_names(tmp_path: Path) -> None:
    """In one step, so that no reader finds neither."""
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / name).touch()
    exchange(tmp_path / "one", tmp_path / "other")
    assert (tmp_path / "one" / "other").exists()
    assert (tmp_path / "other" / "one").exists()
