"""Keys that sign: Ed25519, in PEM files of their owner, never in a dataset's folder."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from reinschrift.errors import ConfigError

OWNERS_ALONE = 0o600
PUBLIC = ".pub"
"""What the name of the file with the public key has more."""


def new_key(place: Path, dataset: Path) -> Path:
    """Write a new private key, for its owner's eyes alone, and beside it the public one; return that one's place.

    Raises `ConfigError` if a file is there already, if the folder is missing, or if it is the dataset's.
    """
    _check_outside(place, dataset)
    public = place.with_name(place.name + PUBLIC)
    key = Ed25519PrivateKey.generate()
    private_bytes = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public_bytes = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    for one, data, mode in ((place, private_bytes, OWNERS_ALONE), (public, public_bytes, 0o644)):
        try:
            with os.fdopen(os.open(one, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
                file.write(data)
        except OSError as error:
            raise ConfigError(
                f"The key could not be written: {error.strerror}.",
                hint="Name a file that is not there yet, in a folder that is.",
                context={"file": one},
            ) from error
    return public


def read_private_key(place: Path, dataset: Path) -> Ed25519PrivateKey:
    """Return the private key of a PEM file. Raises `ConfigError` if it is none, or lies in the dataset's folder."""
    _check_outside(place, dataset)
    key = _read(place, "private", lambda data: serialization.load_pem_private_key(data, None))
    if isinstance(key, Ed25519PrivateKey):
        return key
    raise _no_key(place, "private", "it is of another kind than Ed25519")


def read_public_key(place: Path) -> Ed25519PublicKey:
    """Return the public key of a PEM file. Raises `ConfigError` if it is none."""
    key = _read(place, "public", serialization.load_pem_public_key)
    if isinstance(key, Ed25519PublicKey):
        return key
    raise _no_key(place, "public", "it is of another kind than Ed25519")


def key_id(key: Ed25519PublicKey) -> str:
    """Return the name of a public key: the SHA-256 of its SubjectPublicKeyInfo in DER."""
    der = key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return hashlib.sha256(der).hexdigest()


def is_signed_by(key: Ed25519PublicKey, signature: bytes, data: bytes) -> bool:
    """Say whether a signature over some bytes is by this key."""
    try:
        key.verify(signature, data)
    except InvalidSignature:
        return False
    return True


def _read(place: Path, kind: str, load: Callable[[bytes], object]) -> object:
    try:
        return load(place.read_bytes())
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise _no_key(place, kind, str(error)) from error


def _no_key(place: Path, kind: str, what: str) -> ConfigError:
    return ConfigError(
        f"No {kind} key can be read: {what}.",
        hint="reinschrift sign --new-key PATH makes a pair: PATH signs, PATH.pub is handed on to check.",
        context={"file": place},
    )


def _check_outside(place: Path, dataset: Path) -> None:
    if place.resolve().is_relative_to(dataset.resolve()):
        raise ConfigError(
            "A private key has no place in the dataset's folder, which is handed on.",
            hint="Keep it elsewhere, where only you can read it.",
            context={"file": place, "dataset": dataset},
        )
