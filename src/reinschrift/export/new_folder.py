"""The folder that an export makes: it is outside the dataset, appears whole or not at all, and replaces nothing."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pyarrow.lib import ArrowException

from reinschrift.errors import ConfigError, StorageError
from reinschrift.snapshot.manifest import Manifest
from reinschrift.snapshot.read import is_whole, unreadable
from reinschrift.storage import TEMPORARY, LocalStorage, Storage, named


@contextmanager
def new_folder(storage: Storage, manifest: Manifest, output: Path) -> Iterator[Path]:
    """Yield a folder that is called `output` once the block has ended, and is gone if anything fails.

    Raises `ConfigError` for a place within the dataset or one that is there, `StorageError` for a damaged snapshot.
    """
    refuse_within(storage, output)
    if os.path.lexists(output):
        raise ConfigError(
            "The folder to export to is there already.", hint="Name another, or remove it.", context={"folder": output}
        )
    try:
        with named(output), folder_beside(output) as temporary:
            _refuse_damaged(storage, manifest)
            yield temporary
            temporary.rename(output)
    except ArrowException as error:
        raise unreadable(storage.address(f"snapshots/{manifest.version}"), error) from error


@contextmanager
def folder_beside(output: Path) -> Iterator[Path]:
    """Yield a folder beside a place for what is written there; what is still in it at the end is gone."""
    temporary = output.with_name(f"{TEMPORARY}{output.name}")
    shutil.rmtree(temporary, ignore_errors=True)
    try:
        temporary.mkdir(parents=True)
        yield temporary
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def refuse_within(storage: Storage, output: Path) -> None:
    """Raise `ConfigError` for a place within the dataset."""
    if isinstance(storage, LocalStorage) and output.resolve().is_relative_to(storage.root.resolve()):
        raise ConfigError(
            "The place to export to is within the dataset; what is erased later would stay in it.",
            hint="Name one elsewhere; reinschrift apply-retractions follows erasures in a folder.",
            context={"path": output},
        )


def _refuse_damaged(storage: Storage, manifest: Manifest) -> None:
    """Read every object once before any is handed on; those of a store are read as they are written out."""
    for table, items in () if storage.is_shared else manifest.tables.items():
        for item in items:
            if not is_whole(storage, item, table):
                raise unreadable(item.name(table), StorageError("it is not what was written"))
