"""The documents of a snapshot: what people read of it, made from manifest, statistics and samples alone."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from pathlib import Path

from reinschrift.errors import ConfigError, StorageError
from reinschrift.export.credits import credits_of
from reinschrift.export.croissant import croissant_of
from reinschrift.export.datasheet import citation_of, datasheet_of
from reinschrift.export.lineage import FILE as LINEAGE
from reinschrift.export.lineage import lineage_of
from reinschrift.export.report import report_of
from reinschrift.export.spdx import spdx_of
from reinschrift.export.training_content import sheet_json, sheet_markdown
from reinschrift.snapshot.derived import damaged_derived, derived_names, write_derived
from reinschrift.snapshot.manifest import STATISTICS, Manifest, read_manifest, read_manifests
from reinschrift.storage import LocalStorage, Storage, named

_LOG = logging.getLogger("reinschrift")
REPORT = "report.html"
DOCUMENTS: Mapping[str, Callable[[Storage, Manifest], bytes]] = {
    REPORT: report_of,
    "croissant.json": croissant_of,
    "training-content.json": sheet_json,
    "training-content.md": sheet_markdown,
    "credits.jsonl": credits_of,
    "datasheet.md": datasheet_of,
    "CITATION.cff": citation_of,
    LINEAGE: lineage_of,
    "spdx.json": spdx_of,
}
"""The name of each file in the folder of a snapshot, and what makes it."""


def complete_documents(storage: LocalStorage) -> None:
    """Write the documents of every snapshot that has none of its revision, or has damaged ones.

    In an object store there are none: `reinschrift report --output FILE` writes one here. A snapshot that lacks objects
    keeps what it has; a warning says so.
    """
    for manifest in () if storage.is_shared else read_manifests(storage):
        if STATISTICS not in manifest.tables:
            continue  # of an earlier version of Reinschrift
        if derived_names(storage, manifest) is None or damaged_derived(storage, manifest):
            try:
                write_documents(storage, manifest)
            except StorageError as error:  # the run is done, and its snapshot is there: that is no reason to fail it
                _LOG.warning("Report and sheets of snapshot %s were not made: %s", manifest.version, error)


def write_documents(storage: LocalStorage, manifest: Manifest) -> None:
    """Write the documents of a snapshot, in place of earlier ones."""
    write_derived(storage, manifest, {name: make(storage, manifest) for name, make in DOCUMENTS.items()})


def place_report(storage: Storage, version: str, output: Path | None) -> Path:
    """Return where the report of a snapshot is; it is made where it is not there, or for another place, `output`.

    Raises `ConfigError` for a dataset in an object store without `output`, `StorageError` if it cannot be written.
    """
    manifest = read_manifest(storage, version)
    if output is not None:
        with named(output):
            output.write_bytes(report_of(storage, manifest))
        return output
    if not isinstance(storage, LocalStorage) or storage.is_shared:
        raise ConfigError("The dataset is in an object store.", hint="Name a file here: --output report.html.")
    if derived_names(storage, manifest) is None or damaged_derived(storage, manifest):
        write_documents(storage, manifest)
    return storage.path(f"snapshots/{manifest.version}/{REPORT}")
