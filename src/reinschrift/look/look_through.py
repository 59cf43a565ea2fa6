"""Goes through the objects of snapshots for passages, addresses and names, by the index where there is one."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pyarrow.lib import ArrowException

from reinschrift.columns import numbers, one_chunk
from reinschrift.look.found import PLACE, Findings
from reinschrift.look.question import Question, digits_of
from reinschrift.look.raw_files import HASH, of_raw_file
from reinschrift.snapshot.find import ID_COLUMN
from reinschrift.snapshot.manifest import Object
from reinschrift.snapshot.read import READERS, read_ahead, read_rows, unreadable
from reinschrift.snapshot.text_index import COLUMNS, Keys, groups_holding, keys_of
from reinschrift.sources.left_out.opt_outs import named_by
from reinschrift.sources.left_out.wanted import Wanted
from reinschrift.text.addresses import hosts_of, names_folder, plain_host, with_scheme, without_www
from reinschrift.text.passages import Passages
from reinschrift.text.words import tokenise

TABLES = ("documents", "removed")
_BETWEEN_DIGITS = r"[^0-9A-Za-z\n]{0,3}"


def look_for_passages(findings: Findings, passages: Sequence[Sequence[str]], fields: Sequence[str]) -> tuple[int, int]:
    """Find passages, each in any of its forms; return how many objects were read by the index, and how many whole.

    The index knows texts and titles. Where it says what to read, the other columns are not read: a passage that is long
    enough for it is no name.
    """
    wanted = Passages(passages)
    keys = [keys_of(tokenise(pa.array([form], pa.string()))) for forms in passages for form in forms]
    by_index = whole = 0
    for table in TABLES if not wanted.is_empty else ():
        columns = findings.columns(table, fields)
        is_indexed = "text" in columns
        items = findings.objects(table) if columns else []
        for item, groups in zip(
            items, _groups_to_read(findings, table, items, keys, is_indexed=is_indexed), strict=True
        ):
            by_index, whole = by_index + (groups is not None), whole + (groups is None)
            read = columns if groups is None else [name for name in columns if name in COLUMNS[table]]
            for rows in _groups(findings, table, item, read, groups):
                for column in read:
                    hits = wanted.find(rows[column])
                    places = rows.select(_place(table, rows)).take(pa.array(hits.row))
                    findings.add(table, item, places, column, hits.passage.tolist())
    return by_index, whole


def _groups_to_read(
    findings: Findings, table: str, items: Sequence[Object], keys: Sequence[Keys], *, is_indexed: bool
) -> list[list[int] | None]:
    """Return for each object the row groups that its index names; none where no index says."""
    if not is_indexed:
        return [None] * len(items)
    look = partial(groups_holding, findings.storage, table, wanted=keys)
    with ThreadPoolExecutor(READERS if findings.storage.is_shared else os.cpu_count()) as threads:
        return list(threads.map(look, items))  # Parquet is read without Python's lock


def _groups(
    findings: Findings, table: str, item: Object, columns: Sequence[str], groups: Sequence[int] | None
) -> Iterator[pa.Table]:
    """Yield the row groups of an object, all of them or some, with the columns to look through and those of places."""
    place, files = findings.storage.place(item.name(table))
    try:
        if groups is not None and not groups:
            return
        with pq.ParquetFile(place, filesystem=files) as file:
            names = [name for name in dict.fromkeys([*columns, *PLACE[table]]) if name in file.schema_arrow.names]
            for group in range(file.num_row_groups) if groups is None else groups:
                yield file.read_row_group(group, columns=names)
    except (OSError, ArrowException) as error:
        raise unreadable(item.name(table), error) from error


def _place(table: str, rows: pa.Table) -> list[str]:
    return [name for name in PLACE[table] if name in rows.column_names]


def look_for_values(findings: Findings, question: Question, fields: Sequence[str]) -> tuple[int, int]:
    """Find ids, addresses, hosts, e-mail addresses and numbers, as `look_for_passages` does; no index knows them."""
    whole = 0
    for table in TABLES:
        named = [ID_COLUMN[table]] if question.kind == "id" else list(fields)
        hashed = [HASH] if question.kind == "path" else []
        columns = list(dict.fromkeys([*findings.columns(table, [*named, *hashed]), *PLACE[table]]))
        items = findings.objects(table)
        whole += len(items)
        read = partial(read_rows, findings.storage, table=table, columns=columns)
        for item, rows in zip(items, read_ahead(findings.storage, read, items), strict=True):
            for column in (name for name in named if name in rows.column_names):
                at = np.flatnonzero(numbers(pc.fill_null(_holds(question, rows, column, table), fill_value=False)))
                places = rows.select(_place(table, rows)).take(pa.array(at))
                findings.add(table, item, places, column, [0] * len(at))
    return 0, whole


def _holds(question: Question, rows: pa.Table, column: str, table: str) -> pa.Array | pa.ChunkedArray:
    """Return which rows hold what is asked for in a column."""
    values, asked = rows[column], question.value
    if question.kind in ("id", "path"):
        is_path = question.kind == "path"
        return pa.array(of_raw_file(rows, asked, question.sha256)) if is_path else pc.equal(values, asked)
    if question.kind == "host":
        return _of_host(values, without_www(plain_host(asked) or asked.casefold()))
    if question.kind == "url":
        return _of_address(rows, values, asked, table)
    if question.kind == "phone":
        return pc.match_substring_regex(values, rf"{_BETWEEN_DIGITS.join(digits_of(asked))}(?:[^0-9]|$)")
    return pc.match_substring_regex(values, rf"(?i)(?:^|[^\w.+-]){re.escape(asked)}(?:[^\w-]|$)")


def _of_address(rows: pa.Table, values: pa.ChunkedArray, asked: str, table: str) -> pa.Array | pa.ChunkedArray:
    written = with_scheme(asked)
    if "://" not in written:
        return pc.match_substring(values, asked, ignore_case=True)
    named = Wanted([written]).among(rows[ID_COLUMN[table]], values)
    named = pc.or_(named, _below(values, written)) if names_folder(written) else named
    return named if written == asked else pc.or_(named, pc.match_substring(values, asked, ignore_case=True))


def _below(urls: pa.ChunkedArray, folder: str) -> pa.Array:
    """Return which addresses lie below a folder; the host decides first, as in `Wanted`."""
    (host,) = hosts_of(pa.array([folder], pa.string()))
    at = np.flatnonzero(numbers(pc.fill_null(pc.equal(hosts_of(urls), host), fill_value=False)))
    below = np.zeros(len(urls), bool)
    below[at] = numbers(named_by(one_chunk(urls.take(pa.array(at))), [folder]))
    return pa.array(below)


def _of_host(urls: pa.ChunkedArray, host: str) -> pa.Array:
    hosts = hosts_of(urls)
    below = pc.ends_with(hosts, f".{host}")
    return pc.or_(pc.equal(hosts, host), below)
