"""Laws of lines, metadata and paragraphs: nothing is lost, nothing depends on the batch, paragraphs hold together."""

from __future__ import annotations

import re
import textwrap

import pyarrow as pa
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.strategies._internal.random import ArtificialRandom

from evaluation.data.paragraphs import batch_of
from reinschrift.batch import Batch
from reinschrift.kinds import KINDS
from reinschrift.settings.stages import MetadataSettings, ParagraphsSettings
from reinschrift.stages.lines.split import split_lines
from reinschrift.stages.metadata import find_metadata
from reinschrift.stages.paragraphs import find_paragraphs

PIECES = st.sampled_from(
    ["Der", "Rat", "vertagt", "die", "Sitzung.", "und", "-", "•", "Ost-", "3-", "F:", "12.05.2024", "Von", "Anna",
     "Schmidt", "„Ja“,", "?", "{", ";",
     "\n", "\n\n", "\n   ", "\t", "\r\n", "|", "größer", "İ", "日本語", "😀", "(dpa)", "– "]
)  # fmt: skip
TEXTS = st.lists(st.one_of(PIECES, st.text(max_size=6)), max_size=60).map(" ".join)
VOCABULARY = ["der", "alte", "Mann", "ging", "langsam", "über", "den", "leeren", "Platz", "nach", "Hause"]
WORDS = st.lists(st.sampled_from(VOCABULARY), min_size=40, max_size=90)


def bare(text: str) -> str:
    """Return a text without blanks and hyphens, the only characters that joining may take away."""
    return re.sub(r"[\s\-\u2010\u00ad\u00ac\u200b\ufeff]", "", text)


def refined(texts: list[str]) -> Batch:
    batch = find_metadata(batch_of(texts), MetadataSettings())
    return find_paragraphs(batch, ParagraphsSettings())


@given(st.lists(TEXTS, max_size=5))
def test_splitting_and_joining_lose_no_character(texts: list[str]) -> None:
    """All but blanks and hyphens is in the rows, in order, after lines and after paragraphs."""
    for rows in (split_lines(pa.array(texts, pa.string())), refined(texts).paragraphs):
        got = [""] * len(texts)
        for number, text in zip(rows["document"].to_pylist(), rows["text"].to_pylist(), strict=True):
            got[number] += text
        assert [bare(text) for text in got] == [bare(text) for text in texts]


@given(st.lists(TEXTS, min_size=2, max_size=5))
def test_a_document_does_not_depend_on_its_neighbours(texts: list[str]) -> None:
    """Documents in one batch come out as each does alone."""
    together = refined(texts)
    alone = [refined([text]) for text in texts]
    columns = ["line", "n_lines", "text", "kind", "reason", "measured"]
    expected = [row for batch in alone for row in batch.paragraphs.select(columns).to_pylist()]
    assert together.paragraphs.select(columns).to_pylist() == expected
    found = ["title", "author", "published", "section", "agency", "metadata_evidence"]
    assert together.documents.select(found).to_pylist() == [
        row for batch in alone for row in batch.documents.select(found).to_pylist()
    ]


@given(st.lists(TEXTS, max_size=5))
def test_paragraphs_have_a_kind_or_a_reason_and_no_blank_line(texts: list[str]) -> None:
    """A row has either a kind of the closed list or a reason, is not empty, and holds no blank line."""
    for row in refined(texts).paragraphs.to_pylist():
        assert (row["kind"] is None) != (row["reason"] is None)
        assert row["kind"] is None or row["kind"] in KINDS
        assert row["text"].strip()
        assert "\n\n" not in row["text"]
        assert row["kind"] == "code" or not re.search(r"\n[ \t]*\n", row["text"])
        assert (row["measured"] is None) == (row["reason"] is None)


@given(TEXTS, st.randoms(use_true_random=False))
def test_debris_stays_as_it_is(text: str, random: ArtificialRandom) -> None:
    """Rows that came with a reason keep it and their text; only a title may lose it."""
    n_rows = batch_of([text]).paragraphs.num_rows
    reasons = [random.choice([None, "legal", "date_line"]) for _ in range(n_rows)]
    batch = batch_of([text], reasons)
    before = [(row["line"], row["text"], row["reason"]) for row in batch.paragraphs.to_pylist() if row["reason"]]
    after = find_paragraphs(find_metadata(batch, MetadataSettings()), ParagraphsSettings()).paragraphs.to_pylist()
    assert [(row["line"], row["text"], row["reason"]) for row in after if row["stage"] == "lines"] == before


@given(WORDS, st.integers(60, 100))
def test_wrapped_text_is_unwrapped(words: list[str], width: int) -> None:
    """Prose wrapped at any usual width comes back as the paragraph it was."""
    text = " ".join(words)
    wrapped = textwrap.wrap(text, width)
    # One line more of capitals than of small letters at the beginning proves nothing: leave such chances out.
    assume(sum(line[0].islower() for line in wrapped[1:]) >= 3)
    assert split_lines(pa.array(["\n".join(wrapped)]))["text"].to_pylist() == [text]
