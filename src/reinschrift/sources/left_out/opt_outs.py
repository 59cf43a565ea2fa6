"""Records that are left out because somebody asked for it: by address, by folder of addresses, by domain, by id."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.columns import one_chunk, set_columns
from reinschrift.errors import SourceError
from reinschrift.text.addresses import page_of, plain_address

REASON = "opted_out"


def read_opt_outs(file: Path, context: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the entries of a file of opt-outs, one a line; empty lines and those with `#` first are none.

    An entry is an address (`https://example.org/page`), a domain (`example.org`, with all below it), a folder of
    addresses (`example.org/blog/`), or a record's own id. Raises `SourceError` if the file is not there.
    """
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(
            f"The file of opt-outs cannot be read: {error}.",
            hint="Name a text file beside the register, an address or a domain a line, or take leave_out away.",
            context={**context, "file": file},
        ) from error
    entries = {line.strip() for line in lines if line.strip() and not line.lstrip().startswith("#")}
    return tuple(sorted(entries))


def mark_opted_out(documents: pa.Table, leave_out: Sequence[str]) -> pa.Table:
    """Return documents with the problem `opted_out`, and no text, where an entry of `leave_out` names the record."""
    if not leave_out:
        return documents
    exact, prefixes = _entries(tuple(leave_out))
    columns = (documents["url"], documents["canonical_url"], documents["record"])
    found = [
        next((hit for value in row if value and (hit := _match(value, exact, prefixes))), None)
        for row in zip(*(column.to_pylist() for column in columns), strict=True)
    ]
    mask = np.array([hit is not None for hit in found], bool)
    if not mask.any():
        return documents
    details = pa.array([f"The opt-out {hit} names it." if hit else None for hit in found], pa.string())
    chosen = pa.array(mask)
    values = {"text": "", "problem": REASON, "problem_detail": details, "title": None, "author": None,
              "metadata_evidence": None, "blocks": None, "html_meta": None, "keywords": None}  # fmt: skip
    marked = set_columns(
        documents,
        **{
            name: pc.if_else(
                chosen,
                value if isinstance(value, pa.Array) else pa.scalar(value, documents[name].type),
                one_chunk(documents[name]),
            )
            for name, value in values.items()
        },
    )
    return marked.cast(documents.schema)  # a replaced column forgets that it is never null


def named_by(addresses: pa.Array, leave_out: Sequence[str]) -> pa.Array:
    """Return which addresses an entry of `leave_out` names; null is named by none."""
    exact, prefixes = _entries(tuple(leave_out))
    coded = addresses.dictionary_encode()
    named = [value is not None and _match(value, exact, prefixes) is not None for value in coded.dictionary.to_pylist()]
    return pc.fill_null(pa.array(named, pa.bool_()).take(coded.indices), fill_value=False)


@lru_cache(maxsize=16)
def _entries(leave_out: tuple[str, ...]) -> tuple[frozenset[str], frozenset[str]]:
    """Return the entries as plain addresses, domains and ids, and as folders of addresses."""
    plain = {plain_address(entry) for entry in leave_out}
    pages = {page_of(entry) for entry in leave_out if "://" in entry}
    folders = frozenset(entry for entry in plain if entry.endswith("/"))
    return frozenset(entry.rstrip("/") for entry in plain) | pages | frozenset(leave_out), folders


def digest_of_opt_outs(leave_out: Sequence[str]) -> str:
    """Return what identifies a list of opt-outs; nothing if there are none."""
    return hashlib.sha256("\n".join(leave_out).encode("utf-8", "surrogatepass")).hexdigest() if leave_out else ""


def _match(value: str, exact: frozenset[str], folders: frozenset[str]) -> str | None:
    """Return the entry that names an address or id: itself, a folder that it is in, or a domain that it is of."""
    if value in exact:
        return value
    if "://" not in value:
        return None
    plain = plain_address(value)
    if (found := next((form for form in (plain.rstrip("/"), page_of(value)) if form in exact), None)) is not None:
        return found
    host, slash, path = plain.partition("/")
    labels = host.split(".")
    for at in range(len(labels) - 1):
        if (domain := ".".join(labels[at:])) in exact:
            return domain
    steps = path.split("/")
    for end in range(1, len(steps)):
        if (folder := host + slash + "/".join(steps[:end]) + "/") in folders:
            return folder
    return None
