"""Values with two blanks between their groups, and words that stand shortened or in another order before a value."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from reinschrift.personal import mask_paragraphs, mask_texts
from reinschrift.settings.stages import PersonalSettings


def masked(text: str) -> str:
    texts, _ = mask_texts(pa.array([text], pa.string()), PersonalSettings())
    return str(texts[0].as_py())


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("Das Büro: +48  710  590  043, morgens.", "Das Büro: <PHONE>, morgens."),
        ("Anruf: 0049-30-9295  0940 bitte", "Anruf: <PHONE> bitte"),
        ("Telefoon: (010)  709  67  23, bitte", "Telefoon: <PHONE>, bitte"),
        ("WhatsApp 646  069  128", "WhatsApp <PHONE>"),
        ("Handy: 0171  –  219  6370", "Handy: <PHONE>"),
        ("tel. 22\u00a0 438\u00a0 37\u00a0 27", "tel. <PHONE>"),
        ("IBAN: de89  3704  0044  0532  0130  00.", "IBAN: <IBAN>."),
        ("Konto: AT  61  1904  3002  3457  3201", "Konto: <IBAN>"),
        ("Karte 4111  1111  1111  1111 gesperrt", "Karte <CARD> gesperrt"),
    ],
)
def test_two_blanks_part_no_value(text: str, after: str) -> None:
    """As one blank does, where a country's code, check digits or a word before bear the number out."""
    assert masked(text) == after


@pytest.mark.parametrize(
    "text",
    [
        "Im Jahr 1990  12345  67890 Stück",
        "0211  3204  1320 und so fort",
        "12  345678  9012345",
        "A4  210  297  mm",
        "Telefon   1990   1995   2000",
    ],
)
def test_columns_of_figures_stay(text: str) -> None:
    """Where nothing but two blanks would join them, columns are columns."""
    assert masked(text) == text


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("Tel. G. 0593744959", "Tel. G. <PHONE>"),
        ("Tél. dom. : 0119517996", "Tél. dom. : <PHONE>"),
        ("tel. kontaktowy: 555-821-388", "tel. kontaktowy: <PHONE>"),
        ("tel. č. 816 874 191", "tel. č. <PHONE>"),
        ("Tel. uff. 348123456", "Tel. uff. <PHONE>"),
        ("Tels. 660 361 070", "Tels. <PHONE>"),
        ("Contacto telefónico: 912228538", "Contacto telefónico: <PHONE>"),
        ("TM: 213 512 602", "TM: <PHONE>"),
        ("conta n.º 3431856565", "conta n.º <ACCOUNT>"),
        ("nº de cuenta 5537711536", "nº de cuenta <ACCOUNT>"),
        ("Reservas: info.zuercher arroba web.de.", "Reservas: <EMAIL>."),
        ("Kontakt: bianchi48 <at> web.de", "Kontakt: <EMAIL>"),
        ("bankrekening 20.01.07.381", "bankrekening <ACCOUNT>"),
        ("Tlf. 10.12.13.45", "Tlf. <PHONE>"),
        ("CB : 5407973629580842", "CB : <CARD>"),
        ("cartão n.º 5471021147214378", "cartão n.º <CARD>"),
        ("luca-nowak (arobase) gmx (point) at", "<EMAIL>"),
        ("jansen29 (zavinac) web.de", "<EMAIL>"),
        ("gruber(apestaartje)seznam.cz", "<EMAIL>"),
        ("E-Mail: novakova+list arroba gmx.at.", "E-Mail: <EMAIL>."),
        ("Fax +46–(0)73–992 97 69", "Fax <PHONE>"),
        ("kari (krøllalfa) posten (punktum) no", "<EMAIL>"),
    ],
)
def test_words_in_their_short_forms(text: str, after: str) -> None:
    """A word that says which telephone it is, a letter for one, a number's sign before or behind the word."""
    assert masked(text) == after


@pytest.mark.parametrize(
    "text",
    [
        "Die Tel Aviver Börse schloss bei 12345 Punkten.",
        "Konto eröffnet am 20.01.2007",
        "Tel. am 10.12.2013",
        "Nous sommes arrivés au point de départ, at this point in time.",
        "Tel. kostet 12345 Euro",
        "Kontonummer 2019-2020",
        "Una arroba pesa once kilos. Dos arrobas más.",
        "Ein <attribut> im Text, a <b> c.de",
    ],
)
def test_sentences_with_these_words_stay(text: str) -> None:
    """Dates, sums and prose beside them."""
    assert masked(text) == text


@pytest.mark.parametrize(
    "rows",
    [
        ("Rufen Sie an unter +49", "89 2647-0, wenn es geht."),
        ("Rekening NL91 ABNA", "0417 1643 00"),
        ("Kreditkarte: 4111", "1111 1111 1111"),
        ("Fragen an anna.brandt@", "example.org"),
        ("Tel. 0211 234567", "2024 war ein gutes Jahr."),
    ],
)
def test_what_is_only_counted_is_counted_as_if_it_were_masked(rows: tuple[str, str]) -> None:
    """In both parts, where a line's end parted it, and the text stays."""
    texts, owners = pa.array(rows, pa.string()), np.zeros(2, np.int64)
    _, wanted = mask_paragraphs(texts, owners, PersonalSettings())
    fields = [name for name in PersonalSettings.model_fields if getattr(PersonalSettings(), name) == "mask"]
    same, found = mask_paragraphs(texts, owners, PersonalSettings.model_validate(dict.fromkeys(fields, "count")))
    assert same.to_pylist() == list(rows)
    assert [column.tolist() for column in found] == [column.tolist() for column in wanted]


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("Tel. 0211 320413 1 320 Euro", "Tel. <PHONE> 1 320 Euro"),
        ("Tél. 01 42 34 56 78 1 320 000 €", "Tél. <PHONE> 1 320 000 €"),
        ("Tel. 0211 3204 1320 euros", "Tel. <PHONE> 1320 euros"),
        ("tel. 601 234 567 120 osób", "tel. <PHONE> 120 osób"),
        ("Kontonummer 1234567 1320 Euro", "Kontonummer <ACCOUNT> 1320 Euro"),
        ("Kontonummer 1234567 1 320 Euro", "Kontonummer <ACCOUNT> 1 320 Euro"),
        ("Kontonummer 1234567 12,50 Euro", "Kontonummer <ACCOUNT> 12,50 Euro"),
        ("Konto 1234567 20.01.2024 gebucht", "Konto <ACCOUNT> 20.01.2024 gebucht"),
        ("Tel. 0211 320413 20.01.2024", "Tel. <PHONE> 20.01.2024"),
        ("Konto: 123 456 789 Euro", "Konto: 123 456 789 Euro"),
        ("Konto: 1 234 567 Euro", "Konto: 1 234 567 Euro"),
        ("Kontonummer 1234567890 €", "Kontonummer 1234567890 €"),
    ],
)
def test_a_sum_or_a_date_behind_a_number_stays(text: str, after: str) -> None:
    """And the number before it is masked."""
    assert masked(text) == after
