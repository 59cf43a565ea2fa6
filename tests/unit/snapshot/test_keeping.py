"""Tags, roll-backs, garbage, and what a plan says: the housekeeping of a dataset."""

from __future__ import annotations

import json
import os
import shutil
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import reinschrift
from reinschrift.cli import main
from reinschrift.errors import ConfigError, SnapshotNotFoundError
from reinschrift.project import Project
from reinschrift.shard.describe import describe_plan
from reinschrift.shard.plan import plan_rebuild
from reinschrift.snapshot.clean import clean
from reinschrift.snapshot.commit import roll_back
from reinschrift.snapshot.manifest import list_versions, read_manifest, read_tags, write_tag
from reinschrift.snapshot.verify import verify
from reinschrift.storage import LocalStorage
from tests.steps import project_of, rebuild_here
from tests.texts import text_of, write_file

SMALL = "snapshot.shard_mb=0.001"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A dataset with the snapshots 1.0.0 and 1.1.0."""
    write_file(tmp_path / "raw", "a", range(6))
    made = project_of(tmp_path / "raw", tmp_path / "out", SMALL)
    rebuild_here(made)
    write_file(tmp_path / "raw", "b", range(6, 9))
    rebuild_here(made)
    return made


def command(*words: str) -> Any:
    done = CliRunner().invoke(main, [*words, "--json"])
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def shards_of(project: Project) -> dict[str, tuple[str, tuple[str, ...]]]:
    described = describe_plan(plan_rebuild(project))
    return {shard["name"].split("/")[-1]: (shard["state"], tuple(shard["why"])) for shard in described["shards"]}


def test_a_tag_is_a_name_for_a_version(project: Project) -> None:
    """Every command takes it, it can be moved and taken away; the version stays."""
    storage = LocalStorage(project.output)
    assert command("tag", "paper", "1.0.0", str(project.output)) == {"paper": "1.0.0"}
    assert reinschrift.open(project.output, "paper").version == "1.0.0"
    assert command("list", str(project.output))[0]["tags"] == ["paper"]
    write_tag(storage, "paper", "latest")
    assert read_manifest(storage, "paper").version == "1.1.0"
    moved = CliRunner().invoke(main, ["tag", "paper", "1.0.0", str(project.output)])
    assert moved.stdout == "paper  1.0.0  (before: 1.1.0)\n"
    assert command("tag", "paper", "--delete", "latest", str(project.output)) == {}
    with pytest.raises(SnapshotNotFoundError):
        read_manifest(storage, "paper")


@pytest.mark.parametrize("name", ["latest", "1.0.0", "../x", "", "a/b"])
def test_a_tag_cannot_be_taken_for_something_else(project: Project, name: str) -> None:
    """No versions, no `latest`, no paths."""
    with pytest.raises(ConfigError):
        write_tag(LocalStorage(project.output), name, "1.0.0")
    assert read_tags(LocalStorage(project.output)) == {}


@pytest.mark.slow
def test_a_rollback_is_a_new_version(project: Project) -> None:
    """The older state is published as the newest; records went, so it is a major version, and it stores nothing new."""
    storage = LocalStorage(project.output)
    objects = sorted(path.name for path in (project.output / "objects").rglob("*.parquet"))
    before = reinschrift.open(project.output, "1.0.0").documents.to_arrow()
    assert command("rollback", "1.0.0", str(project.output))["version"] == "2.0.0"
    assert sorted(path.name for path in (project.output / "objects").rglob("*.parquet")) == objects
    assert reinschrift.open(project.output).documents.to_arrow().equals(before)
    assert read_manifest(storage).notes[-1]["rollback"] == "1.0.0"
    assert [verify(storage, read_manifest(storage, one)) for one in list_versions(storage)] == [[], [], []]
    assert not roll_back(storage, "1.0.0").is_new
    assert rebuild_here(project).manifest.version == "2.1.0"


def test_gc_says_first_and_deletes_when_told(project: Project) -> None:
    """Without --delete nothing goes; with it, only what is older than the grace period and named by nobody."""
    storage = LocalStorage(project.output)
    old, young = (f"objects/documents/{digit * 64}.parquet" for digit in "ab")
    stale = "work/" + "0" * 32
    for name in (old, young, f"{stale}/documents.parquet"):
        storage.write(name, b"x")
    for name in (old, stale):
        os.utime(storage.path(name), (time.time() - 8 * 86_400,) * 2)

    def files() -> list[Path]:
        return sorted(path for path in project.output.rglob("*") if path.is_file() and path.name != ".rebuild.lock")

    there = files()
    said = command("gc", str(project.output))
    assert (said["objects"], said["work"], said["deleted"]) == ([old], [stale], False)
    assert files() == there
    assert command("gc", "--delete", str(project.output))["deleted"]
    assert not storage.exists(old)
    assert not storage.exists(stale)
    assert storage.exists(young)
    assert [verify(storage, read_manifest(storage, one)) for one in list_versions(storage)] == [[], []]


def test_gc_keeps_the_work_of_the_last_rebuild(project: Project) -> None:
    """After it, a rebuild still has nothing to do; work of shards that are no more goes."""
    raw = Path(project.paths[0])
    write_file(raw, "b", range(6, 12))
    rebuild_here(project)
    storage = LocalStorage(project.output)
    garbage = clean(storage, 0, delete=True)
    assert garbage["work"]
    assert plan_rebuild(project).todo == ()
    assert not rebuild_here(project).is_new


def test_a_plan_says_what_is_to_do_and_why(project: Project) -> None:
    """Finished, new, inputs changed, settings changed by name, and its result gone."""
    assert set(shards_of(project).values()) == {("finished", ())}
    raw = Path(project.paths[0])
    write_file(raw, "b", range(6, 9), {7: text_of(7) + " Mehr."})
    write_file(raw, "d", range(20, 26))
    plan = describe_plan(plan_rebuild(project))
    whys = [why for shard in plan["shards"] for why in shard["why"]]
    assert set(whys) == {"inputs changed", "new"} or set(whys) == {"new"}
    rebuild_here(project)
    other = project_of(raw, project.output, SMALL, "stages.lines.min_content=0.61", "snapshot.test_share=0.3")
    described = describe_plan(plan_rebuild(other))
    assert {tuple(shard["why"]) for shard in described["shards"]} == {("settings changed: stages.lines.min_content",)}
    assert described["assembly"] == ["snapshot settings changed"]
    LocalStorage(project.output).delete_folder(f"work/{plan_rebuild(project).shards[0].fingerprint}")
    assert max(shards_of(project).values()) == ("to do", ("its result is gone",))


@pytest.mark.slow
def test_another_threshold_decides_anew_and_refines_nothing(project: Project) -> None:
    """What comes out is what a rebuild without the earlier work gives: shards do not depend on it."""
    raw = Path(project.paths[0])
    write_file(raw, "c", range(40, 46), {40: f"{text_of(0)}\n\nDazu kam im Mai ein Brief vom Amt, den niemand las."})
    rebuild_here(project)
    near = read_manifest(project.storage()).counts["kept"]["documents"]
    shutil.copytree(project.output, project.output.with_name("again"))
    shutil.rmtree(project.output.with_name("again") / "work")
    other = ("dedup.threshold=1.0", "dedup.tolerance=0.0")
    made = []
    for output in (project.output, project.output.with_name("again")):
        changed = project_of(raw, output, SMALL, *other)
        made.append((describe_plan(plan_rebuild(changed)), rebuild_here(changed).manifest))
    (known, first), (_, second) = made
    assert {shard["state"] for shard in known["shards"]} == {"finished"}
    assert known["assembly"] == ["dedup.threshold changed", "dedup.tolerance changed"]
    assert first.tables == second.tables
    assert first.counts["kept"]["documents"] == near + 1


def test_a_plan_names_shards_that_are_no_more(project: Project) -> None:
    """A raw file that is gone takes its shard along."""
    (Path(project.paths[0]) / "b.jsonl").unlink()
    assert describe_plan(plan_rebuild(project))["gone"]


def test_what_did_not_change_is_not_made_again(project: Project) -> None:
    """New data refine and assemble their own shards alone; the objects of the others are those there were."""
    raw = Path(project.paths[0])
    write_file(raw, "e", range(30, 33))
    plan = plan_rebuild(project)
    before = {path: path.stat().st_mtime_ns for path in (project.output / "objects").rglob("*.parquet")}
    n_todo = len(plan.todo)
    assert 0 < n_todo < len(plan.shards)
    published = rebuild_here(project)
    assert all(path.stat().st_mtime_ns == when for path, when in before.items())
    made = {path.name for path in (project.output / "objects/documents").iterdir()} - {path.name for path in before}
    assert len(made) <= n_todo
    assert published.manifest.version.endswith(".0")
