"""The input sheet for public summaries of training content: EU AI Act, Article 53(1)(d), and California's AB 2013.

Section by section after the Commission's template, C(2025) 5235. What a snapshot knows is filled in. What only the
provider of a model knows stays open, by name: nothing is attested here that nobody has stated.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.export.training_sources import Entry, counted, entries_of_sources
from reinschrift.snapshot.card_body import markdown_table, plain
from reinschrift.snapshot.manifest import Manifest
from reinschrift.snapshot.statistics import sum_by
from reinschrift.snapshot.statistics_files import read_statistics
from reinschrift.snapshot.treated import directives_read, personal_words, steps_of
from reinschrift.storage import Storage

OPEN = "open: only the provider of the model can say"
CLASSES = ((10**9, "below 1 billion"), (10**13, "1 billion to 10 trillion"))
LARGEST = "above 10 trillion"
"""Classes of size in the template, in tokens."""
PROTOCOLS = (
    "TDM Reservation Protocol (site file, header, meta)",
    "robots.txt for agents that collect training data", "IETF AIPREF Content-Usage", "Content-Signal",
    "Really Simple Licensing 1.0 (licence files)", "ai.txt", "lists of opt-outs in the register of sources",
)  # fmt: skip
"""What the stage `rights` and the readers look for, as far as sources bring it along; see docs/rights.md. The robots
directives, which the settings name, come after the first."""


_INTRODUCTION = (
    "Input for the public summary of training content under Article 53(1)(d) of the EU AI Act, section by section "
    "after the Commission's template C(2025) 5235. It is no summary by itself and attests nothing."
)


def entries_of(manifest: Manifest, statistics: pa.Table) -> list[Entry]:
    """Return all fields of the template, in its order."""
    return [
        *_general(manifest, statistics),
        *entries_of_sources(manifest, statistics),
        *_processing(manifest, statistics),
    ]


def _general(manifest: Manifest, statistics: pa.Table) -> Iterator[Entry]:
    kept = manifest.counts["kept"]
    words = sum(row["n_words"] for row in sum_by(statistics, ["source"]).to_pylist())
    years = [row["year"] for row in sum_by(statistics, ["year"]).to_pylist() if row["year"] is not None]
    yield Entry(
        "", "Version of this sheet and last update", {"version": manifest.version, "date": manifest.created[:10]}
    )
    for field in ("Provider", "Authorised representative", "Contact"):
        yield Entry("1.1", field, None)
    for field in ("Names and versions of the model", "Model dependencies", "Date of placement on the market"):
        yield Entry("1.2", field, None)
    yield Entry("1.3", "Modality", ["text"])
    sizes = {
        "documents": kept["documents"],
        "paragraphs": kept["paragraphs"],
        "characters": kept["chars"],
        "words": words,
    }
    yield Entry("1.3", "Size of the training data of the modality", sizes, "Words are those of n_words, no tokens.")
    yield tokens_entry(statistics)
    yield Entry("1.3", "Types of content", counted(statistics, "source_format"), "Documents by format.")  # fmt: skip
    yield Entry("1.3", "Languages", counted(statistics, "language"),
                "Documents by BCP-47 tag; und is not known.")  # fmt: skip
    last = max((source["collected"][1] for source in manifest.sources if source.get("collected")), default=None)
    yield Entry("1.3", "Latest date of collection", last, _periods_known(manifest))
    yield Entry("1.3", "Years of publication", [min(years), max(years)] if years else None, "Where documents name it.")
    yield Entry("1.3", "Other characteristics: national, regional, demographic", None)


def _periods_known(manifest: Manifest) -> str:
    """Say of how many sources nobody knows when they were collected: a date of the others says nothing of them."""
    silent = sum(not source.get("collected") for source in manifest.sources)
    words = "As the register of sources has it"
    return (
        f"{words}; of {silent:,} of {len(manifest.sources):,} sources it does not say when." if silent else f"{words}."
    )


def tokens_entry(statistics: pa.Table) -> Entry:
    """Return how many tokens there are by each tokenizer that was asked to count them; open without one."""
    rows = sorted(sum_by(statistics, ["tokenizer"]).to_pylist(), key=lambda row: str(row["tokenizer"]))
    tokens = [
        {"tokenizer": row["tokenizer"], "tokens": row["n_tokens"], "class": _class_of(row["n_tokens"])} for row in rows
    ]
    return Entry("1.3", "Tokens and class, by tokenizer", tokens or None,
                 "Of the tokenizers that snapshot.tokenizers names; the own one of the model counts.")  # fmt: skip


def _class_of(n_tokens: int) -> str:
    return next((name for bound, name in CLASSES if n_tokens < bound), LARGEST)


def _processing(manifest: Manifest, statistics: pa.Table) -> Iterator[Entry]:
    removed = {row["reason"]: row["n_rows"] for row in sum_by(statistics, ["reason"]).to_pylist()}
    verdicts = manifest.settings.get("stages", {}).get("verdicts", {})
    yield Entry("3.1", "Signatory of the Code of Practice", None)
    yield Entry(
        "3.1", "Protocols of reservation that are read", _protocols(manifest), "As far as a source brings them along."
    )
    left_out = {name: removed.get(name, 0) for name in ("rights_reserved", "opted_out", "erased")}
    rights = ", ".join(verdicts.get("remove_rights", ())) or "none"
    note = f"Left out are records of these rights: {rights}; a source may say otherwise for itself."
    yield Entry("3.1", "Documents left out", left_out, note)
    yield Entry(
        "3.1",
        "Documents by rights",
        counted(statistics, "rights"),
    )
    purposes = {f"{row['purpose']}: {row['rights']}": row["n_rows"]
                for row in sum_by(statistics, ["purpose", "rights"]).to_pylist()}  # fmt: skip
    yield Entry("3.1", "Documents by purpose and rights", dict(sorted(purposes.items())))
    reserved = {f"{row['protocol']}: {row['purpose']}": row["n_rows"]
                for row in sum_by(statistics, ["protocol", "purpose"]).to_pylist()}  # fmt: skip
    yield Entry("3.1", "Documents reserved, by protocol and purpose", dict(sorted(reserved.items())),
                "Kept or left out; one that several protocols reserve counts for each.")  # fmt: skip
    yield Entry(
        "3.2", "Removal of illegal content", "none by this pipeline", "Further measures: for the provider to say."
    )
    personal = sum_by(statistics.filter(pc.equal(statistics["stage"], "personal")), ["reason"]).to_pylist()
    yield Entry("3.3", "Personal data masked, by kind", {row["reason"]: row["n_rows"] for row in personal},
                personal_words(manifest))  # fmt: skip
    yield Entry(
        "3.3", "Removed, by reason", removed, "Rows of documents, paragraphs and spans; docs/reasons.md says why."
    )


def _protocols(manifest: Manifest) -> list[str]:
    directives = directives_read(manifest)
    return [*PROTOCOLS[:1], *([f"robots directives {', '.join(directives)}"] if directives else []), *PROTOCOLS[1:]]


def california_of(manifest: Manifest, statistics: pa.Table) -> list[Entry]:
    """Return the points of California's AB 2013 (Civil Code 3111), from the same facts."""
    known = {entry.field: entry for entry in entries_of(manifest, statistics)}
    licences = counted(statistics, "license")
    periods = [{"source": source["name"], "from": source["collected"][0], "to": source["collected"][1]}
               for source in manifest.sources if source.get("collected")]  # fmt: skip
    return [
        Entry("1", "Sources or owners", known["Sources of the data"].value),
        Entry("2", "How the data further the purpose of the system", None),
        Entry("3", "Number of data points", known["Size of the training data of the modality"].value),
        Entry("4", "Types of data points", ["running text, by document and paragraph"]),
        Entry("5", "Copyright, trademark, patent or public domain", licences, "Documents by licence, as recorded."),
        Entry(
            "6", "Purchased or licensed", known["Data licensed by holders of rights"].value, "As the register has it."
        ),
        Entry("7", "Personal information", known["Personal data masked, by kind"].value, personal_words(manifest)),
        Entry("8", "Aggregate consumer information", None),
        Entry(
            "9",
            "Cleaning, processing or other modification",
            known["Removed, by reason"].value,
            f"{' '.join(steps_of(manifest))} docs/reasons.md has each rule.",
        ),
        Entry("10", "Period of collection", periods or None, _periods_known(manifest)),
        Entry("11", "Dates of first use", None),
        Entry(
            "12",
            "Synthetic data",
            known["Documents by marks of synthetic text"].value,
            "Documents by their marks; whether data were generated for the system only its developer can say.",
        ),
    ]


def sheet_json(storage: Storage, manifest: Manifest) -> bytes:
    """Return both sheets as JSON."""
    statistics = read_statistics(storage, manifest)
    values = {
        "dataset": manifest.dataset, "version": manifest.version, "template": "C(2025) 5235 final",
        "ai_act_53_1_d": [_values(one) for one in entries_of(manifest, statistics)],
        "california_ab_2013": [_values(one) for one in california_of(manifest, statistics)],
    }  # fmt: skip
    return (json.dumps(values, indent=1, default=str) + "\n").encode()


def _values(entry: Entry) -> dict[str, Any]:
    return entry._asdict() | {"is_open": entry.value is None}


def sheet_markdown(storage: Storage, manifest: Manifest) -> bytes:
    """Return both sheets as Markdown. Values from outside are escaped."""
    statistics = read_statistics(storage, manifest)
    parts = [f"# Training content of {plain(manifest.dataset)} {manifest.version}", _INTRODUCTION]
    for title, entries in (("EU AI Act", entries_of(manifest, statistics)),
                           ("California AB 2013", california_of(manifest, statistics))):  # fmt: skip
        parts.append(f"## {title}")
        for entry in entries:
            parts += [f"### {entry.section} {plain(entry.field)}".replace("###  ", "### "), _shown(entry.value)]
            parts += [entry.note] if entry.note else []
    return ("\n\n".join(parts) + "\n").encode("utf-8", "replace")


def _shown(value: Any) -> str:
    if value is None:
        return f"*{OPEN}*"
    if isinstance(value, dict) and not value:
        return "none"
    if isinstance(value, dict):
        return markdown_table(
            ("", "number" if all(isinstance(one, int) for one in value.values()) else ""), value.items()
        )
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return markdown_table(tuple(value[0]), [[_cell(one) for one in row.values()] for row in value])
    if isinstance(value, list):
        between = " to " if value and isinstance(value[0], int) else ", "
        return between.join(plain(one) for one in value) or "none"
    return plain(value)


def _cell(value: Any) -> Any:
    """Return a value as a table shows it; a period is two days."""
    if isinstance(value, list | tuple):
        return " to ".join(map(str, value))
    return "" if value is None else value
