"""Puts records together as the table of documents that the stages begin with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.batch import EVIDENCE, READ
from reinschrift.columns import constant, numbers
from reinschrift.record import PROBLEM_CHARS, Problem, Record
from reinschrift.sources.backstop import made_of_most
from reinschrift.sources.identity import record_ids
from reinschrift.sources.readers.bylines import without_bylines
from reinschrift.sources.sites.supplied import NAMES as SITE_COLUMNS
from reinschrift.sources.sites.supplied import TEXT, columns_of
from reinschrift.text.dates import read_date, read_time

if TYPE_CHECKING:
    from reinschrift.sources.parts import FilePart
    from reinschrift.sources.register import Source

DECODING = pa.struct(
    [("declared", pa.string()), ("detected", pa.string()), ("used", pa.string()), ("undecodable", pa.int32())]
)

HEADERS = pa.list_(pa.struct([("name", pa.string()), ("value", pa.string())]))
HTML_META = pa.list_(pa.struct([("where", pa.string()), ("name", pa.string()), ("value", pa.string())]))
BLOCKS = pa.list_(
    pa.struct([("line", pa.int32()), ("kind", pa.string()), ("content", pa.float32()), ("level", pa.int32())])
)

DOCUMENTS_READ = pa.schema(
    [
        pa.field("id", pa.string(), nullable=False),
        pa.field("source", pa.string(), nullable=False),
        pa.field("source_path", pa.string(), nullable=False),
        pa.field("record", pa.string(), nullable=False),
        pa.field("record_number", pa.int64(), nullable=False),
        pa.field("source_format", pa.string(), nullable=False),
        pa.field("source_sha256", pa.string()),
        pa.field("collected", pa.timestamp("us", "UTC")),
        pa.field("license", pa.string()),
        pa.field("rights", pa.string()),
        pa.field("rights_evidence", pa.string()),
        pa.field("registered", pa.string()),
        pa.field("registered_synthetic", pa.bool_()),
        pa.field("remove_rights", pa.list_(pa.string())),
        pa.field("url", pa.string()),
        pa.field("site_name", pa.string()),
        pa.field("title", pa.string()),
        pa.field("author", pa.string()),
        pa.field("published", pa.date32()),
        pa.field("text", pa.string(), nullable=False),
        pa.field("problem", pa.string()),
        pa.field("problem_detail", pa.string()),
        pa.field("decoding", DECODING),
        pa.field("modified", pa.date32()),
        pa.field("section", pa.string()),
        pa.field("keywords", pa.list_(pa.string())),
        pa.field("declared_language", pa.string()),
        pa.field("canonical_url", pa.string()),
        pa.field("metadata_evidence", EVIDENCE),
        pa.field("headers", HEADERS),
        pa.field("html_meta", HTML_META),
        *(pa.field(name, TEXT) for name in SITE_COLUMNS),
        *(pa.field(f"{name}{READ}", pa.date32()) for name in SITE_COLUMNS),
        pa.field("blocks", BLOCKS),
        pa.field("page_type", pa.string()),
        pa.field("page_type_score", pa.float32()),
        pa.field("extraction_confidence", pa.float32()),
    ]
)
"""The table of documents as the readers give it: one row a record.

`record_number` counts from 0 in the raw file, whatever the shards. `source_sha256` is null where a remote file was
known by its tag alone. `registered` is what the register says of single purposes (`search=allowed,…`),
`registered_synthetic` whether a machine made the texts. `remove_rights` are the rights that go by what the register
says of the source; null: as the settings say. `problem` says that a reader could make nothing of a record:
`unreadable`, `no_text`, `too_large`, `unreadable_file`, `opted_out`.

What only a page or an archive can say is null for all other formats:
`headers` are the HTTP headers that a WARC record kept of its response, names in small letters, in their order.
`html_meta` is what a page says of rights, in its own words, in the order of the page: `where` is `meta` (then `name`
is the tag's name or property in small letters: `robots`, `googlebot`, `tdm-reservation`, `tdm-policy`, `dc.rights`,
…), `link` or `a` (name: the `rel` or, for an address of a licence, `license`; value: the address), `json-ld` (name: the
key, such as `license`, `copyrightHolder`, `isAccessibleForFree`), or `footer` (name: `text`; value: the sentence).
`robots_txt`, `tdmrep`, `ai_txt` and `rsl` (its licence files) are the files of the record's site, where the register or
an archive of the source supplies them; `robots_txt_read` and so on the days since which the archives know them so.
`page_type` and its probability `page_type_score` say what a page is taken for, `extraction_confidence` how likely it is
that its text is right (`pages.page_types`).
`metadata_evidence` says where in a page each field was found; `declared_language` is the language a page names.
`blocks` is null unless the text was taken out of markup; then each of its lines that begins a block (counted from 1)
stands there with the kind that the markup tells (`kinds.KINDS`), so nothing need be guessed from the text's form, and
with the level of a heading (1 to 6) or of a list item (in how many items it stands).
"""

RECORD_WEIGHT, LINE_WEIGHT = 300, 60
"""What a record and a line weigh in a batch, in bytes, beside the text: so many columns have a value for each."""

EMPTY = Problem("no_text", "It has no text.")
"""The problem of a record without text whose reader says nothing of that."""

UNREADABLE_FILE = "unreadable_file"
"""The problem of the row that stands for a file, or a part of one, that could not be read."""

MARKUP_FIELDS = (
    "modified", "section", "keywords", "declared_language", "canonical_url", "metadata_evidence", "headers",
    "html_meta", "blocks", "page_type", "page_type_score", "extraction_confidence",
)  # fmt: skip
USED_FIELDS = ("text", "record", "url", "site_name", "title", "author", "published", "collected", "license")


def batches_of(records: Iterable[tuple[FilePart, Record]], source: Source, batch_bytes: int) -> Iterator[pa.Table]:
    """Yield records, each with the part that it is from, as tables that weigh about `batch_bytes` (`weights_of`)."""
    held: list[tuple[FilePart, Record]] = []
    size = 0
    for part, record in records:
        weight = len(record.text) + RECORD_WEIGHT + LINE_WEIGHT * record.text.count("\n")
        if held and size + weight > batch_bytes:
            yield table_of_records(held, source)
            held, size = [], 0
        held.append((part, record))
        size += weight
    if held:
        yield table_of_records(held, source)


def table_of_records(records: Sequence[tuple[FilePart, Record]], source: Source) -> pa.Table:
    """Return records, each with the part that it is from, as one table; one that fits no table is `unreadable`."""

    def broken(item: tuple[FilePart, Record], why: str) -> pa.Table:
        part, record = item
        return _table(
            [(part, Record(record.number, record.text[:PROBLEM_CHARS], {}, Problem("unreadable", why)))], source
        )

    tables = made_of_most(records, lambda some: _table(some, source), broken)
    return tables[0] if len(tables) == 1 else pa.concat_tables(tables).combine_chunks()


def _table(records: Sequence[tuple[FilePart, Record]], source: Source) -> pa.Table:
    parts = [part for part, _ in records]
    read = [
        record if record.problem or record.text.strip() else record._replace(problem=EMPTY) for _, record in records
    ]
    columns = {
        name: text_column([record.fields.get(name) for record in read]) for name in USED_FIELDS if name != "text"
    }
    columns["number"] = pa.array([record.number for record in read], pa.int64())
    columns["text"] = text_column([record.text for record in read])
    columns["problem"] = pa.array([record.problem.name if record.problem else None for record in read], pa.string())
    columns["problem_detail"] = text_column([record.problem.detail if record.problem else None for record in read])
    columns["decoding"] = decodings_of([record.decoding for record in read])
    columns |= _markup_columns([record.markup for record in read])
    return documents_of(columns, parts, source)


def documents_of(columns: dict[str, pa.Array], parts: Sequence[FilePart], source: Source) -> pa.Table:
    """Return a table of documents with the schema `DOCUMENTS_READ`.

    `columns` are our fields as text, null where a record has none, `number`, the problem's columns, and those of
    `MARKUP_FIELDS` that any record has; `parts` says for each row where it is from. What a record does not say itself
    comes from its source.
    """
    own, numbers_written = columns["record"], columns["number"].cast(pa.string())
    locators = pc.binary_join_element_wise("number:", numbers_written, "")
    begins = pa.array([f"file:{part.start or 0}" for part in parts], pa.string())
    if "record" in source.fields:
        locators = pc.coalesce(pc.binary_join_element_wise("record:", own, ""), locators)
    locators = pc.if_else(pc.fill_null(pc.equal(columns["problem"], UNREADABLE_FILE), False), begins, locators)  # noqa: FBT003
    paths = [part.path for part in parts]
    hashes = [part.fingerprint if ":" not in part.fingerprint else None for part in parts]
    made = {
        "id": pa.array(record_ids(source.name, paths, locators.to_pylist()), pa.string()),
        "source": constant(source.name, len(parts), pa.string()),
        "source_path": pa.array(paths, pa.string()),
        "record": pc.coalesce(own, numbers_written),
        "record_number": columns["number"],
        "source_format": pa.array([part.format for part in parts], pa.string()),
        "source_sha256": pa.array(hashes, pa.string()),
        "collected": _times(columns["collected"], source),
        "license": pc.fill_null(columns["license"], source.license),
        "rights": constant(source.rights, len(parts), pa.string()),
        "rights_evidence": constant(source.rights_evidence, len(parts), pa.string()),
        "registered": constant(_registered(source), len(parts), pa.string()),
        "registered_synthetic": constant(source.synthetic, len(parts), pa.bool_()),
        "remove_rights": constant(source.remove_rights, len(parts), pa.list_(pa.string())),
        **columns_of(columns["url"], source.site_files),
        "author": without_bylines(columns["author"]),
        "published": _days(columns["published"], source.language),
    }
    columns = columns | made
    columns |= {
        name: pa.nulls(len(parts), DOCUMENTS_READ.field(name).type) for name in MARKUP_FIELDS if name not in columns
    }
    return pa.table([columns[field.name] for field in DOCUMENTS_READ], schema=DOCUMENTS_READ)


def _registered(source: Source) -> str | None:
    """Return what the register says of single purposes, as `search=allowed`, with commas between."""
    return ",".join(f"{purpose}={status}" for purpose, status in sorted(source.purposes.items())) or None


def _markup_columns(markup: Sequence[Mapping[str, Any] | None]) -> dict[str, pa.Array]:
    """Return the columns that only pages and archives fill; none where no record has any."""
    if not any(markup):
        return {}
    columns = {}
    for name in MARKUP_FIELDS:
        values = [each.get(name) if each else None for each in markup]
        if name == "modified":
            values = [read_date(value) if value else None for value in values]
        columns[name] = pa.array(values, DOCUMENTS_READ.field(name).type)
    return columns


def weights_of(table: pa.Table) -> npt.NDArray[np.int64]:
    """Return what each document weighs in a batch: the bytes of its text, and what its row and its lines take."""
    n_lines = numbers(pc.count_substring(table["text"], "\n")).astype(np.int64)
    return numbers(pc.binary_length(table["text"])).astype(np.int64) + RECORD_WEIGHT + LINE_WEIGHT * n_lines


def slices(table: pa.Table, batch_bytes: int) -> Iterator[pa.Table]:
    """Yield a table in pieces that weigh about `batch_bytes`; at least one row each."""
    if table.num_rows == 0:
        return
    ends = np.cumsum(weights_of(table))
    begin = 0
    while begin < table.num_rows:
        before = ends[begin - 1] if begin else 0
        end = int(np.searchsorted(ends, before + batch_bytes, "left")) + 1
        yield table.slice(begin, end - begin).combine_chunks()
        begin = end


def _times(written: pa.Array, source: Source) -> pa.Array:
    latest = source.collected_last
    times = [(read_time(value) if value else None) or latest for value in written.to_pylist()]
    return pa.array(times, pa.timestamp("us", "UTC"))


def _days(written: pa.Array, language: str | None) -> pa.Array:
    return pa.array([read_date(value, language) if value else None for value in written.to_pylist()], pa.date32())


def decodings_of(decodings: Sequence[tuple[str | None, str | None, str, int] | None]) -> pa.Array:
    """Return how texts were decoded (declared, detected, used, undecodable) as a column; none: as UTF-8, whole."""
    declared, detected, used, undecodable = zip(*(d or (None, "utf-8", "utf-8", 0) for d in decodings), strict=True)
    return pa.StructArray.from_arrays(
        [pa.array(declared, pa.string()), pa.array(detected, pa.string()), pa.array(used, pa.string()),
         pa.array(undecodable, pa.int32())],
        fields=list(DECODING),
    )  # fmt: skip


def text_column(values: list[Any]) -> pa.Array:
    """Return values as a column of text; half of a surrogate pair becomes U+FFFD."""
    try:
        return pa.array(values, pa.string())
    except UnicodeEncodeError:  # half of a surrogate pair, which JSON can write and no text can hold
        whole = [
            value.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if value else value for value in values
        ]
        return pa.array(whole, pa.string())
