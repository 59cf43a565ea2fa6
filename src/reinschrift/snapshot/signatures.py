"""Signatures beside a manifest as they are read, checked by no key: DSSE envelopes around an in-toto statement."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from reinschrift.errors import ConfigError
from reinschrift.snapshot.manifest import Manifest, manifest_name
from reinschrift.snapshot.prove import manifest_sha256, signatures_name
from reinschrift.storage import Storage

PAYLOAD = "application/vnd.in-toto+json"
STATEMENT = "https://in-toto.io/Statement/v1"
PREDICATE = "urn:reinschrift:snapshot:1"
Envelope = dict[str, Any]


@dataclass(frozen=True)
class Signed:
    """What is known of a snapshot's signatures."""

    keys: tuple[str, ...]
    """The ids of the keys that signed the newest revision."""
    earlier: tuple[int, ...]
    """Earlier revisions that are signed: what was erased since is in them."""


def statement_of(storage: Storage, manifest: Manifest) -> dict[str, Any]:
    """Return what is signed: the manifest's hash, and what it says of the data; the same whoever signs, and when."""
    return {
        "_type": STATEMENT,
        "subject": [{
            "name": manifest_name(manifest.version, manifest.revision),
            "digest": {"sha256": manifest_sha256(storage, manifest)},
        }],
        "predicateType": PREDICATE,
        "predicate": {
            "dataset": manifest.dataset,
            "version": manifest.version,
            "revision": manifest.revision,
            "fingerprint": manifest.fingerprint,
            "dataSha256": manifest.data_digest(),
            "rowsRoot": manifest.rows_root,
        },
    }  # fmt: skip


def signatures_of(storage: Storage, manifest: Manifest) -> Signed:
    """Return which keys signed the newest revision, and which earlier ones are signed."""
    envelope = read_envelope(storage, manifest)
    before = (replace(manifest, revision=number) for number in range(manifest.revision))
    earlier = tuple(one.revision for one in before if storage.exists(signatures_name(one)))
    return Signed(tuple(one["keyid"] for one in envelope["signatures"]) if envelope else (), earlier)


def damaged_signatures(storage: Storage, manifest: Manifest) -> str | None:
    """Return in words what is wrong with the signatures beside a manifest, whoever made them; none if nothing is."""
    try:
        envelope = read_envelope(storage, manifest)
    except ConfigError as error:
        return error.message
    return None if envelope is None else differs_from(storage, manifest, envelope)


def stated(envelope: Envelope) -> Mapping[str, Any]:
    """Return the statement of an envelope; that somebody signed it is checked elsewhere."""
    found: Mapping[str, Any] = json.loads(base64.b64decode(envelope["payload"]))
    return found


def read_envelope(storage: Storage, manifest: Manifest) -> Envelope | None:
    """Return the envelope beside a manifest; none if it is not signed. Raises `ConfigError` if it cannot be read."""
    place = signatures_name(manifest)
    if not storage.exists(place):
        return None
    try:
        return checked_envelope(json.loads(storage.read(place)))
    except ValueError as error:
        raise ConfigError(
            "The file of signatures cannot be read: it is damaged.",
            hint="Restore it from a copy, or delete it and sign again.",
            context={"file": place},
        ) from error


def checked_envelope(values: Any) -> Envelope:
    """Return values as an envelope. Raises `ValueError` if they are none."""
    try:
        if values["payloadType"] != PAYLOAD or stated(values)["predicateType"] != PREDICATE:
            raise ValueError(values["payloadType"])
        for one in values["signatures"]:
            base64.b64decode(one["sig"], validate=True)
            str(one["keyid"])
    except (KeyError, TypeError, binascii.Error) as error:
        raise ValueError("no envelope") from error
    return dict(values)


def differs_from(storage: Storage, manifest: Manifest, envelope: Envelope) -> str | None:
    """Return in words that an envelope is of something else than a manifest; none if it is of that one."""
    if stated(envelope) == statement_of(storage, manifest):
        return None
    return "it is of another manifest than the one that is here"
