"""Places, wishes and words of labels are written like names and are nobody's."""

from __future__ import annotations

import pytest

from evaluation.data.paragraphs import batch_of
from reinschrift.settings.stages import MetadataSettings
from reinschrift.stages.metadata import find_metadata
from reinschrift.stages.metadata.bylines import find_authors, find_group
from reinschrift.stages.metadata.persons import is_nobodys

TITLE = "Der Rat vertagt die Entscheidung über den Haushalt"
BODY = "Der Rat der Stadt hat die Entscheidung über den Haushalt des kommenden Jahres noch einmal vertagt."
DAY = "12. Mai 2024"


def found_in(*rows: str) -> tuple[str | None, str | None]:
    """Return title and author of a text of these rows."""
    documents = find_metadata(batch_of(["\n".join(rows)]), MetadataSettings()).documents
    return documents["title"][0].as_py(), documents["author"][0].as_py()


@pytest.mark.parametrize(
    "row",
    [
        "San Francisco", "Bad Oldesloe", "São Paulo", "Nowy Sącz", "St. Louis", "Porto Alegre", "Ximunde Falls",
        "Frohe Ostern", "Happy New Year", "Joyeux Noël", "Feliz Navidad", "Wesołych Świąt", "Good Luck",
        "Author Guidelines", "Latest Notes", "Autorenhinweise Lesen", "Rom Nach Berlin", "By Use Case",
    ],
)  # fmt: skip
def test_a_date_beside_vouches_for_no_place_wish_or_label(row: str) -> None:
    """Above the date, below it, and in its row."""
    assert found_in(TITLE, row, DAY, BODY)[1] is None
    assert found_in(TITLE, DAY, row, BODY)[1] is None
    assert found_in(TITLE, f"{row}, {DAY}", BODY)[1] is None


@pytest.mark.parametrize("row", ["Ximunde Oksaar", "Paris Hilton", "Santiago Ferrer", "Austin Powers", "Anna Berlin"])
def test_a_person_who_is_called_like_a_place_stays(row: str) -> None:
    """A known given name, or no more than one word of a place's name."""
    assert found_in(TITLE, row, DAY, BODY)[1] == row


@pytest.mark.parametrize(
    ("label", "name", "author"),
    [
        ("Autor:", "Berlin", None),
        ("Autor:", "Frohe Ostern", None),
        ("Author:", "New York", None),
        ("Von", "San Francisco", None),
        ("Autor:", "Kontor Nord", "Kontor Nord"),
        ("Auteur :", "Ximunde Oksaar", "Ximunde Oksaar"),
        ("Autor:", "Sofia", "Sofia"),
    ],
)
def test_an_announced_author(label: str, name: str, author: str | None) -> None:
    """In the same row, in the next one, and behind an empty one."""
    assert found_in(TITLE, f"{label} {name}", DAY, BODY)[1] == author
    assert found_in(TITLE, label, name, DAY, BODY)[1] == author
    assert found_in(TITLE, label, "", name, DAY, BODY)[1] == author


def test_a_word_for_the_author_begins_a_label_as_well_as_a_byline() -> None:
    """Behind “Author” a desk needs a colon, behind “By” none; a person needs none behind either."""
    assert find_group("Author Harbour Gazette") == []
    assert find_group("Author: Harbour Gazette") == ["Harbour Gazette"]
    assert find_group("Von Harbour Gazette") == ["Harbour Gazette"]
    assert find_authors("Author Anna Schmidt") == ["Anna Schmidt"]


def test_a_label_has_no_more_words_of_its_own_than_others() -> None:
    """“Top Harbour Marketing” is a company."""
    assert is_nobodys("Top Story")
    assert not is_nobodys("Top Harbour Marketing")


def test_a_compound_of_a_long_word_for_the_author_is_a_label() -> None:
    """Four letters begin other words, too: “Textor” is a family."""
    assert is_nobodys("Autorenhinweise")
    assert not is_nobodys("Ximunde Textor")


def test_a_short_function_word_is_a_name_somewhere() -> None:
    """“Kim Do Oksaar”."""
    assert not is_nobodys("Xim Do Oksaar")
    assert is_nobodys("Xim Und Oksaar")


@pytest.mark.parametrize(
    ("place", "text", "title"),
    [
        ("San Francisco", BODY, None),
        ("San Francisco", f"{BODY} In San Francisco ist das anders.", "San Francisco"),
        ("San Oksaar", BODY, "San Oksaar"),
    ],
)
def test_where_a_text_was_written_is_no_title(place: str, text: str, title: str | None) -> None:
    """A known place beside the date that the text names nowhere else."""
    assert found_in(place, DAY, "", text)[0] == title
