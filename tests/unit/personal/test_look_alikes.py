"""What looks like a number or an address of a person and is none, beside what is one."""

from __future__ import annotations

import pyarrow as pa
import pytest

from reinschrift.personal import mask_texts
from reinschrift.settings.stages import PersonalSettings


def masked(text: str) -> str:
    """Return one text, masked."""
    found: str = mask_texts(pa.array([text]), PersonalSettings())[0].to_pylist()[0]
    return found


@pytest.mark.parametrize(
    "text",
    [
        "Das Konto 1200 1400 1600", "Konto 4400 8400 8300 Erlöse", "konto nr 1910 1920 1930",
        "account number 1000 1100 1200 Cash", "numéro de compte 607000 achats", "compte n° 512000 Banque",
        "Konto 44000000 Umsatzerlöse", "Auf das Konto 120000 130000 140000 verteilt",
    ],
)  # fmt: skip
def test_accounts_in_books_are_nobodys(text: str) -> None:
    """Round numbers, in a row or with a name behind them."""
    assert masked(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "Kontonummer: 607000 Sparkasse", "Konto 440000000 Sparkasse", "Konto 607000", "Konto 607100 Sparkasse",
        "Konto 1200 1400 1611",
        "Spendenkonto 1200 14 00 16", "Konto 250 600 71", "compte n° 512 000 421 900", "Konto 1200-1400-1600",
    ],
)  # fmt: skip
def test_accounts_at_banks_are_masked(text: str) -> None:
    """They are not round, not of one length, or stand behind a colon or at the end."""
    assert "<ACCOUNT>" in masked(text)


@pytest.mark.parametrize(
    "text",
    [
        "Telefon 1876 1877 1878", "Téléphone 1854 1871 1876", "telefon 1877–1881", "Das Telefon 1861/1876",
        "Telefonas 1882 1890 1896", "Mobil 2003 1999 2001",
        "phone vote: 120 340 560 points", "Telefon 250 000 Kunden", "Telefon 1 200 000 Teilnehmer",
        "Mobile: 100 200 300 MB", "telefon 10 000 abonentów", "fax 100 200 300 Seiten",
        "Tel. č. 150 / 2002 Sb.", "tel. č. 351 / 2011 Z. z.", "Tel. Nr. 1234/2002 BGBl.", "Telefon nr 1234/2012 Dz.U.",
    ],
)  # fmt: skip
def test_years_counts_and_laws_are_no_telephones(text: str) -> None:
    """Whatever word for a telephone stands before them."""
    assert masked(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "Telefon 1878 1877 1876", "Telefon 1876 187 878", "Telefon 120 340 560", "Telefon 0120 340 560 Seiten",
        "Telefon 120 34 560 Punkte", "Telefon 3204-1320 Kunden", "Telefon 320413 1320 Kunden", "Tel. č. 150 / 2002 33",
        "Tel. č. 15034 / 2002 Sb.", "Tel. č. 150 200 230", "Tel. 1499 1876 1877",
    ],
)  # fmt: skip
def test_telephones_are_masked(text: str) -> None:
    """Numbers that do not rise, are not even, or have no word behind them."""
    assert "<PHONE>" in masked(text)


@pytest.mark.parametrize("label", ["Tel. G.", "tél. dom. :", "tel. kontaktowy", "Tels. casa:"])
def test_a_word_says_which_telephone(label: str) -> None:
    """The languages list the short words before it."""
    assert masked(f"{label} 22 123 45 67") == f"{label} <PHONE>"


@pytest.mark.parametrize(
    "text",
    ["They met at home dot com", "arrived at noon dot net", "meet me at eight dot org chart", "live at five dot com"],
)
def test_an_at_of_a_sentence_is_no_sign(text: str) -> None:
    """What “at” leads to in sentences is no host."""
    assert masked(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "anna at example dot com", "a.klein at home dot com", "e-mail: anna at home dot com",
        "anna (at) home dot com", "anna at homes dot com",
    ],
)  # fmt: skip
def test_spelt_addresses_are_masked(text: str) -> None:
    """With a host that is no such word, a name of parts, a bracket, or a word for an address before it."""
    assert "<EMAIL>" in masked(text)


@pytest.mark.parametrize(
    "text",
    [
        "Bankgiro 123-4566", "bankgiro nr 5050-1055", "Plusgiro 12 34 56-6", "Postgiro 90 19 50-6",
        "bg 5050-1055", "pg 90 20 03-3", "Betala till bankgiro 5050-1055.",
    ],
)  # fmt: skip
def test_swedish_giro_numbers_are_accounts(text: str) -> None:
    """Behind a word for one, if the check digit fits."""
    assert "<ACCOUNT>" in masked(text)


def test_a_giro_number_ends_with_its_check_digit() -> None:
    """What stands in the next line or behind a space is another number."""
    assert masked("bankgiro 5050-1055\n1 200 218 1 300 909") == "bankgiro <ACCOUNT>\n1 200 218 1 300 909"
    assert masked("pg 90 19 50-6 200 kr") == "pg <ACCOUNT> 200 kr"


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("tel. 601 234 567 120 osób", "tel. <PHONE> 120 osób"),
        ("Telefon 1200 1300 1400 Minuten", "Telefon 1200 1300 1400 Minuten"),
    ],
)
def test_a_sum_may_stand_behind_a_whole_number(text: str, after: str) -> None:
    """Nine digits are a number of their own, eight are counted with the rest."""
    assert masked(text) == after


@pytest.mark.parametrize(
    "text",
    ["bg 5050-1056", "pg 90 20 03-6", "Bankgiro 123-4567", "BG 2009-2010", "Plusgirot 1925-2001",
     "bankgiro 450 000 kronor", "sid 5050-1055",
     "bg 50-501055"],
)  # fmt: skip
def test_what_is_no_giro_number(text: str) -> None:
    """Pages, years, sums, and numbers with another check digit."""
    assert masked(text) == text
