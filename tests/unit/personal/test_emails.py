"""E-mail addresses within addresses of pages, and alone."""

from __future__ import annotations

import pyarrow as pa
import pytest

from reinschrift.personal import mask_texts
from reinschrift.personal.emails import is_email, replace_in_address
from reinschrift.settings.stages import PersonalSettings


@pytest.mark.parametrize(
    ("address", "masked"),
    [
        ("https://a.example/?user=anna@b.example&x=1", "https://a.example/?user=<E>&x=1"),
        ("https://a.example/anna.maria%40b.example/", "https://a.example/<E>/"),
        ("https://a.example/?to=%C3%A4nne%2Bx%40b.example", "https://a.example/?to=<E>"),
        ("https://a.example/?next=https%3A%2F%2Fc.example%2Fanna%40b.example", None),
        ("https://a.example/@anna@b.example", "https://a.example/@anna@b.example"),
        ("https://a.example/logo@2x.png", "https://a.example/logo@2x.png"),
        ("ssh://git@b.example/x", "ssh://git@b.example/x"),
    ],
)
def test_e_mail_addresses_in_addresses_of_pages_are_masked(address: str, masked: str | None) -> None:
    """As they are or with a written @; neither names of pictures nor accounts elsewhere."""
    expected = masked or "https://a.example/?next=https%3A%2F%2Fc.example%2F<E>"
    assert replace_in_address(address, "<E>") == expected


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("Brief an anna@b.example.de.txt", "Brief an <EMAIL>.txt"), ("anna@mail.b.org.html", "<EMAIL>.html"),
        ("logo@2x.png", None), ("logo@2x.de.png", None), ("kopf@gross.min.css", None), ("lib@1.2.js", None),
    ],
)  # fmt: skip
def test_an_address_under_which_a_file_is_kept_is_masked(name: str, masked: str | None) -> None:
    """Its ending is no part of the host; names of pictures and packages are no addresses."""
    assert mask_texts(pa.array([name]), PersonalSettings())[0].to_pylist() == [masked or name]


def test_a_long_query_takes_no_time() -> None:
    """Each letter is looked at once, however many there are before an @ that leads nowhere."""
    address = "https://a.example/?q=" + "a" * 1_000_000 + "%40"
    assert replace_in_address(address, "<E>") == address


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("anna@b.example", True), ("Anna.M+x@mail.b.example", True), ("anna@b", False), ("https://x@b.example", False),
        ("Anna anna@b.example", False), ("anna (at) b.example", False), ("info@2x.png", False),
    ],
)  # fmt: skip
def test_what_is_asked_for_is_an_e_mail_address_or_none(text: str, *, is_one: bool) -> None:
    """By the grammar that masks them."""
    assert is_email(text) == is_one
