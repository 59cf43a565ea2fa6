"""Dates as raw records write them."""

from datetime import UTC, date, datetime

import pytest

from reinschrift.text.dates import read_date, read_time


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2024-01-31", date(2024, 1, 31)),
        ("2024-01-31T23:30:00-05:00", date(2024, 1, 31)),
        ("2024-01-31 23:30:00.000000Z", date(2024, 1, 31)),
        (" 20240131 ", date(2024, 1, 31)),
        ("20240131T120000Z", date(2024, 1, 31)),
        ("2024/1/5", date(2024, 1, 5)),
        ("31.01.2024", date(2024, 1, 31)),
        ("5. 1. 2024", date(2024, 1, 5)),
        ("03.04.2024, 12:30 Uhr", date(2024, 4, 3)),
        ("25/12/2023", date(2023, 12, 25)),
        ("12/25/2023", date(2023, 12, 25)),
        ("04/04/2023", date(2023, 4, 4)),
        ("31. Januar 2024", date(2024, 1, 31)),
        ("Mittwoch, 31. Jänner 2024", date(2024, 1, 31)),
        ("1er mars 2022", date(2022, 3, 1)),
        ("14 août 2021", date(2021, 8, 14)),
        ("3 juillet 2020", date(2020, 7, 3)),
        ("3 juin 2020", date(2020, 6, 3)),
        ("16 maja 2023", date(2023, 5, 16)),
        ("5 października 2022", date(2022, 10, 5)),
        ("8. února 2023", date(2023, 2, 8)),
        ("1. června 2023", date(2023, 6, 1)),
        ("1. července 2023", date(2023, 7, 1)),
        ("24 de agosto de 2023", date(2023, 8, 24)),
        ("2 de setembro de 2019", date(2019, 9, 2)),
        ("12 DE MARÇO DE 2021", date(2021, 3, 12)),
        ("JANUARY 5TH, 2024", date(2024, 1, 5)),
        ("January 5th, 2024", date(2024, 1, 5)),
        ("Sept. 9, 2019", date(2019, 9, 9)),
        ("Tue, 14 Nov 2023 10:00:00 GMT", date(2023, 11, 14)),
        ("1678060800", date(2023, 3, 6)),
        ("1678060800000", date(2023, 3, 6)),
        ("1678060800.25", date(2023, 3, 6)),
        ("2019年5月6日", date(2019, 5, 6)),
        ("発行 2019 年 05 月 06 日", date(2019, 5, 6)),
        ("2019년 5월 6일", date(2019, 5, 6)),
        ("3.14.2024", date(2024, 3, 14)),  # only this order gives a day
    ],
)
def test_a_clear_date_is_read(written: str, expected: date) -> None:
    """In any of the usual forms, in the languages of Europe."""
    assert read_date(written) == expected


@pytest.mark.parametrize(
    "written",
    ["", "gestern", "2024", "2024-01", "31.02.2024", "2024-13-01", "03/04/2024", "0000-00-00", "17", "5.1.24",
     "2019年13月6日", "5月6日",
     "12 Affen 2024", "1970", "9999-12-31", "-", "20240131123", "31. Januar", "3.13.24", "99999999999999999999"],
)  # fmt: skip
def test_an_unclear_date_is_none(written: str) -> None:
    """A missing date is better than a wrong one."""
    assert read_date(written) is None


def test_a_language_decides_what_comes_first() -> None:
    """The month in American English, the day elsewhere; bare English stays open."""
    assert read_date("03/04/2024", "en-US") == date(2024, 3, 4)
    assert read_date("03/04/2024", "fr") == read_date("03/04/2024", "en-GB") == date(2024, 4, 3)
    assert read_date("03/04/2024", "en") is None
    assert read_date("03/14/2024", "fr") == date(2024, 3, 14)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2024-01-31T23:30:00-05:00", datetime(2024, 2, 1, 4, 30, tzinfo=UTC)),
        ("2024-01-31T23:30:00Z", datetime(2024, 1, 31, 23, 30, tzinfo=UTC)),
        ("2024-01-31 23:30:00.000000Z", datetime(2024, 1, 31, 23, 30, tzinfo=UTC)),
        ("2024-01-31", datetime(2024, 1, 31, tzinfo=UTC)),
        ("Tue, 14 Nov 2023 10:00:00 +0200", datetime(2023, 11, 14, 8, tzinfo=UTC)),
        ("31.1.2024", datetime(2024, 1, 31, tzinfo=UTC)),
        ("1678060800", datetime(2023, 3, 6, tzinfo=UTC)),
        ("nie", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("9999-12-31T23:59:59-14:00", None),
    ],
)
def test_a_moment_is_in_utc(written: str, expected: datetime | None) -> None:
    """A time without a zone is taken for UTC, a day for its midnight."""
    assert read_time(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"), [("5 led 2024", date(2024, 1, 5)), ("5 le 2024", None), ("5 no 2024", None)]
)
def test_three_letters_may_stand_for_a_month(written: str, expected: date | None) -> None:
    """If only one month of any language begins so; two letters are a word."""
    assert read_date(written) == expected
