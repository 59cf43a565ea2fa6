"""Say on the terminal what a reason means."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any

from rich.table import Table

from reinschrift.cli.terminal import Console
from reinschrift.errors import ConfigError
from reinschrift.reasons import all_reasons


def describe_reasons(name: str | None) -> list[dict[str, Any]]:
    """Return the reason called `name`, or all; raises `ConfigError` with the nearest name if there is none."""
    reasons = all_reasons()
    if name is None:
        return [reason._asdict() for reason in reasons.values()]
    if name not in reasons:
        near = get_close_matches(name, reasons, 3)
        raise ConfigError(
            f"There is no reason called {name}.",
            hint=f"Near it: {', '.join(near)}." if near else "reinschrift explain-reason lists all reasons.",
            context={"reason": name},
        )
    return [reasons[name]._asdict()]


def print_reasons(described: list[dict[str, Any]], console: Console | None = None) -> None:
    """Print all that is known of one reason, or a line each of many."""
    console = console or Console()
    if len(described) > 1:
        table = Table(box=None, pad_edge=False, show_header=False)
        for reason in described:
            table.add_row(reason["name"], reason["says"])
        console.print(table, markup=False)
        return
    for label, value in _lines(described[0]):
        console.print(f"{label:<9}  {value}", highlight=False, soft_wrap=True, markup=False)


def _lines(reason: dict[str, Any]) -> Iterable[tuple[str, str]]:
    yield "reason", reason["name"]
    yield "means", reason["says"]
    yield "removes", ", ".join(reason["scopes"])
    yield "given by", ", ".join(reason["stages"])
    for label, key in (("measured", "measures"), ("setting", "setting"), ("example", "example"), ("source", "source")):
        if reason[key]:
            yield label, reason[key]
