"""Laws of reading: where a file is cut, and how much is read at once, changes no record."""

import io
import json
import random
import tempfile
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from reinschrift.settings.read import ReadSettings
from reinschrift.sources import DOCUMENTS_READ, Source, list_files, ranges, read_part, read_parts, split_parts
from reinschrift.sources.ranges import Range, RawRecord, Separator, count_records, raw_records
from reinschrift.sources.sites.archived import find_sites, sites_of, with_sites
from reinschrift.sources.sites.store import write_store
from reinschrift.text.wide import wide_charset
from tests.unit.sources.readers.warc_files import packed, response

SEPARATORS = st.sampled_from([b"\n", b"\n\n", b"---", b"aba", b"<|end|>", b"ab", b"aa", b"\n-\n", b"\na\na"])
BYTES = st.lists(
    st.sampled_from([b"a", b"b", b"\n", b"\r\n", b"\r", b"-", b"---", b"<|end|>", b"aba", b"xyz"]), max_size=40
).map(b"".join)
anywhere = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def end_of(data: bytes, at: int, separator: bytes) -> int | None:
    """Where a separator ends that begins at a byte; a line end in it may be LF, CRLF or CR. None: none begins there."""
    for byte in separator:
        if byte != ord("\n"):
            length = int(data[at : at + 1] == bytes([byte]))
        elif data[at : at + 1] == b"\r":
            length = 2 if data[at + 1 : at + 2] == b"\n" else 1
        else:
            length = int(data[at : at + 1] == b"\n" and data[at - 1 : at] != b"\r")
        if not length:
            return None
        at += length
    return at


def starts_by_definition(data: bytes, separator: bytes) -> list[int]:
    """Where records begin, straight from the definition: after a separator that no other one overlaps further on."""
    found = {at: end for at in range(len(data)) if (end := end_of(data, at, separator)) is not None}
    ends = [end for at, end in found.items() if not any(at < other < end for other in found)]
    return [0, *(end for end in ends if end < len(data))] if data else []


@anywhere
@given(BYTES, SEPARATORS, st.integers(1, 9))
def test_records_begin_where_the_definition_says(data: bytes, separator: bytes, read_bytes: int) -> None:
    """Records begin at the start and after each separator, whatever is read at a time."""
    usual, ranges.READ_BYTES = ranges.READ_BYTES, read_bytes
    try:
        found = list(raw_records(io.BytesIO(data), Separator.of(separator), Range(), 1000))
    finally:
        ranges.READ_BYTES = usual
    assert [record.offset for record in found] == starts_by_definition(data, separator)
    assert [record.number for record in found] == list(range(len(found)))
    assert all(data[record.offset :].startswith(record.data) for record in found)
    assert all(record.n_bytes == len(record.data) for record in found)
    assert all(separator not in record.data for record in found)


@anywhere
@given(BYTES, SEPARATORS, st.lists(st.integers(1, 120), max_size=4), st.integers(1, 9))
def test_stretches_together_give_the_whole(data: bytes, separator: bytes, cuts: list[int], read_bytes: int) -> None:
    """Each record is in exactly one stretch, with the number it has in the whole file."""
    whole = list(raw_records(io.BytesIO(data), Separator.of(separator), Range(), 1000))
    edges = sorted({cut for cut in cuts if cut < len(data)})
    together: list[RawRecord] = []
    usual, ranges.READ_BYTES = ranges.READ_BYTES, read_bytes
    try:
        for start, end in zip([0, *edges], [*edges, None], strict=True):
            before = sum(record.offset < start for record in whole)
            together.extend(raw_records(io.BytesIO(data), Separator.of(separator), Range(start, end, before), 1000))
    finally:
        ranges.READ_BYTES = usual
    assert together == whole


@anywhere
@given(BYTES, SEPARATORS, st.integers(1, 6), st.integers(1, 9))
def test_a_large_record_has_the_same_length_and_beginning_however_it_is_read(
    data: bytes, separator: bytes, max_bytes: int, read_bytes: int
) -> None:
    """The limit cuts what is held of a record, never where it begins or how long it is said to be."""
    whole = list(raw_records(io.BytesIO(data), Separator.of(separator), Range(), 1000))
    usual, usual_head = ranges.READ_BYTES, ranges.HEAD_BYTES
    ranges.READ_BYTES, ranges.HEAD_BYTES = read_bytes, 1
    try:
        limited = list(raw_records(io.BytesIO(data), Separator.of(separator), Range(), max_bytes))
    finally:
        ranges.READ_BYTES, ranges.HEAD_BYTES = usual, usual_head
    assert [(r.offset, r.n_bytes) for r in limited] == [(r.offset, r.n_bytes) for r in whole]
    assert [r.data for r in limited] == [r.data if r.n_bytes <= max_bytes else r.data[:1] for r in whole]


@anywhere
@given(BYTES, SEPARATORS, st.integers(1, 30))
def test_counts_say_how_many_records_begin_before_a_block(data: bytes, separator: bytes, block_bytes: int) -> None:
    """The count at each multiple is that of the records begun before it; after the last record there is none."""
    starts = starts_by_definition(data, separator)
    last = starts[-1] if starts else 0
    expected = [sum(start < at for start in starts) for at in range(block_bytes, last + 1, block_bytes)]
    assert list(count_records(io.BytesIO(data), Separator.of(separator), block_bytes)) == expected


LINES = st.lists(
    st.one_of(
        st.fixed_dictionaries(
            {"text": st.text(max_size=30)},
            optional={"id": st.integers(0, 5), "date": st.just("2024-02-29"), "n": st.none()},
        ).map(lambda record: json.dumps(record, ensure_ascii=False).encode("utf-8", "replace")),
        st.sampled_from(
            [b"", b"  ", b"{broken", b"[1, 2]", b'"text"', b'{"text": null}', b"\xff\xfe", b'{"text": "\\ud800"}']
        ),
        st.binary(max_size=12).map(lambda line: line.replace(b"\n", b"")),
    ),
    max_size=30,
)


def read_all(
    file: Path, block_bytes: int, shard_bytes: int, batch_bytes: int, *, max_mb: float = 0.00002, **more: Any
) -> pa.Table:
    source = Source(name="s", base=str(file.parent), files=(file.name,), license="unknown", **more)
    (raw,) = list_files(source, block_bytes=block_bytes).files
    parts = split_parts(raw, shard_bytes)
    tables = [t for part in parts for t in read_part(part, source, ReadSettings(max_record_mb=max_mb), batch_bytes)]
    assert all(table.schema.equals(DOCUMENTS_READ) for table in tables)
    return pa.concat_tables([DOCUMENTS_READ.empty_table(), *tables]).combine_chunks()


@anywhere
@given(LINES, st.integers(5, 80), st.integers(1, 200), st.integers(1, 200), st.sampled_from([b"", b"\n"]))
def test_json_lines_are_the_same_records_whatever_the_parts(
    tmp_path: Path, lines: list[bytes], block_bytes: int, shard_bytes: int, batch_bytes: int, end: bytes
) -> None:
    """Parts of any size, read in batches of any size, hold what the whole file holds, in its order."""
    file = tmp_path / "lines.jsonl"
    file.write_bytes(b"\n".join(lines) + end)
    written = file.read_bytes()
    assume(not wide_charset(written))  # its line ends are two bytes, and it is not cut
    assume(b"\n" in written or b"\r" not in written)  # where only CR ends lines there are others
    whole = read_all(file, 1 << 20, 1 << 20, 1 << 20, format="jsonl")
    assert read_all(file, block_bytes, shard_bytes, batch_bytes, format="jsonl").equals(whole)
    filled = [number for number, line in enumerate(lines) if line.strip(b"\0 \t\r\x1a")]
    assert whole["record_number"].to_pylist() == filled
    assert len(set(whole["id"].to_pylist())) == whole.num_rows


@anywhere
@given(
    st.text(alphabet="ab \n-ü", max_size=120),
    st.sampled_from(["\n\n", "--", "\n"]),
    st.integers(3, 40),
    st.integers(1, 60),
)
def test_separated_texts_are_the_same_documents_whatever_the_parts(
    tmp_path: Path, text: str, separator: str, block_bytes: int, shard_bytes: int
) -> None:
    """Parts of any size hold the documents of the whole file, and no document holds the separator."""
    file = tmp_path / "texts.txt"
    file.write_text(text, encoding="utf-8")
    whole = read_all(file, 1 << 20, 1 << 20, 1 << 20, max_mb=1, separator=separator)
    assert read_all(file, block_bytes, shard_bytes, 1, max_mb=1, separator=separator).equals(whole)
    if separator.isspace():  # nothing but white space is lost
        assert "".join("".join(whole["text"].to_pylist()).split()) == "".join(text.split())
    limited = read_all(file, 1 << 20, 1 << 20, 1 << 20, separator=separator)
    assert read_all(file, block_bytes, shard_bytes, 1, separator=separator).equals(limited)


@anywhere
@given(
    st.lists(st.text(max_size=20), min_size=1, max_size=60), st.integers(1, 9), st.integers(10, 900), st.integers(1, 99)
)
def test_parquet_rows_are_the_same_records_whatever_the_parts(
    tmp_path: Path, texts: list[str], group_rows: int, shard_bytes: int, batch_bytes: int
) -> None:
    """Parts of any size hold the rows of the whole file, in its order, numbered from 0."""
    file = tmp_path / "rows.parquet"
    pq.write_table(pa.table({"text": texts}), file, row_group_size=group_rows)
    whole = read_all(file, 1 << 20, 1 << 20, 1 << 20)
    assert read_all(file, 10, shard_bytes, batch_bytes).equals(whole)
    assert whole["record_number"].to_pylist() == list(range(len(texts)))


HOSTS = ("a.example", "www.a.example", "b.example", "C.example:81")
ARCHIVED = st.lists(
    st.tuples(
        st.sampled_from(["/1", "/2", "/robots.txt", "/robots.txt", "/.well-known/tdmrep.json"]),
        st.sampled_from(HOSTS),
        st.sampled_from(
            [b"User-agent: CCBot\nDisallow: /", b"User-agent: *\nDisallow: /1", b'[{"location": "/"}]', b""]
        ),
        st.sampled_from(["200 OK", "200 OK", "404 Not Found"]),
        st.integers(0, 59),
    ),
    min_size=1,
    max_size=12,
)


def said_of_sites(folder: Path, files: list[list[bytes]], shard_bytes: int, pack: bool) -> list[tuple[Any, ...]]:  # noqa: FBT001  # drawn
    """Write archives and return what is known of each record's site, sorted."""
    for number, records in enumerate(files):
        (folder / f"{number}.warc").write_bytes(packed(*records) if pack else b"".join(records))
    source = Source(name="s", base=str(folder), files=("",), license="x", format="warc")
    raw = list_files(source, block_bytes=200, surveys=folder / ".work").files
    sites = find_sites(raw, (), folder / ".work", ReadSettings(), 200)
    rows = []
    for part in (part for file in raw for part in split_parts(file, shard_bytes)):
        said = sites_of(sites, [part])
        if sites and said:
            write_store(folder / ".work" / said.store, sites.stated, sites.surveys)
        own = with_sites(source, folder / ".work", said)
        for table in read_parts([part], own):
            rows += [tuple(row.values()) for row in table.select(["url", "text", "robots_txt", "tdmrep"]).to_pylist()]
    return sorted(rows, key=repr)


@anywhere
@given(
    records=ARCHIVED,
    seed=st.integers(0, 1 << 30),
    n_files=st.integers(1, 3),
    shard_bytes=st.sampled_from([200, 600, 1 << 20]),
    pack=st.booleans(),
)
def test_what_sites_say_does_not_depend_on_order_files_or_cuts(
    records: list[tuple[str, str, bytes, str, int]], seed: int, n_files: int, shard_bytes: int, *, pack: bool
) -> None:
    """Records in any order, spread over any number of archives and read in shards of any size know the same sites."""
    made = [
        response(body, minute, "Content-Type: text/plain", status=status, url=f"http://{host}{path}")
        for path, host, body, status, minute in records
    ]
    shuffled = random.Random(seed).sample(made, len(made))  # no secret
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        whole = said_of_sites(Path(one), [made], 1 << 30, pack=False)
        parts = [shuffled[number::n_files] for number in range(n_files)]
        assert said_of_sites(Path(other), parts, shard_bytes, pack) == whole
