"""The card of a folder of Parquet files, README.md: its head says to `datasets` and to the Hub which files are what."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

from reinschrift.snapshot.card_body import card_body
from reinschrift.snapshot.manifest import SPLITS, TABLES, Manifest
from reinschrift.text.unseen import UNPRINTABLE

_CONFIGS = "configs: "
CARD, CARD_HEAD = "README.md", b"---\n"
"""The file, and how each begins: YAML comes first."""
MIXED = "all_splits"
"""What rows of several splits in one file are called. `all` is a reserved word of `datasets`, and without any name
everything would be taken for `train`."""
_MIXED_WORDS = (
    f"A file holds rows of all splits, so `datasets` finds them under the name `{MIXED}`; the column `split` of "
    "`documents` says which is which. `reinschrift export --format huggingface` writes a file for each split."
)
REMOVED = "removed"
"""The one split of the table `removed`: nobody should train on it."""
HUB_LICENSES = (
    "0bsd", "apache-2.0", "bsd-2-clause", "bsd-3-clause", "cc-by-2.0", "cc-by-2.5", "cc-by-3.0", "cc-by-4.0",
    "cc-by-nc-4.0", "cc-by-nc-nd-4.0", "cc-by-nc-sa-4.0", "cc-by-nd-4.0", "cc-by-sa-3.0", "cc-by-sa-4.0", "cc0-1.0",
    "gfdl", "isc", "mit", "odbl", "pddl", "unlicense",
)  # fmt: skip
"""Licences that the Hub knows by a name of its own, which is their SPDX identifier in small letters."""
SIZES = ((1_000, "1K"), (10_000, "10K"), (100_000, "100K"), (1_000_000, "1M"), (10_000_000, "10M"),
         (100_000_000, "100M"), (1_000_000_000, "1B"), (10_000_000_000, "10B"), (100_000_000_000, "100B"),
         (1_000_000_000_000, "1T"))  # fmt: skip
"""The bounds of the Hub's categories of sizes, in rows, and what it calls them."""
LANGUAGE_DOCUMENTS = 100
"""Documents from which on a language is a configuration of its own: with fewer, a split of a hundredth is empty."""
UNKNOWN, SEVERAL = "und", "mul"
"""The tags of documents in no language that could be found, and of those in several: no language of their own."""
_TAG = re.compile(r"[A-Za-z0-9]{1,8}(-[A-Za-z0-9]{1,8})*")
_NOT_IN_YAML = re.compile(UNPRINTABLE)


def large_languages(manifest: Manifest) -> list[str]:
    """Return the languages that get a configuration of their own: tags of letters, digits and hyphens alone."""
    known = {tag: n for tag, n in manifest.counts["languages"].items() if tag not in (UNKNOWN, SEVERAL, *TABLES)}
    return sorted(tag for tag, n in known.items() if n >= LANGUAGE_DOCUMENTS and _TAG.fullmatch(tag))


def view_card(manifest: Manifest, languages: Mapping[str, Sequence[str]] | None = None) -> bytes:
    """Return the card of a snapshot's folder, in which each split has files of its own.

    `languages` have the splits of each language that is a configuration: it reads the files of all documents, and a
    filter gives its own. In the folder of a snapshot of an earlier version, files hold rows of all splits.
    """
    is_mixed = not any(item.split for item in manifest.tables["documents"])
    words = _MIXED_WORDS if is_mixed else "Each split has files of its own, one for each shard that holds some of it."
    files = {table: _files_of(manifest, table) for table in TABLES}
    documents = files["documents"]
    own = {} if is_mixed else {tag: {split: documents[split] for split in splits if split in documents}
                               for tag, splits in (languages or {}).items()}  # fmt: skip
    filters = {tag: [["language", "==", tag]] for tag in own}
    return write_card(manifest, files | own, words, filters=filters)


def languages_in(card: bytes, manifest: Manifest) -> dict[str, list[str]]:
    """Return the splits of each language that a card has a configuration for; none of a card of another form."""
    languages = {*large_languages(manifest)}
    try:
        line = next(one for one in card.decode().splitlines() if one.startswith(_CONFIGS))
        configs = {one["config_name"]: one["data_files"] for one in json.loads(line.removeprefix(_CONFIGS))}
        return {
            name: [str(one["split"]) for one in files] for name, files in sorted(configs.items()) if name in languages
        }
    except (ValueError, TypeError, KeyError, StopIteration):
        return {}


def _files_of(manifest: Manifest, table: str) -> dict[str, str]:
    """Return the files of each split of a table that has rows, as a pattern."""
    there = {item.split for item in manifest.tables[table] if item.n_rows}
    if there - {""}:
        return {split: f"{table}/part-*-{split}.parquet" for split in SPLITS if split in there}
    return {REMOVED if table == "removed" else MIXED: f"{table}/*.parquet"}


def write_card(
    manifest: Manifest,
    files: Mapping[str, Mapping[str, str]],
    words: str,
    columns: str = "",
    filters: Mapping[str, Sequence[Sequence[str]]] | None = None,
    handed: str = "",
) -> bytes:
    """Return a card: the head that `datasets` and the Hub read (YAML, written as JSON is) and its text.

    The same arguments give the same bytes.

    Args:
        manifest: the snapshot.
        files: for each configuration its splits, each with the files that hold it, as a pattern. A table without rows
            is left out: `datasets` cannot load one. What is no table has rows of `documents`.
        words: a few sentences on how the files are divided.
        columns: a section that describes the columns; none: a sentence says where they are described.
        filters: of a configuration that has only some rows of its files: which, as Arrow reads it.
        handed: what of the snapshot is in the files, where that is not all.
    """
    configs = {
        name: splits
        for name, splits in files.items()
        if any(item.n_rows for item in manifest.tables[name if name in TABLES else "documents"])
    }
    head = {
        "pretty_name": manifest.dataset,
        "language": [tag for tag in manifest.counts["languages"] if tag and tag != "und"],
        "license": hub_licenses(manifest),
        "size_categories": [size_category(manifest.counts["kept"]["documents"])],
        "task_categories": ["text-generation"],
        "configs": [
            {
                "config_name": name,
                "description": _description(manifest, handed),
                **({"default": True} if name == "documents" else {}),
                "data_files": [{"split": split, "path": pattern} for split, pattern in splits.items()],
                **({"filters": filters[name]} if filters and name in filters else {}),
            }
            for name, splits in configs.items()
        ],
    }
    lines = [f"{name}: {_as_yaml(value)}" for name, value in head.items()]
    body = card_body(manifest, configs, words, columns)
    return ("---\n" + "\n".join(lines) + f"\n---\n\n{body}").encode("utf-8", "replace")


def _description(manifest: Manifest, handed: str) -> str:
    """Name the data of a configuration by its hash.

    `datasets` knows what it has read before by the folder's own name and what the card says of configurations: without
    the hash it gives the rows of another dataset whose version has the same number, or those before an erasure.
    """
    return f"{manifest.dataset} {manifest.version} {manifest.data_digest()} {handed}".strip()


def hub_licenses(manifest: Manifest) -> list[str]:
    """Return the licences of the sources by the Hub's names; `other` stands for all that it has no name for."""
    names = {source["license"].lower() for source in manifest.sources}
    return sorted({name if name in HUB_LICENSES else "other" for name in names})


def size_category(n_rows: int) -> str:
    """Return the Hub's category for a number of rows, such as `10K<n<100K`."""
    below = ""
    for bound, name in SIZES:
        if n_rows < bound:
            return f"{below}<n<{name}" if below else f"n<{name}"
        below = name
    return f"n>{below}"


def _as_yaml(value: object) -> str:
    """Return JSON that is YAML, too: characters that YAML does not allow, or that nobody sees, are escaped."""
    return _NOT_IN_YAML.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(value, ensure_ascii=False))
