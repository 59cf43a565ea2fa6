"""Archives that are not quite as the parser wants them."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from reinschrift.sources.readers.warc_heads import opened_archive

RECORD = b"WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 4\r\n\r\nabcd\r\n\r\n"


@pytest.mark.parametrize(("zeros", "packing"), [(0, "gzip"), (8, "gzip"), (14, "stream"), (512, "stream")])
def test_zeros_behind_a_packed_archive_are_padding(tmp_path: Path, zeros: int, packing: str) -> None:
    """Eight may be the end of a member, fourteen are what a tape or a disk adds."""
    path = tmp_path / "a.warc.gz"
    path.write_bytes(gzip.compress(RECORD) + bytes(zeros))
    with opened_archive(str(path)) as (_, found):
        assert found == packing
