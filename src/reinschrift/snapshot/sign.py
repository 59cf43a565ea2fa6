"""Sign a snapshot, and check by a key who has: Ed25519 over a DSSE envelope in a file beside the manifest."""

from __future__ import annotations

import base64
import json

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from reinschrift.errors import ConfigError
from reinschrift.snapshot.keys import is_signed_by, key_id
from reinschrift.snapshot.manifest import Manifest
from reinschrift.snapshot.prove import signatures_name
from reinschrift.snapshot.signatures import (
    PAYLOAD,
    Envelope,
    Signed,
    differs_from,
    read_envelope,
    signatures_of,
    statement_of,
)
from reinschrift.snapshot.verify import verify
from reinschrift.storage import LocalStorage, Storage


def sign(storage: LocalStorage, manifest: Manifest, key: Ed25519PrivateKey) -> Signed:
    """Add a signature to a snapshot; one by the same key is replaced. The manifest's file stays as it is.

    Raises `ConfigError` if a signature that is there is of something else.
    """
    envelope = read_envelope(storage, manifest)
    if envelope is None:
        payload = json.dumps(statement_of(storage, manifest), sort_keys=True, separators=(",", ":")).encode()
        envelope = {"payloadType": PAYLOAD, "payload": base64.b64encode(payload).decode(), "signatures": []}
    elif (what := differs_from(storage, manifest, envelope)) is not None:
        raise ConfigError(
            f"There is a signature already, and {what}.",
            hint="Delete that file if nobody needs it, and sign again.",
            context={"file": signatures_name(manifest)},
        )
    name = key_id(key.public_key())
    own = {"keyid": name, "sig": base64.b64encode(key.sign(_signed_bytes(envelope))).decode()}
    others = [one for one in envelope["signatures"] if one["keyid"] != name]
    envelope["signatures"] = sorted([*others, own], key=lambda one: one["keyid"])
    storage.write(signatures_name(manifest), (json.dumps(envelope, indent=1) + "\n").encode())
    return signatures_of(storage, manifest)


def attest(
    storage: LocalStorage, manifest: Manifest, rebuilt: Storage, other: Manifest, key: Ed25519PrivateKey
) -> Signed:
    """Add the signature of whoever has made the same bytes again, in a dataset of their own.

    Raises `ConfigError` if nobody has signed the snapshot yet, or if the other one does not hold the same.
    """
    if read_envelope(storage, manifest) is None:
        raise ConfigError(
            f"Snapshot {manifest.version} cannot be attested: {_not_signed(storage, manifest)}.",
            hint="Its publisher signs first: reinschrift sign.",
        )
    both = ((one.data_digest(), one.rows_root, one.contract["sha256"], one.counts) for one in (manifest, other))
    erased = manifest.revision or other.revision
    differing = [
        what
        for what, one, another in zip(("objects", "root of rows", "contract", "counts"), *both, strict=True)
        if one != another
    ]
    if differing:
        raise ConfigError(
            f"The two snapshots are not the same: their {', '.join(differing)} differ. Nothing was signed.",
            hint="Rebuild from the same raw files, settings and version; reinschrift diff compares two snapshots."
            + (
                " What was erased in one of them must be erased in the other, too. What an erasure rewrote may differ "
                "even so: attest the next snapshot then."
                if erased
                else ""
            ),
            context={"signed": manifest.version, "rebuilt": other.version},
        )
    if faults := verify(rebuilt, other, contract=False):
        raise ConfigError(
            f"The rebuilt snapshot is not whole: {faults[0].object}: {faults[0].what}. Nothing was signed.",
            hint="reinschrift verify names all that is damaged.",
        )
    return sign(storage, manifest, key)


def why_not_signed(storage: Storage, manifest: Manifest, key: Ed25519PublicKey) -> str | None:
    """Return in words why a snapshot does not count as signed by a key; none if it is."""
    envelope = read_envelope(storage, manifest)
    if envelope is None:
        return _not_signed(storage, manifest)
    return why_not_by(envelope, key) or differs_from(storage, manifest, envelope)


def _not_signed(storage: Storage, manifest: Manifest) -> str:
    """Return in words what is known of a snapshot's signatures beside the newest revision, which has none."""
    if earlier := signatures_of(storage, manifest).earlier:
        return (
            f"it was signed as revision {earlier[-1]}; documents were erased since, and nobody has signed "
            f"revision {manifest.revision}"
        )
    return "nobody has signed it"


def why_not_by(envelope: Envelope, key: Ed25519PublicKey) -> str | None:
    """Return in words why an envelope does not count as signed by a key; none if it is."""
    name = key_id(key)
    own = [one for one in envelope["signatures"] if one["keyid"] == name]
    if not own:
        return "another key signed it, not this one"
    data = _signed_bytes(envelope)
    if any(is_signed_by(key, base64.b64decode(one["sig"]), data) for one in own):
        return None
    return "its signature is not by this key, or of something else"


def _signed_bytes(envelope: Envelope) -> bytes:
    """Return what a signature is over: DSSE's encoding of type and payload."""
    kind, payload = envelope["payloadType"].encode(), base64.b64decode(envelope["payload"])
    return b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(payload), payload)
