"""The labelled texts and documents that the stage `language` is measured on, and how an answer is scored."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from evaluation.data import FOLDER, read_jsonl, read_table
from reinschrift.batch import Batch
from reinschrift.settings.stages import LanguageSettings
from reinschrift.stages.language import add_languages
from reinschrift.stages.language.tags import UNKNOWN, group_of

NOT_EUROPEAN = frozenset({
    "ja", "vi", "ko", "zh", "gu", "ar", "fa", "bn", "te", "mn", "sn", "pa", "yo", "so", "hi", "mi", "st", "kk", "as",
    "zu", "ta", "tn", "mr", "tl", "he", "th", "ts", "sw", "xh", "lg", "ur", "id", "af", "mul", "zxx",
})  # fmt: skip
"""Labels of the texts that the floors leave out, since the floors are for European languages."""

SHORTEST, LONGEST = 20, 1000


class Answer(NamedTuple):
    """One labelled text and what the stage said."""

    text: str
    lang: str
    accept: tuple[str, ...]
    kind: str
    tag: str
    detector: str

    @property
    def right(self) -> bool:
        """Say whether the answer counts; Norwegian, Serbo-Croatian and the scripts count as one."""
        return group_of(self.tag) in {group_of(label) for label in self.accept}


class Score(NamedTuple):
    """How many texts, the share answered right, the share of right answers among the answers, the share of und."""

    n: int
    right: float
    precision: float
    undecided: float


def paragraphs_of(texts: Iterable[str], document: Iterable[int]) -> pa.Table:
    """Return content rows as the stage `paragraphs` leaves them."""
    text = pa.array(list(texts), pa.string())
    columns = {"document": pa.array(list(document), pa.int32()), "text": text}
    for name, kind in (("reason", "string"), ("measured", "float"), ("threshold", "float"), ("stage", "string")):
        columns[name] = pa.nulls(len(text), pa.type_for_alias(kind))
    return pa.table(columns)


def batch_of(documents: list[list[str]]) -> Batch:
    """Return documents, each a list of paragraphs, as a batch."""
    rows = [(i, text) for i, texts in enumerate(documents) for text in texts]
    identities = pa.table({"id": pa.array([str(i) for i in range(len(documents))], pa.string())})
    return Batch(identities, paragraphs_of((text for _, text in rows), (i for i, _ in rows)))


def answers(settings: LanguageSettings, data: Path = FOLDER) -> list[Answer]:
    """Return the answers to all labelled texts, each a document of its own."""
    texts = read_table(data, "language/texts")
    paragraphs = add_languages(batch_of([[text["text"]] for text in texts]), settings).paragraphs
    tags, detectors = paragraphs["language"].to_pylist(), paragraphs["language_detector"].to_pylist()
    return [
        Answer(text["text"], text["lang"], tuple(text["accept"]), text["kind"], tag, detector)
        for text, tag, detector in zip(texts, tags, detectors, strict=True)
    ]


def european(found: list[Answer]) -> list[Answer]:
    """Return the clean European texts of 20 to 1,000 characters, which the floors are about."""
    return [
        answer
        for answer in found
        if answer.kind == "clean" and answer.lang not in NOT_EUROPEAN and SHORTEST <= len(answer.text) <= LONGEST
    ]


def score(found: list[Answer]) -> Score:
    """Return the score of some answers."""
    right = sum(answer.right for answer in found)
    answered = sum(answer.tag != UNKNOWN for answer in found)
    right_answers = sum(answer.right for answer in found if answer.tag != UNKNOWN)
    n = max(len(found), 1)
    return Score(len(found), right / n, right_answers / max(answered, 1), 1 - answered / n)


def precision_and_recall(found: list[Answer], lang: str) -> tuple[float, float]:
    """Return both for one language; the language's group counts as the language."""
    named = [answer for answer in found if group_of(answer.tag) == group_of(lang)]
    meant = [answer for answer in found if group_of(answer.lang) == group_of(lang)]
    hits = sum(answer.right for answer in named)
    return hits / max(len(named), 1), hits / max(len(meant), 1)


def document_answers(settings: LanguageSettings, data: Path = FOLDER) -> list[tuple[str, str, str, bool]]:
    """Return for each labelled document its label, its source, the answer, and whether it is called mixed."""
    rows = pq.read_table(data / "language" / "documents.parquet").to_pylist()
    documents = add_languages(batch_of([row["paras"] for row in rows]), settings).documents
    found = zip(rows, documents["language"].to_pylist(), documents["is_mixed"].to_pylist(), strict=True)
    return [(row["lang"], row["source"], tag, mixed) for row, tag, mixed in found]


def german_news(data: Path = FOLDER) -> list[str]:
    """Return the paragraphs of German news: newspaper pages, and the news among the labelled documents."""
    pages = read_jsonl(data / "pages" / "fundus.jsonl.zst")
    pages_text = [[paragraph["text"] for paragraph in page["gold_paragraphs"]] for page in pages]
    languages = add_languages(batch_of(pages_text), LanguageSettings()).documents["language"].to_pylist()
    news = [text for texts, language in zip(pages_text, languages, strict=True) if language == "de" for text in texts]
    rows = pq.read_table(data / "language" / "documents.parquet").to_pylist()
    return news + [text for row in rows if row["path"] == "10kgnad" for text in row["paras"]]


def times(texts: list[str], megabytes: float) -> list[str]:
    """Return the texts again and again, each time in another order of words, so that hardly one comes twice."""
    draw, out, size = np.random.default_rng(0), list(texts), sum(len(text.encode()) for text in texts)
    for _ in range(int(megabytes * 1e6 / max(size, 1))):
        for text in texts:
            words = text.split(" ")
            turn = int(draw.integers(len(words)))
            out.append(" ".join(words[turn:] + words[:turn]))
    return out
