"""The author on whom all bylines of a page agree, where nothing near the title names one."""

from __future__ import annotations

import pyarrow as pa
import pytest

from evaluation.data.paragraphs import batch_of
from reinschrift.batch import Batch
from reinschrift.columns import set_columns
from reinschrift.settings.stages import MetadataSettings
from reinschrift.stages.metadata import find_metadata
from reinschrift.stages.rows.of_pages import IS_PAGE

PAGE = (
    "Der Rat vertagt die Entscheidung über den Haushalt",
    "Der Rat der Stadt hat die Entscheidung über den Haushalt des kommenden Jahres noch einmal vertagt.",
    "Die Bürgermeisterin will den Haushalt nach dem Sommer noch einmal vorlegen, wenn alle Zahlen da sind.",
    *("Lesen", "Hören", "Sehen", "Merken", "Teilen", "Drucken", "Melden", "Folgen", "Suchen"),
)
"""A page with more rows below its text than are read for a byline."""


def batch(*rows: str, is_page: bool = True, reasons: dict[str, str] | None = None) -> Batch:
    """Return a page that came as text, some of its rows removed by the line model."""
    made = batch_of(["\n".join((*PAGE, *rows))])
    documents = set_columns(made.documents, **{IS_PAGE: pa.array([is_page])})
    texts = made.paragraphs["text"].to_pylist()
    reason = pa.array([(reasons or {}).get(text) for text in texts], pa.string())
    return Batch(documents, set_columns(made.paragraphs, reason=reason))


def author_of(*rows: str, is_page: bool = True, reasons: dict[str, str] | None = None) -> str | None:
    """Return the author of such a page."""
    found = find_metadata(batch(*rows, is_page=is_page, reasons=reasons), MetadataSettings())
    author: str | None = found.documents["author"][0].as_py()
    return author


@pytest.mark.parametrize(
    ("rows", "author"),
    [
        (("Geschrieben von Anna Schmidt",), "Anna Schmidt"),
        (("Geschrieben von", "Anna Schmidt"), "Anna Schmidt"),
        (("Von Anna Schmidt", "Mehr davon", "Von Anna Schmidt"), "Anna Schmidt"),
        (("Von Anna Schmidt", "Mehr davon", "Von Karl Weber"), None),
        (("Von Ximunde Oksaar", "Ximunde Oksaar", "Ximunde Oksaar schreibt über die Stadt"), "Ximunde Oksaar"),
        (("Von Ximunde Oksaar", "Ximunde Oksaar schreibt über die Stadt"), None),
        (("Von Ximunde Oksaar", "Ximunde Oksaar"), "Ximunde Oksaar"),
        (("By Use Case", "Use Case", "Der use case der Stadt"), None),
        (("By Use Cookies", "Use Cookies"), None),
        (("geschrieben von", "Anna Schmidt"), "Anna Schmidt"),
        (("Autorin: Anna Schmidt, Projektleiterin der HSS in Bremen.",), "Anna Schmidt"),
        (("Von Anna",), None),
    ],
)
def test_one_name_in_all_bylines(rows: tuple[str, ...], author: str | None) -> None:
    """A given name that is known, a name that the page says three times, or alone in a row; two names are none."""
    assert author_of(*rows) == author


def test_other_text_has_no_bylines_at_its_end() -> None:
    """A letter or a book names many people; there only head and tail are read."""
    assert author_of("Geschrieben von Anna Schmidt", is_page=False) is None


def test_whoever_comments_is_no_author() -> None:
    """A row that the line model took for a comment's names its own author."""
    row = "Kommentar von Anna Schmidt"
    assert author_of(row) == "Anna Schmidt"
    assert author_of(row, reasons={row: "comment_form"}) is None


def test_a_name_near_the_title_comes_first_and_the_row_stays() -> None:
    """Nothing is removed because it names the author far from the title."""
    found = find_metadata(batch("Geschrieben von Anna Schmidt"), MetadataSettings())
    assert found.paragraphs["reason"].to_pylist()[-1] is None
    made = batch_of(["\n".join((PAGE[0], "Von Karl Weber", *PAGE[1:], "Geschrieben von Anna Schmidt"))])
    both = Batch(set_columns(made.documents, **{IS_PAGE: pa.array([True])}), made.paragraphs)
    assert find_metadata(both, MetadataSettings()).documents["author"][0].as_py() == "Karl Weber"


@pytest.mark.parametrize(
    ("row", "author"),
    [
        ("© 2021 Anna Schmidt", "Anna Schmidt"),
        ("(c) 2019–2021 Anna Schmidt | Impressum", "Anna Schmidt"),
        ("Copyright © Anna Schmidt • Alle Rechte vorbehalten", "Anna Schmidt"),
        ("© 2021 Kontor Nord", None),
        ("© 2021 Anna Schmidt Verlag und Söhne", None),
    ],
)
def test_the_owner_of_the_rights(row: str, author: str | None) -> None:
    """A person who owns the whole page wrote it, where no byline names another."""
    assert author_of(row) == author
    assert author_of(row, "Geschrieben von Karl Weber") == "Karl Weber"
