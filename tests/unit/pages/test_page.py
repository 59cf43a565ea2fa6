"""How much of a page is looked at for its charset and for its rights."""

from __future__ import annotations

from datetime import date

import pytest

from reinschrift.pages import decode_page, read_page
from reinschrift.pages.visible import day_of_address
from reinschrift.settings.read import ReadSettings

RIGHTS = "Alle Rechte vorbehalten"


@pytest.mark.parametrize(("before", "is_seen"), [(0, True), (3000, True), (5000, False)])
def test_a_charset_is_named_in_the_head(before: int, *, is_seen: bool) -> None:
    """Within four kilobytes; what stands behind is part of a text about pages."""
    page = b"<html><head><!--" + b"x" * before + b"--><meta charset='iso-8859-15'></head><body><p>Da.</body></html>"
    assert (decode_page(page, None).declared == "iso-8859-15") == is_seen


def rights_of(body: str) -> list[str]:
    page = f"<html><body><p>{'Der Hafen liegt still, und kein Schiff kommt. ' * 5}</p>{body}</body></html>"
    markup = read_page(page.encode(), None, None, ReadSettings()).markup
    return [said["value"] for said in markup["html_meta"] or [] if said["where"] == "footer"]


@pytest.mark.parametrize(("chars", "is_kept"), [(100, True), (500, True), (750, False)])
def test_a_sentence_on_rights_is_no_page_of_terms(chars: int, *, is_kept: bool) -> None:
    """Five hundred characters are a footer, more are terms of use."""
    said = f"{RIGHTS}. {'So ist es. ' * (chars // 11)}".strip()
    assert bool(rights_of(f"<footer><p>{said}</p></footer>")) == is_kept


def test_some_sentences_on_rights_are_kept() -> None:
    """A page that says it more than eight times says it below each picture."""
    assert len(rights_of("<footer>" + f"<p>{RIGHTS}.</p>" * 7 + "</footer>")) == 7
    assert len(rights_of("<footer>" + f"<p>{RIGHTS}.</p>" * 20 + "</footer>")) == 8


@pytest.mark.parametrize(
    ("address", "day"),
    [
        ("https://example.org/2024/05/31/wahl", "2024-05-31"),
        ("/2024/05/31/wahl?x=/2019/01/02/", "2024-05-31"),
        ("https://example.org/a?next=/2019/05/31/", None),
        ("https://example.org/#/2018/01/02/", None),
        ("a?next=/2019/05/31/", None),
    ],
)
def test_the_day_of_an_address_is_in_its_path(address: str, day: str | None) -> None:
    """What an address only carries along is another page's."""
    assert day_of_address(address) == (date.fromisoformat(day) if day else None)
