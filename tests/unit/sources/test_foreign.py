"""How far into a file is looked for what shows that it is none of ours."""

from __future__ import annotations

import pytest

from reinschrift.sources.foreign import foreign_xml
from reinschrift.sources.foreign_text import foreign_text, is_wiki_markup

PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\n"
COMMENT = b"<!-- " + b"Anmerkung " * 150 + b"-->\n"
"""1509 bytes."""


@pytest.mark.parametrize(("before", "what"), [(0, "a PDF"), (900, "a PDF"), (1200, None)])
def test_a_pdf_may_begin_a_little_later(before: int, what: str | None) -> None:
    """Behind a kilobyte of a server's or a printer's lines programs take it for none."""
    assert foreign_text((b"x" * 99 + b"\n") * (before // 100) + PDF) == what


@pytest.mark.parametrize(("n_comments", "what"), [(4, "an address book (vCard)"), (7, None)])
def test_blanks_before_the_first_sign_are_passed_up_to_some_thousand(n_comments: int, what: str | None) -> None:
    """The mark of the form must stand in the first eight kilobytes."""
    assert foreign_text(b" " * 1400 * n_comments + b"BEGIN:VCARD\r\nVERSION:3.0\r\n") == what


@pytest.mark.parametrize(("n_comments", "is_seen"), [(1, True), (4, True), (6, False)])
def test_comments_before_a_root_are_passed_up_to_some_thousand(n_comments: int, *, is_seen: bool) -> None:
    """A root behind six kilobytes of comments is found, one behind nine no more."""
    written = b'<?xml version="1.0"?>\n' + COMMENT * n_comments + b"<tmx version='1.4'><header/></tmx>"
    assert (foreign_xml(written) is not None) == is_seen


LINK, HEADING, BOLD = b"[[Hafen]] ", b"\n== Lage ==\n", b"'''Hafen''' "


@pytest.mark.parametrize(
    ("written", "is_one"),
    [
        (LINK * 2 + HEADING + BOLD, True),
        (LINK + HEADING + BOLD, False),
        (LINK * 3 + HEADING, False),
        (HEADING + BOLD, False),
        ("#ПЕРЕНАПРАВЛЕНИЕ [[Порт]]\n[[Категория:Порты]]\n".encode(), True),
        ("#Přesměruj [[Přístav]]\n[[Kategorie:Přístavy]]\n".encode(), True),
        (b"#tam mieszkam, [[x]] i [[y]]\n" + BOLD, False),
    ],
)
def test_two_links_and_two_kinds_of_marks_are_a_wiki(written: bytes, *, is_one: bool) -> None:
    """One link, or one kind of mark beside links, may stand in any text."""
    assert is_wiki_markup(written) == is_one
