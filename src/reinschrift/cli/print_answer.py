"""Prints what a question in SQL gives."""

from __future__ import annotations

from typing import Any, NamedTuple, Self

import pyarrow as pa
from rich.cells import cell_len, set_cell_size

from reinschrift.cli.terminal import Console, Text
from reinschrift.look.pictures import shortened
from reinschrift.text.counted import counted

MOST_COLUMNS = 12
"""Columns that stand side by side; a terminal of 120 characters gives each of them ten."""

NARROWEST = 8
"""Characters that a column is never cut below."""


class Answer(NamedTuple):
    """The first rows of an answer."""

    names: list[str]
    rows: list[list[Any]]
    n_more: int
    """Rows that are not among them."""

    @classmethod
    def of(cls, reader: pa.RecordBatchReader, n_rows: int) -> Self:
        """Take the first rows, and count the others."""
        names, rows, n_all = reader.schema.names, [], 0
        for batch in reader:
            kept = batch.slice(0, max(0, n_rows - n_all))
            columns = [column.to_pylist() for column in kept.columns]
            rows += [list(row) for row in zip(*columns, strict=True)]
            n_all += batch.num_rows
        return cls(names, rows, n_all - len(rows))


def print_answer(answer: Answer, console: Console) -> None:
    """Print an answer as a table, numbers to the right; one with many columns row by row. Long values are cut."""
    if not answer.rows:
        console.print("no rows")
    elif len(answer.names) > MOST_COLUMNS:
        for row in answer.rows:
            _print_row(answer.names, row, console)
    else:
        _print_table(answer, console)
    if answer.n_more:
        console.print(
            f"and {counted(answer.n_more, 'row')} more; --rows shows more of them, --output FILE.csv writes all"
        )


def _print_row(names: list[str], row: list[Any], console: Console) -> None:
    width = max(map(len, names))
    for name, value in zip(names, row, strict=True):
        console.print(Text(f"{name:<{width}}  {shortened(value)}"))
    console.print()


def _print_table(answer: Answer, console: Console) -> None:
    columns = [[name, *(shortened(row[at]) for row in answer.rows)] for at, name in enumerate(answer.names)]
    widths = [max(map(cell_len, column)) for column in columns]
    most = max(widths)
    while sum(min(width, most) for width in widths) + 2 * len(widths) > console.width and most > NARROWEST:
        most -= 1
    is_number = [all(isinstance(row[at], int | float | None) for row in answer.rows) for at in range(len(columns))]
    for cells in zip(*columns, strict=True):
        line = [_placed(*one, most) for one in zip(cells, widths, is_number, strict=True)]
        console.print(Text("  ".join(line).rstrip()), no_wrap=True, crop=False)


def _placed(cell: str, width: int, is_number: bool, most: int) -> str:
    """Return a cell as wide as its column; numbers stand to the right."""
    if cell_len(cell) > most:
        cell = f"{set_cell_size(cell, most - 1).rstrip()}…"
    blanks = " " * (min(width, most) - cell_len(cell))
    return blanks + cell if is_number else cell + blanks
