"""One rebuild of a dataset at a time."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from reinschrift.errors import CommitConflictError, StorageError
from reinschrift.storage.lock import DATASET_LOCK, dataset_lock, is_locked, read_holder, take_lock

HOLD = (
    "import sys, time; from reinschrift.storage.lock import dataset_lock\n"
    "with dataset_lock(sys.argv[1]): print('held', flush=True); time.sleep(60)"
)


@pytest.fixture
def holder(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.communicate()


def test_second_rebuild_is_refused_by_name(tmp_path: Path, holder: subprocess.Popen[str]) -> None:
    """While another process rebuilds the dataset, the error says which one."""
    with pytest.raises(CommitConflictError, match="Another rebuild of this dataset is running") as caught:
        dataset_lock(tmp_path).__enter__()
    assert caught.value.context["pid"] == holder.pid
    assert caught.value.retryable is False


def test_killed_holder_leaves_the_lock_free(tmp_path: Path, holder: subprocess.Popen[str]) -> None:
    """A lock does not outlive SIGKILL of its process, though its file does."""
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    assert (tmp_path / DATASET_LOCK).exists()
    with dataset_lock(tmp_path):
        assert read_holder(tmp_path / DATASET_LOCK)["pid"] == os.getpid()


def test_lock_is_free_after_the_block(tmp_path: Path) -> None:
    """The folder is made if need be, and free again after a block, failed or not."""
    folder = tmp_path / "new" / "dataset"
    with pytest.raises(ZeroDivisionError), dataset_lock(folder):
        raise ZeroDivisionError
    with dataset_lock(folder):
        assert is_locked(folder / DATASET_LOCK)
    assert not is_locked(folder / DATASET_LOCK)


def test_asking_takes_nothing(tmp_path: Path) -> None:
    """Whoever asks whether a lock is held neither makes its file nor holds it."""
    lock = tmp_path / "lock"
    assert not is_locked(lock)
    assert not lock.exists()
    handle = take_lock(lock)
    assert handle is not None
    os.close(handle)
    assert not is_locked(lock)
    handle = take_lock(lock)
    assert handle is not None
    assert take_lock(lock) is None
    os.close(handle)


def test_unwritable_folder_is_said_clearly(tmp_path: Path) -> None:
    """Where no folder can be made, the error is the library's own."""
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="should be a folder is a file"), dataset_lock(tmp_path / "file" / "dataset"):
        pass


def test_unreadable_holder_is_no_holder(tmp_path: Path) -> None:
    """A lock file caught half-written tells nothing, and breaks nothing."""
    (tmp_path / "lock").write_text('{"pid": 1')
    assert read_holder(tmp_path / "lock") == {}
    assert read_holder(tmp_path / "absent") == {}
