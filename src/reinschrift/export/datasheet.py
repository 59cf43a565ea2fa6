"""A datasheet after "Datasheets for Datasets", its seven sections with the numbers filled in; and how to cite it."""

from __future__ import annotations

import json

from reinschrift.export.training_content import OPEN
from reinschrift.snapshot.card import HUB_LICENSES
from reinschrift.snapshot.card_body import markdown_table, plain
from reinschrift.snapshot.manifest import Manifest
from reinschrift.snapshot.statistics import sum_by
from reinschrift.snapshot.statistics_files import read_statistics
from reinschrift.snapshot.treated import limits_of, steps_of
from reinschrift.storage import Storage
from reinschrift.text.counted import counted

_DISTRIBUTION = (
    "Licences are those of the documents, see above and `credits.jsonl`. Texts that may not be handed on are left out "
    "of exports and of the report."
)
_MAINTENANCE = (
    "Snapshots are numbered by what changed. A document is erased from every snapshot on request, which gives each the "
    "next revision. Whom to ask: *open, for its makers to say*."
)
_BY = (
    ("language", "Languages"),
    ("source", "Sources"),
    ("license", "Licences"),
    ("rights", "Rights"),
    ("split", "Splits"),
)


def datasheet_of(storage: Storage, manifest: Manifest) -> bytes:
    """Return the datasheet as Markdown. What only its makers know is left open, by name."""
    statistics = read_statistics(storage, manifest)
    counts = manifest.counts
    removed = sum_by(statistics, ["reason"]).to_pylist()
    tables = [
        f"### {title}\n\n"
        + markdown_table((column, "documents", "characters"), ((_name(row[column]), row["n_rows"], row["n_chars"])
                         for row in sum_by(statistics, [column]).to_pylist()))
        for column, title in _BY
    ]  # fmt: skip
    read, kept = counts["read"], counts["kept"]
    reading = f"Of {counted(read['documents'], 'record')}, {counted(kept['documents'], 'document')} were kept."
    collected = (
        (source["name"], _name(source.get("origin")), _period(source.get("collected"))) for source in manifest.sources
    )
    composition = (
        f"{counted(kept['documents'], 'document')} with {counted(kept['paragraphs'], 'paragraph')} and "
        f"{counted(kept['chars'], 'character')} of text. Every row has a source; nothing is sampled."
    )
    by_reason = ((row["reason"], row["n_rows"], row["n_chars"]) for row in removed)
    sections = {
        "Motivation": "Why, by whom and with whose money it was made: *open, for its makers to say*.",
        "Composition": "\n\n".join([composition, *tables]),
        "Collection": markdown_table(("source", "origin", "collected"), collected),
        "Preprocessing": f"{reading} {' '.join(steps_of(manifest))} Rows of `removed` by reason:\n\n"
        + markdown_table(("reason", "rows", "characters"), by_reason),
        "Uses": f"Made for training and studying models of language. Other uses: *{OPEN}*.\n\n"
        + "\n".join(f"- {one}" for one in limits_of(manifest)),
        "Distribution": _DISTRIBUTION,
        "Maintenance": f"{_MAINTENANCE} This is revision {manifest.revision}.",
    }
    parts = [f"# Datasheet of {plain(manifest.dataset)} {manifest.version}",
             *(f"## {title}\n\n{text}" for title, text in sections.items())]  # fmt: skip
    return ("\n\n".join(parts) + "\n").encode("utf-8", "replace")


def _name(value: object) -> str:
    return "not known" if value is None else str(value)


def _period(days: object) -> str:
    return " to ".join(str(day) for day in days) if isinstance(days, list | tuple) else "not known"


def citation_of(storage: Storage, manifest: Manifest) -> bytes:
    """Return how to cite the snapshot, in the Citation File Format 1.2 (YAML, its values written as JSON is)."""
    del storage
    names = sorted({source["license"] for source in manifest.sources})
    values = {
        "cff-version": "1.2.0", "type": "dataset", "message": "Please cite this snapshot by its version.",
        "title": manifest.dataset, "version": manifest.version, "date-released": manifest.created[:10],
        "authors": [{"name": f"The makers of {manifest.dataset}"}],
        "identifiers": [{"type": "other", "value": manifest.data_digest(), "description": "hash over all objects"}],
    }  # fmt: skip
    if names and all(name.lower() in HUB_LICENSES for name in names):
        values["license"] = names
    return "".join(f"{name}: {json.dumps(value)}\n" for name, value in values.items()).encode()
