"""Say on the terminal what became of one record: what is known of it, then its lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rich.table import Table

from reinschrift.cli.print_decisions import decided, lines_to_add
from reinschrift.cli.terminal import Console, Text
from reinschrift.text.counted import counted
from reinschrift.text.visible import visible

PLAIN = ("title", "author", "published", "section", "agency", "site_name", "url")
COUNTS = {"word_count": "words", "sentence_count": "sentences", "line_count": "lines", "share_removed": "removed"}
"""Signals of quality that are shown; all of them are in the JSON."""


def printed(document: Mapping[str, Any], console: Console | None = None) -> str:
    """Return what is shown of one inspected record, for a terminal of the console's width."""
    console = console or Console()
    with console.capture() as shown:
        console.rule(Text(f"{document['source_path']}  record {document['record']}"))
        facts = Table.grid(padding=(0, 2))
        facts.add_column(style="bold", no_wrap=True)
        facts.add_column(overflow="fold")
        for name, value in _facts(document):
            facts.add_row(name, Text(value))
        console.print(facts)
        if document["removed"]:
            console.print(Text("removed: " + _reason(document["removed"]), style="bold red"))
        console.print()
        if document["lines"]:
            console.print(_lines(document["lines"]))
        console.print()
    return shown.get()


def printed_decisions(document: Mapping[str, Any]) -> str:
    """Return the lines for the file of decisions that would reverse what became of the record, each to be copied."""
    whole = {"reason": document["removed"], "line_to_add": document["line_to_add"]}
    return "".join(f"{visible(line)}\n" for line in (*lines_to_add(document["lines"], whole), ""))


def _facts(document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    metadata = document["metadata"]
    registered = "" if document["is_registered"] else " (not in a register)"
    yield "source", f"{document['source']}{registered}, read as {document['source_format']}"
    if document.get("decision"):
        yield "decided", decided(document["decision"])
    if document.get("page"):
        yield "judged as", _page(document["page"])
    found_in = {each["field"]: each["where"] for each in metadata.get("metadata_evidence", ())}
    for name in PLAIN:
        if name in metadata:
            yield name, f"{metadata[name]}" + (f"  (from {found_in[name]})" if name in found_in else "")
    if "language" in metadata:
        yield "language", _language(metadata)
    yield "license", f"{metadata.get('license', 'unknown')}"
    evidence = f"  ({metadata['rights_evidence']})" if metadata.get("rights_evidence") else ""
    yield "rights", f"{metadata.get('rights', 'unknown')}{evidence}"
    if "held_out" in metadata:
        yield "held out", f"it holds the item {metadata['held_out']}, and stays"
    for one in metadata.get("annotations", ()):
        yield f"{one['set']}", f"{one['name']} {one['label'] if one['value'] is None else _number(one['value'])}"
    yield "charset", _charset(metadata["decoding"])
    quality = metadata.get("quality") or {}
    counts = [f"{label} {_number(quality[name])}" for name, label in COUNTS.items() if quality.get(name) is not None]
    if counts and quality.get("word_count"):
        yield "text", ", ".join(counts)


def _page(page: Mapping[str, Any]) -> str:
    """Return whether the record was taken for a page, by what, and what a line needs to be kept."""
    what = "a web page" if page["is_page"] else "a text, no web page"
    bar = f"a line needs {_number(page['least'])} ({page['setting']})"
    if page["by"] == "markup":
        parts = "holds sure debris" if page["is_page"] else "holds no sure debris"
        return f"{what}, for its markup {parts}; {bar}"
    names = (("sure", "surely debris"), ("calls", "phrases of pages"), ("menus", "menus or rows of buttons"))
    counts = [f"{page[name]} {label}" for name, label in names if page[name]]
    if page["sure"] and not page["worded"]:
        counts[0] += " (none with a word of debris)"
    first = f", the first in line {page['first']}" if counts else ""
    signs = f"{', '.join(counts) or 'no sign of a page'} of {page['lines']} lines ({page['share']:.0%}){first}"
    by = {"settings": "by the settings of its source; ", "format": "by its format; "}.get(page["by"], "")
    web = "; its format holds pages" if page["from_web"] else ""
    return f"{what}: {by}{signs}{web}; {bar}"


def _language(metadata: Mapping[str, Any]) -> str:
    shares = [f"{each['language']} {each['share']:.0%}" for each in metadata.get("languages") or ()]
    score = f", score {metadata['language_score']:.2f}" if metadata.get("language_score") else ""
    parts = f"  ({', '.join(shares)})" if len(shares) > 1 else ""
    return f"{metadata['language']}{score}{parts}"


def _charset(decoding: Mapping[str, Any]) -> str:
    declared = decoding["declared"]
    note = f"  (declared as {declared})" if declared and declared.lower() != decoding["used"] else ""
    lost = f", {counted(decoding['undecodable'], 'byte')} without a character" if decoding["undecodable"] else ""
    return f"{decoding['used']}{note}{lost}"


def _reason(removed: Mapping[str, Any]) -> str:
    numbers = _measured(removed)
    detail = f". {removed['detail']}" if removed["detail"] else ""
    return f"{removed['reason']}, by the stage {removed['stage']}{', ' + numbers if numbers else ''}{detail}"


def _measured(row: Mapping[str, Any]) -> str:
    """Return what was measured and the threshold that it was held against, each under its name."""
    pairs = (("measured", row["measured"]), ("threshold", row["threshold"]))
    return ", ".join(f"{name} {_number(value)}" for name, value in pairs if value is not None)


def _number(value: float) -> str:
    return f"{value:,}" if isinstance(value, int) or value == int(value) else f"{value:.3g}"


def _lines(lines: list[Mapping[str, Any]]) -> Table:
    """Return the lines as a table: what each is or why it is removed, its language, the numbers, the text."""
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("kind or reason", no_wrap=True, justify="right")
    table.add_column("lang.", no_wrap=True, style="cyan")
    names = [name for name in ("measured", "threshold") if any(line[name] is not None for line in lines)]
    for name in names:
        table.add_column(name, no_wrap=True, justify="right", style="red")
    table.add_column("line", overflow="fold", ratio=1)
    for line in lines:
        if line["reason"] is None:
            kept = line.get("decision")
            what = Text(f"kept: {kept['overrules']}", "yellow") if kept else Text(line.get("kind") or "", "green")
            numbers = [""] * len(names)
        else:
            what = Text(line["reason"], "red")
            numbers = [_number(line[name]) if line[name] is not None else "" for name in names]
        text = Text(line["text"], "" if line["reason"] is None else "dim strike")
        table.add_row(what, line.get("language") or "", *numbers, text)
    return table
