"""What became of the decisions, and the line of the file that puts a removal right."""

from __future__ import annotations

import getpass
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from reinschrift.decisions import DROP, KEEP, Decision
from reinschrift.decisions.choose import hash_of_paragraph
from reinschrift.reasons import final_reasons

DONE = ("kept_documents", "kept_paragraphs", "dropped_documents", "dropped_paragraphs")
"""What an entry is counted to have done."""
HASH_DIGITS = 16
"""Digits of a paragraph's hash that are printed: of a thousand million paragraphs no two are likely to share them."""
_SELECTORS = ("document", "path", "paragraph", "reason", "source")


def describe_decisions(decisions: Sequence[Decision], counts: Mapping[str, int]) -> dict[str, Any]:
    """Return how many entries there are, what they did, and which of them match nothing or change nothing.

    `counts`: of a snapshot, by the key of an entry and what it did. Without entries, only what a snapshot's did.
    """
    done = Counter(dict.fromkeys(DONE, 0))
    for name, n_rows in counts.items():
        what = name.partition(":")[2]
        if what in DONE:
            done[what] += n_rows
    idle = [one for one in decisions if not any(counts.get(f"{one.key}:{what}") for what in DONE)]
    is_matched = {one.key: bool(counts.get(f"{one.key}:matched")) for one in idle}
    return {
        "entries": len(decisions),
        **done,
        "match_nothing": [_entry(one) for one in idle if not is_matched[one.key]],
        "change_nothing": [_entry(one) for one in idle if is_matched[one.key]],
    }


def _entry(decision: Decision) -> dict[str, Any]:
    values = {name: value for name in _SELECTORS if (value := getattr(decision, name)) is not None}
    return {"line": decision.line, "decision": decision.decision, **values}


def line_to_add(row: Mapping[str, Any], text: str | None = None) -> str | None:
    """Return the line for the file of decisions that reverses what became of a document, or of a paragraph of it.

    `row`: `id` of the document, `source`, `source_path`, and `reason`, null for what is kept; `text` is the
    paragraph's, as it is published, none for a whole document. None where no decision changes anything, and where a
    decision already did: then that one is to be changed.
    """
    reason = row["reason"]
    if reason in final_reasons() or row.get("decision"):
        return None
    values = {
        "decision": DROP if reason is None else KEEP,
        "document": row["id"],
        **({} if text is None else {"paragraph": hash_of_paragraph(text)[:HASH_DIGITS]}),
        "path": row["source_path"],
        "source": row["source"],
        "who": _user(),
        "when": datetime.now(UTC).date().isoformat(),
        "why": "does not belong here" if reason is None else f"wrongly removed as {reason}",
    }
    return json.dumps(values, ensure_ascii=False)


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "unknown"
