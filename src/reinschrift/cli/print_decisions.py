"""Say on the terminal what people decided, and which line of the file of decisions puts a removal right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from reinschrift.text.counted import counted

FILE = "raw/decisions.jsonl"
MOST_LINES = 5
"""Lines to add that are shown of one document; the JSON has all of them."""
_WORDS = {f"{done}_{noun}s": (noun, done) for done in ("kept", "dropped") for noun in ("document", "paragraph")}


def decided(decision: Mapping[str, Any]) -> str:
    """Return who decided what, when and why, in one line."""
    overrules = f", overrules {decision['overrules']}" if decision.get("overrules") else ""
    return f"by {decision['who']} on {decision['when']}: {decision['why']}{overrules}"


def lines_to_add(
    rows: Iterable[Mapping[str, Any]], whole: Mapping[str, Any] | None, most: int = MOST_LINES
) -> Iterator[str]:
    """Yield the lines that would reverse what became of a document and of its removed rows, each after its text.

    `rows` have `reason`, `text` and `line_to_add`, and `most` of them are shown; `whole` is the document, with
    `line_to_add` and `reason`.
    """
    if whole and whole.get("line_to_add"):
        yield f"to {'drop' if whole['reason'] is None else 'keep'} the document, add to {FILE}:"
        yield f"  {whole['line_to_add']}"
    found = [row for row in rows if row["reason"] is not None and row.get("line_to_add")]
    if found:
        yield f"to put a removal right, add its line to {FILE}:"
    for row in found[:most]:
        yield f"  {row['reason']}: {start_of(row['text'])}"
        yield f"  {row['line_to_add']}"
    if len(found) > most:
        yield f"  and {len(found) - most} more; --json has all of them"


def start_of(text: str, length: int = 60) -> str:
    """Return the beginning of a text, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= length else line[:length] + "…"


def summary_of_decisions(described: Mapping[str, Any] | None) -> Iterator[str]:
    """Yield what the decisions did, and a line for each that matches nothing or changes nothing."""
    if described is None:
        return
    done = [f"{counted(described[name], noun)} {verb}" for name, (noun, verb) in _WORDS.items() if described[name]]
    if described["entries"] or done:
        entries = f"{described['entries']:,}: " if described["entries"] else ""
        yield f"decisions  {entries}{', '.join(done) or 'nothing changed'}"
    for name, what in (("match_nothing", "matches nothing"), ("change_nothing", "changes nothing")):
        for entry in described[name][:MOST_LINES]:
            named = ", ".join(f"{key} {value}" for key, value in entry.items() if key not in ("line", "decision"))
            yield f"decision   line {entry['line']} of {FILE} {what}: {entry['decision']} {named}"
        if len(described[name]) > MOST_LINES:
            yield f"decision   and {len(described[name]) - MOST_LINES} more, each of which {what}"
