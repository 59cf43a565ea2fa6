"""Say on the terminal who signed what, and what a proof shows."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reinschrift.cli.options import echo
from reinschrift.errors import ConfigError
from reinschrift.snapshot.manifest import Manifest, read_manifest
from reinschrift.snapshot.prove import check_proof, prove, signatures_name
from reinschrift.snapshot.signatures import Signed, checked_envelope, signatures_of, stated
from reinschrift.snapshot.verify import SIGNATURES, Fault
from reinschrift.storage import LocalStorage, Storage

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

SHOWN = 12
"""Characters of a key's id that are printed."""
LONGEST = 70


def describe_signed(manifest: Manifest, signed: Signed, key: Ed25519PublicKey) -> dict[str, Any]:
    """Return what was signed, by which key, and who else did."""
    from reinschrift.snapshot.keys import key_id

    return {"version": manifest.version, "revision": manifest.revision, "key": key_id(key),
            "signed_by": list(signed.keys), "file": signatures_name(manifest)}  # fmt: skip


def print_signed(described: Mapping[str, Any]) -> None:
    """Print what was signed, and who else did."""
    n_others = len(described["signed_by"]) - 1
    others = f", and by {n_others} other{'s' if n_others > 1 else ''}" if n_others else ""
    echo(f"{described['version']} is signed by the key {described['key'][:SHOWN]}…{others}: {described['file']}")


def not_signed(storage: Storage, manifest: Manifest, key: Path) -> list[Fault]:
    """Return the fault that a snapshot does not count as signed by a key; nothing if it does."""
    from reinschrift.snapshot.keys import read_public_key
    from reinschrift.snapshot.sign import why_not_signed

    why = why_not_signed(storage, manifest, read_public_key(key))
    return [] if why is None else [Fault(SIGNATURES, "", signatures_name(manifest), why)]


def signers(storage: Storage, manifest: Manifest, faults: Sequence[Fault]) -> list[str]:
    """Return the ids of the keys that signed a snapshot; none where something is wrong with its signatures."""
    is_right = not any(fault.table == SIGNATURES for fault in faults)
    return list(signatures_of(storage, manifest).keys) if is_right else []


def write_proof(storage: Storage, answer: Mapping[str, Any], version: str | None, place: Path) -> dict[str, Any]:
    """Write the proof of the one document that was found; return which, in which snapshot, and where the file is.

    Raises `ConfigError` if none or several were found.
    """
    manifest = read_manifest(storage, version or "latest")
    ids = dict.fromkeys(one["document_id"] for one in answer["found"] if manifest.version in one["snapshots"])
    kept = dict.fromkeys(
        one["document_id"] for one in answer["found"] if one["fate"] == "kept" and one["document_id"] in ids
    )
    chosen = list(kept) if len(ids) > 1 else list(ids)
    if len(chosen) != 1:
        raise ConfigError(
            f"A proof is of one document; {len(ids) or 'none'} of {manifest.version} were found." if ids
            else f"Nothing was found in {manifest.version}, so there is nothing to prove.",
            hint="Ask for its id, and with --version for a snapshot that it is in.",
        )  # fmt: skip
    text = json.dumps(prove(storage, manifest, chosen[0]), ensure_ascii=False, indent=1) + "\n"
    here = place.absolute()
    LocalStorage(here.parent).write(here.name, text.encode())
    return {"document_id": chosen[0], "version": manifest.version, "file": str(place)}


def describe_proof(place: Path, key: Path | None) -> dict[str, Any]:
    """Return what a proof shows, and under `not_signed` why its root does not count as signed; null if it is.

    Raises `ConfigError` if the proof does not hold.
    """
    try:
        shown = check_proof(json.loads(place.read_bytes()))
    except (OSError, ValueError) as error:
        raise ConfigError(
            f"The proof cannot be read: {error}.",
            hint="Name the file that find --proof wrote.",
            context={"file": place},
        ) from error
    envelope = shown.pop("envelope")
    return shown | {"not_signed": _why_not(shown, envelope, key)}


def _why_not(shown: Mapping[str, Any], envelope: Any, key: Path | None) -> str | None:
    from reinschrift.snapshot.keys import read_public_key
    from reinschrift.snapshot.sign import why_not_by

    if envelope is None:
        return "nobody had signed the snapshot when the proof was written"
    try:
        statement = stated(checked_envelope(envelope))
        predicate = statement["predicate"]
        same = all(predicate[name] == shown[name] for name in ("dataset", "version", "revision"))
        is_of_it = same and predicate["rowsRoot"] == shown["rows_root"]
    except (ValueError, KeyError, TypeError):
        is_of_it = False
    if not is_of_it:
        return "the signature in the proof is of something else"
    return "no key was given to check the signature with" if key is None else why_not_by(envelope, read_public_key(key))


def print_proof(shown: Mapping[str, Any]) -> None:
    """Print which row is in which snapshot, and who stands for it."""
    row = shown["row"]
    fate = "kept" if shown["table"] == "documents" else f"removed ({row['reason']})"
    echo(f"{row.get('id') or row.get('document_id')} was {fate} in {shown['version']} of {shown['dataset']}")
    for name in ("url", "title", "text"):
        if row.get(name):
            line = " ".join(row[name].split())
            echo(f"  {name:<6} {line if len(line) <= LONGEST else line[:LONGEST] + '…'}")
    echo(f"the row leads to the root {shown['rows_root']}")
    why = shown["not_signed"]
    echo("the root is signed by this key" if why is None else f"that root counts as nobody's: {why}")
