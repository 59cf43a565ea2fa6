"""Escapes in names, titles, authors and addresses reach no published column."""

from __future__ import annotations

import json
import re

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

import reinschrift
from reinschrift.shard.clean_fields import clean_fields, visible_name
from tests.steps import project_of, rebuild_here

UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
PROSE = "Der Wald und die alte Mühle am Bach stehen seit dem Winter leer, und niemand weiß, wer sie wieder öffnet."


@pytest.fixture(scope="module")
def columns(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """Every text of the three tables, of records whose every field holds something hidden."""
    folder = tmp_path_factory.mktemp("fields")
    (folder / "raw").mkdir()
    escape = "\x1b]0;TITEL\x07\x1b[31m\u202eab\u2066\x9b"
    record = {
        "id": f"{escape}x", "url": f"https://a.example/{escape}", "title": f"{escape}Titel\nzwei",
        "author": f"Anna {escape}Beck",
        "site_name": f"Seite{escape}", "license": f"CC{escape}", "text": PROSE,
    }  # fmt: skip
    lines = [record, record | {"id": "y\x1b", "text": ""}, record | {"id": 3, "text": f"{PROSE}{escape} Ende."}]
    (folder / "raw" / f"b{escape}.jsonl".replace("/", "")).write_text(
        "\n".join([*map(json.dumps, lines), f'{{"text": "{escape}']), "utf-8"
    )
    (folder / "raw" / "c\x1b.txt").write_bytes(bytes(range(256)) * 20)
    rebuild_here(project_of(folder / "raw", folder / "out", "run.max_bad_files=5"))
    snapshot = reinschrift.open(folder / "out")
    return {
        f"{name}.{column}": [json.dumps(value, ensure_ascii=False, default=str) for value in table[column].to_pylist()]
        for name in ("documents", "paragraphs", "removed")
        for table in [getattr(snapshot, name).to_arrow()]
        for column in table.column_names
    }


def test_no_published_column_holds_what_cannot_be_seen(columns: dict[str, list[str]]) -> None:
    """JSON writes controls as their numbers; the others stand as they are."""
    hidden = re.compile(UNSEEN.pattern + r"|\\u00(?:0[0-8b-f]|1[0-9a-f]|7f)|\\[bf]")
    assert {name: found for name, values in columns.items() if (found := [v for v in values if hidden.search(v)])} == {}
    assert any("Titel zwei" in value for value in columns["documents.title"])
    assert any("%1B" in value for value in columns["removed.source_path"])


@given(st.text(), st.text())
def test_two_names_stay_two(one: str, other: str) -> None:
    """But for one that already spells such a number."""
    if one != other and "%" not in one + other:
        assert visible_name(one) != visible_name(other)


@pytest.mark.parametrize(
    ("written", "clean"),
    [
        ("The\ufe0f raft\U000e0153\U000e0154", "The raft"),
        ("I\u200b am", "I am"),
        ("I\u034f a\u3164m\u115f\uffa0\U000e0001\ufffa\u180e\u17b4", "I am"),
        (
            "\U000e0041A flag 🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
            "A flag 🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        ),
        ("❤\ufe0f mine", "❤\ufe0f mine"),
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("葛\U000e0100城", "葛\U000e0100城"),
    ],
)
def test_carriers_leave_fields_and_what_shapes_letters_stays(written: str, clean: str) -> None:
    """Variation selectors behind letters, as in texts; emoji, Persian and ideographs keep theirs."""
    row = {"title": [written], "author": [written], "url": ["u"], "record": ["r"], "source_path": ["p"]}
    cleaned = clean_fields(pa.table(row)).to_pylist()[0]
    assert (cleaned["title"], cleaned["author"]) == (clean, clean)
