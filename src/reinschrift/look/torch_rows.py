"""Rows as torch reads them: an iterable data set, shared out over the workers of a loader and the ranks of a run."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import torch.distributed
from torch.utils.data import IterableDataset, get_worker_info

from reinschrift.look.rows import Rows
from reinschrift.look.shares import Reader, tables_of_share


class TorchRows(IterableDataset):  # type: ignore[misc]  # torch is not installed where types are checked
    """Yields rows as dicts, each to one worker of one rank; every epoch has all rows."""

    def __init__(self, rows: Rows, seed: int | None = None) -> None:
        super().__init__()
        self.rows, self.seed, self.epoch = rows, seed, 0

    def set_epoch(self, epoch: int) -> None:
        """Let the next pass have an order of its own, if there is a seed."""
        self.epoch = epoch

    def __iter__(self) -> Iterator[dict[str, Any]]:
        seed = None if self.seed is None else self.seed + self.epoch
        for table in tables_of_share(self.rows, reader_here(), seed):
            for batch in table.to_batches(max_chunksize=1000):
                yield from batch.to_pylist()


def reader_here() -> Reader:
    """Return which of all readers this process is: by torch's process group, else as `torchrun` says."""
    rank, n_ranks = int(os.environ.get("RANK", "0")), int(os.environ.get("WORLD_SIZE", "1"))
    if torch.distributed.is_available() and torch.distributed.is_initialized():
        rank, n_ranks = torch.distributed.get_rank(), torch.distributed.get_world_size()
    worker = get_worker_info()
    number, n_workers = (worker.id, worker.num_workers) if worker else (0, 1)
    return Reader(rank * n_workers + number, n_ranks * n_workers)
