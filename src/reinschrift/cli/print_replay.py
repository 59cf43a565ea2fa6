"""Say on the terminal what other verdicts would have kept and removed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.table import Table

from reinschrift.cli.terminal import Console
from reinschrift.text.counted import counted


def print_replay(replayed: Mapping[str, Any], console: Console | None = None) -> None:
    """Print how many documents and characters more or fewer there would be, by rule and language, with samples."""
    console = console or Console()
    settings = replayed["settings"]
    console.print(f"{replayed['dataset']} {replayed['version']}, policy {settings['policy']}", highlight=False)
    table = Table(box=None, pad_edge=False)
    for heading in ("", "rule", "language", "documents", "characters"):
        table.add_column(heading, justify="right" if heading in ("documents", "characters") else "left")
    for when in ("before", "after"):
        table.add_row(when, "", "", f"{replayed[when]['documents']:,}", f"{replayed[when]['chars']:,}")
    for change, sign in (("removed", "-"), ("kept", "+")):
        for row in replayed["changes"]:
            if row["change"] == change:
                numbers = (f"{sign}{row[name]:,}" for name in ("documents", "chars"))
                table.add_row(change, row["rule"], row["language"], *numbers)
    console.print(table, highlight=False)
    for row in replayed["samples"]:
        place = row["url"] or row["source"]
        against = f" {row['measured']:.3g} against {row['threshold']:.3g}" if row["threshold"] is not None else ""
        console.print(
            f"{row['change']}  {row['id']}  {row['rule']}{against}  {place}",
            highlight=False, soft_wrap=True, markup=False,
        )  # fmt: skip


def print_rights(replayed: Mapping[str, Any], console: Console | None = None) -> None:
    """Print what would be lost and gained under another policy of rights, and what changes purpose by purpose."""
    console = console or Console()
    day = f" at {replayed['at']}" if replayed["at"] else ""
    console.print(f"{replayed['dataset']} {replayed['version']}, rights by {replayed['policy']}{day}", highlight=False)
    table = Table(box=None, pad_edge=False)
    for heading in ("", "purpose", "before", "after", "documents", "characters"):
        table.add_column(heading, justify="right" if heading in ("documents", "characters") else "left")
    for change, sign in (("lost", "-"), ("gained", "+")):
        table.add_row(change, "", "", "", *(f"{sign}{replayed[change][name]:,}" for name in ("documents", "chars")))
    for row in replayed["changes"]:
        table.add_row("", row["purpose"], row["before"], row["after"], f"{row['documents']:,}", f"{row['chars']:,}")
    console.print(table, highlight=False)
    for row in replayed["samples"]:
        place = row["url"] or row["source"]
        console.print(
            f"{row['change']}  {row['id']}  {row['rights']}  {place}", highlight=False, soft_wrap=True, markup=False
        )


def print_final(replayed: Mapping[str, Any], console: Console | None = None) -> None:
    """Print what another bound for annotations or trusted sources would take and bring back."""
    console = console or Console()
    console.print(f"{replayed['dataset']} {replayed['version']}, {replayed['rule']}", highlight=False)
    for change, sign in (("lost", "-"), ("gained", "+")):
        counts = replayed[change]
        documents = f"{sign}{counted(counts['documents'], 'document')}"
        console.print(f"{change:6}  {documents}, {sign}{counted(counts['chars'], 'character')}")
    for row in replayed["samples"]:
        place = row["url"] or row["source"]
        console.print(f"{row['change']}  {row['id']}  {place}", highlight=False, soft_wrap=True, markup=False)
