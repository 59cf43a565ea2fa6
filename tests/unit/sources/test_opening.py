"""Opening raw files: compression by content, damage before the first byte, errors in the library's own words."""

from __future__ import annotations

import bz2
import gzip
import lzma
from pathlib import Path

import pyarrow as pa
import pytest
import zstandard

from reinschrift.errors import SourceError, UnreadableFileError
from reinschrift.sources import opening
from reinschrift.sources.opening import head_of, opened, unpacked

TEXT = "Grüße aus der Werkstatt\n".encode() * 4000
PACKED = {
    "gzip": gzip.compress(TEXT, mtime=0),
    "bz2": bz2.compress(TEXT),
    "xz": lzma.compress(TEXT),
    "zstd": zstandard.ZstdCompressor(write_checksum=True).compress(TEXT),
    "lz4": pa.Codec("lz4").compress(TEXT).to_pybytes(),
}


@pytest.fixture(params=[1 << 25, 1000], ids=["held", "twice"])
def held_bytes(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Small files are unpacked once and held, large ones twice: both ways must give the same."""
    monkeypatch.setattr(opening, "HELD_BYTES", request.param)
    monkeypatch.setattr(opening, "PIECE_BYTES", 300)


@pytest.mark.usefixtures("held_bytes")
@pytest.mark.parametrize("name", PACKED)
def test_compression_is_recognised_by_the_first_bytes(tmp_path: Path, name: str) -> None:
    """Whatever the file is called."""
    file = tmp_path / "wrong.txt"
    file.write_bytes(PACKED[name])
    with unpacked(str(file)) as stream:
        assert b"".join(iter(lambda: stream.read(777), b"")) == TEXT
    assert head_of(str(file)) == (PACKED[name][: 1 << 16], TEXT[: 1 << 16], name)


@pytest.mark.usefixtures("held_bytes")
@pytest.mark.parametrize("name", PACKED)
def test_several_packed_pieces_in_one_file_are_one_stream(tmp_path: Path, name: str) -> None:
    """As `cat a.gz b.gz` makes them."""
    (tmp_path / "x").write_bytes(PACKED[name] * 2)
    with unpacked(str(tmp_path / "x")) as stream:
        assert b"".join(iter(lambda: stream.read(1 << 16), b"")) == TEXT * 2


@pytest.mark.usefixtures("held_bytes")
@pytest.mark.parametrize("cut", [1, 40, 9])
@pytest.mark.parametrize("name", PACKED)
def test_a_cut_off_file_is_refused_before_its_first_byte(tmp_path: Path, name: str, cut: int) -> None:
    """So nothing half-read enters; the head alone can still be looked at."""
    whole = PACKED[name] if cut != 9 else PACKED[name] * 2  # the second piece cut: the first alone would look whole
    (tmp_path / "x").write_bytes(whole[:-cut])
    with pytest.raises(UnreadableFileError) as caught, unpacked(str(tmp_path / "x")):
        pytest.fail("the file was given")
    assert caught.value.context == {"file": str(tmp_path / "x")}
    assert head_of(str(tmp_path / "x")).compression == name


@pytest.mark.parametrize("name", PACKED)
def test_a_damaged_file_is_refused(tmp_path: Path, name: str) -> None:
    """Bytes changed in the middle are noticed."""
    data = bytearray(PACKED[name])
    data[len(data) // 2] ^= 0xFF
    data[len(data) // 2 + 1] ^= 0xFF
    (tmp_path / "x").write_bytes(data)
    with pytest.raises(UnreadableFileError), unpacked(str(tmp_path / "x")):
        pytest.fail("the file was given")


@pytest.mark.parametrize("kind", ["folder", "link", "missing"])
def test_what_is_no_file_is_unreadable(tmp_path: Path, kind: str) -> None:
    """A folder in its place, a link to nowhere, nothing at all."""
    file = tmp_path / "x"
    if kind == "folder":
        file.mkdir()
    elif kind == "link":
        file.symlink_to(tmp_path / "nowhere")
    with pytest.raises(UnreadableFileError), opened(str(file)):
        pytest.fail("the file was given")


def test_an_address_that_nothing_knows_is_a_wrong_source() -> None:
    """It is not the file's fault."""
    with pytest.raises(SourceError, match="no way to read"), opened("gopher://example.org/x"):
        pytest.fail("the file was given")
