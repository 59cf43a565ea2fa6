"""Finding our fields in records that call them by other names."""

import json
from typing import Any

import pytest

from reinschrift.sources.readers.fields import USUAL, FieldFinder
from reinschrift.sources.readers.values import as_text


def found(record: dict[str, Any], **mapped: str) -> dict[str, Any]:
    return FieldFinder(mapped).values_of(record)


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ({"text": "a", "url": "u"}, {"text": "a", "url": "u"}),
        ({"Content": "a", "source-url": "u", "Date_Publish": "d"}, {"text": "a", "url": "u", "published": "d"}),
        ({"maintext": "a", "authors": ["X", "Y", "X"], "id": 7}, {"text": "a", "author": "X; Y", "record": "7"}),
        ({"text": "a", "metadata": {"url": "u", "title": "t"}}, {"text": "a", "url": "u", "title": "t"}),
        ({"content": "a", "warc_headers": {"WARC-Record-ID": "<urn:uuid:1>", "warc-target-uri": "u"}},
         {"text": "a", "record": "<urn:uuid:1>", "url": "u"}),
        ({"text": "a", "author": {"@type": "Person", "name": "X"}}, {"text": "a", "author": "X"}),
        ({"text": ["a", "b"]}, {"text": "a\n\nb"}),
        ({"text": "", "content": "b"}, {"text": "b"}),
        ({"content": "b", "text": "a"}, {"text": "a"}),
        ({"text": "a", "timestamp": "2020-01-01"}, {"text": "a", "collected": "2020-01-01"}),
        ({"text": "a", "title": "  ", "author": [], "date": None}, {"text": "a"}),
        ({"text": True, "nested": {"text": "x"}}, {}),
        ({"Titel": "t", "Autor": ["X", "Y"], "Datum": "5.3.2024", "Volltext": "a"},
         {"text": "a", "title": "t", "author": "X; Y", "published": "5.3.2024"}),
        ({"Überschrift": "t", "Verfasserin": "X", "Veröffentlicht am": "d", "Inhalt": "a", "Lizenz": "l"},
         {"text": "a", "title": "t", "author": "X", "published": "d", "license": "l"}),
        ({"UEBERSCHRIFT": "t", "veroeffentlicht_am": "d", "text": "a"}, {"text": "a", "title": "t", "published": "d"}),
        ({"u\u0308berschrift": "t", "text": "a"}, {"text": "a", "title": "t"}),
        ({"Titre": "t", "Auteur": "X", "Date de publication": "d", "texte": "a"},
         {"text": "a", "title": "t", "author": "X", "published": "d"}),
        ({"TÍTULO": "t", "autora": "X", "fecha": "d", "contenido": "a"},
         {"text": "a", "title": "t", "author": "X", "published": "d"}),
        ({"tytul": "t", "treść": "a", "data publikacji": "d"}, {"text": "a", "title": "t", "published": "d"}),
        ({"Başlık": "t", "YAZAR": "X", "metin": "a"}, {"text": "a", "title": "t", "author": "X"}),
        ({"Заголовок": "t", "Автор": "X", "дата": "d", "Текст": "a"},
         {"text": "a", "title": "t", "author": "X", "published": "d"}),
        ({"标题": "t", "作者": "X", "发布时间": "d", "正文": "a"},
         {"text": "a", "title": "t", "author": "X", "published": "d"}),
        ({"Rubrik": "t", "Länk": "u", "text": "a"}, {"text": "a", "title": "t", "url": "u"}),
        ({"odkaz": "u", "text": "a"}, {"text": "a", "url": "u"}),
        ({"bağlantı": "u", "metin": "a"}, {"text": "a", "url": "u"}),
        ({"タイトル": "t", "本文": "a"}, {"text": "a", "title": "t"}),
        ({"제목": "t", "본문": "a"}, {"text": "a", "title": "t"}),
        ({"العنوان": "t", "النص": "a"}, {"text": "a", "title": "t"}),
        ({"dc:title": "t", "article:published_time": "d", "DC.creator": "X", "text": "a"},
         {"text": "a", "title": "t", "published": "d", "author": "X"}),
        ({"title": "t", "og:title": "T – Blatt", "text": "a"}, {"text": "a", "title": "t"}),
        ({"_id": {"$oid": "65f0"}, "date": {"$date": "2024-03-05T12:00:00Z"}, "text": "a"},
         {"text": "a", "record": "65f0", "published": "2024-03-05T12:00:00Z"}),
        ({"id": {"$numberLong": "7"}, "date": {"$date": {"$numberLong": "1709640000000"}}, "text": "a"},
         {"text": "a", "record": "7", "published": "2024-03-05T12:00:00+00:00"}),
        ({"id": {"$binary": {"base64": "AA==", "subType": "04"}}, "date": {"$date": -1_000_000_000_000}, "text": "a"},
         {"text": "a", "published": "1938-04-24T22:13:20+00:00"}),
        ({"title": {"rendered": "t"}, "content": {"rendered": "a", "protected": False}}, {"text": "a", "title": "t"}),
        ({"text": "a", "author": [{"given": "X", "family": "Y"}, {"firstName": "Z"}],
          "issued": {"date-parts": [[2024, 3, 5]]}}, {"text": "a", "author": "X Y; Z", "published": "2024-03-05"}),
        ({"_index": "i", "_source": {"title": "t", "body": "a"}}, {"text": "a", "title": "t"}),
        ({"article": {"headline": "t", "body": "a"}}, {"text": "a", "title": "t"}),
        ({"text": "a", "meta": '{"url": "u", "title": "t"}'}, {"text": "a", "url": "u", "title": "t"}),
        ({"text": "a", "meta": '{"url": "u'}, {"text": "a"}),
        ({"text": "a", "metadata": [{"name": "url", "content": "u"}, ["title", "t"], 3]},
         {"text": "a", "url": "u", "title": "t"}),
        ({"text": "a", "url": {"name": "Blatt", "@id": "u"}, "license": {"name": "L", "url": "l"}},
         {"text": "a", "url": "u", "license": "l"}),
        ({"text": "a", "data": "Ein langer Text, der alles Mögliche sagen mag. " * 5}, {"text": "a"}),
        ({"text": "a", "title": float("nan"), "author": [float("inf"), "X"]}, {"text": "a", "author": "X"}),
        ({"text": "a", "id": 10**400}, {"text": "a", "record": "1" + "0" * 400}),
        ({"text": "a", "date": {"$date": 10**400}}, {"text": "a"}),
        ({"text": "a", "date": {"$date": "9" * 5000}}, {"text": "a"}),
        ({"text": "a", "date": {"$date": "²"}}, {"text": "a", "published": "²"}),
        ({"text": "a", "date": {"date-parts": [["²", 3]]}}, {"text": "a", "published": "0003"}),
        ({"text": 3.0, "id": 12345678901234567890}, {"text": "3", "record": "12345678901234567890"}),
    ],
)  # fmt: skip
def test_usual_names_are_recognised(record: dict[str, Any], expected: dict[str, str]) -> None:
    """Case and signs set aside, at the top or in the usual groups; the best name that holds something wins."""
    assert found(record) == expected


def test_a_mapped_field_is_found_by_its_own_name_alone() -> None:
    """What the register names is taken, and nothing else in its place."""
    record = {"text": "wrong", "body": {"de": "right"}, "date": "2020-01-01"}
    assert found(record, text="body.de", collected="date") == {"text": "right", "collected": "2020-01-01"}
    assert "text" not in found(record, text="missing")


def test_what_the_register_names_is_found_in_anything() -> None:
    """Also within what is another field of ours by its name."""
    assert found({"data": {"x": "right"}, "author": {"name": "X", "www": "u"}}, text="data.x", url="author.www") == {
        "text": "right", "author": "X", "url": "u"
    }  # fmt: skip


def test_names_without_end_take_no_memory() -> None:
    """A map whose keys are values."""
    finder = FieldFinder({})
    for number in range(150_000):
        finder.place_of(f"name {number}")
    assert len(finder._places) <= 100_000


def test_a_name_means_one_field() -> None:
    """A field mapped to one of ours is not taken for another as well."""
    assert found({"id": "x", "text": "t"}, url="id") == {"url": "x", "text": "t"}


def test_no_name_is_usual_for_two_fields() -> None:
    """Else the order of a table would decide."""
    names = [name for names in USUAL.values() for name in names]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("value", [None, True, [], {}, [None, ""], {"x": 1}, "  "])
def test_what_says_nothing_is_none(value: Any) -> None:
    """An empty list, an object without a name, a blank."""
    assert as_text("title", value) is None


@pytest.mark.parametrize(("chars", "is_read"), [(10, True), (70_000, True), (120_000, False)])
def test_metadata_written_as_json_is_no_book(chars: int, *, is_read: bool) -> None:
    """Up to a hundred thousand characters; what is longer is a text that begins with a bracket."""
    written = json.dumps({"url": "u", "note": "x" * chars})
    assert found({"text": "a", "meta": written}) == ({"text": "a", "url": "u"} if is_read else {"text": "a"})
