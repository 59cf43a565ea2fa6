"""Reads a folder with `datasets`: which splits each configuration has, and how many rows of which split are in each.

Run by tests in an environment of its own; prints JSON. Arguments: the folder, a folder for the package's cache.
"""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from typing import Any

os.environ |= {"HF_HUB_OFFLINE": "1", "HF_HOME": sys.argv[2]}

from datasets import get_dataset_config_names, load_dataset  # it reads its environment once

TRAIN = "train"


def rows_of(found: dict[str, Any]) -> dict[str, Any]:
    """Return the number of rows of each split, by what the column `split` says."""
    return {name: Counter(rows["split"] if "split" in rows.column_names else [""] * len(rows)) for name, rows in
            found.items()}  # fmt: skip


def train_of(place: str, name: str) -> int | str:
    """Return how many rows there are to train on, or what was said instead."""
    try:
        return len(load_dataset(place, name, split=TRAIN))
    except ValueError as error:
        return str(error)


place = sys.argv[1]
names = get_dataset_config_names(place)
shards = {split: load_dataset(place, "documents", split=split, streaming=True).n_shards
          for split in load_dataset(place)}  # fmt: skip
answer = {
    "configs": {name: rows_of(load_dataset(place, name)) for name in names},
    "default": rows_of(load_dataset(place)),
    "train": {name: train_of(place, name) for name in names},
    "shards": shards,
    "workers": {
        name: sum(load_dataset(place, name, num_proc=2, download_mode="force_redownload").num_rows.values())
        for name in names
    },
}
print(json.dumps(answer))  # noqa: T201  # what the test reads
