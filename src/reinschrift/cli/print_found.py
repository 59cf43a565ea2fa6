"""Prints where something was found in a dataset, and what was searched."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from reinschrift.cli.terminal import Console
from reinschrift.reasons import all_reasons, in_order
from reinschrift.text.addresses import page_of
from reinschrift.text.counted import counted

MOST = 50
"""Entries that are printed; --json has all of them."""
LONGEST = 70


def print_found(answer: Mapping[str, Any], console: Console | None = None) -> None:
    """Print an answer of `look.find.find`."""
    console = console or Console()
    for line in _lines(answer):
        console.print(line, highlight=False, soft_wrap=True, markup=False)


def _lines(answer: Mapping[str, Any]) -> Iterator[str]:
    found = answer["found"]
    n_documents = len({(entry["document_id"], entry["url"] and page_of(entry["url"])) for entry in found})
    what = _short(answer["question"]["what"])
    yield f"{what}: " + (f"found in {counted(n_documents, 'document')}" if found else "not found")
    for entry in found[:MOST]:
        yield from _entry(entry, answer["question"]["passages"])
    if len(found) > MOST:
        yield f"  and {len(found) - MOST:,} more; --json has all of them"
    known = all_reasons()
    for name in in_order(dict.fromkeys(entry["reason"] for entry in found[:MOST] if entry["reason"] in known)):
        yield f"  {name}: {known[name].says}"
    for erasure in answer["erasures"]:
        yield f"erased at {erasure['at']} by erasure {erasure['ref']} ({erasure['state']}) {erasure['reason']}".rstrip()
    searched = answer["searched"]
    yield (
        f"searched: {', '.join(searched['columns'])} in {span_of(searched['snapshots'])} (the newest: "
        f"{counted(searched['documents'], 'document')}, {counted(searched['removed'], 'removed row')}); "
        f"{counted(searched['objects_by_index'], 'object')} by the index, {searched['objects_read_whole']:,} read whole"
    )
    yield from answer["notes"]
    if "proof" in answer:
        yield f"proof of {answer['proof']['document_id']} in {answer['proof']['version']}: {answer['proof']['file']}"


def _entry(entry: Mapping[str, Any], n_passages: int) -> Iterator[str]:
    fate = entry["fate"] + (", masked" if entry["masked"] else "")
    why = f"  {entry['reason']} ({entry['stage']})" if entry["fate"] == "removed" else ""
    part = f"  {entry['passages']:,} of {counted(n_passages, 'sentence')}" if n_passages > 1 else ""
    scope = f" in {entry['rows']:,} {entry['scope']}s" if entry["scope"] != "document" else ""
    yield f"{fate:<8} {entry['document_id']}  {span_of(entry['snapshots'])}{why}{scope}{part}"
    place = f"{entry['source']}/{entry['source_path']} record {entry['record']}"
    yield f"         {place}  {entry['url'] or ''}".rstrip()
    if entry["title"]:
        yield f"         {_short(entry['title'])}"
    if entry["matched_document"]:
        yield f"         repeats {entry['matched_document']}"


def span_of(versions: list[str]) -> str:
    """Return versions in a few words."""
    if len(versions) < 4:  # noqa: PLR2004  # more would not fit a line
        return ", ".join(versions)
    return f"{counted(len(versions), 'snapshot')}, {versions[0]} to {versions[-1]}"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else line[:LONGEST] + "…"
