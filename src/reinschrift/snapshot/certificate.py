"""What proves an erasure, and what others need to follow it: a certificate, and the feed of retractions."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from reinschrift.snapshot.card_body import plain
from reinschrift.snapshot.manifest import manifest_name, read_manifests
from reinschrift.sources import own_output
from reinschrift.sources.left_out.erased import Erased, erased_by, read_erasures
from reinschrift.storage import LocalStorage
from reinschrift.text.counted import counted

FOLDER = "certificates"
RETRACTIONS = own_output.RETRACTIONS
NOT_REACHED = (
    "the raw files, from which later rebuilds leave the documents out",
    "exports, pushed copies and backups: reinschrift apply-retractions follows there",
    "models and indexes made from the texts",
)


def foreign_names(storage: LocalStorage) -> list[str]:
    """Return what else lies in the dataset's folder, such as exports of earlier versions: no erasure reaches it."""
    there = () if storage.is_shared else storage.path("").iterdir()
    return sorted(
        path.name for path in there if path.name not in own_output.OWN_NAMES and not path.name.startswith(".")
    )


def certify(storage: LocalStorage, record: Mapping[str, Any]) -> dict[str, Any]:
    """Write the certificate of a finished erasure, as JSON and as Markdown, and return it.

    It names what was asked by ids, HMACs of URLs and hashes of texts alone, so it holds nothing of what was erased.
    """
    snapshots = []
    for manifest in read_manifests(storage):
        for note in manifest.notes:
            if note.get("erasure") == record["ref"]:
                name = manifest_name(manifest.version, manifest.revision)
                snapshots.append({
                    "version": manifest.version,
                    "documents": note["documents"],
                    "manifest_before": note["amends"],
                    "manifest_now": hashlib.sha256(storage.read(name)).hexdigest(),
                    "revision": manifest.revision,
                })  # fmt: skip
    certificate = {
        "erasure": record["ref"],
        "asked": record["at"],
        "finished": record["finished"],
        "reason": record["reason"],
        "documents": record["ids"],
        "texts_sha256": record.get("hashes", []),
        "urls_hmac_sha256": record["urls"],
        "snapshots": snapshots,
        "deleted": record["deleted"],
        "not_reached": [
            *NOT_REACHED,
            *(f"{name} in the dataset's folder, which is no part of it" for name in record.get("foreign", ())),
        ],
    }
    storage.write(f"{FOLDER}/{record['ref']}.json", (json.dumps(certificate, indent=1) + "\n").encode())
    storage.write(f"{FOLDER}/{record['ref']}.md", _markdown(certificate).encode())
    return certificate


def write_retractions(storage: LocalStorage) -> None:
    """Write the feed of retractions anew: a line for each erased document, by id and by the hashes of its texts.

    Where an id names the document in a file of that content alone, the line has its `source_sha256`.
    """
    records = read_erasures(storage)
    lines = [
        json.dumps({"erasure": record["ref"], "at": record["at"], **named})
        for record in records
        for named in _named(erased_by([record], b""))
    ]
    lines += [
        json.dumps({"erasure": record["ref"], "at": record["at"], "text_sha256": one})
        for record in records
        for one in record.get("hashes", ())
    ]
    storage.write(RETRACTIONS, "".join(f"{line}\n" for line in lines).encode())


def _named(erased: Erased) -> Iterator[dict[str, str]]:
    for one in sorted(erased.ids):
        yield {"document_id": one}
    for identity, content in sorted(erased.places, key=str):
        yield {"document_id": identity} | ({"source_sha256": content} if content else {})


def _markdown(certificate: Mapping[str, Any]) -> str:
    """Return a certificate to be sent on: the reason and the names of files come from outside and are escaped."""
    columns = ("version", "documents", "revision", "manifest_before", "manifest_now")
    rows = [f"| {' | '.join(str(one[column]) for column in columns)} |" for one in certificate["snapshots"]]
    reason = f"\nReason: {plain(certificate['reason'])}\n" if certificate["reason"] else ""
    return "\n".join([
        f"# Certificate of erasure {certificate['erasure']}", "",
        f"Asked for at {certificate['asked']}, finished at {certificate['finished']} (UTC).", reason,
        f"Taken out of every snapshot that held them: {counted(len(certificate['documents']), 'document')}.", "",
        "| snapshot | documents | revision | SHA-256 of the manifest before | and now |", "|---|---:|---:|---|---|",
        *rows, "", "Ids of the documents:", "", *(f"- `{one}`" for one in certificate["documents"]), "",
        f"Deleted for holding something of them: {counted(len(certificate['deleted']), 'file')}; see the JSON.", "",
        "Not reached:", "",
        *(f"- {one if one in NOT_REACHED else plain(one)}" for one in certificate["not_reached"]), "",
    ])  # fmt: skip
