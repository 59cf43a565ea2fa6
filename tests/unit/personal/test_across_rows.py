"""A value that a line's end parts into two paragraphs is masked in both; what stands whole goes no further."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from reinschrift.personal import mask_paragraphs
from reinschrift.settings.stages import PersonalSettings

Rows = tuple[str, ...]


def masked(rows: Rows, owners: tuple[int, ...] | None = None) -> Rows:
    texts = pa.array(rows, pa.string())
    found, _ = mask_paragraphs(texts, np.array(owners or [0] * len(rows), np.int64), PersonalSettings())
    return tuple(found.to_pylist())


@pytest.mark.parametrize(
    ("rows", "after"),
    [
        (
            ("Rufen Sie an unter +49", "89 2647-0, wenn es geht."),
            ("Rufen Sie an unter <PHONE>", "<PHONE>, wenn es geht."),
        ),
        (("Tel.: (01)", "598 77 81-47"), ("Tel.: <PHONE>", "<PHONE>")),
        (("IBAN: DE89 3704", "0044 0532 0130 00 bitte"), ("IBAN: <IBAN>", "<IBAN> bitte")),
        (("Rekening NL91 ABNA", "0417 1643 00"), ("Rekening <IBAN>", "<IBAN>")),
        (("Kreditkarte: 4111", "1111 1111 1111"), ("Kreditkarte: <CARD>", "<CARD>")),
        (("Fragen an anna.brandt@", "example.org"), ("Fragen an <EMAIL>", "<EMAIL>")),
        (("MT84 M A L T 0 1 1 0 0 0 0 1 2 3 4 5 M T L C A S T 0", "0 1 S"), ("<IBAN>", "<IBAN>")),
        (("Mobil: +41 (0)44", "992 96 83."), ("Mobil: <PHONE>", "<PHONE>.")),
        (("Telefon 00351", "963727286 bitte"), ("Telefon <PHONE>", "<PHONE> bitte")),
        (("Tel. (+351) 22 532", "1445"), ("Tel. <PHONE>", "<PHONE>")),
        (("Tél. : 0033", "4 72 98 75 35"), ("Tél. : <PHONE>", "<PHONE>")),
    ],
)
def test_both_parts_are_masked(rows: Rows, after: Rows) -> None:
    """Each part has its own placeholder, and what stands around stays."""
    assert masked(rows) == after
    assert masked(after) == after


@pytest.mark.parametrize(
    ("rows", "after"),
    [
        (("Tel. 0211 234567", "2024 war ein gutes Jahr."), ("Tel. <PHONE>", "2024 war ein gutes Jahr.")),
        (("Tel. +49 211 234567", "2024 war ein gutes Jahr."), ("Tel. <PHONE>", "2024 war ein gutes Jahr.")),
        (("Seite 4111", "1111 1111 1112"), ("Seite 4111", "1111 1111 1112")),
        (("4111", "1111 1111 1111"), ("4111", "1111 1111 1111")),
        (("12", "345678", "9012345"), ("12", "345678", "9012345")),
        (("Es kamen 20", "300 gingen wieder"), ("Es kamen 20", "300 gingen wieder")),
        (("", "0211 12", ""), ("", "0211 12", "")),
    ],
)
def test_rows_that_hold_no_value_together_stay(rows: Rows, after: Rows) -> None:
    """A number that is whole before the line's end, tables of numbers, and sums are left as they are."""
    assert masked(rows) == after


def test_two_documents_are_not_read_as_one() -> None:
    """The last row of a document and the first of the next one have nothing to do with each other."""
    rows = ("Tel.: +49", "89 2647-0")
    assert masked(rows, (0, 1)) == rows


def test_each_part_counts_in_its_row() -> None:
    """The parts are items of their rows, with the lengths of what stood there."""
    rows = pa.array(["x", "IBAN: DE89 3704", "0044 0532 0130 00 bitte"], pa.string())
    _, found = mask_paragraphs(rows, np.zeros(3, np.int64), PersonalSettings())
    assert found.row.tolist() == [1, 2]
    assert found.n_chars.tolist() == [9, 17]


@pytest.mark.parametrize("mode", ["count", "leave"])
def test_a_kind_that_is_not_masked_stays(mode: str) -> None:
    """Only kinds that are masked are masked over two rows."""
    rows = pa.array(["IBAN: DE89 3704", "0044 0532 0130 00 bitte"], pa.string())
    settings = PersonalSettings(ibans=mode, phones="leave", accounts="leave")  # type: ignore[arg-type]
    after, _ = mask_paragraphs(rows, np.zeros(2, np.int64), settings)
    assert after.to_pylist() == rows.to_pylist()
