"""Where each threshold of the choice lies: a case just on each side of it."""

from __future__ import annotations

import pytest

from reinschrift.pages.choose import choose, names_in, without_site
from reinschrift.pages.metadata import Statement
from reinschrift.pages.visible import Line, find_bylines, find_dates

BODY = "Der Rat der Stadt hat die Entscheidung über den Haushalt des kommenden Jahres noch einmal vertagt."


def line(number: int, text: str, tag: str = "p", content: float = 0.0) -> Line:
    digits = sum(sign in "0123456789" for sign in text)
    return Line(number, tag, 0, content, text, digits)


def shown(text: str, below: int) -> list[Line]:
    """Return a page's body, and a line so far below it (or above it)."""
    return [line(30, BODY, content=1.0), line(30 + below, text)]


def test_a_day_shown_near_the_content_corrects_a_moment_at_night() -> None:
    """Two lines below the body it is the article's day; three below it may be that of anything."""
    moment = [Statement("published", "meta article:published_time", "2024-05-31T22:30:00Z")]
    near = choose(moment, shown("1. Juni 2024", 2), None).fields
    far = choose(moment, shown("1. Juni 2024", 3), None).fields
    assert (near["published"], far["published"]) == ("2024-06-01", "2024-05-31")


@pytest.mark.parametrize(
    ("below", "rank"), [(-14, 4), (-15, 13), (4, 8), (5, 20)], ids=["above", "far above", "below", "far below"]
)
def test_date_lines_near_the_content_come_first(below: int, rank: int) -> None:
    """Fourteen lines above and four below are near; one more is far."""
    assert [found for found, _, _ in find_dates(shown("1. Juni 2024", below), "de")] == [rank]


@pytest.mark.parametrize(("below", "found"), [(-14, 1), (-15, 0), (4, 1), (5, 0)])
def test_bylines_stand_near_the_content(below: int, found: int) -> None:
    """A byline farther off names the author of something else."""
    assert len(find_bylines(shown("Von Anna Schmidt", below))) == found


@pytest.mark.parametrize(("year", "found"), [(1995, 1), (1994, 0)])
def test_no_page_is_older_than_the_web(year: int, found: int) -> None:
    """A day before 1995 is one that the text tells of."""
    assert len(find_dates(shown(f"1. Juni {year}", -1), "de")) == found


def test_a_long_line_is_no_date_line_and_no_byline() -> None:
    """A date line has 160 characters at most, a byline 120."""
    for n_chars, found in ((160, True), (161, False)):
        assert bool(find_dates([line(0, "1. Juni 2024 ".ljust(n_chars, "x"))], "de")) is found
    for n_chars, found in ((120, True), (121, False)):
        assert bool(find_bylines([line(0, "Von Anna Schmidt".ljust(n_chars, "t"))])) is found


def test_the_shortest_date_has_four_digits() -> None:
    """Three are no date, so the line is not looked at."""
    assert find_dates(shown("1.2.24", -1), "de")
    assert not line(0, "1.2.2").may_name_day


def test_a_heading_that_shares_most_words_with_the_declared_title_is_the_title() -> None:
    """Two words of three suffice, one of two does not: then the page's head knows better."""
    said = [Statement("title", "meta og:title", "Rat vertagt Haushalt")]
    like = choose(said, [line(0, "Rat vertagt", "h1")], None)
    unlike = choose([Statement("title", "meta og:title", "Rat vertagt")], [line(0, "Rat", "h1")], None)
    assert (like.fields["title"], unlike.fields["title"]) == ("Rat vertagt", "Rat vertagt")
    assert (like.evidence[0].where, unlike.evidence[0].where) == ("h1", "meta og:title")


@pytest.mark.parametrize("sign", ["…", "\ufffd", "→ ←"])
def test_a_heading_of_signs_alone_shares_no_word(sign: str) -> None:
    """It has no words to compare; the declared title stands."""
    stated = [Statement("title", "meta og:title", "Der Rat vertagt den Haushalt")]
    assert choose(stated, [line(1, sign, "h1"), line(3, BODY, content=1.0)], None).fields["title"] == stated[0].text


def test_a_heading_with_readings_beside_its_ideographs_is_not_the_title() -> None:
    """Each ideograph is a word, and counts with what stands behind it."""
    declared = Statement("title", "meta og:title", "子どもへの体罰を禁止する法律ができる")
    read = choose([declared], [line(0, "子こどもへの体罰たいばつを禁止きんしする法律ほうりつができる", "h1")], None)
    same = choose([declared], [line(0, "子どもへの体罰を禁止する法律が", "h1")], None)
    assert read.fields["title"] == declared.text
    assert same.evidence[0].where == "h1"


def test_names_are_short_and_few() -> None:
    """Five words are a name and six are a sentence; of more than eight names the first eight stay."""
    assert names_in(["Karl Otto Maria von Berg"], None) == ["Karl Otto Maria von Berg"]
    assert names_in(["Karl Otto Maria Josef von Berg"], None) == []
    many = [f"Anna {letter}eier" for letter in "BDFGKLMRST"]
    assert names_in(many, None) == many[:8]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Por Ana Ruiz y Juan Mora", ["Ana Ruiz", "Juan Mora"]),
        ("Di Anna Rossi e Marco Bianchi", ["Anna Rossi", "Marco Bianchi"]),
        ("Av Karin Berg och Nils Holm", ["Karin Berg", "Nils Holm"]),
        ("Författare: Karin Berg", ["Karin Berg"]),
        ("Redaktör", []),
        ("Redaktion", ["Redaktion"]),
        ("Jane Doe a Writer", ["Jane Doe a Writer"]),
    ],
)
def test_names_are_read_by_the_words_that_lines_of_text_are(text: str, names: list[str]) -> None:
    """In any language, for one list serves both. A page may name its desk as the author; an article joins no names."""
    assert names_in([text], None) == names


def test_a_byline_is_read_by_the_words_that_lines_of_text_are() -> None:
    """Pages knew the labels of German and English alone."""
    assert find_bylines(shown("Autorka: Anna Nowak", -1)) == [("Anna Nowak", "byline")]
    assert find_bylines(shown("Door Anna de Vries", -1)) == [("Anna de Vries", "byline")]


@pytest.mark.parametrize(
    ("title", "site", "own"),
    [
        ("Der Hafen wird tiefer | Küsten-Blatt", "kustenblatt.example", "Der Hafen wird tiefer"),
        ("Le port est fermé - L'ÉTÉ", "l-ete.example", "Le port est fermé"),
        ("港口重新开放 | 海港新闻", "海港新闻", "港口重新开放"),
        ("Der Hafen | wird tiefer", "kuesten.example", "Der Hafen | wird tiefer"),
    ],
)
def test_the_name_of_the_site_goes_by_the_words_of_both(title: str, site: str, own: str) -> None:
    """As all words are cut: neither case nor accents count, and each ideograph is one."""
    assert without_site(title, site) == own


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Müller, Hans", ["Müller, Hans"]),
        ("van der Berg, Anna Maria", ["van der Berg, Anna Maria"]),
        ("O'Neil, Sean", ["O'Neil, Sean"]),
        ("Лужин, Иван", ["Лужин, Иван"]),
        ("Müller, Hans; Schmidt, Eva", ["Müller, Hans", "Schmidt, Eva"]),
        ("Hans Müller, Eva Schmidt", ["Hans Müller", "Eva Schmidt"]),
        ("Hans, Eva, Tom", ["Hans", "Eva", "Tom"]),
        ("Reuters, AFP", ["Reuters", "AFP"]),
        ("Anna Schmidt, dpa", ["Anna Schmidt", "dpa"]),
    ],
)
def test_a_family_name_before_a_given_one_is_no_second_author(text: str, names: list[str]) -> None:
    """A comma parts names only where each is whole."""
    assert names_in([text], None) == names


def test_a_line_of_text_holds_no_family_name_first() -> None:
    """There a comma parts persons and places."""
    assert names_in(["Müller, Berlin"], None, is_marked=False) == ["Müller", "Berlin"]
