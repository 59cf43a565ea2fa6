"""Datasets of our own among raw files: recognised by their lock or their files' names, and never read as raw text."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Iterable
from functools import cache

from reinschrift.storage.lock import DATASET_LOCK

RETRACTIONS = "retractions.jsonl"
OWN_NAMES = ("certificates", "claims", "contracts", "corrupt", "erasures", "ids", "index", "objects", RETRACTIONS,
             "snapshots", "tags", "work")  # fmt: skip
"""What lies in a dataset's folder; anything else that lies there is not its. Hidden files are its locks."""
_OWN = re.compile(rf"/(?:{'|'.join(map(re.escape, OWN_NAMES))})(?=/|\Z)")
# Where there is no lock, as in an object store or a copy, a dataset is recognised by the names of what it holds.
_NAMES = re.compile(
    r"(?:snapshots/\d+\.\d+\.\d+/manifest\.\d+\.json|objects/(?:documents|paragraphs|removed)/[0-9a-f]{64}\.parquet"
    r"|work/(?:measured-)?[0-9a-f]{32}/(?:shard\.json|documents\.parquet))\Z"
)
_LOG = logging.getLogger("reinschrift")


def without_own_output(paths: Iterable[str], start: str, *, local: bool) -> list[str]:
    """Return paths without those in datasets that lie below `start`; a warning names each dataset.

    A folder that is named itself is read, whatever it holds: `start` is where the search for files began.
    """
    paths = list(paths)
    known = {path[: found.start()].rstrip("/") for path in paths if (found := _NAMES.search(path))}

    @cache
    def is_dataset(folder: str) -> bool:
        return folder in known or (local and os.path.exists(f"{folder}/{DATASET_LOCK}"))  # noqa: PTH110

    recorded: set[str] = set()
    kept = []
    for path in paths:
        folders = (path[: found.start()] for found in _OWN.finditer(path, max(len(start.rstrip("/")), 0)))
        dataset = next((folder for folder in folders if is_dataset(folder)), None)
        if dataset is None:
            kept.append(path)
        else:
            recorded.add(dataset)
    for dataset in sorted(recorded):
        _LOG.warning("%s is a dataset of Reinschrift: what it holds is not read as raw text.", dataset)
    return kept
