"""JSON that is not one object a line: whatever way objects are put together, they are records."""

from __future__ import annotations

import codecs
import gzip
import io
import json
import tarfile
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reinschrift.settings.read import ReadSettings
from reinschrift.sources import Source, list_files, read_parts, recognise, split_parts
from reinschrift.sources.readers import json_scan
from reinschrift.sources.readers.fields import FieldFinder
from reinschrift.sources.readers.json_values import records_in

ROWS: list[dict[str, Any]] = [
    {"text": 'Der Zug hielt auf freier Strecke, "zum Glück" { nur } [kurz].\nDann fuhr er weiter.', "title": "Zug"},
    {"title": "Schiff", "text": "Das Schiff lag im Hafen \\ und wartete auf die Flut.", "tags": ["a", {"b": "}"}]},
    {"text": "Der Bus kam gar nicht.", "n": None, "x": {"y": [1, 2, {"z": "]"}]}},
]
TEXTS = [row["text"] for row in ROWS]
ONE = [json.dumps(row, ensure_ascii=False) for row in ROWS]
PRETTY = [json.dumps(row, ensure_ascii=False, indent=2) for row in ROWS]
WAYS = {
    "array": json.dumps(ROWS),
    "pretty array": json.dumps(ROWS, indent=4),
    "array of one a line": "[\n" + ",\n".join(ONE) + "\n]\n",
    "array with the comma first": "[" + "\n, ".join(ONE) + "]",
    "array with a trailing comma": "[" + ",".join(ONE) + ",\n]",
    "arrays": "[" + ONE[0] + "]\n[" + ", ".join(ONE[1:]) + "]",
    "nested arrays": "[[" + ",".join(ONE[:2]) + "], [" + ONE[2] + "]]",
    "glued": "".join(ONE),
    "glued with commas": ",\n".join(ONE) + ",\n",
    "glued with blanks": "   ".join(ONE),
    "pretty, one after the other": "\n".join(PRETTY),
    "text sequence": "".join(f"\x1e{row}\n" for row in PRETTY),
    "trailing commas": json.dumps(ROWS, indent=1).replace("\n }", ",\n }"),
    "CR alone": json.dumps(ROWS, indent=1).replace("\n", "\r"),
    "wrapped": json.dumps({"version": 1, "data": ROWS}),
    "wrapped and pretty": json.dumps({"count": 3, "next": None, "items": ROWS, "more": {"a": [1]}}, indent=1),
    "wrapped twice": json.dumps({"took": 3, "response": {"numFound": 3, "docs": ROWS}}),
    "a table with its schema": json.dumps({"schema": {"fields": [{"name": "text", "type": "string"}]}, "data": ROWS}),
    "two lists": json.dumps({"train": ROWS[:2], "test": ROWS[2:]}),
    "under their ids": json.dumps({f"id-{number}": row for number, row in enumerate(ROWS)}),
    "column by column": json.dumps({"text": dict(enumerate(TEXTS)), "title": {"0": "Zug", "1": "Schiff"}}),
    "names and rows": json.dumps({"columns": ["n", "text"], "index": [0, 1, 2], "data": list(enumerate(TEXTS))}),
    "a list of names and lists": json.dumps([["n", "text"], *enumerate(TEXTS)]),
    "a list of names and lists, one a line": "\n".join(
        map(json.dumps, [["text", "tags"], *([text, ["a", {"b": "]"}]] for text in TEXTS)])
    ),
    "strings": json.dumps(TEXTS),
}  # fmt: skip


def read(folder: Path, data: bytes, name: str = "a.json", **more: Any) -> list[dict[str, Any]]:
    (folder / name).write_bytes(data)
    source = Source(name="s", base=str(folder), files=(name,), license="x", **more.pop("source", {}))
    listing = list_files(source, block_bytes=50)
    assert listing.bad == ()
    parts = [part for file in listing.files for part in split_parts(file, 50)]
    found: list[dict[str, Any]] = pa.concat_tables(list(read_parts(parts, source, ReadSettings(**more)))).to_pylist()
    return found


@pytest.mark.parametrize("read_bytes", [7, 1 << 20])
@pytest.mark.parametrize("name", ["a.json", "a.txt"])
@pytest.mark.parametrize("way", WAYS)
def test_objects_are_records_however_they_are_put_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str, name: str, read_bytes: int
) -> None:
    """Each once, in order, numbered through, with its fields; nothing of the form is text."""
    monkeypatch.setattr(json_scan, "READ_BYTES", read_bytes)
    rows = read(tmp_path, WAYS[way].encode(), name)
    assert [row["text"] for row in rows] == TEXTS
    assert [row["problem"] for row in rows] == [None] * 3
    assert [row["record_number"] for row in rows] == [0, 1, 2]
    assert {row["source_format"] for row in rows} == {"json"}
    if way not in {"strings", "names and rows"} and "a list of names" not in way:
        assert [row["title"] for row in rows] == ["Zug", "Schiff", None]


def test_ids_that_records_stand_under_are_theirs(tmp_path: Path) -> None:
    """If they have none of their own."""
    assert [row["record"] for row in read(tmp_path, WAYS["under their ids"].encode())] == ["id-0", "id-1", "id-2"]


def test_a_pretty_object_is_one_record_with_its_fields(tmp_path: Path) -> None:
    """And one that has a text is no wrapper, whatever lists it has beside it."""
    value = {"title": "Zug", "text": TEXTS[0], "comments": [{"text": "Schön."}, {"text": "Nein."}]}
    for written in (json.dumps(value, indent=2), json.dumps(value)):
        (row,) = read(tmp_path, written.encode())
        assert (row["text"], row["title"]) == (TEXTS[0], "Zug")


def test_the_register_says_which_field_is_the_text(tmp_path: Path) -> None:
    """In wrapped objects, too."""
    rows = read(
        tmp_path,
        b'{"list": [{"inhalt": "a b"}, {"inhalt": "c d"}]}',
        source={"format": "json", "fields": {"text": "inhalt"}},
    )
    assert [row["text"] for row in rows] == ["a b", "c d"]


def test_what_is_broken_costs_its_value(tmp_path: Path) -> None:
    """A broken object, a number and a value that breaks off have a row each; the rest is read."""
    data = '[{"text": "eins"}, {"text": zwei}, 3, {"text": "vier"}, {"text": "fünf'
    rows = read(tmp_path, data.encode())
    assert [row["problem"] for row in rows] == [None, "unreadable", "unreadable", None, "unreadable"]
    assert [row["text"] for row in rows if not row["problem"]] == ["eins", "vier"]
    assert "at byte 19" in rows[1]["problem_detail"]


@pytest.mark.parametrize("filler", ["a", '\\"', "\\\\", "{"])
def test_a_value_above_the_limit_keeps_its_beginning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, filler: str
) -> None:
    """However its string goes on; what stands before and behind it is read, also where an object wraps all of it."""
    monkeypatch.setattr(json_scan, "READ_BYTES", 500)
    large = '{"text": "' + filler * 30_000 + '"}'
    for before, behind in (("[", "]"), ('{"v": "1", "data": [', '], "n": 3}')):
        data = f'{before}{{"text": "eins"}}, {large}, {{"text": "drei"}}{behind}'
        rows = read(tmp_path, data.encode(), max_record_mb=0.02)
        assert [row["problem"] for row in rows] == [None, "too_large", None]
        assert [rows[0]["text"], rows[2]["text"]] == ["eins", "drei"]
        assert len(rows[1]["text"]) == 10_000
        assert f"{len(large)} bytes" in rows[1]["problem_detail"]


def test_packing_is_told_by_content_and_not_by_the_name(tmp_path: Path) -> None:
    """A plain file called .gz, a packed one called .json, and members of an archive, each as what it is."""
    assert [row["text"] for row in read(tmp_path, WAYS["glued"].encode(), "a.json.gz")] == TEXTS
    assert [row["text"] for row in read(tmp_path, gzip.compress(WAYS["array"].encode()))] == TEXTS
    assert [row["text"] for row in read(tmp_path, codecs.BOM_UTF8 + WAYS["array"].encode())] == TEXTS
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        for name in ("glued", "wrapped", "array"):
            entry = tarfile.TarInfo(f"teil/{name}.json")
            entry.size = len(WAYS[name].encode())
            archive.addfile(entry, io.BytesIO(WAYS[name].encode()))
    assert [row["text"] for row in read(tmp_path, out.getvalue(), "all.json")] == TEXTS * 3


@pytest.mark.parametrize(
    "text",
    ["[Musik] Guten Abend.", '["Hallo", sagte er.]', "{ein Platzhalter}\n{noch einer}", "[1] Siehe dort.\n[2] Hier.",
     "[[Verweis]] und mehr.", "{\n  Wer das liest,\n}", '"Ja", sagte sie.\n"Nein", sagte er.'],
)  # fmt: skip
def test_text_in_brackets_is_text(tmp_path: Path, text: str) -> None:
    """Brackets alone are no JSON."""
    (row,) = read(tmp_path, text.encode(), "a.txt")
    assert (row["source_format"], row["text"]) == ("text", text)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)
OBJECTS = st.lists(
    st.dictionaries(st.text(max_size=5), VALUES, max_size=3).map(lambda value: value | {"text": "Ein Satz."}),
    min_size=1, max_size=5,
)  # fmt: skip


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    objects=OBJECTS,
    indent=st.sampled_from([None, 1]),
    between=st.sampled_from(["", " ", ",", "\n\n", ",\n", "\x1e"]),
    read_bytes=st.integers(1, 50),
    as_array=st.booleans(),
)
def test_any_objects_are_found_between_any_marks(
    objects: list[dict[str, Any]], indent: int | None, between: str, read_bytes: int, *, as_array: bool
) -> None:
    """The law behind it: the values found are the values written, wherever what is read at a time ends."""
    written = [json.dumps(each, indent=indent, ensure_ascii=False) for each in objects]
    whole = f"[{','.join(written)}]" if as_array else between.join(written)
    usual, json_scan.READ_BYTES = json_scan.READ_BYTES, read_bytes
    try:
        found = list(json_scan.values_in(io.BytesIO(whole.encode("utf-8", "replace")), 1 << 20))
    finally:
        json_scan.READ_BYTES = usual
    assert [each.data.decode() for each in found] == [each.encode("utf-8", "replace").decode() for each in written]
    assert [whole.encode("utf-8", "replace")[each.offset :][: each.n_bytes] for each in found] == [
        each.data for each in found
    ]


SCRIPTS = {
    "a comment": "// made today\n/* by hand */\n" + json.dumps(ROWS, indent=1),
    "a name": "window.YTD.rows.part0 = " + json.dumps(ROWS) + ";\n",
    "a constant": "export default " + json.dumps(ROWS, indent=1),
    "a declaration": "const rows = " + json.dumps(ROWS) + ";",
    "a call": "callback(" + json.dumps({"data": ROWS}) + ");",
    "a guard": ")]}',\n" + json.dumps(ROWS),
    "a sequence of one a line": "".join(f"\x1e{row}\n" for row in ONE),
    "one wrapped object a line": json.dumps({"data": ROWS[:2]}) + "\n" + json.dumps({"data": ROWS[2:]}) + "\n",
}


@pytest.mark.parametrize("way", SCRIPTS)
def test_what_scripts_write_around_values_is_passed_over(tmp_path: Path, way: str) -> None:
    """Exports of networks, answers of services, and logs of answers."""
    assert [row["text"] for row in read(tmp_path, SCRIPTS[way].encode(), "a.json")] == TEXTS


def test_columns_that_are_lists_are_a_table(tmp_path: Path) -> None:
    """Each row has its title; a text in several paragraphs with one title is one document, as before."""
    columns = {"text": TEXTS, "title": ["a", "b", "c"]}
    assert [row["title"] for row in read(tmp_path, json.dumps(columns).encode(), "a.json")] == ["a", "b", "c"]
    (row,) = read(tmp_path, json.dumps({"text": TEXTS, "title": "a"}).encode(), "b.json")
    assert row["text"] == "\n\n".join(TEXTS)


def test_code_is_no_json() -> None:
    """An assignment in a text is none, whatever is in its brackets."""
    assert recognise("a.txt", b'data = {"text": "a"}\nprint(data)\n') == "text"


@pytest.mark.parametrize(("depth", "is_found"), [(1, True), (3, True), (6, False)])
def test_lists_of_records_stand_some_objects_deep(depth: int, *, is_found: bool) -> None:
    """A search engine's answer has three around them; what is deeper belongs to a record."""
    value: Any = [{"text": "Da steht es."}, {"text": "Dort auch."}]
    for _ in range(depth):
        value = {"hits": value}
    found = records_in(value, FieldFinder({}))
    assert (len(found) == 2) == is_found


def test_lists_of_strings_without_a_name_of_ours_are_strings(tmp_path: Path) -> None:
    """No table: the first list names nothing that is a text, or one name twice."""
    for first in (["eins", "zwei"], ["text", "text"]):
        rows = read(tmp_path, json.dumps([first, ["drei", "vier"]]).encode())
        assert [row["text"] for row in rows] == [*first, "drei", "vier"]


def test_a_row_above_the_limit_costs_that_row_alone(tmp_path: Path) -> None:
    """Its brackets and those in its strings are counted on, and the next row is read."""
    table = [["n", "text"], [1, TEXTS[0]], [2, "] [ lang " * 5_000, ["x"]], [3, TEXTS[2]]]
    rows = read(tmp_path, json.dumps(table).encode(), max_record_mb=0.02)
    assert [row["problem"] for row in rows] == [None, "too_large", None]
    assert [rows[0]["text"], rows[2]["text"]] == [TEXTS[0], TEXTS[2]]


TURNS = [{"role": "user", "content": TEXTS[1]}, {"role": "assistant", "content": [{"type": "text", "text": TEXTS[2]}]}]


@pytest.mark.parametrize("name", ["a.jsonl", "a.json"])
@pytest.mark.parametrize(
    "record",
    [
        {"messages": TURNS},
        {"conversations": [{"from": "human", "value": TEXTS[1]}, {"from": "gpt", "value": TEXTS[2]}]},
        {"id": "7", "paragraphs": TEXTS[1:]},
        {"title": "Zwei", "paragraphs": [{"text": text} for text in TEXTS[1:]]},
    ],
    ids=["messages", "conversations", "paragraphs", "paragraphs as objects"],
)
def test_turns_and_paragraphs_of_a_record_are_one_text(
    tmp_path: Path, record: dict[str, list[dict[str, list[dict[str, str]] | str] | str] | str], name: str
) -> None:
    """Kind: records whose text is a list: each chat and each list of paragraphs is one document, in its order."""
    data = json.dumps(record) if name == "a.jsonl" else json.dumps([record, record], indent=1)
    rows = read(tmp_path, data.encode(), name)
    assert [row["text"] for row in rows] == ["\n\n".join(TEXTS[1:])] * (1 if name == "a.jsonl" else 2)


def test_messages_without_roles_are_texts_of_their_own(tmp_path: Path) -> None:
    """Kind: records whose text is a list. The export of a channel is no chat."""
    posts = {"name": "Hafen", "messages": [{"id": n, "from": "Hafen", "text": text} for n, text in enumerate(TEXTS)]}
    rows = read(tmp_path, json.dumps(posts, indent=1).encode(), "a.json")
    assert [row["text"] for row in rows] == TEXTS


@pytest.mark.parametrize("read_bytes", [1, 50, 1 << 20])
@pytest.mark.parametrize("name", ["a.json", "a.jsonc", "a.json5"])
@pytest.mark.parametrize("mark", ["//", "#"])
def test_comments_in_json_are_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, read_bytes: int, mark: str
) -> None:
    """Kind: JSON with comments: before the values, between them and in them; in a string they are text."""
    monkeypatch.setattr(json_scan, "READ_BYTES", read_bytes)
    texts = [*TEXTS, "Siehe https://a.example/b#c // dort /* nicht */ # hier."]
    values = [f'{{ // erst\n"text": {json.dumps(text)}, /* dann\n */ "n": 1, // zuletzt\n}}' for text in texts]
    data = "// eine Liste\n[\n/* der\nAnfang */\n" + ", // Ende\n/**/ ".join(values) + "// aus\n]\n// vorbei"
    said = [" // erst", " // zuletzt", " // Ende", "// eine", "// aus", "// vorbei"]
    for comment in said:
        data = data.replace(comment, comment.replace("//", mark))
    rows = read(tmp_path, data.encode(), name)
    assert [row["text"] for row in rows] == texts


def test_a_comment_that_is_never_closed_takes_nothing_with_it_unseen(tmp_path: Path) -> None:
    """Kind: lost without a word. What stands behind it is one row that cannot be read."""
    data = f'[{{"text": {json.dumps(TEXTS[0])}}}, /* das Folgende\n {{"text": {json.dumps(TEXTS[1])}}}]'
    first, rest = read(tmp_path, data.encode(), "a.jsonc")
    assert first["text"] == TEXTS[0]
    assert rest["problem"] == "unreadable"
    assert rest["text"].startswith("/* das Folgende")


@pytest.mark.parametrize(
    "comment", ["// " + "lang " * 50 + "\n", "#\n", "# a\n", "/*" + "*" * 200 + "/", "/**/", "/*/ noch nicht */"]
)
def test_a_comment_is_read_in_pieces(monkeypatch: pytest.MonkeyPatch, comment: str) -> None:
    """It may be larger than a record, and end where a piece ends; places in the file count it."""
    monkeypatch.setattr(json_scan, "READ_BYTES", 1)
    data = f'[{{"a": 1}}, {comment}{{"b": 2}}]'.encode()
    found = list(json_scan.values_in(io.BytesIO(data), 10))
    assert [raw.data for raw in found] == [b'{"a": 1}', b'{"b": 2}']
    assert [data[raw.offset :][: raw.n_bytes] for raw in found] == [raw.data for raw in found]


@pytest.mark.parametrize("indent", [None, 1])
def test_features_of_a_map_are_records(tmp_path: Path, indent: int | None) -> None:
    """Kind: GeoJSON: features with a text are records; a map without any is said to have none."""
    names: list[dict[str, str]] = [{"name": "Hafen", "text": text} for text in TEXTS]
    features = [{"type": "Feature", "geometry": None, "properties": each} for each in names]
    whole = {"type": "FeatureCollection", "features": features}
    rows = read(tmp_path, json.dumps(whole, indent=indent).encode(), "a.geojson")
    assert [row["text"] for row in rows] == TEXTS
    for each in names:
        del each["text"]
    (row,) = read(tmp_path, json.dumps(whole, indent=indent).encode(), "a.geojson")
    assert row["problem"] == "no_text"


@pytest.mark.parametrize("indent", [None, 1])
@pytest.mark.parametrize(
    "wrap", ['{{"docs": {}}}', '{{"n": 3, "data": {{"page": {}}}}}', '{{"a": [{{"b": 1}}], "hits": {}}}']
)
def test_what_is_whole_of_an_object_that_is_cut_off_is_read(tmp_path: Path, wrap: str, indent: int | None) -> None:
    """K20: the records before the cut, and one row for what is behind."""
    items = [{"id": str(number), "text": f"Der Satz {number} steht hier."} for number in range(3)]
    written = wrap.format(json.dumps(items, indent=indent))
    cut = written[: written.index("Satz 2") + 3]
    rows = read(tmp_path, cut.encode())
    assert [(row["text"], row["problem"]) for row in rows[:-1]] == [(item["text"], None) for item in items[:2]]
    assert rows[-1]["problem"] == "unreadable"
    assert "Satz 1" not in rows[-1]["text"]
