"""Finding our fields in records that call them by other names."""

import pytest

from reinschrift.sources.readers.fields import USUAL, FieldFinder, as_text


def found(record, **mapped):
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
        ({"text": 3.0, "id": 12345678901234567890}, {"text": "3", "record": "12345678901234567890"}),
    ],
)  # fmt: skip
def test_usual_names_are_recognised(record, expected):
    """Case and signs set aside, at the top or in the usual groups; the best name that holds something wins."""
    assert found(record) == expected


def test_a_mapped_field_is_found_by_its_own_name_alone():
    """What the register names is taken, and nothing else in its place."""
    record = {"text": "wrong", "body": {"de": "right"}, "date": "2020-01-01"}
    assert found(record, text="body.de", collected="date") == {"text": "right", "collected": "2020-01-01"}
    assert "text" not in found(record, text="missing")


def test_a_name_means_one_field():
    """A field mapped to one of ours is not taken for another as well."""
    assert found({"id": "x", "text": "t"}, url="id") == {"url": "x", "text": "t"}


def test_no_name_is_usual_for_two_fields():
    """Else the order of a table would decide."""
    names = [name for names in USUAL.values() for name in names]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("value", [None, True, [], {}, [None, ""], {"x": 1}, "  "])
def test_what_says_nothing_is_none(value):
    """An empty list, an object without a name, a blank."""
    assert as_text("title", value) is None
