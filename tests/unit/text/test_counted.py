"""Kind: one of a thing is written as many. A number agrees with its noun wherever it is printed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import reinschrift
from reinschrift.text.counted import counted

SOURCES = Path(reinschrift.__file__).parent
PRINTED = ("cli", "run/run_log.py", "run/notices", "export", "snapshot/card_body.py", "snapshot/certificate.py", "look")
BARE = re.compile(r"\{[^{}]*\} (documents|paragraphs|records|shards|manifests|objects|decisions|faults|snapshots)\b")
AMONG = re.compile(r"of \{")
"""A number of a whole (`3 of 1 documents`) is rarely one, and reads as a share."""


@pytest.mark.parametrize(
    ("number", "noun", "text"),
    [
        (1, "document", "1 document"), (0, "document", "0 documents"), (2000, "character", "2,000 characters"),
        (1, "copy", "1 copy"), (2, "copy", "2 copies"), (2, "key", "2 keys"), (1.0, "row", "1 row"),
        (1.5, "hour", "1.5 hours"), (1234.56, "character", "1,235 characters"),
    ],
)  # fmt: skip
def test_a_number_agrees_with_its_noun(number: float, noun: str, text: str) -> None:
    """One is one, whatever its type."""
    assert counted(number, noun) == text


def test_nothing_that_is_printed_has_a_noun_of_its_own() -> None:
    """Numbers before nouns go through `counted`."""
    places = [SOURCES / name for name in PRINTED]
    files = [file for place in places for file in ([place] if place.is_file() else place.rglob("*.py"))]
    assert len(files) > 40
    found = [
        f"{file.name}: {line.strip()}"
        for file in files
        for line in file.read_text(encoding="utf-8").splitlines()
        if BARE.search(line) and not AMONG.search(line)
    ]
    assert found == []
