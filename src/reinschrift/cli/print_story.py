"""Prints what became of a document: on one screen, or with every line that was removed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from reinschrift.cli.print_decisions import decided, lines_to_add, start_of
from reinschrift.cli.print_found import span_of
from reinschrift.cli.terminal import Console
from reinschrift.reasons import all_reasons, in_order
from reinschrift.text.counted import counted

MOST_TO_ADD = 2
"""Removed rows whose line for a decision is printed; each takes two lines of the screen."""
MOST = 5
"""Documents of which the story is printed, copies, lines of evidence; the others are counted or listed."""
LISTED = 20
GIVEN = "given"
"""Where a statement stands that is the licence of the record or of its source."""
NUMBERED = "  number  known by its number in a file that changed: other snapshots may have another record under this id"
Row = Mapping[str, Any]


def print_story(story: Row, console: Console | None = None, *, full: bool = False) -> None:
    """Print what became of the documents that were named; `full` prints each line that was removed."""
    console = console or Console()
    for line in _lines(story, full=full):
        console.print(line, highlight=False, soft_wrap=True, markup=False)


def _lines(story: Row, *, full: bool) -> Iterator[str]:
    documents = story["documents"]
    shown = documents if full or len(documents) <= MOST else documents[:1]
    for document in shown:
        yield from _document(document, story["matched"], full=full)
    for document in documents[len(shown) :][:LISTED]:
        last = document["snapshots"][-1]
        yield f"also {document['id']}  {_fate(last)}  {_place(_main(last))}"
    if len(documents) > len(shown):
        rest = len(documents) - len(shown)
        yield f"{rest:,} more documents have that key: give one's id, or --full for all of them"
    reasons = {row["reason"] for one in shown for snapshot in one["snapshots"] for row in snapshot["removed"]}
    for name in in_order(reasons & all_reasons().keys()):
        yield f"  {name}: {all_reasons()[name].says}"
    for erasure in story["erasures"]:
        yield f"erased at {erasure['at']} by erasure {erasure['ref']} ({erasure['state']}) {erasure['reason']}".rstrip()


def _document(document: Row, matched: Row, *, full: bool) -> Iterator[str]:
    """Tell of one document: what it is by its last snapshot, then each state with the snapshots that have it."""
    snapshots = document["snapshots"]
    yield document["id"]
    yield from (f"  {line}" for line in _about(_main(snapshots[-1]), full=full))
    if document["only_numbered"]:
        yield NUMBERED
    for versions, snapshot in _states(snapshots):
        page = _main(snapshot)["url"]
        elsewhere = f", page {page}" if page and page != _main(snapshots[-1])["url"] else ""
        yield f"  {span_of(versions)}: {_fate(snapshot)}{elsewhere}"
        rows = [row for row in snapshot["removed"] if row["scope"] != "document"]
        yield from (f"    {line}" for line in (_each(rows) if full else _by_reason(rows)))
        yield from (f"    {line}" for line in _matches(snapshot["removed"], matched))
        yield from (f"    {line}" for line in _copies(snapshot["copies"], LISTED**2 if full else MOST_TO_ADD))
    yield from (f"  {line}" for line in _to_add(snapshots[-1], full=full))


def _to_add(snapshot: Row, *, full: bool) -> Iterator[str]:
    """Yield the decisions that would reverse what became of the document, by the latest snapshot that read it."""
    whole = next((row for row in snapshot["removed"] if row["scope"] == "document"), None)
    rows = [row for row in snapshot["removed"] if row["scope"] == "paragraph"]
    kept = snapshot["document"] and {**snapshot["document"], "reason": None}
    return lines_to_add(rows, whole or kept, LISTED**2 if full else MOST_TO_ADD)


def _states(snapshots: Sequence[Row]) -> Iterator[tuple[list[str], Row]]:
    """Yield each state of a document with the versions in a row that have it."""
    versions: list[str] = []
    for at, snapshot in enumerate(snapshots):
        versions.append(snapshot["version"])
        if at + 1 == len(snapshots) or _state(snapshots[at + 1]) != _state(snapshot):
            yield versions, snapshot
            versions = []


def _state(snapshot: Row) -> dict[str, Any]:
    return {name: value for name, value in snapshot.items() if name != "version"}


def _main(snapshot: Row) -> Row:
    """Return the row that speaks for the document."""
    whole = (row for row in snapshot["removed"] if row["scope"] == "document")
    found: Row = snapshot["document"] or next(whole, None) or snapshot["removed"][0]
    return found


def _about(row: Row, *, full: bool) -> Iterator[str]:
    words = [row.get("title"), f"by {row['author']}" if row.get("author") else None, row.get("published")]
    if any(words):
        yield f"what    {', '.join(str(one) for one in words if one)}"
    yield f"source  {_place(row)} ({row['source_format']})"
    if row["url"]:
        yield f"page    {row['url']}"
    evidence = _evidence(row) or ["nothing says so"]
    yield f"rights  {row['rights']}, license {row['license'] or 'unknown'}: {evidence[0]}"
    shown = evidence[: None if full else MOST]
    yield from (f"        {line}" for line in shown[1:])
    if len(evidence) > len(shown):
        yield f"        and {len(evidence) - len(shown):,} more; --full shows them"
    if row.get("reason") == "opted_out":
        yield "        for no purpose: the source's list of opt-outs outweighs what allows it"
    elif purposes := _purposes(row):
        yield f"        {purposes}"


def _evidence(row: Row) -> list[str]:
    """Return what says so: each statement with the purposes that it reserves and allows, then what states none."""
    statements = row.get("rights_statements") or ()
    recorded = {words for one in statements for words in (one["stated"], f"{one['where']}: {one['stated']}")}
    lines = [f"{_where(one)}: {one['stated']}{_effects(one)}" for one in statements]
    return lines + [line for line in (row["rights_evidence"] or "").split("\n") if line and line not in recorded]


def _where(statement: Row) -> str:
    return "licence given" if statement["where"] == GIVEN else str(statement["where"])


def _effects(statement: Row) -> str:
    parts = [f"{name} {', '.join(statement[name])}" for name in ("reserves", "allows") if statement[name]]
    return f" ({'; '.join(parts)})" if parts else ""


def _purposes(row: Row) -> str:
    """Return what may be done with a document and what may not; nothing if nobody says."""
    by: dict[str, list[str]] = {}
    for name, status in (row.get("purposes") or {}).items():
        by.setdefault(status, []).append(name.replace("_", "-"))
    return "; ".join(f"{status} for {', '.join(by[status])}" for status in ("allowed", "reserved") if status in by)


def _place(row: Row) -> str:
    return f"{row['source']}/{row['source_path']} record {row['record']}"


def _fate(snapshot: Row) -> str:
    kept = snapshot["document"]
    if not kept:
        whole = [row for row in snapshot["removed"] if row["scope"] == "document"]
        return f"removed, {_why(whole[0])}" if whole else "removed"
    return (
        f"kept, {counted(kept['n_chars'], 'character')} in {counted(kept['n_paragraphs'], 'paragraph')}, "
        f"{kept['language']}, "
        f"{counted(kept['copies'], 'copy')}, {kept['split']}{_by(kept)}"
    )


def _why(row: Row) -> str:
    measured = "" if row["measured"] is None else f" measured {row['measured']:g}"
    threshold = "" if row["threshold"] is None else f", threshold {row['threshold']:g}"
    item = f", item {row['matched_item']}" if row.get("matched_item") else ""
    return f"{row['stage']}: {row['reason']}{measured}{threshold}{item}{_by(row)}"


def _by(row: Row) -> str:
    """Return who decided on it, if anybody did."""
    return f", decided {decided(row['decision'])}" if row.get("decision") else ""


def _by_reason(rows: Iterable[Row]) -> Iterator[str]:
    """Yield how much of a document was removed, by scope and reason, with the beginning of the longest piece."""
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        groups.setdefault((row["scope"], row["reason"]), []).append(row)
    for (scope, reason), each in sorted(groups.items(), key=lambda group: (-len(group[1]), group[0])):
        n_chars = sum(row["n_chars"] for row in each)
        longest = max(each, key=lambda row: row["n_chars"])
        yield f"removed {len(each):,} {scope}s, {n_chars:,} characters: {reason}  {start_of(longest['text'], 40)}"


def _each(rows: Iterable[Row]) -> Iterator[str]:
    for row in rows:
        yield f"removed {row['scope']} {row['position']}: {_why(row)}  {start_of(row['text'])}"


def _matches(rows: Iterable[Row], matched: Row) -> Iterator[str]:
    """Yield the documents that it, or parts of it, repeat: the most often matched first."""
    counts = Counter(row["matched_document"] for row in rows if row["matched_document"])
    for identity, count in sorted(counts.items(), key=lambda one: (-one[1], one[0]))[:MOST]:
        row = matched.get(identity)
        where = f"  {_place(row)}  {row['url'] or ''}".rstrip() if row else "  kept in no snapshot"
        yield f"repeats {identity}{f' in {count:,} places' if count > 1 else ''}{where}"
    if len(counts) > MOST:
        yield f"repeats {len(counts) - MOST:,} others"


def _copies(rows: Sequence[Row], most: int) -> Iterator[str]:
    for row in rows[:most]:
        yield f"copy: {row['document_id']}  {row['reason']}  {row['source']}/{row['source_path']}"
    if len(rows) > most:
        yield f"copies: {len(rows) - most:,} more; --full names more of them"
