"""The snapshot as a data set in Croissant 1.1 (JSON-LD): files, columns, and how they were made and may be used."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pyarrow as pa

from reinschrift.export.conditions import NAMESPACES, conditions_of, is_identifier
from reinschrift.snapshot.manifest import TABLES, Manifest
from reinschrift.snapshot.read import read_schema
from reinschrift.snapshot.statistics_files import read_statistics
from reinschrift.snapshot.treated import debris_words, duplicates_words, limits_of, personal_words
from reinschrift.snapshot.view import parts_of
from reinschrift.storage import Storage
from reinschrift.text.counted import counted

PARQUET = "application/x-parquet"
SPEC, RAI = "http://mlcommons.org/croissant/1.1", "http://mlcommons.org/croissant/RAI/1.0"
SPDX = "https://spdx.org/licenses/"
_OF_CROISSANT = (
    "arrayShape", "citeAs", "column", "containedIn", "equivalentProperty", "extract", "field", "fileObject",
    "fileProperty", "fileSet", "format", "includes", "isArray", "isLiveDataset", "jsonPath", "key", "md5",
    "parentField", "path", "recordSet", "references", "regex", "repeated", "replace", "samplingRate", "separator",
    "source", "subField", "transform",
)  # fmt: skip
"""The words of the vocabulary that are used by their bare names."""
CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    **{name: f"cr:{name}" for name in _OF_CROISSANT},
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "description": {"@container": "@language"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "name": {"@container": "@language"},
    **NAMESPACES,
    "prov": "http://www.w3.org/ns/prov#",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "sc": "https://schema.org/",
}
_TYPES = {
    pa.string(): "sc:Text", pa.bool_(): "sc:Boolean", pa.int32(): "sc:Integer", pa.int64(): "sc:Integer",
    pa.float32(): "sc:Float", pa.float64(): "sc:Float", pa.date32(): "sc:Date",
    pa.timestamp("us", "UTC"): "sc:DateTime",
}  # fmt: skip


def croissant_of(storage: Storage, manifest: Manifest) -> bytes:
    """Return the description; the same snapshot gives the same bytes.

    Columns that are lists or structs are left out of the record sets, which describe flat rows. A table without rows
    has no record set.
    """
    tables = [table for table in TABLES if any(item.n_rows for item in manifest.tables[table])]
    values = {
        "@context": dict(sorted(CONTEXT.items())),
        "@type": "sc:Dataset",
        "conformsTo": [SPEC, RAI],
        **_facts(manifest),
        **conditions_of(read_statistics(storage, manifest)),
        **_lineage(manifest),
        **_responsible(manifest),
        "distribution": [entry for table in tables for entry in _files(manifest, table)],
        "recordSet": [_records(storage, manifest, table) for table in tables],
    }
    return (json.dumps(values, indent=1) + "\n").encode()


def _facts(manifest: Manifest) -> dict[str, Any]:
    kept = manifest.counts["kept"]
    return {
        "name": manifest.dataset,
        "description": f"{counted(kept['documents'], 'document')} with {counted(kept['paragraphs'], 'paragraph')} "
        "of clean text, and a "
        "reason for everything that was removed.",
        "url": f"urn:sha256:{manifest.data_digest()}",
        "version": manifest.version,
        "datePublished": manifest.created,
        "creator": {"@type": "sc:Organization", "name": f"The makers of {manifest.dataset}"},
        "license": sorted({_license(source["license"]) for source in manifest.sources}),
        "inLanguage": [tag for tag in manifest.counts["languages"] if tag and tag != "und"],
        "keywords": ["text", "corpus"],
        "isLiveDataset": False,
        "citeAs": f"The makers of {manifest.dataset}: {manifest.dataset} {manifest.version}, {manifest.created[:10]}.",
    }  # fmt: skip


def _license(name: str) -> str:
    return f"{SPDX}{name}" if is_identifier(name) else name


def _lineage(manifest: Manifest) -> dict[str, Any]:
    made_by = f"Reinschrift {manifest.versions.get('reinschrift', '')}".strip()
    return {
        "prov:wasGeneratedBy": {"@type": "prov:Activity", "name": made_by, "identifier": manifest.fingerprint},
        "prov:wasDerivedFrom": [
            {"@type": "prov:Entity", "name": source["name"], "description": str(source.get("origin") or "not known")}
            for source in manifest.sources
        ],
    }


def _responsible(manifest: Manifest) -> dict[str, Any]:
    """Return the fields on responsible AI that the snapshot knows; uses, biases and effects are its makers' to say."""
    collected = [day for source in manifest.sources for day in source.get("collected") or ()]
    limits = [*limits_of(manifest), *(f"Model of {name}: {limit}" for name, model in sorted(manifest.models.items())
                         for limit in model.get("limits", ()))]  # fmt: skip
    found = {
        "rai:dataCollection": "; ".join(
            f"{one['name']}: {one.get('origin') or 'not known'}" for one in manifest.sources
        ),
        "rai:dataPreprocessingProtocol": "Records are read, their text repaired, languages found, documents judged.",
        "rai:dataManipulationProtocol": f"{debris_words(manifest)} {duplicates_words(manifest)} The table removed has "
        "each row with its reason.",
        "rai:dataLimitations": " ".join(limits),
        "rai:personalSensitiveInformation": personal_words(manifest),
        "rai:dataReleaseMaintenancePlan": "Versions are numbered by what changed; erasures revise every version.",
    }  # fmt: skip
    return found | ({"rai:dataCollectionTimeframe": [min(collected), max(collected)]} if collected else {})


def _files(manifest: Manifest, table: str) -> Iterator[dict[str, Any]]:
    """Yield each file of a table, and the set of them all."""
    for name, item in parts_of(manifest, table):
        yield {"@type": "cr:FileObject", "@id": f"{table}/{name}", "name": name, "contentUrl": f"{table}/{name}",
               "contentSize": f"{item.n_bytes} B", "encodingFormat": PARQUET, "sha256": item.sha256}  # fmt: skip
    yield {"@type": "cr:FileSet", "@id": f"files-of-{table}", "name": f"files of {table}", "encodingFormat": PARQUET,
           "includes": f"{table}/*.parquet"}  # fmt: skip


def _records(storage: Storage, manifest: Manifest, table: str) -> dict[str, Any]:
    schema = read_schema(storage, manifest.tables[table][0], table)
    fields = [
        {"@type": "cr:Field", "@id": f"{table}/{field.name}", "name": field.name, "dataType": _TYPES[field.type],
         "description": (field.metadata or {}).get(b"description", b"").decode(),
         "source": {"fileSet": {"@id": f"files-of-{table}"}, "extract": {"column": field.name}}}
        for field in schema if field.type in _TYPES
    ]  # fmt: skip
    return {"@type": "cr:RecordSet", "@id": table, "name": table, "field": fields}
