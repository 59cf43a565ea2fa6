"""Numbers that a word nearby explains: accounts, cards, people who are called; and numbers that are none of these."""

from __future__ import annotations

import pyarrow as pa
import pytest

from reinschrift.personal import mask_texts
from reinschrift.settings.stages import PersonalSettings


def masked(text: str) -> str:
    found: str = mask_texts(pa.array([text], pa.string()), PersonalSettings())[0].to_pylist()[0]
    return found


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("Konto:1234567", "Konto:<ACCOUNT>"),
        ("Kto.-Nr. 123 456 789, BLZ 370 400 44", "Kto.-Nr. <ACCOUNT>, BLZ 370 400 44"),
        ("Postkonto 80-11821-6", "Postkonto <ACCOUNT>"),
        ("RIB : 30002 00550 0000671428Z 88", "RIB : <ACCOUNT>"),
        ("Compte : 07191890997", "Compte : <ACCOUNT>"),
        ("c/c postale n. 11793989", "c/c postale n. <ACCOUNT>"),
        ("Número de cuenta: 2038 5180 81 3753127668", "Número de cuenta: <ACCOUNT>"),
        ("Rekeningnummer 38.88.43.407", "Rekeningnummer <ACCOUNT>"),
        ("Číslo účtu: 123456789", "Číslo účtu: <ACCOUNT>"),
    ],
)
def test_accounts_behind_a_word_for_one(text: str, after: str) -> None:
    """Five countries' old forms, glued to the label or not."""
    assert masked(text) == after


@pytest.mark.parametrize(
    "text",
    [
        "Auf dem Konto 4400 wird gebucht.",
        "Auf dem Konto 123 456 Euro, mehr nicht.",
        "Konto: 1.234.567",
        "Konto: 123.456,78",
        "Konto 12.03.2024",
        "Le pays compte 38 000 000 habitants.",
        "La ciudad cuenta 250 000 árboles.",
        "Gesamt: 0211 2345 6789",
        "Total : 0211 2345 6789",
        "Totale: 0211 2345 6789",
        "Razem: 0211 2345 6789",
        "MPN 0123-4567-89",
        "P/N 0823-7991-29",
        "nr zamówienia 0940 082140",
        "numero di spedizione 0625 3201 3370",
        "Numéro de suivi : 0625 3201 3370",
        "Geöffnet 0930–1815",
        "Gezogen wurden 06 12 24 36 48 am Samstag.",
        "Gezogen wurden 04-19-27-33-45 am Samstag.",
        "Werte: 7738 / 0766 / 5955 / 2972",
        "Die Werte sind 010 037 280 268 hier.",
        "Reihe: 06 00 03 50 71 63 69",
        "Es gilt x = 087 - 9898/62 dort.",
        "(093 - 889) / 8980",
        "urn:nbn:de:0070-0774195042",
        "Błąd usunięto w wersji 19.22.50.205 programu.",
        "Le budget est de 601 234 567 euros.",
    ],
)
def test_look_alikes_stay(text: str) -> None:
    """Sums, hours, draws, rows, formulas, names of resources, part numbers, versions."""
    assert masked(text) == text


@pytest.mark.parametrize(
    ("text", "after"),
    [
        (
            "Telefonate al signor Rossi al 333 0993465 entro venerdì.",
            "Telefonate al signor Rossi al <PHONE> entro venerdì.",
        ),
        ("Appelez Mme Lefèvre au 0625925252 avant midi.", "Appelez Mme Lefèvre au <PHONE> avant midi."),
        ("Il tourne le 06 12 24 36 58 vite.", "Il tourne le <PHONE> vite."),
        ("Werte 0211 3456 789 012 hier", "Werte <PHONE> hier"),
        ("tel:507 517 482", "tel:<PHONE>"),
        ("+31-(0)20-3928259", "<PHONE>"),
        ("**Teléfono:** 937.477.819", "**Teléfono:** <PHONE>"),
        ("Komórka\t12/660-77-75", "Komórka\t<PHONE>"),
        ("Die Kreditkarte mit der Nummer 4111111111111111.", "Die Kreditkarte mit der Nummer <CARD>."),
        ("http://62.154.126.16/login", "http://<IP>/login"),
        ("Schreiben an lucia.garcia+news @example.org bitte", "Schreiben an <EMAIL> bitte"),
        ("Schreiben an lucia@ example.org bitte", "Schreiben an <EMAIL> bitte"),
        ("Danke an Anna @name.social bitte", "Danke an Anna @name.social bitte"),
    ],
)
def test_words_of_the_sentence_explain_a_number(text: str, after: str) -> None:
    """Somebody is called, a card is spoken of, a label stands in bold or before a tab."""
    assert masked(text) == after
