"""A dataset that is at home in an object store: everything that can be done in a folder is done there, by its laws."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import reinschrift
from reinschrift.cli import main
from reinschrift.errors import CommitConflictError, ConfigError, StorageError
from reinschrift.export.push import push_dataset
from reinschrift.project import Project
from reinschrift.run import rebuild
from reinschrift.shard.describe import describe_plan
from reinschrift.snapshot.clean import clean
from reinschrift.snapshot.commit import roll_back
from reinschrift.snapshot.compare import compare
from reinschrift.snapshot.erase import erase
from reinschrift.snapshot.manifest import list_versions, read_manifest, read_tags, write_tag
from reinschrift.snapshot.version_claims import create_manifest, open_claims
from reinschrift.storage import LocalStorage
from reinschrift.storage.objects import ObjectStorage
from reinschrift.storage.working_copy import WorkingCopy
from tests.steps import project_of, publish_checked, rebuild_here
from tests.stores import (
    SECRET,
    all_of,
    machine,
    states_in,
    text_survives_in,
)
from tests.texts import text_of, url_of, write_file

SMALL = "snapshot.shard_mb=0.001"


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    return write_file(tmp_path / "raw", "a", range(5))


@pytest.mark.slow
def test_a_dataset_in_a_store_is_the_same_as_in_a_folder(raw: Path, tmp_path: Path, address: str) -> None:
    """The same versions, objects and bytes; the second version only sends what is new; then there is nothing to do."""
    here, there = project_of(raw, tmp_path / "out", SMALL), machine(tmp_path / "copies", raw, address, SMALL)
    for number in range(7, 12):
        write_file(raw, f"b{number}", [number])
    for project in (here, there):
        rebuild_here(project)
    before = all_of(address)
    for number in range(7, 10):
        write_file(raw, f"b{number}", [number], {number: text_of(number + 100)})
    for project in (here, there):
        rebuild_here(project)
    assert states_in(address, contract=True) == {"1.0.0": 10, "2.0.0": 10}
    places = (LocalStorage(here.output), ObjectStorage(address))
    for version in ("1.0.0", "2.0.0"):
        one, other = (read_manifest(place, version) for place in places)
        assert one.tables == other.tables
        assert one.new_ids == other.new_ids
    changes = [compare(place, read_manifest(place, "1.0.0"), read_manifest(place, "2.0.0")) for place in places]
    assert changes[0].equals(changes[1])
    assert set(changes[0]["reason"].to_pylist()) == {"text"}
    assert {name: data for name, data in all_of(address).items() if name in before} == before
    assert rebuild.latest_of_plan(there, rebuild.plan_rebuild(there)) is not None
    listed = ObjectStorage(address).read("snapshots/2.0.0/files.txt").decode().splitlines()
    assert set(listed) <= all_of(address).keys()


@pytest.mark.slow
def test_another_machine_goes_on_from_the_store(raw: Path, tmp_path: Path, address: str) -> None:
    """With nothing of its own it finds nothing to do; with new files it publishes what follows."""
    rebuild_here(machine(tmp_path / "one", raw, address, SMALL))
    other = machine(tmp_path / "other", raw, address, SMALL)
    assert rebuild.latest_of_plan(other, rebuild.plan_rebuild(other)) is not None
    assert not list(other.output.glob("objects/*/*.parquet"))
    write_file(raw, "b", [7])
    assert rebuild_here(other).manifest.version == "1.1.0"
    assert states_in(address, contract=True) == {"1.0.0": 5, "1.1.0": 6}


@pytest.mark.slow
def test_of_two_machines_one_wins_whatever_the_numbers(raw: Path, tmp_path: Path, address: str) -> None:
    """Both follow 1.0.0, one with 1.1.0, the other with 2.0.0: the second is told, and nothing of it is seen."""
    rebuild_here(machine(tmp_path / "one", raw, address, SMALL))
    more = write_file(write_file(tmp_path / "more" / "raw", "a", range(5)), "b", [7])
    fewer = write_file(tmp_path / "fewer" / "raw", "a", range(4))
    first, second = (machine(tmp_path / one.parent.name, one, address, SMALL) for one in (more, fewer))
    ready = []
    for project in (first, second):
        plan = rebuild.plan_rebuild(project)
        results = [rebuild.refine_shard(spec) for spec in plan.shards]
        decisions = rebuild.decide(project, plan)
        assembled = [
            rebuild.assemble_shard(one, decisions, project.output, project.contract_file) for one in plan.shards
        ]
        ready.append((project, plan, results, assembled))
    # The second has read what it follows, and is overtaken just before it commits.
    overtaken = Overtaken(second.output, ObjectStorage(address), lambda: publish_checked(*ready[0]))
    publishing = replace_storage(second, overtaken)
    with pytest.raises(CommitConflictError, match="in the meantime"):
        publish_checked(publishing, *ready[1][1:])
    assert overtaken.left == []
    assert states_in(address, contract=True) == {"1.0.0": 5, "1.1.0": 6}
    assert rebuild_here(second).manifest.version == "2.0.0"
    assert read_manifest(ObjectStorage(address)).parent == "1.1.0"


class Overtaken(WorkingCopy):
    """Lets others work at the very moment before something is created: a claim, or what `before` says."""

    def __init__(
        self, folder: Path, store: ObjectStorage, *meanwhile: Callable[[], object], before: str = "claims/"
    ) -> None:
        super().__init__(folder, store)
        self.left = list(meanwhile)
        self.before = before

    def create(self, name: str, data: bytes) -> None:
        """Do what others do meanwhile, then create."""
        if self.left and name.startswith(self.before) and "probe" not in name:
            self.left.pop()()
        super().create(name, data)


def replace_storage(project: Project, storage: Any) -> Project:
    class Own(Project):
        def storage(self) -> Any:
            return storage

    return Own(**vars(project))


@pytest.mark.slow
def test_an_erasure_of_another_machine_reaches_a_version_about_to_be_committed(
    raw: Path, tmp_path: Path, address: str
) -> None:
    """It came between the last look at the list and the commit: the new version is revised at once."""
    one = machine(tmp_path / "one", raw, address, SMALL)
    rebuild_here(one)
    write_file(raw, "b", [7])
    other = machine(tmp_path / "other", raw, address, SMALL)
    overtaken = Overtaken(other.output, ObjectStorage(address), lambda: erase(one.storage(), [url_of(2)]))
    rebuild_here(replace_storage(other, overtaken))
    assert overtaken.left == []
    assert text_survives_in(address, 2) == []
    assert states_in(address, contract=True) == {"1.0.0": 4, "1.1.0": 5}


@pytest.mark.slow
def test_what_one_machine_erases_no_other_brings_back(raw: Path, tmp_path: Path, address: str) -> None:
    """Not out of its finished shards, nor its raw files; and its own folder forgets it, too."""
    one, other = (machine(tmp_path / name, raw, address, SMALL) for name in ("one", "other"))
    rebuild_here(one)
    write_file(raw, "b", [7])
    rebuild_here(other)
    record = erase(one.storage(), [url_of(2)], "request 7")
    assert record["versions"] == {"1.0.0": 1, "1.1.0": 1}
    assert record["bucket_keeps_versions"] is False
    assert text_survives_in(address, 2) == []
    write_file(raw, "c", [8])
    rebuild_here(other)
    assert text_survives_in(address, 2) == []
    assert states_in(address, contract=True) == {"1.0.0": 4, "1.1.0": 5, "1.2.0": 6}
    for project in (one, other):
        folder = project.output
        assert url_of(2).encode() not in b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


@pytest.mark.slow
def test_two_erasures_at_once_both_hold(raw: Path, tmp_path: Path, address: str) -> None:
    """Machines that revise the same snapshots do it one after the other."""
    one, other = (machine(tmp_path / name, raw, address, SMALL) for name in ("one", "other"))
    rebuild_here(one)
    failed = []

    def work(project: Project, number: int) -> None:
        try:
            erase(project.storage(), [url_of(number)])
        except Exception as error:  # noqa: BLE001  # told by the assertion
            failed.append(error)

    threads = [threading.Thread(target=work, args=pair) for pair in ((one, 1), (other, 3))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert [text_survives_in(address, number) for number in (1, 3)] == [[], []]
    assert states_in(address, contract=True) == {"1.0.0": 3}


@pytest.mark.slow
def test_what_one_machine_committed_and_left_another_finishes(raw: Path, tmp_path: Path, address: str) -> None:
    """A claim without its manifest is a version that any run completes."""
    one, other = (machine(tmp_path / name, raw, address, SMALL) for name in ("one", "other"))
    rebuild_here(one)
    write_file(raw, "b", [7])
    rebuild_here(one)
    store = ObjectStorage(address)
    manifest = read_manifest(store)
    store.write(
        "claims/1.0.0.json", json.dumps({"version": "1.1.0", "manifest": manifest.to_bytes().decode()}).encode()
    )
    store.delete("snapshots/1.1.0/manifest.0.json")
    assert states_in(address) == {"1.0.0": 5}
    clean(other.storage(), 0, delete=True)  # takes nothing that a claim names
    write_file(raw, "c", [8])
    assert rebuild_here(other).manifest.version == "1.2.0"
    assert states_in(address, contract=True) == {"1.0.0": 5, "1.1.0": 6, "1.2.0": 7}
    assert open_claims(other.storage()) == []


@pytest.mark.slow
def test_tags_rollback_and_export_work_there(raw: Path, tmp_path: Path, address: str) -> None:
    """By the commands, on the address."""
    project = machine(tmp_path / "copies", raw, address, SMALL)
    rebuild_here(project)
    write_file(raw, "b", [7])
    rebuild_here(project)

    def run(*arguments: str) -> Any:
        reads_only = arguments[0] in {"show", "list", "diff", "explain"}  # these need no copy
        copies = [] if reads_only else ["--set", f"paths.copies={tmp_path / 'x'}"]
        done = CliRunner().invoke(main, [*arguments, *copies, "--json"])
        assert done.exit_code == 0, done.output
        return json.loads(done.stdout)

    assert run("tag", "golden", "1.0.0", address) == {"golden": "1.0.0"}
    assert run("show", "--version", "golden", address)["version"] == "1.0.0"
    assert run("rollback", "golden", address)["version"] == "2.0.0"
    assert states_in(address, contract=True) == {"1.0.0": 5, "1.1.0": 6, "2.0.0": 5}
    assert [one["version"] for one in run("list", address)] == ["1.0.0", "1.1.0", "2.0.0"]
    assert run("diff", "1.1.0", "2.0.0", address)["removed"]["documents"] == 1
    assert run("verify", "--all", address)["is_whole"]
    assert run("explain", url_of(7), address)["documents"][0]["snapshots"][0]["version"] == "1.1.0"
    assert run("tag", "golden", "--delete", address) == {}
    exported = run("export", "--format", "folder", "--output", str(tmp_path / "folder"), address)
    assert any(name.startswith("documents/part-") for name in exported["files"])
    assert run("export", "--format", "delta", address)["versions"]["documents"] == ["1.0.0", "1.1.0", "2.0.0"]
    log = [name for name in all_of(address) if name.startswith("objects/documents/_delta_log/")]
    assert len(log) == 3
    run("erase", url_of(2), address)
    assert text_survives_in(address, 2) == []
    shown = CliRunner().invoke(main, ["show", address]).stdout
    assert f'reinschrift.open("{address}", "2.0.0")' in shown


@pytest.mark.slow
def test_gc_spares_what_is_young_and_what_is_named(raw: Path, tmp_path: Path, address: str) -> None:
    """The age that counts is the store's; nothing goes without --delete."""
    project = machine(tmp_path / "copies", raw, address, SMALL)
    rebuild_here(project)
    store = ObjectStorage(address)
    litter = f"objects/documents/{'0' * 64}.parquet"
    store.write(litter, b"litter")
    before = all_of(address)
    assert clean(project.storage(), 7)["objects"] == []
    found = clean(project.storage(), 0)
    assert (found["objects"], found["n_bytes"]) == ([litter], 6)
    assert all_of(address) == before
    clean(project.storage(), 0, delete=True)
    assert before.keys() - all_of(address).keys() == {litter}
    assert states_in(address, contract=True) == {"1.0.0": 5}


@pytest.mark.slow
def test_a_damaged_object_is_set_aside_and_made_anew(raw: Path, tmp_path: Path, address: str) -> None:
    """Verify names it, `--repair` takes it out of the store, the next rebuild brings it back byte for byte."""
    project = machine(tmp_path / "copies", raw, address, SMALL)
    rebuild_here(project)
    before = all_of(address)
    name = next(one for one in before if one.startswith("objects/documents/"))
    ObjectStorage(address).write(name, before[name][:-1] + b"x")
    copies = f"paths.copies={tmp_path / 'copies'}"
    done = CliRunner().invoke(main, ["verify", address, "--repair", "--set", copies])
    assert done.exit_code == 1
    assert name in done.stdout
    assert name not in all_of(address)
    rebuild_here(project)
    assert all_of(address)[name] == before[name]
    assert states_in(address, contract=True) == {"1.0.0": 5}


def test_an_object_damaged_here_is_not_sent(raw: Path, tmp_path: Path, address: str) -> None:
    """Its name is the hash of what it should hold."""
    project = machine(tmp_path / "copies", raw, address, SMALL)
    plan = rebuild.plan_rebuild(project)
    results = [rebuild.refine_shard(spec) for spec in plan.shards]
    decisions = rebuild.decide(project, plan)
    assembled = [rebuild.assemble_shard(one, decisions, project.output, project.contract_file) for one in plan.shards]
    item = next(one.objects["removed"][0] for one in assembled)
    place = project.output / item.name("removed")
    data = place.read_bytes()
    place.write_bytes(data.replace(b"ARROW", b"ARR0W", 1) if b"ARROW" in data else data[:-9] + b"x" + data[-8:])
    with pytest.raises(StorageError):
        publish_checked(project, plan, results, assembled)
    assert states_in(address) == {}
    assert rebuild_here(project).is_new


@pytest.mark.slow
def test_push_brings_tags_and_erasures_and_leaves_a_history_of_its_own_alone(
    raw: Path, tmp_path: Path, address: str
) -> None:
    """What was pushed can be worked on there, and then a push is refused."""
    project = project_of(raw, tmp_path / "out", SMALL)
    rebuild_here(project)
    here, there = LocalStorage(project.output), ObjectStorage(address)
    write_tag(here, "golden", "latest")
    assert push_dataset(here, there)["tags"] == ["golden"]
    assert read_tags(there) == {"golden": "1.0.0"}
    erase(here, [url_of(2)])
    push_dataset(here, there)
    assert text_survives_in(address, 2) == []
    other = machine(tmp_path / "copies", raw, address, SMALL)
    write_file(raw, "b", [7])
    rebuild_here(other)
    assert text_survives_in(address, 2) == []
    assert states_in(address, contract=True) == {"1.0.0": 4, "1.1.0": 5}
    with pytest.raises(CommitConflictError, match=r"1\.1\.0"):
        push_dataset(here, there)
    roll_back(other.storage(), "1.0.0")
    erase(other.storage(), [url_of(3)])
    with pytest.raises(CommitConflictError):
        push_dataset(here, there)


def test_a_store_without_conditional_writes_is_refused(raw: Path, tmp_path: Path, address: str) -> None:
    """One that writes over what it was told to create."""
    project = machine(tmp_path / "copies", raw, address, SMALL)
    rebuild_here(project)

    class Careless(ObjectStorage):
        def create(self, name: str, data: bytes) -> None:
            self.write(name, data)

    storage = WorkingCopy(project.output, Careless(address))
    manifest = replace(read_manifest(storage), version="1.1.0", parent="1.0.0")
    with pytest.raises(StorageError, match="conditional"):
        create_manifest(storage, manifest)
    assert list_versions(ObjectStorage(address)) == ["1.0.0"]


def test_where_datasets_are_may_be_an_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`paths.processed` of a project; its copy is in the project; credentials in it are refused."""
    settings = tmp_path / "reinschrift.toml"
    settings.write_text('[paths]\nprocessed = "s3://bucket/data/"\ndataset = "news"\n')
    monkeypatch.chdir(tmp_path)
    project = reinschrift.project.load_project()
    assert (project.address, project.dataset, project.place) == ("s3://bucket/data/news", "news", project.address)
    assert project.output.parent == tmp_path / ".copies"
    settings.write_text(f'[paths]\nprocessed = "s3://me:{SECRET}@bucket/data/"\n')
    with pytest.raises(ConfigError) as caught:
        reinschrift.project.load_project()
    assert SECRET not in str(caught.value)


def command(tmp_path: Path, name: str, *arguments: str) -> subprocess.Popen[str]:
    """Start the command as another machine would: with a home of its own, so with a copy of its own."""
    home = tmp_path / name
    home.mkdir(exist_ok=True)
    environment = {**os.environ, "HOME": str(home), "NUMBA_CACHE_DIR": os.environ.get("NUMBA_CACHE_DIR", "")}
    if not environment["NUMBA_CACHE_DIR"]:
        del environment["NUMBA_CACHE_DIR"]
    return subprocess.Popen(
        [str(Path(sys.executable).parent / "reinschrift"), *arguments],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment, cwd=home, start_new_session=True,
    )  # fmt: skip


@pytest.mark.slow
def test_an_erasure_that_was_overtaken_by_another_goes_on(raw: Path, tmp_path: Path, address: str) -> None:
    """The revision it was about to write is there already: it writes the next one, out of that."""
    one, other = (machine(tmp_path / name, raw, address, SMALL) for name in ("one", "other"))
    rebuild_here(one)
    overtaken = Overtaken(
        one.output, ObjectStorage(address), lambda: erase(other.storage(), [url_of(3)]), before="snapshots/"
    )
    erase(overtaken, [url_of(1)])
    assert overtaken.left == []
    assert [text_survives_in(address, number) for number in (1, 3)] == [[], []]
    assert states_in(address, contract=True) == {"1.0.0": 3}
    assert read_manifest(ObjectStorage(address)).revision == 2


@pytest.mark.slow
def test_an_erasure_whose_push_was_cut_off_is_finished_there(raw: Path, tmp_path: Path, address: str) -> None:
    """Its record came first, so the next run on the store takes the document out."""
    project = project_of(raw, tmp_path / "out", SMALL)
    rebuild_here(project)
    push_dataset(LocalStorage(project.output), ObjectStorage(address))
    erase(LocalStorage(project.output), [url_of(2)])

    class CutOff(ObjectStorage):
        def create(self, name: str, data: bytes) -> None:
            if name.startswith("snapshots/"):
                raise StorageError("The network is gone.")
            super().create(name, data)

    with pytest.raises(StorageError, match="network"):
        push_dataset(LocalStorage(project.output), CutOff(address))
    write_file(raw, "b", [7])
    rebuild_here(machine(tmp_path / "copies", raw, address, SMALL))
    assert text_survives_in(address, 2) == []
    assert states_in(address, contract=True) == {"1.0.0": 4, "1.1.0": 5}


@pytest.mark.slow
def test_two_commands_on_two_machines(raw: Path, tmp_path: Path, address: str) -> None:
    """Two processes rebuild one dataset at once: one wins, the other is told or follows; no secret is printed."""
    more = write_file(write_file(tmp_path / "more" / "raw", "a", range(5)), "b", [7])
    places = {"one": raw, "other": more}
    running = [
        command(tmp_path, name, "rebuild", str(place), "--output", address, "--ephemeral", "--json")
        for name, place in places.items()
    ]
    ended = [process.communicate(timeout=300) for process in running]
    codes = [process.returncode for process in running]
    assert 0 in codes, ended
    for code, (out, err) in zip(codes, ended, strict=True):
        assert SECRET not in out + err
        assert code == 0 or "CommitConflictError" in err
    assert len(states_in(address, contract=True)) == codes.count(0)
    parents = [read_manifest(ObjectStorage(address), one).parent for one in list_versions(ObjectStorage(address))]
    assert len(set(parents)) == len(parents)
    for data in all_of(address).values():
        assert SECRET.encode() not in data
    for path in (path for name in places for path in (tmp_path / name).rglob("*") if path.is_file()):
        assert SECRET.encode() not in path.read_bytes(), path
    loser = next((name for name, code in zip(places, codes, strict=True) if code), "one")
    again = command(tmp_path, loser, "rebuild", str(places[loser]), "--output", address, "--ephemeral", "--json")
    out, err = again.communicate(timeout=300)
    assert again.returncode == 0, err
    assert json.loads(out)["folder"].startswith(address)


@pytest.mark.slow
def test_a_command_killed_while_it_publishes(raw: Path, tmp_path: Path, address: str) -> None:
    """The real command, SIGKILLed as soon as its first object is in the store; the next one finishes."""
    process = command(tmp_path, "one", "rebuild", str(raw), "--output", address, "--ephemeral", "--quiet")
    store = ObjectStorage(address)
    deadline = time.monotonic() + 240
    while not store.names("objects") and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.005)
    os.killpg(process.pid, 9)
    process.communicate()
    assert states_in(address) in ({}, {"1.0.0": 5})
    again = command(tmp_path, "one", "rebuild", str(raw), "--output", address, "--ephemeral", "--quiet")
    _, err = again.communicate(timeout=300)
    assert again.returncode == 0, err
    assert states_in(address, contract=True) == {"1.0.0": 5}


def test_measured_records_stay_on_this_machine(raw: Path, tmp_path: Path, address: str) -> None:
    """They are in the working copy, are used from there, and never in the store."""
    for override in ("stages.verdicts.policy=reinschrift", "stages.verdicts.policy=none"):
        project = machine(tmp_path / "copies", raw, address, SMALL, override)
        begins = {each["from"] for each in describe_plan(rebuild.plan_rebuild(project))["shards"]}
        assert begins == ({"verdicts"} if override.endswith("none") else {"files"})
        rebuild_here(project)
    assert list((tmp_path / "copies").rglob("measured-*"))
    assert not [name for name in all_of(address) if "measured-" in name]
