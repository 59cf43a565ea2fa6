"""Documents that came as one endless line are divided after sentences, and only they."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.data.paragraphs import batch_of
from reinschrift.settings.stages import MetadataSettings, ParagraphsSettings
from reinschrift.sources import DOCUMENTS_READ
from reinschrift.stages.metadata import find_metadata
from reinschrift.stages.paragraphs import find_paragraphs

GERMAN = (  # with abbreviations, ordinals and a quotation
    "Am Morgen kam Dr. Holm mit dem Zug um 7.15 Uhr an, und niemand holte sie ab. „Das ist hier so üblich“, sagte der "
    "Mann am Kiosk. Sie lachte nicht! Am 3. Mai hatte man ihr geschrieben, bzw. schreiben lassen, es sei alles bereit. "
)
CHINESE = "今天早上火车晚点了两个小时。站台上没有人知道原因。“也许是下雪。”一位老人说。大家都笑了。"
RUSSIAN = "Утром поезд опоздал на два часа. На платформе никто не знал причины! «Наверное, снег», сказал старик. "
WORDS = st.sampled_from(["der", "Fluss", "stieg", "z.", "B.", "3.", "über", "Nacht", "—", "…", "a"])
LINES = st.lists(st.lists(WORDS, min_size=1).map(" ".join), max_size=200).map(
    lambda parts: " ".join(f"{part}." for part in parts)
)


def divided(text: str, longest: int = 3000) -> list[str]:
    found: list[str] = refined([text], longest)["text"].to_pylist()
    return found


def refined(texts: list[str], longest: int) -> pa.Table:
    batch = find_metadata(batch_of(texts), MetadataSettings())
    return find_paragraphs(batch, ParagraphsSettings(longest_paragraph=longest)).paragraphs


@pytest.mark.parametrize("text", [GERMAN * 20, CHINESE * 100, RUSSIAN * 40])
def test_an_endless_line_is_divided_after_sentences(text: str) -> None:
    """Each piece is some hundred characters long, ends where a sentence does, and nothing but blanks is lost."""
    pieces = divided(text.strip())
    assert all(500 <= len(piece) < 800 for piece in pieces[:-1])
    assert 250 <= len(pieces[-1]) < 1050
    assert all(piece[-1] in ".!。”" for piece in pieces)
    assert not any(piece.endswith((" Dr.", " 7.", " 3.", " bzw.")) for piece in pieces)
    assert "".join(pieces).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        (GERMAN * 10, 1),  # no longer than some paragraphs are
        ("wort " * 2000, 1),  # without a sentence
        ("Die Überschrift\n\n" + GERMAN * 20 + "\n\n" + GERMAN * 5, 3),  # the source divides it
    ],
)
def test_other_texts_are_left_alone(text: str, pieces: int) -> None:
    """A paragraph may be long where its document has others, and a text without sentences has nowhere to divide."""
    assert len(divided(text)) == pieces


def test_the_other_documents_of_a_batch_keep_every_character() -> None:
    """What stands around their rows, too."""
    odd = "\x1c"
    together = refined([odd, GERMAN * 20, f"{odd}a{odd}"], 3000).to_pylist()
    assert [row["text"] for row in together if row["document"] != 1] == [odd, f"{odd}a{odd}"]


def test_the_setting_is_where_it_begins() -> None:
    """In characters; 0 switches it off."""
    text = (GERMAN * 5).strip()
    assert len(divided(text, len(text))) == 1
    assert len(divided(text, len(text) - 1)) == 2
    assert len(divided(GERMAN * 50, 0)) == 1


def test_a_page_has_the_paragraphs_of_its_markup() -> None:
    """However long they are."""
    batch = find_metadata(batch_of([GERMAN * 20]), MetadataSettings())
    blocks = pa.array(
        [[{"line": 1, "kind": "paragraph", "content": 1.0, "level": None}]], DOCUMENTS_READ.field("blocks").type
    )
    page = batch._replace(documents=batch.documents.append_column("blocks", blocks))
    assert find_paragraphs(page, ParagraphsSettings()).paragraphs.num_rows == 1


@given(st.lists(LINES, min_size=1, max_size=3))
def test_dividing_loses_nothing_and_is_done_once(texts: list[str]) -> None:
    """All but blanks stays; what comes out, read again, is not divided further; neighbours change nothing."""
    rows = refined(texts, 600).to_pylist()
    for number, text in enumerate(texts):
        pieces = [row["text"] for row in rows if row["document"] == number]
        assert "".join(pieces).replace(" ", "") == text.replace(" ", "")
        assert pieces == divided(text, 600)
        assert pieces == divided("\n\n".join(pieces), 600)
