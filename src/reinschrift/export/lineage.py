"""The lineage of a snapshot as OpenLineage events: from which inputs, with which hashes, each table and column came.

The events are made from manifest, contract and objects alone, so the same snapshot gives the same bytes. Their form is
that of the specification; tests hold every facet to the classes of the official client, `openlineage-python`.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.snapshot.manifest import TABLES, Manifest
from reinschrift.snapshot.read import read_rows, read_schema
from reinschrift.storage import Storage

SPEC = "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent"
FACETS = "https://openlineage.io/spec/facets"
VERSIONS = {
    "ColumnLineageDatasetFacet": "1-2-0", "DataQualityAssertionsDatasetFacet": "1-1-0",
    "DatasetVersionDatasetFacet": "1-0-1", "ErrorMessageRunFacet": "1-0-1", "InputStatisticsInputDatasetFacet": "1-0-0",
    "JobTypeJobFacet": "2-0-4", "OutputStatisticsOutputDatasetFacet": "1-0-2", "ProcessingEngineRunFacet": "1-1-1",
    "SchemaDatasetFacet": "1-2-0",
}  # fmt: skip
"""The facets of the specification that are used, each with its version."""
FILE = "lineage.jsonl"
"""The name of the file beside a snapshot."""
NAMESPACE = "reinschrift"
PRODUCER = "urn:reinschrift"
OWN = "urn:reinschrift:facets:input-files:1"
MOST_FILES = 1000
"""Files of an input that are named with their hashes; the hash over all of them covers the others."""
_RUNS = uuid.UUID("7c0d7f0e-2b5e-5a39-9f0a-3f6d6a1f1d17")
"""The name space of the ids of runs that are known by their snapshot."""
FROM_RECORDS = ("text", "title", "author", "published", "url")
"""Columns that come from a field of the record; the register names it in `fields`, else it has the same name."""
_CLEANED = {"type": "DIRECT", "subtype": "TRANSFORMATION", "description": "cleaned", "masking": True}


class Occurrence(NamedTuple):
    """What happened to which run of which job."""

    job: str
    kind: str
    """START, COMPLETE, FAIL or ABORT."""
    when: str
    """ISO 8601."""
    run: str
    """A UUID."""


def lineage_of(storage: Storage, manifest: Manifest) -> bytes:
    """Return a line of JSON for each event of the rebuild that made the snapshot, and of its validation.

    Raises `StorageError` if an object is missing or cannot be read.
    """
    events = events_of(storage, manifest, str(uuid.uuid5(_RUNS, f"{manifest.dataset} {manifest.version}")))
    return "".join(f"{json.dumps(event, sort_keys=True)}\n" for event in events).encode()


def runs_of(run: str) -> tuple[str, str]:
    """Return the ids of the run and of its validation."""
    return run, str(uuid.uuid5(uuid.UUID(run), "validation"))


def events_of(storage: Storage, manifest: Manifest, run: str) -> list[dict[str, Any]]:
    """Return start and end of a run that published a snapshot, and of the validation of its tables.

    The specification asks for both of every run; a manifest knows only when the snapshot was there.
    """
    inputs = [_input(manifest, source, files) for source, files in _files_by_source(storage, manifest)]
    tables = [table for table in TABLES if manifest.tables[table]]
    checks = [{"namespace": namespace_of(manifest.settings), "name": f"{manifest.dataset}/{table}",
               "inputFacets": {"dataQualityAssertions": _assertions(manifest, table)}} for table in tables]  # fmt: skip
    outputs = [_output(storage, manifest, table) for table in tables]
    made = Occurrence(manifest.dataset, "COMPLETE", manifest.created, run)
    checked = Occurrence(f"{manifest.dataset}.validation", "COMPLETE", manifest.created, runs_of(run)[1])
    return [
        event(manifest.settings, made._replace(kind="START")),
        event(manifest.settings, made, inputs=inputs, outputs=outputs, facets=_made_by(manifest)),
        event(manifest.settings, checked._replace(kind="START")),
        event(manifest.settings, checked, inputs=checks),
    ]


def event(
    settings: Mapping[str, Any], what: Occurrence, *, inputs: Sequence[Mapping[str, Any]] = (),
    outputs: Sequence[Mapping[str, Any]] = (), facets: Mapping[str, Any] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Return one event of a run; `facets` are those of the run."""
    return {
        "eventType": what.kind, "eventTime": what.when, "producer": PRODUCER, "schemaURL": SPEC,
        "run": {"runId": what.run, "facets": dict(facets or {})},
        "job": {
            "namespace": namespace_of(settings), "name": what.job,
            "facets": {
                "jobType": facet("JobTypeJobFacet", processingType="BATCH", integration="REINSCHRIFT", jobType="JOB")
            },
        },
        "inputs": list(inputs), "outputs": list(outputs),
    }  # fmt: skip


def facet(name: str, /, **values: Any) -> dict[str, Any]:
    """Return a facet of the specification."""
    address = f"{FACETS}/{VERSIONS[name]}/{name}.json#/$defs/{name}"
    return {"_producer": PRODUCER, "_schemaURL": address, **values}


def namespace_of(settings: Mapping[str, Any]) -> str:
    """Return the name space of jobs and data sets, as `[lineage]` says."""
    return str(settings.get("lineage", {}).get("namespace", NAMESPACE))


def _made_by(manifest: Manifest) -> dict[str, Any]:
    version = str(manifest.versions.get("reinschrift", ""))
    return {"processing_engine": facet("ProcessingEngineRunFacet", version=version, name="Reinschrift")}


def _files_by_source(storage: Storage, manifest: Manifest) -> Iterator[tuple[Mapping[str, Any], list[tuple[str, str]]]]:
    """Yield each source with its raw files: path and SHA-256, sorted. Each file has a row in one of two tables."""
    columns = ("source", "source_path", "source_sha256")
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for table, where in (("documents", None), ("removed", pc.field("scope") == "document")):
        for item in (one for one in manifest.tables[table] if one.n_rows):
            rows = pa.table(read_rows(storage, item, table, columns, where))
            for row in rows.group_by(list(columns)).aggregate([]).to_pylist():
                found[row["source"]].add((row["source_path"], row["source_sha256"]))
    for source in manifest.sources:
        yield source, sorted(found[source["name"]])


def _input(manifest: Manifest, source: Mapping[str, Any], files: Sequence[tuple[str, str]]) -> dict[str, Any]:
    digest = hashlib.sha256(json.dumps(files).encode()).hexdigest()
    listed = [{"path": path, "sha256": sha256} for path, sha256 in files[:MOST_FILES]]
    return {
        "namespace": namespace_of(manifest.settings), "name": _name(manifest, source),
        "facets": {
            "version": facet("DatasetVersionDatasetFacet", datasetVersion=digest),
            "reinschrift_inputFiles": {"_producer": PRODUCER, "_schemaURL": OWN, "files": listed,
                                       "n_files": len(files)},
        },
        "inputFacets": {"inputStatistics": facet("InputStatisticsInputDatasetFacet", fileCount=len(files))},
    }  # fmt: skip


def _name(manifest: Manifest, source: Mapping[str, Any]) -> str:
    return f"{manifest.dataset}/raw/{source['name']}"


def _output(storage: Storage, manifest: Manifest, table: str) -> dict[str, Any]:
    items = manifest.tables[table]
    schema = read_schema(storage, items[0], table)
    fields = [{"name": one.name, "type": str(one.type),
               "description": (one.metadata or {}).get(b"description", b"").decode()} for one in schema]  # fmt: skip
    facets = {
        "schema": facet("SchemaDatasetFacet", fields=fields),
        "version": facet("DatasetVersionDatasetFacet", datasetVersion=manifest.version),
        "columnLineage": facet("ColumnLineageDatasetFacet", fields=_columns(manifest, schema.names)),
    }
    size = {"rowCount": sum(one.n_rows for one in items), "size": sum(one.n_bytes for one in items),
            "fileCount": len(items)}  # fmt: skip
    return {
        "namespace": namespace_of(manifest.settings), "name": f"{manifest.dataset}/{table}", "facets": facets,
        "outputFacets": {"outputStatistics": facet("OutputStatisticsOutputDatasetFacet", **size)},
    }  # fmt: skip


def _columns(manifest: Manifest, names: Sequence[str]) -> dict[str, Any]:
    """Return where columns come from, as far as that is a field of the records."""
    return {
        name: {"inputFields": [
            {"namespace": namespace_of(manifest.settings), "name": _name(manifest, source),
             "field": (source.get("fields") or {}).get(name, name), "transformations": [_CLEANED]}
            for source in manifest.sources
        ]}
        for name in FROM_RECORDS if name in names
    }  # fmt: skip


def _assertions(manifest: Manifest, table: str) -> dict[str, Any]:
    """Return each rule of the contract on a table, and whether all rows held it; rows that broke it are not quoted."""
    found = [
        {"assertion": one["expectation"], "success": not one["rows_failing"], "severity": "error",
         **({"column": one["column"]} if one.get("column") else {}),
         "actual": f"{one['rows_seen'] - one['rows_failing']} of {one['rows_seen']} rows"}
        for one in manifest.validation.get("outcomes", ()) if one["table"] == table and one["engine"] == "arrow"
    ]  # fmt: skip
    return facet("DataQualityAssertionsDatasetFacet", assertions=found)
