"""What cleaning takes away from clean text, by kind: `python -m evaluation.measure.harm [--show KIND] [FILE ...]`.

The texts are of kinds in which nothing is debris: laws, plays and a journal where the labelled data are, and small
texts of our own. Each goes through the stages by default settings; what is counted are the characters, but for white
space, of rows that have a reason, and of documents that go whole. A FILE holds more: JSON, kind → list of texts.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from evaluation.data.clean import labelled_kinds, own_kinds
from evaluation.data.paragraphs import batch_of
from reinschrift.batch import Batch
from reinschrift.columns import set_columns
from reinschrift.settings.stages import StagesSettings
from reinschrift.stages import STAGES, refine

JUDGING = ("encoding", "markup", "lines", "metadata", "paragraphs", "reclean", "language", "quality", "verdicts")
"""The stages that remove something, and those that these need."""
SPACE = r"\s+"


class Harm(NamedTuple):
    """What a kind of clean text loses."""

    lost: Counter[str]
    """Characters by reason; whole documents under `document: <reason>`."""
    chars: int
    """Characters of all its texts."""
    rows: tuple[tuple[str, str], ...]
    """Reason and text of each row, or document, that goes."""

    @property
    def share(self) -> float:
        """Return the share of the characters that goes."""
        return sum(self.lost.values()) / max(1, self.chars)


def measure_harm(texts: Sequence[str], settings: StagesSettings | None = None) -> Harm:
    """Return what the stages take out of clean texts."""
    batch = refined(texts, settings or StagesSettings())
    solid = [_solid(text) for text in texts]
    lost: Counter[str] = Counter()
    rows: list[tuple[str, str]] = []
    whole = {row for row, reason in enumerate(batch.documents["reason"].to_pylist()) if reason}
    for row in sorted(whole):
        reason = f"document: {batch.documents['reason'][row].as_py()}"
        lost[reason] += solid[row]
        rows.append((reason, texts[row][:300]))
    gone = batch.paragraphs.filter(pc.is_valid(batch.paragraphs["reason"]))
    for entry in gone.select(["document", "reason", "text"]).to_pylist():
        if entry["document"] not in whole:
            lost[entry["reason"]] += _solid(entry["text"])
            rows.append((entry["reason"], entry["text"]))
    return Harm(lost, sum(solid), tuple(rows))


def _solid(text: str) -> int:
    return len("".join(text.split()))


def refined(texts: Sequence[str], settings: StagesSettings, blocks: pa.Array | None = None) -> Batch:
    """Return texts after the stages that remove something; `blocks` is what the markup of pages says of them."""
    documents = batch_of(texts).documents
    documents = set_columns(
        documents,
        problem=pa.nulls(len(texts), pa.string()),
        n_raw_chars=pa.array([len(text) for text in texts], pa.int32()),
        rights=pa.array(["unknown"] * len(texts), pa.string()),
    )
    if blocks is not None:
        documents = set_columns(documents, blocks=blocks)
    stages = tuple(stage for stage in STAGES if stage.name in JUDGING)
    return refine(Batch(documents, pa.table({})), settings, stages)


def print_harm(kinds: Mapping[str, Sequence[str]], shown: str | None) -> None:
    """Print one line a kind, and with `shown` what goes of that kind."""
    print(f"{'kind':<28}{'texts':>6}{'chars':>10}{'lost':>9}  by reason")
    for kind, texts in kinds.items():
        harm = measure_harm(texts)
        reasons = ", ".join(f"{reason} {chars / max(1, harm.chars):.2%}" for reason, chars in harm.lost.most_common(6))
        print(f"{kind:<28}{len(texts):>6}{harm.chars:>10}{harm.share:>9.3%}  {reasons}")
        if shown and shown in kind:
            for reason, text in harm.rows:
                print(f"    {reason:<22}{text[:150]!r}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--show", help="print what goes of the kinds whose name holds this")
    parser.add_argument("files", nargs="*", type=Path, help="JSON: kind → list of texts")
    asked = parser.parse_args()
    kinds = dict(labelled_kinds()) | own_kinds()
    for path in asked.files:
        kinds |= json.loads(path.read_text("utf-8"))
    print_harm(kinds, asked.show)


if __name__ == "__main__":
    main()
