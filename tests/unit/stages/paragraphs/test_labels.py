"""Captions and quotations by what stands in a row alone."""

from __future__ import annotations

import pytest

from evaluation.data.paragraphs import batch_of
from reinschrift.settings.stages import MetadataSettings, ParagraphsSettings
from reinschrift.stages.metadata import find_metadata
from reinschrift.stages.paragraphs import find_paragraphs

SENTENCES = [
    f"Am {day}. Tag kam ein Schiff in den Hafen, und alle gingen an den Kai, um es zu sehen." for day in range(30)
]


def kinds_of(*rows: str) -> dict[str, str]:
    batch = find_metadata(batch_of(["\n\n".join(rows)]), MetadataSettings())
    paragraphs = find_paragraphs(batch, ParagraphsSettings()).paragraphs
    return dict(zip(paragraphs["text"].to_pylist(), paragraphs["kind"].to_pylist(), strict=True))


@pytest.mark.parametrize(("n_sentences", "kind"), [(1, "caption"), (3, "caption"), (6, "paragraph")])
def test_a_caption_is_no_page(n_sentences: int, kind: str) -> None:
    """Three sentences below a picture are, six are a chapter that begins with one."""
    caption = " ".join(["Abb. 3:", *SENTENCES[20 : 20 + n_sentences]])
    assert kinds_of(*SENTENCES[:6], caption, *SENTENCES[6:9])[caption] == kind


@pytest.mark.parametrize(("n_quoted", "kind"), [(1, "quote"), (2, "quote"), (3, "paragraph")])
def test_rows_that_are_quotations_are_talk_where_there_are_many(n_quoted: int, kind: str) -> None:
    """Two of twelve rows are quoted, three are a dialogue."""
    quoted = [f"„{sentence}“" for sentence in SENTENCES[20 : 20 + n_quoted]]
    found = kinds_of(*SENTENCES[:6], *quoted, *SENTENCES[6 : 12 - n_quoted])
    assert {found[row] for row in quoted} == {kind}
