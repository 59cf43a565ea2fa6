"""The card of a folder of Parquet files, README.md: its head says to `datasets` and to the Hub which files are what."""

from __future__ import annotations

import json
from collections.abc import Mapping

from reinschrift.snapshot.manifest import TABLES, Manifest

CARD = "README.md"
MIXED = "all_splits"
"""What rows of several splits in one file are called. `all` is a reserved word of `datasets`, and without any name
everything would be taken for `train`."""
REMOVED = "removed"
"""The one split of the table `removed`: nobody should train on it."""


def view_card(manifest: Manifest) -> bytes:
    """Return the card of a snapshot's folder, whose files hold rows of all splits."""
    return write_card(
        manifest,
        {table: {REMOVED if table == "removed" else MIXED: f"{table}/*.parquet"} for table in TABLES},
        f"A file holds rows of all splits, so `datasets` finds them under the name `{MIXED}`; the column `split` of "
        "`documents` says which is which. `reinschrift export --format huggingface` writes a file for each split.",
    )


def write_card(manifest: Manifest, files: Mapping[str, Mapping[str, str]], words: str) -> bytes:
    """Return a card: the head that `datasets` and the Hub read (YAML, written as JSON is) and words.

    Args:
        manifest: the snapshot.
        files: for each table its splits, each with the files that hold it, as a pattern. A table without rows is left
            out: `datasets` cannot load one.
        words: a few sentences for people.
    """
    head = {
        "pretty_name": manifest.dataset,
        "language": [tag for tag in manifest.counts["languages"] if tag and tag != "und"],
        "configs": [
            {
                "config_name": table,
                **({"default": True} if table == "documents" else {}),
                "data_files": [{"split": split, "path": pattern} for split, pattern in splits.items()],
            }
            for table, splits in files.items()
            if any(item.n_rows for item in manifest.tables[table])
        ],
    }
    lines = [f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in head.items()]
    return ("---\n" + "\n".join(lines) + f"\n---\n\n# {manifest.dataset} {manifest.version}\n\n{words}\n").encode()
