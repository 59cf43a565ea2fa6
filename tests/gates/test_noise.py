"""Floors of the repair: labelled noise, edited text that must stay, texts in the charsets of their languages."""

from __future__ import annotations

import io
import json
import tomllib
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from reinschrift.settings.stages import EncodingSettings, MarkupSettings
from reinschrift.stages.markup import unmarked
from reinschrift.text.decoding import decode
from reinschrift.text.repair import repaired

FLOORS = tomllib.loads(Path(__file__).with_name("noise.toml").read_text(encoding="utf-8"))
CHARSETS = {
    "de": ["cp1252", "iso-8859-15", "mac-roman", "cp850"], "fr": ["cp1252"], "es": ["cp1252"], "pt": ["cp1252"],
    "it": ["cp1252"], "sv": ["cp1252"], "da": ["cp1252"], "fi": ["cp1252"], "pl": ["cp1250", "iso-8859-2"],
    "cs": ["cp1250", "iso-8859-2"], "hu": ["cp1250", "iso-8859-2"], "sl": ["cp1250"], "tr": ["cp1254"],
    "lt": ["cp1257"], "ru": ["cp1251", "koi8-r", "iso-8859-5"], "bg": ["cp1251"], "el": ["cp1253"],
}  # fmt: skip
LEAST_CHARS = 60
PER_LANGUAGE = 12


def noise(labelled: Path) -> list[dict[str, Any]]:
    lines = (labelled / "noise" / "mojibake.jsonl").read_text("utf-8").split("\n")  # U+0085 is no line end of JSONL
    return [json.loads(line) for line in lines if line]


def settled(text: str) -> str:
    """Return an expected text with the spaces, blank braille and line ends that this project makes plain."""
    return text.replace("\xa0", " ").replace("\u2800", " ").replace("\r\n", "\n")


def test_labelled_noise_is_repaired_and_good_text_is_left_alone(labelled: Path) -> None:
    """All negatives stay, everything is repaired but the failures that the data mark."""
    rows = [row for row in noise(labelled) if row["kind"] != "entity"]
    texts, _ = repaired(pa.array([row["broken"] for row in rows]), EncodingSettings())
    wrong = [row["id"] for row, text in zip(rows, texts.to_pylist(), strict=True) if text != settled(row["expected"])]
    assert set(wrong) <= set(FLOORS["known_failures"])
    assert set(FLOORS["known_failures"]) == {row["id"] for row in rows if row.get("ftfy_passes") is False}


def test_labelled_entities_are_read(labelled: Path) -> None:
    """All entities of the labelled cases are read, and their negatives stay."""
    rows = [row for row in noise(labelled) if row["kind"] in {"entity", "negative"}]
    texts, _ = unmarked(pa.array([settled(row["broken"]) for row in rows]), MarkupSettings())
    assert [settled(row["expected"]) for row in rows] == texts.to_pylist()


def test_edited_text_is_left_alone(labelled: Path) -> None:
    """The content lines of German pages lose nothing to the repair of markup, and no mojibake is seen in them."""
    with pa.CompressedInputStream(pa.OSFile(str(labelled / "lines" / "lines-de.jsonl.zst")), "zstd") as stream:
        pages = [json.loads(line) for line in io.TextIOWrapper(io.BytesIO(stream.read()), "utf-8")]
    texts = pa.array(
        ["\n".join(line for line, label in zip(p["lines"], p["labels"], strict=True) if label == 1) for p in pages]
    )
    texts, counts = repaired(texts, EncodingSettings())
    kept, _ = unmarked(texts, MarkupSettings())
    before, after = ("".join(column.to_pylist()) for column in (texts, kept))
    assert counts["mojibake"].sum() == 0
    assert 1 - len(after) / len(before) <= FLOORS["edited_characters_lost"]


@pytest.mark.slow
def test_bytes_are_decoded(labelled: Path) -> None:
    """Texts in the charsets that their languages were written in are read back as they were."""
    rows = pq.read_table(labelled / "language" / "texts.parquet").to_pylist()
    tried = right = 0
    seen: dict[str, int] = {}
    for row in rows:
        text, language = row["text"], row["lang"]
        usable = language in CHARSETS and len(text) >= LEAST_CHARS and not text.isascii() and "\ufffd" not in text
        # Some labelled texts show U+FFFD through a wrong charset: written back they are UTF-8.
        if not usable or "ďż˝" in text or seen.get(language, 0) >= PER_LANGUAGE:
            continue
        seen[language] = seen.get(language, 0) + 1
        for charset in CHARSETS[language]:
            data = text.encode(charset, "ignore")
            if data.decode(charset) == text:
                tried += 1
                right += decode(data).text == text
    assert tried > 100
    assert right / tried >= FLOORS["decoded_right"]
