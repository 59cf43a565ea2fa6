"""Keeps the texts of site files where workers find them: written once a plan, and read row by row from the disk."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.ipc
import pyarrow.parquet as pq

from reinschrift.columns import numbers
from reinschrift.storage import TEMPORARY, LocalStorage
from reinschrift.storage.seals import differing, read_record, say_damaged, seal_files, write_record

TEXTS, ROWS, RECORD = "texts.arrow", "rows.arrow", "store.json"
BATCH_ROWS = 500
UNDATED = date(1970, 1, 1)
"""The day of a file of which nobody knows when it was fetched."""


def write_store(folder: Path, stated: pa.Table, surveys: Sequence[Path | None]) -> None:
    """Write a store, unless it is there, unchanged: for each row of `said` its `column`, `host` and text.

    `said` names with `file` the survey, of `surveys`, that holds the text, and with `digest` the text in it. One
    survey after the other is opened, so memory holds the texts of one. The folder appears whole or not at all.
    """
    if _is_unchanged(folder):
        return
    temporary = folder.with_name(f"{TEMPORARY}{uuid.uuid4().hex}-{folder.name}")
    temporary.mkdir(parents=True)
    try:
        batches = np.empty(stated.num_rows, np.int32)
        places = np.empty(stated.num_rows, np.int32)
        of_file, digests = numbers(stated["file"]), stated["digest"]
        with pa.ipc.new_file(temporary / TEXTS, pa.schema([("text", pa.string())])) as texts:
            n_batches = 0
            for number in np.unique(of_file):
                rows = np.flatnonzero(of_file == number)
                found = _texts_of(surveys[number], digests.take(rows).to_pylist())
                for batch in pa.table({"text": pa.array(found, pa.string())}).to_batches(BATCH_ROWS):
                    own, rows = rows[: len(batch)], rows[len(batch) :]
                    batches[own], places[own] = n_batches, np.arange(len(batch))
                    texts.write_batch(batch)
                    n_batches += 1
        days = pc.cast(stated["collected"], pa.date32())
        table = pa.table({
            "column": stated["column"], "host": stated["host"], "day": days, "batch": batches, "place": places
        })  # fmt: skip
        with pa.ipc.new_file(temporary / ROWS, table.schema) as file:
            file.write_table(table.combine_chunks())
        write_record(LocalStorage(temporary), RECORD, {"files": seal_files(temporary)})
        os.rename(temporary, folder)  # noqa: PTH104  # onto a folder that another plan wrote it is an error
    except OSError:
        if not folder.exists():
            raise
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _is_unchanged(folder: Path) -> bool:
    """Say whether a store is there as it was written; one that is not is taken away."""
    if not folder.exists():
        return False
    record = read_record(LocalStorage(folder), RECORD, {"files": dict})
    if record is not None and record["files"].keys() == {ROWS, TEXTS} and not differing(folder, record["files"]):
        return True
    say_damaged(folder)
    LocalStorage(folder.parent).remove(folder.name)
    return False


def read_store(folder: Path, rows: npt.NDArray[np.int32]) -> list[tuple[str, str, str, str]]:
    """Return column, host, text and day of rows of a store; nothing but these is read from the disk."""
    with pa.memory_map(str(folder / ROWS)) as file:
        chosen = pa.ipc.open_file(file).read_all().take(pa.array(rows))
    batches, places = numbers(chosen["batch"]), chosen["place"]
    texts: list[Any] = [None] * len(rows)
    with pa.memory_map(str(folder / TEXTS)) as file:
        reader = pa.ipc.open_file(file)
        for number in np.unique(batches):
            own = np.flatnonzero(batches == number)
            found = reader.get_batch(int(number)).column(0).take(places.take(own).combine_chunks())
            for row, text in zip(own, found.to_pylist(), strict=True):
                texts[row] = text
    days = [day.isoformat() if day != UNDATED else "" for day in chosen["day"].to_pylist()]
    return list(zip(chosen["column"].to_pylist(), chosen["host"].to_pylist(), texts, days, strict=True))


def _texts_of(survey: Path | None, digests: list[str]) -> list[str]:
    rows = pq.read_table(survey, columns=["digest", "text"], filters=pc.field("column").is_valid())
    texts = dict(zip(rows["digest"].to_pylist(), rows["text"].to_pylist(), strict=True))
    return [texts[digest] for digest in digests]
