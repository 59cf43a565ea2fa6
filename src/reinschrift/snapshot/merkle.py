"""Merkle trees as in RFC 6962, section 2.1: one hash for many entries, and short proofs that one is among them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from itertools import pairwise

_LEAF, _NODE = b"\x00", b"\x01"
EMPTY = hashlib.sha256().digest()
"""The root of no entries."""


def hash_leaf(entry: bytes | memoryview) -> bytes:
    """Return the hash of an entry: SHA-256 over a zero byte and the entry."""
    digest = hashlib.sha256(_LEAF)
    digest.update(entry)
    return digest.digest()


def root_of(leaves: Sequence[bytes]) -> bytes:
    """Return the root over the hashes of entries, in their order."""
    level = list(leaves)
    while len(level) > 1:
        level = _above(level)
    return level[0] if level else EMPTY


def path_of(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """Return the hashes that lead from entry number `index` to the root, the nearest first."""
    path, level = [], list(leaves)
    while len(level) > 1:
        beside = index ^ 1
        if beside < len(level):  # the last of an odd number goes up alone
            path.append(level[beside])
        level, index = _above(level), index // 2
    return path


def root_by_path(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """Return the root that a leaf has by its path, as one of `size` entries; none if no such path can be."""
    if not 0 <= index < size:
        return None
    here, rest = leaf, list(path)
    while size > 1:
        if index ^ 1 < size:
            if not rest:
                return None
            beside = rest.pop(0)
            here = _node(beside, here) if index % 2 else _node(here, beside)
        index, size = index // 2, (size + 1) // 2
    return None if rest else here


def _above(level: list[bytes]) -> list[bytes]:
    pairs = [_node(one, other) for one, other in list(pairwise(level))[::2]]
    return pairs + level[len(pairs) * 2 :]


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(_NODE + left + right).digest()
