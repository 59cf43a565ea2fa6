"""Whatever a reader raises costs the record or the file, with a word; what runs out on this machine ends the run."""

from __future__ import annotations

import bz2
import errno
import gzip
import io
import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinschrift.errors import StorageError, UnreadableFileError
from reinschrift.record import Record
from reinschrift.sources import FilePart, Source, list_files, read_part, read_parts, readers
from reinschrift.sources.backstop import made_of_most, read_or_problem
from reinschrift.sources.readers.format import Format

UNFORESEEN = (
    ZeroDivisionError("by nothing"), KeyError("name"), RecursionError("too deep"), OverflowError("too far"),
    AssertionError(), TypeError("no text"), zlib.error("Error -3"), struct.error("unpack"), lzma.LZMAError("corrupt"),
    UnicodeDecodeError("utf-8", b"\xff", 0, 1, "no"), StopAsyncIteration(), Exception("x" * 9000 + "\n\x1b"),
)  # fmt: skip
PASSING = (MemoryError(), KeyboardInterrupt(), OSError(errno.ENOSPC, "No space left on device"), StorageError("gone"))
SENTENCE = "Ein Satz über die Mühle am Bach, der lang genug ist. "


def rows(folder: Path, **more: Any) -> Any:
    source = Source(name="s", base=str(folder), files=("",), license="x", **more)
    listing = list_files(source)
    parts = [FilePart(f.address, f.path, f.format, None, None, f.n_bytes, f.fingerprint) for f in listing.files]
    return [row for table in read_parts(parts, source) for row in table.to_pylist()], listing.bad


def broken_after(n_records: int, error: BaseException) -> Format:
    """Return a format whose reader gives so many records and raises then."""

    def read(part: Any, source: Any, settings: Any) -> Iterator[Record]:
        for number in range(n_records):
            yield Record(number, f"Text {number}", {})
        raise error

    return Format("broken", "broken", "nothing", lambda: b"", lambda seen: seen.head.startswith(b"BROKEN"), read=read)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.txt").write_text("Vorher.")
    (tmp_path / "b").write_bytes(b"BROKEN")
    (tmp_path / "c.txt").write_text("Nachher.")
    return tmp_path


def parts_of(folder: Path) -> list[FilePart]:
    forms = {"a.txt": "text", "b": "broken", "c.txt": "text"}
    return [FilePart(str(folder / name), name, form, None, None, 1, "0" * 64) for name, form in forms.items()]


@pytest.mark.parametrize("error", UNFORESEEN, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize("n_records", [0, 3])
def test_a_fault_nobody_foresaw_costs_its_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, n_records: int
) -> None:
    monkeypatch.setitem(readers.BY_NAME, "broken", broken_after(n_records, error))
    source = Source(name="s", base=str(folder), files=("",), license="x")
    found = [row for table in read_parts(parts_of(folder), source) for row in table.to_pylist()]
    assert [row["text"] for row in found if not row["problem"]] == [
        "Vorher.", *(f"Text {number}" for number in range(n_records)), "Nachher."
    ]  # fmt: skip
    (refused,) = [row for row in found if row["problem"]]
    assert (refused["problem"], refused["source_path"]) == ("unreadable_file", "b")
    assert type(error).__name__ in refused["problem_detail"]
    assert len(refused["problem_detail"]) < 500
    assert "\n" not in refused["problem_detail"]
    assert ("3 records were read" in refused["problem_detail"]) == (n_records == 3)
    assert len({row["id"] for row in found}) == len(found)
    with pytest.raises(UnreadableFileError, match=type(error).__name__):
        list(read_part(parts_of(folder)[1], source))


@pytest.mark.parametrize("error", PASSING, ids=lambda error: type(error).__name__)
def test_what_runs_out_here_ends_the_run(folder: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    monkeypatch.setitem(readers.BY_NAME, "broken", broken_after(1, error))
    with pytest.raises(type(error)):
        list(read_parts(parts_of(folder), Source(name="s", base=str(folder), files=("",), license="x")))
    with pytest.raises(type(error)):
        read_or_problem(lambda: (_ for _ in ()).throw(error), 0, "")


@pytest.mark.parametrize("error", UNFORESEEN, ids=lambda error: type(error).__name__)
def test_a_record_nobody_can_read_costs_itself(error: Exception) -> None:
    def read() -> Record:
        raise error

    record = read_or_problem(read, 7, b"wie es dastand \xff")
    assert (record.number, record.text) == (7, "wie es dastand �")
    assert record.problem is not None
    assert record.problem.detail is not None
    assert record.problem.name == "unreadable"
    assert record.problem.detail.startswith(type(error).__name__)


@given(st.lists(st.booleans(), min_size=1, max_size=40))
def test_the_sound_ones_are_made_and_the_broken_ones_named(sound: list[bool]) -> None:
    """In their order, whatever lies beside what."""

    def make(items: Sequence[int]) -> list[int]:
        if not all(sound[item] for item in items):
            raise OverflowError("one of them")
        return list(items)

    made: list[list[Any]] = made_of_most(range(len(sound)), make, lambda item, why: [(item, why)])
    expected = [at if is_sound else (at, "OverflowError: one of them") for at, is_sound in enumerate(sound)]
    assert [item for some in made for item in some] == expected


def test_a_record_that_fits_no_table_costs_itself(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def read(part: Any, source: Any, settings: Any) -> Iterator[Record]:
        yield Record(0, "Vorn.", {})
        no_text: Any = ["no", "text"]
        yield Record(1, "Dahinter.", {"title": no_text})
        yield Record(2, "Hinten.", {})

    broken = broken_after(0, ValueError())
    monkeypatch.setitem(readers.BY_NAME, "broken", Format(*(broken.name, "", "", broken.sample), read=read))
    source = Source(name="s", base=str(folder), files=("",), license="x")
    found = [row for table in read_parts(parts_of(folder), source) for row in table.to_pylist()]
    assert [(row["text"], row["problem"]) for row in found] == [
        ("Vorher.", None), ("Vorn.", None), ("Dahinter.", "unreadable"), ("Hinten.", None), ("Nachher.", None)
    ]  # fmt: skip


def damaged(data: bytes, at: int) -> bytes:
    """Return bytes with sixty of them turned over from a place on."""
    return data[:at] + bytes(byte ^ 0xFF for byte in data[at : at + 60]) + data[at + 60 :]


def zipped(packing: int) -> tuple[bytes, int]:
    """Return an archive of three members, and where the data of the second begin."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packing) as archive:
        for name in ("a.txt", "b.txt", "c.txt"):
            archive.writestr(name, "".join(f"{name} {number * 7919}: {SENTENCE}\n" for number in range(400)))
        second = archive.infolist()[1]
    return out.getvalue(), second.header_offset + 30 + len(second.filename)


@pytest.mark.parametrize("packing", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
@pytest.mark.parametrize("offset", [0, 2, 9, 40, 200])
def test_a_damaged_member_costs_itself(tmp_path: Path, packing: int, offset: int) -> None:
    """Whatever it is packed with: the members before and behind it are read."""
    data, begins = zipped(packing)
    (tmp_path / "x.zip").write_bytes(damaged(data, begins + offset))
    found, _ = rows(tmp_path)
    assert [row["problem"] for row in found] == [None, "unreadable", None]
    assert "b.txt" in found[1]["problem_detail"]


@pytest.mark.parametrize("pack", [zlib.compress, bz2.compress, lzma.compress], ids=["gzip", "bz2", "xz"])
@pytest.mark.parametrize("offset", [12, 40, 300])
def test_a_damaged_packed_file_costs_itself(tmp_path: Path, pack: Callable[[bytes], bytes], offset: int) -> None:
    text = "".join(f"{number * 7919}: {SENTENCE}\n" for number in range(400)).encode()
    packed = gzip.compress(text) if pack is zlib.compress else pack(text)
    (tmp_path / "a.txt").write_text(SENTENCE)
    (tmp_path / "b.txt.packed").write_bytes(damaged(packed, offset))
    found, bad = rows(tmp_path)
    problems = {row["source_path"]: row["problem"] for row in found}
    assert problems["a.txt"] is None
    assert problems.get("b.txt.packed", "unreadable_file" if bad else None) == "unreadable_file"


@pytest.mark.parametrize("offset", [0, 2, 9, 40, 200])
def test_a_book_with_a_damaged_chapter_is_refused_whole(tmp_path: Path, offset: int) -> None:
    """A book without one of its chapters would be another book."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr(zipfile.ZipInfo("mimetype"), "application/epub+zip")
        container = "<container><rootfiles><rootfile full-path='c.opf'/></rootfiles></container>"
        book.writestr("META-INF/container.xml", container)
        item = "<item id='a' href='a.xhtml' media-type='application/xhtml+xml'/>"
        book.writestr("c.opf", f"<package><manifest>{item}</manifest><spine><itemref idref='a'/></spine></package>")
        book.writestr("a.xhtml", "".join(f"<p>{number * 7919}: {SENTENCE}</p>" for number in range(400)))
        last = book.infolist()[-1]
    begins = last.header_offset + 30 + len(last.filename)
    (tmp_path / "x.epub").write_bytes(out.getvalue())
    assert [row["problem"] for row in rows(tmp_path)[0]] == [None]
    (tmp_path / "x.epub").write_bytes(damaged(out.getvalue(), begins + offset))
    (tmp_path / "a.txt").write_text(SENTENCE)
    assert [row["problem"] for row in rows(tmp_path)[0]] == [None, "unreadable_file"]


def test_a_full_disk_for_unpacking_is_no_fault_of_the_archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is dropped from the data because a folder for temporary files is full."""
    (tmp_path / "x.tar").write_bytes(one_member_tar())
    monkeypatch.setattr("pathlib.Path.open", full_disk)
    with pytest.raises(StorageError, match="temporary files"):
        rows(tmp_path)


def full_disk(*_: Any, **__: Any) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def one_member_tar() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        entry = tarfile.TarInfo("a.txt")
        entry.size = len(SENTENCE.encode())
        archive.addfile(entry, io.BytesIO(SENTENCE.encode()))
    return out.getvalue()
