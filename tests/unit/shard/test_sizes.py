"""How large shards are: two cores have work from 4 MB on, and a source that grows is not cut anew each time."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from reinschrift.shard.plan import LEAST_SHARD_BYTES, bytes_of_shards, group_files, plan_rebuild
from reinschrift.shard.spec import MB
from reinschrift.sources import RawFile
from reinschrift.sources.register import Source
from tests.steps import project_of

MOST = 64 * MB


def files_of(*sizes: int) -> list[RawFile]:
    """Return that many listed files of plain text, which no shard may cut."""
    return [RawFile(f"/raw/{n}.txt", f"{n}.txt", "text", None, size, f"f{n}") for n, size in enumerate(sizes)]


@pytest.mark.parametrize("size", [4 * MB + 400_000, 9 * MB, 24 * MB, 60 * MB, 127 * MB, 2000 * MB])
def test_two_cores_have_work(size: int) -> None:
    """From 4 MB on a source has two shards or more, none larger than the setting."""
    small = files_of(*[size // 400] * 400)
    shard_bytes = bytes_of_shards(small, MOST)
    groups = group_files(small, Source(name="s", base="/raw", files=("",), license="CC0-1.0"), shard_bytes)
    sizes = [sum(part.n_bytes for part in parts) for _, parts in groups]
    assert len(sizes) >= 2
    assert max(sizes) <= MOST
    assert sum(sizes) == sum(file.n_bytes for file in small)


def test_little_text_is_one_shard() -> None:
    """A shard has costs of its own: what is small is not cut, nor is it cut below what the setting says."""
    assert bytes_of_shards(files_of(5_000, 90_000), MOST) == LEAST_SHARD_BYTES
    assert bytes_of_shards(files_of(5_000, 90_000), 4_000) == 4_000


def test_growth_cuts_anew_only_at_doublings() -> None:
    """Over a growth from 1 MB to 1 GB, a file at a time, the size changes at most once a doubling."""
    sizes = [bytes_of_shards(files_of(total * MB), MOST) for total in range(1, 1001)]
    changes = [total for total, (before, after) in enumerate(pairwise(sizes), 2) if before != after]
    assert len(changes) <= 6
    assert all(later >= 1.8 * sooner for sooner, later in pairwise(changes))


def test_a_source_is_cut_into_two_to_four() -> None:
    """Of forty million bytes a shard has the largest power of two that is at most half."""
    assert bytes_of_shards(files_of(40_000_000), 1_000_000_000) == 1 << 24


def test_the_setting_is_in_millions_of_bytes(tmp_path: Path) -> None:
    """Of files of a thousand bytes, more than two and at most four are in a shard of four thousand."""
    (tmp_path / "raw").mkdir()
    for number in range(64):
        (tmp_path / "raw" / f"{number}.txt").write_text(f"Der Bote fuhr {number:02} Mal über den Fluss. " * 25)
    project = project_of(tmp_path / "raw", tmp_path / "out", "snapshot.shard_mb=0.004")
    sizes = [sum(part.n_bytes for part in shard.parts) for shard in plan_rebuild(project).shards]
    assert 2000 < max(sizes) <= 4000
