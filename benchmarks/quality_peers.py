"""datatrove's own filters on a JSONL file, in datatrove's own environment; called by quality.py.

    python -m benchmarks.quality_peers FILE      (datatrove 0.10.1 with spacy, and xxhash < 4)

Each line has `language`, `text`, `words` and `sentences` (as Reinschrift finds them, the latter by line), `fineweb2`
(thresholds of the language). The last line printed is JSON: for each policy the reason of each document or null, once
with datatrove's words and once (`given`) with those of the file; and the CPU seconds of the first.
"""

from __future__ import annotations

import importlib
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

LANGUAGES = {"de": "deu_Latn", "en": "eng_Latn"}
MODULES = ("c4_filters", "fineweb_quality_filter", "gopher_quality_filter", "gopher_repetition_filter")


def policies(language: str, fineweb2: dict[str, Any]) -> dict[str, list[tuple[str, Any]]]:
    """Return for each policy its filters, each with the name that its reasons get."""
    from datatrove.pipeline.filters import (  # noqa: PLC0415
        C4QualityFilter,
        FineWebQualityFilter,
        GopherQualityFilter,
        GopherRepetitionFilter,
    )

    own = {"language": LANGUAGES[language]}
    gopher = [("gopher", GopherRepetitionFilter(**own)), ("gopher", GopherQualityFilter(**own))]
    repetition = GopherRepetitionFilter(
        dup_para_frac=0, dup_line_char_frac=0, dup_para_char_frac=0, **fineweb2["repetition"], **own
    )
    return {
        "gopher": gopher,
        "c4": [("c4", C4QualityFilter(**own))],
        "fineweb": [*gopher, ("fineweb", FineWebQualityFilter(**own))],
        "fineweb2": [
            ("gopher", repetition),
            (
                "fineweb",
                FineWebQualityFilter(short_line_thr=999, char_duplicates_ratio=0.1, **fineweb2["lines"], **own),
            ),
            ("gopher", GopherQualityFilter(min_stop_words=2, **fineweb2["words"], **own)),
        ],
    }


def judge(records: list[dict[str, Any]]) -> dict[str, list[str | None]]:
    """Return the reason of each document under each policy, or None if it stays."""
    from datatrove.data import Document  # noqa: PLC0415

    reasons: dict[str, list[str | None]] = {name: [] for name in ("gopher", "c4", "fineweb", "fineweb2")}
    chosen: dict[str, dict[str, list[tuple[str, Any]]]] = {}
    for record in records:
        language = record["language"]
        if language not in chosen:
            chosen[language] = policies(language, record["fineweb2"])
        for name, filters in chosen[language].items():
            reason = None
            for prefix, one in filters:
                kept = one.filter(Document(text=record["text"], id="0"))
                if kept is not True:
                    reason = f"{prefix}_{kept[1]}".replace("gopher_gopher", "gopher")
                    break
            reasons[name].append(reason)
    return reasons


def given(records: list[dict[str, Any]]) -> dict[str, list[str | None]]:
    """Return the reasons of the same filters when words and sentences are those of the file."""
    words = {record["text"]: record["words"] for record in records}
    sentences = {line: n for record in records for line, n in record["sentences"].items()}
    changed: dict[str, Callable[..., Any]] = {
        "split_into_words": lambda text, _language: words[text],
        "split_into_sentences": lambda line, _language: [line] * sentences.get(line, 1),
    }
    modules = [importlib.import_module(f"datatrove.pipeline.filters.{name}") for name in MODULES]
    for module in modules:
        for name, function in changed.items():
            if hasattr(module, name):
                setattr(module, name, function)
    return judge(records)


def main() -> None:
    records = [json.loads(line) for line in Path(sys.argv[1]).read_text("utf-8").splitlines()]
    judge(records[:2])  # imports and tokenisers
    begun = time.process_time()
    own = judge(records)
    seconds = time.process_time() - begun
    print(json.dumps({"own": own, "given": given(records), "seconds": seconds}))


if __name__ == "__main__":
    main()
