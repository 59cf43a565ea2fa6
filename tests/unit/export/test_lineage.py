"""Lineage is told in the form of OpenLineage, with what is known of inputs, columns and validation."""

from __future__ import annotations

import hashlib
import importlib
import json
import uuid
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from reinschrift.errors import InputError
from reinschrift.export.lineage import NAMESPACE, OWN, PRODUCER, SPEC, VERSIONS, Occurrence, facet
from reinschrift.export.lineage import event as event_of
from reinschrift.project import Project
from reinschrift.run.lineage import EVENTS, KEY, lineage_of_run
from reinschrift.snapshot.manifest import read_manifest
from reinschrift.storage import LocalStorage
from tests.notice_servers import Web, serving
from tests.steps import project_of, rebuild_here
from tests.texts import write_file


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A snapshot of two files."""
    folder = tmp_path_factory.mktemp("lineage")
    raw = write_file(folder / "raw", "a", range(4))
    write_file(raw, "b", [7])
    made = project_of(raw, folder / "out")
    rebuild_here(made)
    return made


def told(project: Project) -> list[dict[str, Any]]:
    text = (project.output / "snapshots" / "1.0.0" / "lineage.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def ends(project: Project) -> list[dict[str, Any]]:
    """Return the events with which the rebuild and its validation end: they say what there is to say."""
    return [one for one in told(project) if one["eventType"] == "COMPLETE"]


def test_every_run_has_a_start_and_an_end(project: Project) -> None:
    """Kind: the specification asks for both of each run, the validation's too."""
    (project.output / EVENTS).unlink(missing_ok=True)
    with lineage_of_run(project) as lineage:
        lineage.end({"is_new": True, "version": "1.0.0"})
    kinds: dict[tuple[str, str], list[str]] = {}
    run_events = [json.loads(line) for line in (project.output / EVENTS).read_text(encoding="utf-8").splitlines()]
    for one in [*told(project), *run_events]:
        kinds.setdefault((one["job"]["name"], one["run"]["runId"]), []).append(one["eventType"])
    assert len(kinds) == 4
    assert {name.rpartition(".")[2] for name, _ in kinds} == {"out", "validation"}
    assert all(found == ["START", "COMPLETE"] for found in kinds.values())


def test_inputs_have_their_hashes(project: Project) -> None:
    """Each raw file with its SHA-256, and one hash over all."""
    (source,) = ends(project)[0]["inputs"]
    files = {one["path"]: one["sha256"] for one in source["facets"]["reinschrift_inputFiles"]["files"]}
    raw = project.output.parent / "raw"
    expected = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in raw.glob("*.jsonl")}
    assert {Path(path).name: sha256 for path, sha256 in files.items()} == expected
    assert source["inputFacets"]["inputStatistics"]["fileCount"] == 2
    assert (
        source["facets"]["version"]["datasetVersion"]
        == hashlib.sha256(json.dumps(sorted(files.items())).encode()).hexdigest()
    )


def test_tables_have_rows_columns_and_where_these_come_from(project: Project) -> None:
    """Schema, number of rows, version, and the field of the record behind a column."""
    manifest = read_manifest(LocalStorage(project.output))
    event, validation = ends(project)
    outputs = {one["name"].rpartition("/")[2]: one for one in event["outputs"]}
    assert set(outputs) == {"documents", "paragraphs", "removed"}
    assert outputs["documents"]["outputFacets"]["outputStatistics"]["rowCount"] == manifest.counts["kept"]["documents"]
    assert outputs["documents"]["facets"]["version"]["datasetVersion"] == "1.0.0"
    columns = outputs["documents"]["facets"]["columnLineage"]["fields"]
    assert columns["text"]["inputFields"][0]["name"] == event["inputs"][0]["name"]
    assert set(outputs["paragraphs"]["facets"]["columnLineage"]["fields"]) == {"text"}
    assert {"id", "text"} <= {one["name"] for one in outputs["documents"]["facets"]["schema"]["fields"]}
    assertions = [one for table in validation["inputs"]
                  for one in table["inputFacets"]["dataQualityAssertions"]["assertions"]]  # fmt: skip
    assert len(assertions) > 100
    assert all(one["success"] for one in assertions)
    assert validation["run"]["runId"] != event["run"]["runId"]


def facets_of(event: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for holder in (event["run"], event["job"], *event["inputs"], *event["outputs"]):
        for kind in ("facets", "inputFacets", "outputFacets"):
            yield from holder.get(kind, {}).values()


def test_the_official_classes_take_every_event(project: Project) -> None:
    """Each facet is one of the specification's, of its version, with no value too many and none missing."""
    facets = pytest.importorskip("openlineage.client.facet_v2")
    base = importlib.import_module("openlineage.client.generated.base")
    modules = [one for one in vars(facets).values() if isinstance(one, ModuleType)]
    classes = [one for module in modules for one in vars(module).values() if hasattr(one, "_get_schema")]
    known = {cls._get_schema(): cls for cls in classes}
    failed = Occurrence("corpus", "FAIL", "2026-11-28T12:00:00+00:00", str(uuid.uuid4()))
    what = {"errorMessage": facet("ErrorMessageRunFacet", message="It is broken.", programmingLanguage="PYTHON")}
    assert base.RunEvent._get_schema() == SPEC
    seen = set()
    for event in [*told(project), event_of({}, failed, facets=what)]:
        for one in facets_of(event):
            values = {name: value for name, value in one.items() if not name.startswith("_")}
            if one["_schemaURL"] == OWN:
                continue
            cls = known[one["_schemaURL"]]
            cls(**values)
            seen.add(one["_schemaURL"])
            parts = vars(importlib.import_module(cls.__module__))
            for name, part in (("assertions", "Assertion"), ("fields", "SchemaDatasetFacetFields")):
                if part in parts:
                    assert [parts[part](**part_of) for part_of in values[name]]
        run = base.Run(runId=event["run"]["runId"])
        made = base.RunEvent(eventTime=event["eventTime"], producer=event["producer"], run=run,
                             job=base.Job(event["job"]["namespace"], event["job"]["name"]),
                             eventType=base.EventType(event["eventType"]))  # fmt: skip
        assert made.producer == PRODUCER
        assert event["job"]["namespace"] == NAMESPACE
    assert len(seen) == len(VERSIONS)


def test_a_run_tells_of_its_start_and_its_end(project: Project) -> None:
    """In a file of the dataset, with one id; of a failure with what was said."""
    (project.output / EVENTS).unlink(missing_ok=True)
    with lineage_of_run(project) as lineage:
        lineage.end({"is_new": True, "version": "1.0.0"})
    with pytest.raises(InputError), lineage_of_run(project):
        raise InputError("The file is broken.", hint="Mend it.")
    events = [json.loads(line) for line in (project.output / EVENTS).read_text(encoding="utf-8").splitlines()]
    assert [one["eventType"] for one in events] == ["START", "COMPLETE", "START", "COMPLETE", "START", "FAIL"]
    assert events[0]["run"]["runId"] == events[1]["run"]["runId"] != events[4]["run"]["runId"]
    assert [one["name"] for one in events[1]["inputs"]] == [one["name"] for one in ends(project)[0]["inputs"]]
    assert "The file is broken." in events[5]["run"]["facets"]["errorMessage"]["message"]


def test_the_events_of_a_snapshot_are_not_made_twice(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """They lie beside it; the run tells of them under its own id. Where they do not, they are made."""

    def ended() -> list[dict[str, Any]]:
        (project.output / EVENTS).unlink(missing_ok=True)
        with lineage_of_run(project) as told_of:
            told_of.run = "7c0d7f0e-2b5e-4a39-9f0a-3f6d6a1f1d17"
            told_of.end({"is_new": True, "version": "1.0.0"})
        lines = (project.output / EVENTS).read_text(encoding="utf-8").splitlines()[1:]
        return [json.loads(line) | {"eventTime": ""} for line in lines]

    with monkeypatch.context() as patched:
        patched.setattr("reinschrift.run.lineage.events_of", None)
        beside = ended()
    place = project.output / "snapshots" / "1.0.0" / "lineage.jsonl"
    written = place.read_bytes()
    place.unlink()
    assert ended() == beside
    place.write_bytes(written)


def test_the_events_of_all_runs_do_not_grow_without_end(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """The newest stay, each whole; one that is larger than all that may be there stays, too."""
    (project.output / EVENTS).unlink(missing_ok=True)
    monkeypatch.setattr("reinschrift.run.lineage.MOST_BYTES", 10_000)
    for _ in range(40):
        with lineage_of_run(project) as told_of:
            told_of.end({"is_new": False})
    place = project.output / EVENTS
    assert 4_000 < place.stat().st_size <= 10_000
    assert json.loads(place.read_text(encoding="utf-8").splitlines()[-1])["run"]["runId"] == told_of.run
    monkeypatch.setattr("reinschrift.run.lineage.MOST_BYTES", 10)
    told_of.begin()
    (line,) = place.read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["eventType"] == "START"


def test_a_server_is_sent_them(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the official client, to a real server, with the key of the environment."""
    pytest.importorskip("openlineage.client")
    monkeypatch.setenv(KEY, "a-key")
    with serving(Web()) as web:
        url = f"http://127.0.0.1:{web.server_address[1]}"
        made = project_with(project, url)
        with lineage_of_run(made) as lineage:
            lineage.end({"is_new": True, "version": "1.0.0"})
        got = [(body["eventType"], head["Authorization"]) for head, body in web.got]
        assert got == [(kind, "Bearer a-key") for kind in ("START", "COMPLETE", "START", "COMPLETE")]
        assert web.got[1][1]["inputs"] == ends(project)[0]["inputs"]


def project_with(project: Project, url: str) -> Project:
    return project_of(project.output.parent / "raw", project.output, f"lineage.url={url}", "lineage.timeout=2")


def test_a_server_that_is_not_there_fails_no_run(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    """It is said, and the file has the events all the same."""
    before = (project.output / EVENTS).read_text(encoding="utf-8") if (project.output / EVENTS).exists() else ""
    with lineage_of_run(project_with(project, "http://127.0.0.1:9")) as lineage:
        lineage.end({"is_new": False})
    assert "lineage of this run could not be written" in capsys.readouterr().err
    assert len((project.output / EVENTS).read_text(encoding="utf-8").splitlines()) == before.count("\n") + 2
