"""The stage `encoding`: a batch goes in, a repaired one comes out, and every repair is counted."""

from __future__ import annotations

import pyarrow as pa
import pytest

from reinschrift.batch import Batch
from reinschrift.settings.stages import EncodingSettings
from reinschrift.stages.encoding import repair_characters
from reinschrift.text.repair import KINDS, repaired
from reinschrift.text.repair.mojibake import MAX_LINE

NOTHING = pa.table({"document": pa.array([], pa.int32())})


def batch_of(*texts: str) -> Batch:
    documents = pa.table({"id": [str(i) for i in range(len(texts))], "text": pa.array(texts, pa.string())})
    return Batch(documents, NOTHING)


def test_the_text_is_replaced_and_repairs_are_counted() -> None:
    """Each kind is counted for each document; the given batch stays as it was."""
    given = batch_of("FÃ¼r\xa0u\u0308ber\r\nDonau\xaddampf\ufeff\u200b", "gut")
    after = repair_characters(given, EncodingSettings())
    assert after.documents["text"].to_pylist() == ["Für über\nDonaudampf", "gut"]
    assert after.documents["repairs"].to_pylist() == [
        {"mojibake": 1, "controls": 2, "spaces": 1, "hyphens": 1, "line_ends": 1, "unicode_form": 1},
        dict.fromkeys(KINDS, 0),
    ]
    assert all(field.type == pa.int32() for field in after.documents["repairs"].type)
    assert given.documents.column_names == ["id", "text"]
    assert given.documents["text"][1].as_py() == "gut"
    assert after.documents["text"].num_chunks == after.documents["repairs"].num_chunks == 1


def test_an_empty_batch_and_empty_texts_pass() -> None:
    """No document, or none with a text, is no special case."""
    assert repair_characters(batch_of(), EncodingSettings()).documents.num_rows == 0
    assert repair_characters(batch_of("", "", "\xad"), EncodingSettings()).documents["text"].to_pylist() == ["", "", ""]


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_can_be_switched_off(kind: str) -> None:
    """A switched-off repair does nothing and counts nothing; the others go on."""
    text = pa.array(["FÃ¼r x\xa0y\r\nA\xadb\x01 u\u0308"])
    result, counts = repaired(text, EncodingSettings(**{kind: False}))
    assert result.to_pylist() != text.to_pylist()
    assert [name for name in KINDS if counts[name][0] == 0] == [kind]


def test_a_long_line_is_mended_where_it_is_broken() -> None:
    """In one line of a megabyte, mojibake is undone though good accents and typography surround it."""
    good = "Über größere Brücken – „so“ … führt é à ñ der Weg " * 20_000
    result, counts = repaired(pa.array([good + "fÃ¼r " + good]), EncodingSettings())
    assert result[0].as_py() == good + "für " + good
    assert counts["mojibake"].tolist() == [1]


def test_a_long_line_without_spaces_is_cut_between_characters() -> None:
    """Where no space allows a cut, no character is split."""
    text = "日本語" * (40 * MAX_LINE) + "Ã¤"
    result, _ = repaired(pa.array([text]), EncodingSettings())
    assert result[0].as_py().startswith("日本語" * (40 * MAX_LINE))


def test_repairs_that_make_way_for_others_are_followed_up() -> None:
    """A mended line end is a line end: U+2028 comes out of mojibake and becomes a line feed."""
    result, counts = repaired(pa.array(["einsâ€¨zwei"]), EncodingSettings())
    assert result.to_pylist() == ["eins\nzwei"]
    assert (counts["mojibake"][0], counts["line_ends"][0]) == (1, 1)


@pytest.mark.parametrize(
    "line",
    [
        "Statt © liest man „Â©“ und statt ä die Zeichen „Ã¤“.",
        'The pair "Ã©" stands for é, and "â€™" for an apostrophe.',
        "If you see Ã¤ instead of ä, or Â© instead of ©, the charset is wrong.",
        "Das Wort „MÃ¼ller“ soll „Müller“ heißen.",
    ],
)
def test_broken_signs_that_are_told_of_stay(line: str) -> None:
    """In quotation marks, or beside the sound sign."""
    assert repaired(pa.array([line]), EncodingSettings())[0].to_pylist() == [line]


@pytest.mark.parametrize(
    ("line", "mended"),
    [
        ("Er sagte: „Das ist schÃ¶n“ und ging.", "Er sagte: „Das ist schön“ und ging."),
        ('Sie nannte ihn "MÃ¼ller" im Brief.', 'Sie nannte ihn "Müller" im Brief.'),
        ("O gato Ã© preto e a casa é branca.", "O gato é preto e a casa é branca."),
        ("Statt „Ã¤“ steht ä in der BÃ¤ckerei.", "Statt „ä“ steht ä in der Bäckerei."),
        (f"Man sieht Ã¤ dort, {'und so geht es weiter ' * 5}bis hin zu ä.", None),
    ],
)
def test_broken_signs_of_the_text_itself_are_mended(line: str, mended: str | None) -> None:
    """Words in quotation marks, letters that are words, lines with other faults, and sound signs far away."""
    assert repaired(pa.array([line]), EncodingSettings())[0].to_pylist() == [mended or line.replace("Ã¤", "ä")]
