"""Check digits agree with published examples, and one wrong digit is always seen."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from reinschrift.personal.checksums import is_iban, is_issn, is_social_security_number, is_tax_id, luhn

# Examples that issuers and authorities publish for tests.
RIGHT = (
    (luhn, "4111111111111111"),
    (luhn, "378282246310005"),
    (luhn, "5555555555554444"),
    (is_iban, "DE89370400440532013000"),
    (is_iban, "GB29NWBK60161331926819"),
    (is_iban, "AT611904300234573201"),
    (is_iban, "CH9300762011623852957"),
    (is_iban, "FR1420041010050500013M02606"),
    (is_tax_id, "86095742719"),
    (is_tax_id, "47036892816"),
    (is_social_security_number, "15070649C103"),
    (is_issn, "03785955"),
)


@pytest.mark.parametrize(("check", "number"), RIGHT, ids=[number for _, number in RIGHT])
def test_published_examples_are_right(check: Callable[[str], bool], number: str) -> None:
    """The example is right; with any one digit changed it is not."""
    assert check(number)
    for place, figure in enumerate(number):
        if figure.isdigit():
            wrong = number[:place] + str((int(figure) + 1) % 10) + number[place + 1 :]
            assert not check(wrong), wrong


def test_the_country_decides_the_length() -> None:
    """An account of a country that has no IBAN, or of the wrong length, is none."""
    assert not is_iban("XX89370400440532013000")
    assert not is_iban("DE8937040044053201300")
