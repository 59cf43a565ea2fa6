"""What lines say of their author: offices, desks, nicknames, labels within a line, names of many hands."""

from __future__ import annotations

import pytest

from evaluation.data.paragraphs import batch_of
from reinschrift.settings.stages import MetadataSettings
from reinschrift.stages.metadata import find_metadata
from reinschrift.stages.metadata.bylines import authors_beside, ends_byline, find_authors, find_group
from reinschrift.stages.metadata.dates import find_dates
from reinschrift.stages.metadata.names import names_alone

TITLE = "Der Rat vertagt die Entscheidung über den Haushalt"
BODY = (
    "Der Rat der Stadt hat die Entscheidung über den Haushalt des kommenden Jahres noch einmal vertagt.",
    "Die Bürgermeisterin will den Haushalt nach dem Sommer noch einmal vorlegen, wenn alle Zahlen da sind.",
)


def found(*rows: str) -> tuple[str | None, str | None]:
    """Return author and day of a text of these rows."""
    documents = find_metadata(batch_of(["\n".join(rows)]), MetadataSettings()).documents
    day = documents["published"][0].as_py()
    return documents["author"][0].as_py(), str(day) if day else None


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("Von unserem Redakteur Karl Weber", ["Karl Weber"]),
        ("Interview: Anna Klein", ["Anna Klein"]),
        ("Interview: Anna Klein über den Haushalt", []),
        ("Kommentar: Der Haushalt", []),
        ("Von Anna", ["Anna"]),
        ("Von Bremen", []),
        ("Publicado por Ana García", ["Ana García"]),
        ("Erstellt von Anna Klein", ["Anna Klein"]),
        ("by Jacob Berg—10 min read", ["Jacob Berg"]),
        ("von Anna in Gefühle, Kultur", ["Anna"]),
        ("By ANNA BERG Harbour Press", ["ANNA BERG"]),
        ("By Anna Berg, Trial Attorney", ["Anna Berg"]),
        ("By Anna Berg, Ximunde Oksaar and Karl Weber", ["Anna Berg"]),
        ("By Anna Berg and Ximunde Oksaar", ["Anna Berg", "Ximunde Oksaar"]),
        ("Oprac. Anna Nowak", ["Anna Nowak"]),
        ("Napsala Eva Novotná", ["Eva Novotná"]),
    ],
)
def test_a_byline_may_hold_an_office_or_a_kind_of_text(line: str, authors: list[str]) -> None:
    """Behind the kind nothing but names that are known may stand; one word alone is a name if it is a given one."""
    assert find_authors(line) == authors


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("Veröffentlicht: 05.01.2020 | Autor: nordlicht7 | Abgelegt unter: Hafen", ["nordlicht7"]),
        ("Опубликовано 12 мая 2024 г. Автор: Анна Петрова", ["Анна Петрова"]),
        ("March 15, 2022 · 3 min read · By Kontor Online", ["Kontor Online"]),
        ("Publicerad 12 maj 2024 av Anna Berg", ["Anna Berg"]),
        ("Anna December 9, 2024 0 Comments", ["Anna"]),
        ("Bremen December 9, 2024", []),
        ("Sofie, 3 May 2021", []),
        ("by oz on December 4, 2006", ["oz"]),
        ("Posted on 2015-04-05 by marc | Leave a comment", ["marc"]),
        ("von Herr_Rein Veröffentlicht am 11. Juni 2019", ["Herr_Rein"]),
        ("Posted in Travel by Anna Berg on December 18, 2025", ["Anna Berg"]),
        ("Dec 08, 2019 by nordlicht7 in Growth", ["nordlicht7"]),
        ("DECEMBER 18, 2025 BY ANNA BERG 3 COMMENTS", ["ANNA BERG"]),
        ("Pubblicato il 18/12/2025 ore 14:30 da Anna Sala", ["Anna Sala"]),
        ("Opublikowano: 18 grudnia 2025 przez Ewa Mała", ["Ewa Mała"]),
        ("Donnerstag, 18. Dezember 2025, von unserem Redakteur Karl Weber", ["Karl Weber"]),
        ("18. Dezember 2025 Anna Klein Keine Kommentare", ["Anna Klein"]),
        ("18 décembre 2025 Odile Marchand Aucun commentaire", ["Odile Marchand"]),
        ("Posted on 25. Januar 2022 Author Anna Klein", ["Anna Klein"]),
        ("Harbour Lifestyle Desk / Updated: Dec 17, 2025, 21:47", ["Harbour Lifestyle Desk"]),
        ("Redaktion Hafenblatt | 12. Mai 2024", ["Redaktion Hafenblatt"]),
        ("来源：海港 作者：王小明 2024-05-12", ["王小明"]),
    ],
)
def test_authors_beside_a_date(line: str, authors: list[str]) -> None:
    """After a label within the line, as a desk after “by”, or as a given name just before the date."""
    assert authors_beside(line) == authors


@pytest.mark.parametrize(
    ("line", "group"),
    [
        ("By The Harbour Editors", ["The Harbour Editors"]),
        ("Posted by Kontor Nord", ["Kontor Nord"]),
        ("By Far The Best Place For Boats", []),
        ("By Far The Best Place", ["Far The Best Place"]),
        ("By the numbers", []),
        ("Von Redaktion", []),
    ],
)
def test_a_desk_is_four_capital_words_at_most(line: str, group: list[str]) -> None:
    """What is longer, or written small, is a sentence; a word of the page is nobody."""
    assert find_group(line) == group


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("作者：王小明", ["王小明"]),
        ("記者：陳美玲、王小明", ["陳美玲", "王小明"]),
        ("取材・文：佐藤 太郎", ["佐藤 太郎"]),
        ("김민수 기자", ["김민수"]),
        ("بقلم: أحمد علي", ["أحمد علي"]),
        ("लेखक: राम शर्मा", ["राम शर्मा"]),
        ("Tác giả: Nguyễn Văn An", ["Nguyễn Văn An"]),
        ("作者：更多文章", []),
        ("记者：为什么要这样做呢", []),
        ("记者：你好？", []),
    ],
)
def test_names_in_scripts_without_capitals_stand_behind_a_label(line: str, authors: list[str]) -> None:
    """A few letters or words behind a label and a colon; a sentence or a word of buttons is none."""
    assert find_authors(line) == authors


@pytest.mark.parametrize(
    ("rows", "author"),
    [
        (("Autor:", "Redaktion Hafenblatt"), "Redaktion Hafenblatt"),
        (("By:", "Great Harbour Editorial Team"), "Great Harbour Editorial Team"),
        (("Artikel von:", "nordlicht"), "nordlicht"),
        (("Author:", "Kontor"), "Kontor"),
        (("Article written by:", "Anna Berg, MD, FOMA"), "Anna Berg"),
        (("Autor:", "Teilen"), None),
        (("Autor:", "Newsletter"), None),
        (("Autor:", "Reuters"), None),
        (("Autor", "Kontor"), None),
        (("Harbour Team", "12. Mai 2024"), "Harbour Team"),
        (("12. Mai 2024", "Redaktion Hafenblatt"), "Redaktion Hafenblatt"),
        (("Redaktion Hafenblatt",), None),
        (("Support Team", "12. Mai 2024"), None),
        (("Redaktion Kontakt", "12. Mai 2024"), None),
        (("Staff Picks", "12. Mai 2024"), None),
        (("Team Building", "12. Mai 2024"), None),
    ],
)
def test_a_desk_or_a_nickname_may_stand_in_a_row_of_its_own(rows: tuple[str, ...], author: str | None) -> None:
    """Below a label with a colon, or beside the date; a word of buttons and an agency are none."""
    assert found(TITLE, *rows, *BODY)[0] == author


def test_a_desk_counts_beside_a_date_or_after_a_colon() -> None:
    """Elsewhere “By Use Case” is an entry of a menu."""
    assert found(TITLE, "By The Harbour Editors", *BODY)[0] is None
    assert found(TITLE, "By The Harbour Editors", "12. Mai 2024", *BODY)[0] == "The Harbour Editors"
    assert found(TITLE, "Herausgeber: Kontor SE", *BODY)[0] == "Kontor SE"


def test_names_of_a_sentence_are_all_names_if_one_is_known() -> None:
    """“A, B & C” names three; without the joint the others may be places."""
    assert names_alone("Anna Klein, Ximunde Oksaar & Bovo Quandt") == ["Anna Klein", "Ximunde Oksaar", "Bovo Quandt"]
    assert names_alone("Anna Klein, Ximunde Oksaar, Bovo Quandt") == []
    assert names_alone("Wimund Oksaar & Bovo Quandt") == []
    assert names_alone("Anna Klein & Anadolu Ajansı") == []


@pytest.mark.parametrize(
    ("row", "author"),
    [
        ("Anna Klein5 hours ago", "Anna Klein"),
        ("Anna Klein vor 3 Stunden", "Anna Klein"),
        ("Ximunde Oksaar il y a 2 heures", "Ximunde Oksaar"),
        ("Ximunde Oksaar", None),
    ],
)
def test_how_long_ago_stands_beside_a_name(row: str, author: str | None) -> None:
    """It is no part of the name, and vouches for one that nobody knows."""
    assert found(TITLE, row, *BODY)[0] == author


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("2024-05-12 14:30:11 来源： 港口", "2024-05-12"),
        ("12.05.2024 14:30 Konzert im Hafen", None),
        ("Kontor- 2024/5/12", "2024-05-12"),
        ("21.05.2024 Pressemitteilung", "2024-05-21"),
        ("Abgerufen am 12.05.2024", None),
        ("Kontor Nord, Accessed May 12, 2024", None),
        ("Veröffentlicht am 12.05.2024", "2024-05-12"),
    ],
)
def test_days_of_publication_and_of_other_things(line: str, day: str | None) -> None:
    """A time to the second, a dash or a kind of text vouch for a day; a visit to a page or a concert is another."""
    assert found(TITLE, line, *BODY)[1] == day


@pytest.mark.parametrize(
    ("beginning", "day"),
    [
        ("Madrid, 3 de mayo de 2021 (EFE).- ", "2021-05-03"),
        ("Wien (OTS) 3. Mai 2021 - ", "2021-05-03"),
        ("Berlin (dpa) - 3. Mai 2021 - ", "2021-05-03"),
        ("Berlin, 9. November 1989. ", None),
        ("9. November 1989. ", None),
        ("Bremen, am 3. Mai 2021 – ", "2021-05-03"),
    ],
)
def test_datelines_have_a_dash(beginning: str, day: str | None) -> None:
    """A full stop behind the day begins a story of that day."""
    assert found(TITLE, beginning + BODY[0], BODY[1])[1] == day


def test_a_name_beside_a_labelled_date_below_the_text() -> None:
    """“Veröffentlicht: … von …” at the foot names both."""
    assert found(TITLE, *BODY, "Veröffentlicht: 3. Mai 2021 von Anna Klein") == ("Anna Klein", "2021-05-03")


@pytest.mark.parametrize(
    ("line", "ends"),
    [
        ("Written by Grant Tinsley, PhD on April 29, 2018", True),
        ("Von Anna Klein, Korrespondentin, am 12. Mai 2024", True),
        ("Von Anna Klein gefunden im Wald am 12. Mai 2024", False),
        ("Von Anna Klein am 12. Mai 2024 in den Wald geschickt", False),
        ("Bremen, 12. Mai 2024", False),
    ],
)
def test_a_byline_may_end_with_its_date(line: str, *, ends: bool) -> None:
    """Behind the name an office may stand, and nothing that tells a story."""
    assert ends_byline(line, find_dates(line)) == ends
