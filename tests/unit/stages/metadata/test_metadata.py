"""The record's own fields win, evidence names the line, rows of metadata get a reason, titles lose theirs."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from evaluation.data.paragraphs import batch_of
from reinschrift.settings.stages import MetadataSettings
from reinschrift.stages.metadata import find_metadata
from reinschrift.stages.metadata.dates import find_dates

ARTICLE = (
    "Politik\nRat vertagt die Entscheidung über den Haushalt\nVon Anna Schmidt\n12. Mai 2024\n\n"
    "Der Rat der Stadt hat die Entscheidung über den Haushalt des kommenden Jahres noch einmal vertagt."
)


def test_own_fields_win() -> None:
    """What the record says of itself is not overwritten, and no evidence is given for it."""
    batch = find_metadata(
        batch_of([ARTICLE], author=["Redaktion"], published=[date(2020, 1, 1)]), MetadataSettings()
    ).documents.to_pylist()[0]
    assert (batch["author"], batch["published"]) == ("Redaktion", date(2020, 1, 1))
    assert {evidence["field"] for evidence in batch["metadata_evidence"]} == {"title", "section"}


def test_evidence_names_the_line() -> None:
    """Each find tells its field, its line and the line's text."""
    evidence = find_metadata(batch_of([ARTICLE]), MetadataSettings()).documents["metadata_evidence"].to_pylist()[0]
    assert {"field": "published", "where": "line 4", "text": "12. Mai 2024"} in evidence


def test_rows_of_metadata_get_a_reason() -> None:
    """Section label, byline and date line are no content; the title is, and has its kind."""
    rows = find_metadata(batch_of([ARTICLE]), MetadataSettings()).paragraphs.to_pylist()
    assert [row["reason"] for row in rows] == ["section_label", None, "byline", "date_line", None]
    assert [row["kind"] for row in rows] == [None, "title", None, None, None]


@pytest.mark.parametrize(("n_dates", "reason"), [(5, "date_line"), (6, None)])
def test_a_list_of_dates_is_no_metadata(n_dates: int, reason: str | None) -> None:
    """Six date lines above the body are a list and stay, and so does a name among them; five are the head's."""
    title, *_, body = ARTICLE.split("\n")[1:]
    dates = [f"{day}. Mai 2024" for day in range(1, n_dates + 1)]
    rows = find_metadata(
        batch_of(["\n".join([title, *dates, "Anna Schmidt", "", body])]), MetadataSettings()
    ).paragraphs
    found = dict(zip(rows["text"].to_pylist(), rows["reason"].to_pylist(), strict=True))
    assert {found[date] for date in dates} == {reason}
    assert found["Anna Schmidt"] == ("byline" if reason else None)


def test_a_title_taken_for_a_link_is_content_again() -> None:
    """A title loses the reason `related`, and no other row does."""
    reasons = ["menu", "related", None, None, None]
    rows = find_metadata(batch_of([ARTICLE], reasons), MetadataSettings()).paragraphs.to_pylist()
    assert rows[1]["kind"] == "title"
    assert (rows[1]["reason"], rows[1]["stage"]) == (None, None)
    assert rows[0]["reason"] == "menu"


def test_the_records_title_is_found_in_the_text() -> None:
    """The row that says the record's own title, without the site's name, is the title's row."""
    title = "Rat vertagt die Entscheidung über den Haushalt – Tagblatt"
    rows = find_metadata(batch_of([ARTICLE], title=[title]), MetadataSettings()).paragraphs.to_pylist()
    assert [row["kind"] for row in rows].index("title") == 1


def test_a_date_after_collection_is_none() -> None:
    """Nothing in a record can be later than the day after it was collected."""
    collected = datetime(2024, 5, 1, tzinfo=UTC)
    found = find_metadata(batch_of([ARTICLE], collected=[collected]), MetadataSettings()).documents["published"]
    assert found.to_pylist() == [None]


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("12.05.24", date(2024, 5, 12)),
        ("3. října 2022", date(2022, 10, 3)),
        ("2024. május 12.", date(2024, 5, 12)),
        ("12 mei 2021", date(2021, 5, 12)),
        ("2024-08-07T12:30:00Z", date(2024, 8, 7)),
        ("Monday, May 12th, 2024", date(2024, 5, 12)),
        ("22. Januar 202221. Januar 2022", date(2022, 1, 22)),
        ("12/05/2024", date(2024, 5, 12)),
    ],
)
def test_forms_of_dates(line: str, day: date) -> None:
    """Digits or names, European order first, two dates run together."""
    assert find_dates(line)[0].day == day


@pytest.mark.parametrize(
    "line", ["1.2.3", "30.02.2024", "Version 10.15.7", "Bilanz 2024", "gestern", "13/13/2024", "0.0.2024"]
)
def test_what_is_no_date(line: str) -> None:
    """Versions, bare years and days that do not exist are no dates."""
    assert find_dates(line) == []


@pytest.mark.parametrize(("line", "reason"), [("12. Mai 2024, Ort", "date_line"), ("12. Mai 2024, Rathaus", None)])
def test_a_row_is_metadata_when_most_of_it_is(line: str, reason: str | None) -> None:
    """Three quarters of its letters and digits suffice; a little more than half does not."""
    title, body = "Rat vertagt die Entscheidung über den Haushalt", ARTICLE.rsplit("\n", maxsplit=1)[-1]
    batch = find_metadata(batch_of([f"{title}\n{line}\n\n{body}"]), MetadataSettings())
    assert batch.documents["published"].to_pylist() == [date(2024, 5, 12)]
    assert batch.paragraphs["reason"].to_pylist() == [None, reason, None]


def found_in(text: str) -> dict[str, Any]:
    found: dict[str, Any] = find_metadata(batch_of([text]), MetadataSettings()).documents.to_pylist()[0]
    return found


BODY = "Der Rat der Stadt hat die Entscheidung über den Haushalt des kommenden Jahres noch einmal vertagt."
TITLE = "Rat vertagt die Entscheidung über den Haushalt"


@pytest.mark.parametrize(
    ("place", "is_read"),
    [
        ("Berlin", True),
        ("Sankt Georgen im Schwarzwald (Baden), den", True),
        ("Sankt Georgen im Schwarzwald bei Villinge (Landkreis Schwarzwald-Baar im Süden), den", False),
    ],
)
def test_a_dateline_may_name_a_long_place(place: str, *, is_read: bool) -> None:
    """The date stands within the first ninety characters of the text."""
    text = f"{TITLE}\n\n{place}{'' if place.endswith('den') else ','} 12. September 2024 – {BODY}\n\n{BODY} Nein."
    assert (found_in(text)["published"] == date(2024, 9, 12)) == is_read


@pytest.mark.parametrize(
    ("names", "is_read"),
    [
        ("Anna Schmidt", True),
        ("Anna Maria Schmidt, Karl Friedrich Weber und Johanna Meier", True),
        ("Anna Maria Schmidt, Karl Friedrich Weber, Johanna Meier, Peter Wagner, Paul Hofmann, Maria Becker", False),
    ],
)  # fmt: skip
def test_a_row_of_names_below_a_title_is_a_byline(names: str, *, is_read: bool) -> None:
    """Of three authors it is; of six it may be a list of members."""
    assert (found_in(f"{TITLE}\n{names}\n\n{BODY}\n\n{BODY} Nein.")["author"] is not None) == is_read


def test_an_agency_stands_among_others() -> None:
    """A line that names four agencies and the word before them names no more."""
    assert found_in(f"{TITLE}\nQuelle: dpa, AFP, Reuters, APA\n\n{BODY}\n\n{BODY} Nein.")["agency"] == "dpa"


@pytest.mark.parametrize(("title", "found"), [("Der Hafen schläft", "Der Hafen schläft"), ("Hafen heute", "Wer weckt")])
def test_above_an_interview_stands_its_title(title: str, found: str) -> None:
    """Three words above the first question are the title; of two the question may be one itself."""
    asked = "Wer weckt den Hafen in der Stadt?"
    rows = [title, asked, BODY, "Und wer hilft dabei?", BODY, "Wann ist er fertig?", f"{BODY} Nein."]
    assert found_in("\n\n".join(rows))["title"].startswith(found)
