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
