"""Say on the terminal what a snapshot holds, counted by some of its columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.table import Table

from reinschrift.cli.terminal import Console, Text
from reinschrift.errors import ConfigError
from reinschrift.snapshot.manifest import read_manifest
from reinschrift.snapshot.statistics import ABOUT, MEASURES, sum_by
from reinschrift.snapshot.statistics_files import read_statistics
from reinschrift.storage import Storage

_COUNTABLE = "; ".join(", ".join(names) for about, names in ABOUT.items() if about != "distribution")


def describe_statistics(storage: Storage, version: str, by: str) -> list[dict[str, Any]]:
    """Return the statistics of a snapshot summed by columns, which are separated by commas.

    Raises `ConfigError` for columns that are not counted together.
    """
    columns = [name.strip() for name in by.split(",") if name.strip()]
    try:
        found = sum_by(read_statistics(storage, read_manifest(storage, version)), columns)
    except ValueError as error:
        raise ConfigError(
            f"There are no statistics by {by}.", hint=f"What is counted together: {_COUNTABLE}."
        ) from error
    return found.to_pylist()  # type: ignore[no-any-return]  # Arrow has no types


def print_statistics(rows: Sequence[dict[str, Any]], console: Console | None = None) -> None:
    """Print a line for each combination of values, those with most rows first."""
    console = console or Console()
    if not rows:
        console.print("nothing is counted")
        return
    table = Table(box=None, pad_edge=False)
    for name in rows[0]:
        is_measure = name in MEASURES
        table.add_column(name.removeprefix("n_"), justify="right" if is_measure else "left", overflow="fold")
    for row in rows:
        table.add_row(*(_cell(value) for value in row.values()))
    console.print(table)


def _cell(value: Any) -> Text:
    """Return a value as text: a licence or a domain comes from outside, and may look like markup."""
    if value is None:
        return Text("–")
    return Text(f"{value:,}" if isinstance(value, int) and value > YEARS else str(value))


YEARS = 9_999
"""Numbers up to here are printed without a comma, since a year is one."""
