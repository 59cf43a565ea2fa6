"""Which bytes can be text: how many control characters, letters and blanks they may have or must have."""

from __future__ import annotations

import pytest

from reinschrift.text.binary import is_plain

WORDS = b"Der Hafen liegt still, und kein Schiff kommt. "


@pytest.mark.parametrize(("controls", "is_one"), [(3, True), (4, True), (6, False), (30, False)])
def test_a_text_may_have_few_control_characters(controls: int, *, is_one: bool) -> None:
    """Four in a hundred bytes are a damaged text, six are none."""
    assert is_plain((WORDS * 3)[: 100 - controls] + b"\x01" * controls) == is_one


@pytest.mark.parametrize(("text", "is_one"), [(WORDS[:20], True), (WORDS[:12], False)])
def test_some_bytes_between_zeros_show_what_they_are(text: bytes, *, is_one: bool) -> None:
    """Twenty are words, twelve may be a program's name."""
    assert is_plain(bytes(40) + text + bytes(40)) == is_one


@pytest.mark.parametrize(("figures", "is_one"), [(5, True), (10, True), (20, False)])
def test_padded_text_is_mostly_letters_and_blanks(figures: int, *, is_one: bool) -> None:
    """A quarter of other signs are figures in a report, two in five are a table of a program."""
    text = WORDS[:30] + b"0123456789012345678901234567890"[:figures]
    assert is_plain(text + bytes(200)) == is_one


@pytest.mark.parametrize(("blanks", "is_one"), [(6, True), (4, True), (2, False)])
def test_padded_text_in_a_charset_has_blanks(blanks: int, *, is_one: bool) -> None:
    """Four between sixty letters are long words, two are letters by accident."""
    text = b" ".join([b"a\xe4" * (30 // (blanks + 1))] * (blanks + 1))
    assert is_plain(text + bytes(200)) == is_one
