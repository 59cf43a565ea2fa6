"""What repeated paragraphs go: boilerplate, or text? `python -m evaluation.measure.repeated [--show KIND] [FILE ...]`.

Boilerplate of our own writing (`evaluation/small/boilerplate/notices.json`: notices of licence, imprints, calls within
articles, lines that present the paper) is planted in articles, a source a language; all of it should go, wherever it
was found. Laws, plays, journals and the sources of a FILE (JSON, kind → list of texts: manuals, quotations) hold none,
but for notices of licence that `notices` names; nothing of them should go because it comes often.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from evaluation.data import FOLDER, SMALL, read_jsonl
from evaluation.data.clean import labelled_kinds
from evaluation.measure.harm import refined
from reinschrift.columns import numbers
from reinschrift.dedup import ShardSignatures, find_duplicates, sign_documents, write_signatures
from reinschrift.settings.dedup import DedupSettings
from reinschrift.settings.stages import StagesSettings
from reinschrift.shard.separate import join_paragraphs, positions_of

NOTICES = SMALL / "boilerplate" / "notices.json"
"""`language`, `place` (head, foot, within), `lines`: they stand together."""


class Repeats(NamedTuple):
    """What goes of a source's documents because it comes often."""

    gone: Counter[str]
    """Paragraphs by text: in how many places they go."""
    left: Counter[str]
    """Paragraphs by text: in how many places they stay."""
    chars: int
    """Characters of all paragraphs."""

    @property
    def share(self) -> float:
        """Return the share of the characters that goes."""
        return sum(len(text) * count for text, count in self.gone.items()) / max(1, self.chars)


def repeated_in(texts: Sequence[str], settings: DedupSettings | None = None) -> Repeats:
    """Return what goes of the documents of one source as a repeated paragraph; duplicates are left alone."""
    settings = settings or DedupSettings(documents=False)
    batch = refined(texts, StagesSettings())
    stays = pc.and_(
        pc.is_null(batch.paragraphs["reason"]),
        pc.is_null(batch.documents["reason"].take(batch.paragraphs["document"])),
    )
    rows = batch.paragraphs.filter(stays).combine_chunks()
    document = numbers(rows["document"])
    documents = {
        "id": [f"d{number}" for number in range(len(texts))],
        "source": ["s"] * len(texts),
        "text": join_paragraphs(document, rows["text"].combine_chunks(), len(texts)).texts,
    }
    columns: dict[str, Any] = {
        "document": document, "position": positions_of(document), "text": rows["text"], "kind": rows["kind"],
    }  # fmt: skip
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        signed = sign_documents(pa.table(documents), pa.table(columns), settings)
        write_signatures(signed, folder / "one", settings)
        find_duplicates([ShardSignatures("one", folder / "one")], None, settings, folder / "out")
        decided = pq.read_table(folder / "out" / "paragraph_decisions" / "one.parquet")
    places = set(zip(decided["row"].to_pylist(), decided["position"].to_pylist(), strict=True))
    gone, left = Counter[str](), Counter[str]()
    for row, position, text in zip(*(pa.table(columns)[name].to_pylist() for name in list(columns)[:3]), strict=True):
        (gone if (row, position) in places else left)[text] += 1
    return Repeats(gone, left, sum(map(len, rows["text"].to_pylist())))


def planted_sources(folder: Path = FOLDER) -> dict[str, tuple[list[str], list[str]]]:
    """Return by language articles with boilerplate planted, and the lines of it."""
    pages = [page for name in ("fundus", "aeb") for page in read_jsonl(folder / "pages" / f"{name}.jsonl.zst")]
    notices = json.loads(NOTICES.read_text("utf-8"))
    sources = {}
    for language in dict.fromkeys(notice["language"] for notice in notices):
        own = [notice for notice in notices if notice["language"] == language]
        # Where there are few articles in a language, others stand for them: what is planted is judged, not they.
        several = sorted(pages, key=lambda page: page["lang"] != language)[:60]
        texts = [plant([*filter(str.strip, page["gold_text"].split("\n"))], own, n) for n, page in enumerate(several)]
        sources[language] = texts, [line for notice in own for line in notice["lines"]]
    return sources


def plant(rows: Sequence[str], notices: Sequence[Mapping[str, Any]], number: int) -> str:
    """Return an article with two of three notices at their places, which three depends on its number."""
    rows = [row.strip() for row in rows]
    for at, notice in enumerate(notices):
        if (at + number) % 3 == 0:
            continue
        middle = 1 + (number * 7 + at) % max(1, len(rows) - 1)
        where = {"head": 0, "foot": len(rows), "within": middle}[notice["place"]]
        rows[where:where] = notice["lines"]
    return "\n\n".join(rows)


def boilerplate_gone(texts: Sequence[str], lines: Sequence[str]) -> tuple[float, float, Counter[str], Counter[str]]:
    """Return the share of planted lines that go, the share of other text, what stays of the former, what goes of it."""
    repeats = repeated_in(texts)
    wanted = set(lines)
    planted = sum(text.split("\n\n").count(line) for text in texts for line in wanted)
    stays = Counter({text: n for text, n in repeats.left.items() if text in wanted})
    wrong = Counter({text: n for text, n in repeats.gone.items() if text not in wanted})
    harm = sum(len(text) * n for text, n in wrong.items()) / max(1, repeats.chars)
    return 1 - sum(stays.values()) / planted, harm, stays, wrong


def print_repeats(files: Sequence[Path], shown: str | None) -> None:
    """Print a line a source, and with `shown` what goes, or stays, of that one."""
    for language, (texts, lines) in planted_sources().items():
        gone, harm, stays, wrong = boilerplate_gone(texts, lines)
        print(f"boilerplate {language:<16}{len(texts):>6} texts  gone {gone:.1%}, and {harm:.3%} of the text")
        for name, found in (("stays", stays), ("goes", wrong)):
            for text, count in found.most_common() if shown and shown in f"boilerplate {language}" else ():
                print(f"    {name:<6}{count:>5}  {text[:120]!r}")
    kinds = dict(labelled_kinds())
    for path in files:
        kinds |= json.loads(path.read_text("utf-8"))
    for kind, texts in kinds.items():
        repeats = repeated_in(texts)
        print(f"{kind:<28}{len(texts):>6} texts{repeats.chars:>10} characters  gone {repeats.share:.3%}")
        if shown and shown in kind:
            for text, count in repeats.gone.most_common(80):
                print(f"    {count:>5}  {text[:150]!r}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--show", help="print what goes of the sources whose name holds this")
    parser.add_argument("files", nargs="*", type=Path, help="JSON: kind → list of texts")
    asked = parser.parse_args()
    print_repeats(asked.files, asked.show)


if __name__ == "__main__":
    main()
