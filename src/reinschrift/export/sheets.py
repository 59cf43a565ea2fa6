"""Tables as CSV that spreadsheets open without running anything that stands in a text."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

BOM = "\N{ZERO WIDTH NO-BREAK SPACE}".encode()
"""By which spreadsheets know UTF-8."""
LONGEST_CELL = 32_767
"""Characters that a cell of Excel and LibreOffice holds; a longer one would run over into others."""
MOST_ROWS = 1_000_000
"""Rows of a file; a sheet has 1,048,576."""
_CUT = " […]"
_FORMULA = r"^\s*[=+\-@\t\r\n＝＋－＠]"
"""How a cell begins that a spreadsheet takes for a formula (OWASP, CSV Injection), in wide letters, too."""
_FORMULA_WITHIN = r"""([;\t\r\n])([" \f\v]*[=+\-@＝＋－＠])"""
"""What begins a cell where a spreadsheet divides rows at semicolons, as it does in German, or at tabs: then the quotes
around a text are none, and its lines are rows."""


class Sheets:
    """Writes batches of one table as CSV files of at most `MOST_ROWS` rows: `NAME.csv`, `NAME-2.csv` and so on."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder, self._name = folder, name
        self._file: BinaryIO | None = None
        self._writer: Any = None
        self._n_rows = 0
        self._n_files = 0

    def write(self, rows: pa.Table) -> None:
        """Write rows; a file that is full is followed by the next."""
        rows = cells_of_rows(rows)
        if self._writer is None:
            self._open(rows.schema)
        while rows.num_rows > MOST_ROWS - self._n_rows:
            room = MOST_ROWS - self._n_rows
            self._writer.write_table(rows.slice(0, room))
            rows = rows.slice(room)
            self._open(rows.schema)
        self._writer.write_table(rows)
        self._n_rows += rows.num_rows

    def close(self) -> None:
        """End the last file."""
        if self._writer is not None and self._file is not None:
            self._writer.close()
            self._file.close()

    def _open(self, schema: pa.Schema) -> None:
        self.close()
        self._n_files += 1
        self._n_rows = 0
        number = f"-{self._n_files}" if self._n_files > 1 else ""
        self._file = (self._folder / f"{self._name}{number}.csv").open("wb")
        self._file.write(BOM)
        self._writer = csv.CSVWriter(self._file, schema)


def cells_of_rows(rows: pa.Table) -> pa.Table:
    """Return rows as cells: fields of structs as columns of their own, lists as JSON, texts made safe.

    A text that a spreadsheet would take for a formula has an apostrophe before it, and so has whatever in it would
    begin a cell or a row in a spreadsheet that divides at semicolons or tabs. One that is too long ends in `[…]`.
    """
    while any(pa.types.is_struct(field.type) for field in rows.schema):
        rows = rows.flatten()
    columns = {}
    for name, column in zip(rows.column_names, rows.columns, strict=True):
        nested = pa.types.is_nested(column.type)
        text = pa.chunked_array([_as_json(column)]) if nested else column
        is_text = pa.types.is_string(text.type) or pa.types.is_large_string(text.type)
        columns[name] = safe_cells(text) if is_text else text
    return pa.table(columns)


def safe_cells(texts: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return texts that no spreadsheet runs, and that fit its cells."""
    texts = pc.replace_substring(texts, "\0", "\N{REPLACEMENT CHARACTER}")
    marked = pc.binary_join_element_wise("'", texts, "")
    texts = pc.if_else(pc.match_substring_regex(texts, _FORMULA), marked, texts)
    texts = pc.replace_substring_regex(texts, _FORMULA_WITHIN, r"\1'\2")
    cut = pc.binary_join_element_wise(pc.utf8_slice_codeunits(texts, 0, LONGEST_CELL - len(_CUT)), _CUT, "")
    return pc.if_else(pc.greater(pc.utf8_length(texts), LONGEST_CELL), cut, texts)


def _as_json(column: pa.ChunkedArray) -> pa.Array:
    values = column.to_pylist()
    return pa.array(
        [None if one is None else json.dumps(one, ensure_ascii=False, default=str) for one in values], pa.string()
    )
