"""A step as it is recorded, and the digest of what it is given and gives."""

from __future__ import annotations

import hashlib
import json
from typing import Any, NamedTuple

import pyarrow as pa


class Step(NamedTuple):
    """A step as it is now, or as it was recorded."""

    version: int
    given: str
    """Digest of what it was given: its input and its settings."""
    gives: str
    """Digest of what it made of that."""


def digest_of(*values: Any) -> str:
    """Return a digest of tables and plain values."""
    plain = [value.to_pylist() if isinstance(value, pa.Table) else value for value in values]
    written = json.dumps(plain, sort_keys=True, ensure_ascii=False, default=repr)
    return hashlib.sha256(written.encode("utf-8", "surrogatepass")).hexdigest()[:16]
