"""What belongs to a text without signs of a page: a policy's heading, a pair of a dictionary, a report's captions."""

from __future__ import annotations

import pytest

from evaluation.measure.harm import measure_harm
from reinschrift.look.clean import clean
from reinschrift.settings.stages import StagesSettings
from reinschrift.stages.lines.rules import TIP_STOPS
from reinschrift.stages.lines.spared import REPORT_CREDITS
from reinschrift.stages.rows.of_pages import SHORT_TEXT

FILLER = tuple(
    f"Am {day}. Tag zählten wir {7 * day % 31} Schwalben über dem Dach der Scheune, und der Wind kam von Westen."
    for day in range(1, SHORT_TEXT + 4)
)


def lost(*lines: str) -> list[str]:
    """Return the lines that go, of a text with some lines of prose below."""
    return [text for _, text in measure_harm(["\n\n".join(lines)], StagesSettings()).rows]


@pytest.mark.parametrize("heading", ["Datenschutzerklärung", "Terms of Use"])
def test_the_heading_of_a_policy_stays(heading: str) -> None:
    """It says what a link to it says."""
    assert lost(heading, *FILLER) == []


@pytest.mark.parametrize("line", ["Bitte melden Sie sich.", "Condividi – Share", "Accetto – I accept"])
def test_words_of_a_page_that_the_model_takes_for_content_stay_in_a_long_text(line: str) -> None:
    """A list of questions and answers has the first, a dictionary the others."""
    assert lost(*FILLER[:8], line, *FILLER[8:]) == []


@pytest.mark.parametrize("line", ["17.03.12", "Monday 3 June 2013, 7.30 pm.", "Last updated: 4 March 2021"])
@pytest.mark.parametrize("place", [1, -1])
def test_dates_stay_in_a_long_text(line: str, place: int) -> None:
    """They are the time of a speech, the day of the next sitting, the state of a policy."""
    lines = ["Wie viele Schwalben es waren", *FILLER]
    lines.insert(place % len(lines), line)
    assert lost(*lines) == []


def test_a_date_below_a_short_text_stays() -> None:
    """A poem or a speech ends with it; above the body of so short a text it is a page's."""
    assert lost("Wie viele es waren", *FILLER[:3], "12. Mai 2020") == []
    assert lost("Wie viele es waren", "12. Mai 2020", *FILLER[:3]) == ["12. Mai 2020"]


@pytest.mark.parametrize("day", ["Vom 4. Juli 1983", "Du 4 juillet 1983", "z dnia 4 lipca 1983 r."])
def test_the_day_of_a_law_stays_below_its_name(day: str) -> None:
    """A law may be short."""
    assert lost("Verordnung über die Sperrzeit", day, *FILLER[:3]) == []


@pytest.mark.parametrize(("number", "stays"), [(2, False), (3, True)])
def test_many_credits_are_the_captions_of_a_report(number: int, *, stays: bool) -> None:
    """Of an article's few pictures they are credits."""
    lines = ["Foto: Maren Lind"] * number
    rows = [row for pair in zip(FILLER, lines, strict=False) for row in pair]
    assert (number >= REPORT_CREDITS) == stays
    assert (lost(*rows, FILLER[8]) == []) == stays


def test_a_tip_that_tells_something_is_no_link() -> None:
    """Behind the label of a link stands a headline."""
    told = "Lesetipp: „Die Mühle“ von Ilse Korn. Dünn, bitter, gut. Mehr davon"
    assert told.count(". ") == TIP_STOPS
    assert lost(*FILLER[:3], told, *FILLER[3:5]) == []
    assert lost(*FILLER[:3], "Lesetipp: Die Mühle am Bach", *FILLER[3:5]) == ["Lesetipp: Die Mühle am Bach"]


@pytest.mark.parametrize(
    ("heading", "entries"),
    [
        ("Changed", ("- Rivers freeze in winter", "- Newsletter sign up", "- Horses are slower uphill")),
        ("Eine Woche vorher", ("[ ] Kühlschrank abtauen", "[ ] Vertrag kündigen", "[ ] Freunde fragen")),
        ("Corrections", ("• La recherche ne trouvait rien", "• Laisser un commentaire", "• Le menu restait ouvert")),
        ("Opravljeno", ("1. Dodano temno ozadje", "2. Partager sur Facebook", "3. Slike so zdaj večje")),
    ],
)
def test_an_entry_of_a_list_is_no_call(heading: str, entries: tuple[str, str, str]) -> None:
    """What a program changed, or what is to be done, is called as the button is; without the list it is one."""
    above, call, below = entries
    assert lost(f"{heading}\n{above}\n{call}\n{below}") == []
    assert call in lost(*FILLER[:4], call)


@pytest.mark.parametrize(
    "reference", ["Se även: Berg & Lund 1950.", "See also: Berg and Lund, 1950.", "Siehe auch: Kahn."]
)
def test_a_reference_that_ends_as_sentences_do_is_no_link(reference: str) -> None:
    """It closes a bibliography or an entry of an encyclopaedia; a link is a headline without an end."""
    books = ("Ahl, S.: Tranor i myren. Uppsala 1931.", "Dahl, E.: Ugglor. Malmö 1962.", "Holm, I.: Ägg. Lund 1899.")
    assert lost(*books, reference) == []
    assert lost(*FILLER[:3], "Lesen Sie auch: Wo die Schwalben den Winter verbringen") != []


def test_a_policy_is_no_page_by_the_names_of_its_sections() -> None:
    """They are what a page has buttons for."""
    sections = ("Cookies", "Kontaktformular", "Newsletter", "Kommentare", "Soziale Medien", "Ihre Rechte")
    rows = [row for pair in zip(sections, FILLER, strict=False) for row in (pair[0], pair[1])]
    assert lost("Datenschutzerklärung", *rows) == []


def test_markup_without_sure_debris_is_a_text() -> None:
    """Nothing stands around the text as on a page, so what it says like a button, or dates, is its own."""
    rows = ["Hilfe", *FILLER[:8], "Drucken", *FILLER[8:], "Alle Rechte vorbehalten."]
    cleaned = clean("<html lang=de><body>" + "".join(f"<p>{row}</p>" for row in rows) + "</body></html>")
    assert [one.text for one in cleaned.paragraphs if not one.is_kept] == []
    frame = "<nav><a href=/a>Start</a> <a href=/b>Kontakt</a> <a href=/c>Impressum</a></nav>"
    page = clean(f"<html lang=de><body>{frame}" + "".join(f"<p>{row}</p>" for row in rows) + "</body></html>")
    assert "Drucken" in [one.text for one in page.paragraphs if not one.is_kept]
