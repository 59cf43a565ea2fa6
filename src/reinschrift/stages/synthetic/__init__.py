"""The stage `synthetic`: marks that say a text was made by a machine; their carriers leave the text, on record."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.batch import Batch
from reinschrift.columns import matching, numbers, one_chunk, set_columns
from reinschrift.personal import mask_texts
from reinschrift.settings.stages import PersonalSettings, StageSettings
from reinschrift.stages.synthetic.carriers import SCREEN, Carrier, without_carriers

STATUSES = ("synthetic", "partly", "human", "marked", "unknown")
"""Made by a machine, in part, by people; a mark is there that does not say; nothing says anything. The first counts."""
SYNTHETIC = pa.struct(
    [
        ("status", pa.string()),
        (
            "evidence",
            pa.list_(
                pa.struct(
                    [("kind", pa.string()), ("where", pa.string()), ("stated", pa.string()), ("n_chars", pa.int32()),
                     ("digest", pa.string())]
                )
            ),
        ),
    ]
)  # fmt: skip
LONGEST = 300
"""Characters of a saying that are kept as evidence."""
_NAMES = r"(?i)\A(?:(?:.*[:.])?digitalsourcetype|c2pa-manifest|generator|ai-disclosure|ai[-_]generated)\z"
_HEADERS = ("link", "ai-disclosure")
_MANIFEST = re.compile(r"""(?i)<([^>]*)>[^,]*;\s*rel\s*=\s*"?[^",;]*\bc2pa-manifest\b""")
_MODE = re.compile(r"(?i)(?:\A|[\s;,])mode\s*=\s*\"?([a-z-]+)")
_TRUE = {"true", "yes", "1", "full"}


class Mark(NamedTuple):
    """One thing that says something of how a text was made."""

    status: str
    kind: str
    where: str
    stated: str
    n_chars: int | None = None
    digest: str | None = None


def find_marks(batch: Batch, settings: StageSettings) -> Batch:
    """Add `documents.synthetic`: `status` (one of `STATUSES`) and the `evidence`; take the carriers out of `text`.

    Nothing has been measured, hashed or compared before; `n_raw_chars` no longer counts the carriers. Selectors that
    shape the character before them stay. A row of evidence has `kind`, `where` it stood, its words, and of a carrier
    how many characters it had and the SHA-256 of what it carried.
    """
    del settings  # it measures; what becomes of the documents, verdicts decide
    documents = batch.documents
    marks: dict[int, list[Mark]] = defaultdict(list)
    for row, mark in (*_registered(documents), *_in_headers(documents), *_in_page(documents)):
        marks[row].append(mark)
    new = _without_carriers(documents, marks)
    return Batch(set_columns(documents, **new, synthetic=_column(documents.num_rows, marks)), batch.paragraphs)


def _column(n_rows: int, marks: dict[int, list[Mark]]) -> pa.Array:
    rows = sorted(row for row in marks if marks[row])
    flat = [mark for row in rows for mark in marks[row]]
    masked, _ = mask_texts(
        pa.array([" ".join(mark.stated.split())[:LONGEST] for mark in flat], pa.string()), PersonalSettings()
    )
    words = iter(masked.to_pylist())
    values: list[dict[str, Any]] = [{"status": STATUSES[-1], "evidence": None}]
    for row in rows:
        evidence = [mark._asdict() | {"stated": next(words)} for mark in marks[row]]
        values.append({"status": min((one.status for one in marks[row]), key=STATUSES.index), "evidence": evidence})
    place = np.zeros(n_rows, np.int64)
    place[rows] = np.arange(1, len(rows) + 1)
    return pa.array(values, SYNTHETIC).take(pa.array(place))


def _registered(documents: pa.Table) -> Iterator[tuple[int, Mark]]:
    """Yield the register's word on the source."""
    if "registered_synthetic" in documents.column_names:
        stated = one_chunk(documents["registered_synthetic"])
        for row in np.flatnonzero(numbers(pc.is_valid(stated))).tolist():
            is_made = stated[row].as_py()
            yield (
                row,
                Mark("synthetic" if is_made else "human", "register", "register", f"synthetic = {is_made}".lower()),
            )


def _in_headers(documents: pa.Table) -> Iterator[tuple[int, Mark]]:
    for row, header in _chosen(documents, "headers", lambda names: pc.is_in(names, pa.array(_HEADERS))):
        if header["name"] == "link":
            for address in _MANIFEST.findall(header["value"]):
                yield row, Mark("marked", "c2pa-manifest", "header link", address)
        else:
            yield row, _disclosed("header ai-disclosure", header["value"])


def _in_page(documents: pa.Table) -> Iterator[tuple[int, Mark]]:
    for row, stated in _chosen(documents, "html_meta", lambda names: pc.match_substring_regex(names, _NAMES)):
        where, name, value = f"{stated['where']} {stated['name']}", stated["name"].lower(), stated["value"]
        if name == "c2pa-manifest":
            yield row, Mark("marked", name, where, value)
        elif name.endswith("digitalsourcetype"):
            kind = re.split(r"[/:#]", value.strip())[-1].lower().removesuffix("digitalsource")
            yield row, Mark(_words()["source_types"].get(kind, "unknown"), "digitalSourceType", where, value)
        elif name == "generator":
            yield row, Mark("synthetic", name, where, value)
        elif name == "ai-disclosure":
            yield row, _disclosed(where, value)
        elif value.strip().lower() in _TRUE:
            yield row, Mark("synthetic", "ai-generated", where, value)


def _disclosed(where: str, value: str) -> Mark:
    mode = found[1].lower() if (found := _MODE.search(value)) else value.strip().lower()
    return Mark(_words()["disclosures"].get(mode, "marked"), "ai-disclosure", where, value)


def _chosen(documents: pa.Table, column: str, is_telling: Any) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the row and the value of each item of a list column whose name tells something."""
    if column not in documents.column_names or documents[column].null_count == documents.num_rows:
        return
    lists = one_chunk(documents[column])
    items = pc.list_flatten(lists)
    chosen = np.flatnonzero(numbers(pc.fill_null(is_telling(pc.struct_field(items, "name")), fill_value=False)))
    parents = numbers(pc.list_parent_indices(lists))
    yield from zip(parents[chosen].tolist(), items.take(pa.array(chosen)).to_pylist(), strict=True)


def _without_carriers(documents: pa.Table, marks: dict[int, list[Mark]]) -> dict[str, Any]:
    """Return the columns that change as carriers go, and add these to the marks; all texts are screened at once."""
    texts = one_chunk(documents["text"])
    found = matching(texts, SCREEN)
    rows = np.flatnonzero(found)
    if not len(rows):
        return {}
    cleaned, n_less = [], np.zeros(documents.num_rows, np.int64)
    for row, text in zip(rows.tolist(), texts.take(pa.array(rows)).to_pylist(), strict=True):
        clean, carriers = without_carriers(text)
        cleaned.append(clean)
        n_less[row] = len(text) - len(clean)
        marks[row].extend(map(_mark_of, carriers))
    new: dict[str, Any] = {"text": pc.replace_with_mask(texts, pa.array(found), pa.array(cleaned, pa.string()))}
    if "n_raw_chars" in documents.column_names:
        raw = one_chunk(documents["n_raw_chars"])
        new["n_raw_chars"] = pc.subtract(raw, pa.array(n_less)).cast(raw.type)
    return new


def _mark_of(carrier: Carrier) -> Mark:
    known = [status for name in carrier.source_types if (status := _words()["source_types"].get(name))]
    status = min(known, key=STATUSES.index) if known else "marked"
    return Mark(status, carrier.kind, "text", ", ".join(carrier.source_types), carrier.n_chars, carrier.digest)


@cache
def _words() -> dict[str, dict[str, str]]:
    return tomllib.loads(resources.files(__package__).joinpath("marks.toml").read_text(encoding="utf-8"))
