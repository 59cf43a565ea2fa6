"""Names without a word before them: where they are the author's, and what is no name."""

from __future__ import annotations

import pytest

from evaluation.data.paragraphs import batch_of
from reinschrift.settings.stages import MetadataSettings
from reinschrift.stages.metadata import find_metadata
from reinschrift.stages.metadata.bylines import find_authors
from reinschrift.stages.metadata.names import names_with_office

TITLE = "Der Rat vertagt die Entscheidung über den Haushalt"
BODY = (
    "Der Rat der Stadt hat die Entscheidung über den Haushalt des kommenden Jahres noch einmal vertagt.",
    "Die Bürgermeisterin will den Haushalt nach dem Sommer noch einmal vorlegen, wenn alle Zahlen da sind.",
)
SMALL = ["Lesen", "Hören", "Sehen", "Merken", "Teilen"]


def author_of(*rows: str) -> str | None:
    """Return the author of a text of these rows."""
    found: str | None = find_metadata(batch_of(["\n".join(rows)]), MetadataSettings()).documents["author"][0].as_py()
    return found


@pytest.mark.parametrize(
    ("row", "author"),
    [
        ("Anna Schmidt", "Anna Schmidt"),
        ("Anna Schmidt, MD, PhD", "Anna Schmidt"),
        ("Anna Schmidt und Karl Weber | Ständige Gäste", "Anna Schmidt; Karl Weber"),
        ("Von Ximunde Oksaar", "Ximunde Oksaar"),
        ("Geschrieben von Ximunde", "Ximunde"),
        ("Ximunde Oksaar", None),
        ("Mehr Lesen", None),
        ("Anna Schmidt sieht die Stadt in der Pflicht", None),
    ],
)
def test_a_name_below_the_title(row: str, author: str | None) -> None:
    """A known given name is enough, and so is a byline; a name that nobody knows is none by itself."""
    assert author_of(TITLE, row, *BODY) == author


def test_a_name_that_the_page_calls_an_author() -> None:
    """What nobody knows for a name is one where another row says that something is by it."""
    assert author_of(TITLE, "Ximunde Oksaar", *BODY, "Mehr von Ximunde Oksaar") == "Ximunde Oksaar"
    assert author_of(TITLE, "Neue Rezepte", *BODY, "Mehr Neue Rezepte") is None


def test_a_date_beside_a_name_in_its_row_vouches_for_it_if_the_page_does_too() -> None:
    """“1. September 2016Ximunde Oksaar”, where the page has “Mehr von Ximunde Oksaar”."""
    row = "12. Mai 201613. Mai 2016Ximunde Oksaar"
    assert author_of(TITLE, row, *BODY, "Mehr von Ximunde Oksaar") == "Ximunde Oksaar"
    assert author_of(TITLE, "12. Mai 2016 Bad Oksaar", *BODY) is None


@pytest.mark.parametrize(("rows", "author"), [(8, "Anna Schmidt"), (9, None)])
def test_a_known_name_farther_below(rows: int, author: str | None) -> None:
    """It counts within nine rows, if nothing else stands in its row, no number either; the row itself stays."""
    between = (SMALL * 2)[:rows]
    assert author_of(TITLE, *between, "Anna Schmidt", *BODY) == author
    assert author_of(TITLE, *between, "Anna Schmidt 3", *BODY) is None
    batch = find_metadata(batch_of(["\n".join((TITLE, *between, "Anna Schmidt", *BODY))]), MetadataSettings())
    assert "Anna Schmidt" in [row["text"] for row in batch.paragraphs.to_pylist() if row["reason"] is None]


def test_an_office_is_written_in_capitals() -> None:
    """What goes on in small letters is a sentence."""
    assert names_with_office("Anna Schmidt, Director of the Museum") == ["Anna Schmidt"]
    assert names_with_office("Anna Schmidt, who lives in Bremen") == []


@pytest.mark.parametrize(("words", "names"), [(8, ["Anna Schmidt"]), (9, [])])
def test_an_office_has_eight_words_at_most(words: int, names: list[str]) -> None:
    """What goes on for longer is a list or a headline."""
    assert names_with_office(f"Anna Schmidt, Director of the{' Museum' * (words - 3)}") == names


@pytest.mark.parametrize(("between", "author"), [(2, "Ximunde Oksaar"), (3, None)])
def test_a_date_line_near_a_byline_vouches_for_its_name(between: int, author: str | None) -> None:
    """Three rows above it; farther off the two have nothing to do with each other."""
    assert author_of(TITLE, "12. Mai 2024", *SMALL[:between], "Von Ximunde Oksaar", *BODY) == author


@pytest.mark.parametrize(
    ("names", "is_read"),
    [
        ("Anna Schmidt, Karl Weber, Johanna Meier, Peter Wagner, Paul Hofmann", True),
        ("Anna Schmidt, Karl Weber, Johanna Meier, Peter Wagner, Paul Hofmann, Maria Becker", False),
    ],
)
def test_a_row_of_names_that_is_announced_is_short(names: str, *, is_read: bool) -> None:
    """Eighty characters hold five names; more of them are a list of members."""
    assert (author_of(TITLE, "Von", names, *BODY) is not None) == is_read


def test_the_last_word_before_a_name_is_its_label() -> None:
    """“Text von” is one label."""
    assert find_authors("Text von Anna Schmidt") == ["Anna Schmidt"]


@pytest.mark.parametrize(
    ("rows", "author"),
    [
        (("Ximunde Oksaar", "12. Mai 2024"), "Ximunde Oksaar"),
        (("12. Mai 2024", "Ximunde Oksaar"), "Ximunde Oksaar"),
        (("von", "Ximunde Oksaar"), "Ximunde Oksaar"),
        (("Ximunde Oksaar", "Lesen", "12. Mai 2024"), None),
        (("Ximunde Haushalt", "12. Mai 2024", "Der Plan vom haushalt der Stadt"), None),
        (("Mehr Artikel", "12. Mai 2024"), None),
        (("Tweet This", "12. Mai 2024"), None),
        (("Anadolu Ajansı", "12. Mai 2024"), None),
    ],
)
def test_a_date_beside_vouches_for_an_unknown_name(rows: tuple[str, ...], author: str | None) -> None:
    """But for words that the page writes small, for words of buttons, and for agencies."""
    assert author_of(TITLE, *rows, *BODY) == author


def test_a_name_near_the_title_comes_before_a_byline_below_the_text() -> None:
    """What stands below belongs to other articles as often."""
    assert author_of(TITLE, "Anna Schmidt", *BODY, "Von Karl Weber") == "Anna Schmidt"
