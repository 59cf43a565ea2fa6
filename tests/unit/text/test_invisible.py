"""Characters that show nothing go before anything is measured, hashed or compared; those that shape a sign stay."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

import reinschrift
from reinschrift.settings.stages import EncodingSettings
from reinschrift.text.repair import repaired
from tests.steps import project_of, rebuild_here

SELECTORS = [chr(code) for code in (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))]


def clean(text: str) -> tuple[str, int]:
    texts, counts = repaired(pa.array([text]), EncodingSettings())
    return texts[0].as_py(), int(counts["controls"][0])


@given(st.text(st.sampled_from("abcäßжя 12.,é"), min_size=1), st.lists(st.sampled_from(SELECTORS), min_size=1))
def test_selectors_behind_letters_go_on_record(text: str, selectors: list[str]) -> None:
    """Whatever message a run of them spells, and wherever it stands."""
    marked = text[:1] + "".join(selectors) + text[1:] + "\ufeff" + "".join(selectors)
    assert clean(marked) == (clean(text)[0], 2 * len(selectors) + 1)


@pytest.mark.parametrize(
    "text", ["☀️ hell", "Taste 1️⃣ und #️⃣", "❤️‍🔥", "葛\U000e0100城", "漢\ufe00字", "ᠮᠣ\u180bᠩ", "©️ 2026"]
)
def test_selectors_that_shape_a_sign_stay(text: str) -> None:
    """An emoji, an ideograph, a Mongolian letter, a digit that becomes a key."""
    assert clean(text) == (text, 0)


CARRIERS = {
    "grapheme joiner": "\u034f",
    "fillers of Hangul": "\u115f\u1160\u3164\uffa0",
    "Khmer vowels": "\u17b4\u17b5",
    "Mongolian separator": "\u180e",
    "shorthand": "\U0001bca0\U0001bca3",
    "beams and slurs": "\U0001d173\U0001d17a",
    "reserved": "\u2065\U000e0080\U000e01f0\U000e0fff",
    "tags": "\U000e0001\U000e0020\U000e0041\U000e007f",
    "joiners": "\u200b\u200c\u200d\u2060\u2064\ufeff\xad",
    "annotation": "\ufff9\ufffa\ufffb",
}


@pytest.mark.parametrize("carrier", CARRIERS.values(), ids=CARRIERS)
@pytest.mark.parametrize("text", ["Mühle", "мельница", "水車小屋", "물레방아", "🙂 ja", "a 1"])
def test_whatever_unicode_lets_be_ignored_carries_nothing(text: str, carrier: str) -> None:
    """Kind: invisible carriers. Where it shapes nothing it goes, in texts of every script, however long the message."""
    marked = text[:1] + carrier * 3 + text[1:] + carrier
    if text == "🙂 ja":
        marked = marked.replace("🙂\u200b\u200c", "🙂", 1)  # a joiner behind an emoji may belong to it
    assert clean(marked)[0].replace("\u200d", "").replace("\u200b", "") == text


@pytest.mark.parametrize(
    "text",
    [
        "ᄀ\u1160ᆨ", "\u115fᅡ", "ក\u17b4ខ", "ᠬᠠᠷ\u180eᠠ", "\U0001bc02\U0001bca0\U0001bc03",
        "\U0001d173\U0001d15f\U0001d174", "בּ\u034fִ", "o\u0308\u034f\u0304",
        "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
    ],
)  # fmt: skip
def test_what_shapes_the_signs_of_its_script_stays(text: str) -> None:
    """Old Hangul, Khmer, Mongolian, shorthand, music, points and accents that must keep their order, flags."""
    assert clean(text)[1] == 0


@pytest.mark.parametrize(("n_letters", "is_region"), [(2, False), (3, True), (7, True), (8, False)])
def test_a_region_has_three_to_seven_letters(n_letters: int, *, is_region: bool) -> None:
    """As Unicode writes subdivisions of countries: two letters or three digits, and one to four more."""
    tags = "".join(chr(0xE0000 + ord(letter)) for letter in "abcdefgh"[:n_letters] + "\x7f")
    assert clean(f"🏴{tags}") == ((f"🏴{tags}", 0) if is_region else ("🏴", n_letters + 1))


def test_a_flag_carries_a_region_and_no_message() -> None:
    """What else stands behind a black flag in tags is no flag."""
    message = "".join(chr(0xE0000 + ord(letter)) for letter in "anyone may read this")
    assert clean(f"🏴{message} ja")[0] == "🏴 ja"
    assert clean(f"🏴{message}\U000e007f ja")[0] == "🏴 ja"
    scotland = "🏴" + "".join(chr(0xE0000 + ord(letter)) for letter in "gbsct\x7f")
    assert clean(f"{scotland}{message} ja")[0] == f"{scotland} ja"


@pytest.mark.parametrize("text", ["⠓⠁⠇⠇⠕⠀⠺⠑⠇⠞", "⣿⠀⠀⠀⣿\n⠀⠀⠀⠀⠀"])
def test_an_empty_cell_among_braille_stays(text: str) -> None:
    """It parts words there, and is a light place of a picture."""
    assert repaired(pa.array([text]), EncodingSettings())[0][0].as_py() == text


def test_an_empty_cell_without_braille_is_a_space() -> None:
    """Kind: invisible fillers. Posts are spaced out with it, and names are empty but for it; each text by itself."""
    texts, counts = repaired(pa.array(["Eins\u2800\u2800zwei.", "⠓\u2800⠺", "a\u2800b"]), EncodingSettings())
    assert texts.to_pylist() == ["Eins  zwei.", "⠓\u2800⠺", "a b"]
    assert counts["spaces"].tolist() == [2, 0, 1]


def test_only_the_first_selector_shapes() -> None:
    """A run behind an emoji is a carrier from the second on."""
    assert clean("🙂" + "\ufe0f" * 9 + " ja") == ("🙂\ufe0f ja", 8)


def test_a_marked_copy_does_not_win_over_the_clean_one(tmp_path: Path) -> None:
    """Three hundred selectors make no text longer: the two are the same, and no selector is published."""
    text = "Die Mühle am Bach steht seit dem Winter leer, und niemand weiß, wer sie im Frühjahr wieder öffnen wird."
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "a.txt").write_text(text, "utf-8")
    (tmp_path / "raw" / "b.txt").write_text(text[:40] + "".join(SELECTORS) + text[40:], "utf-8")
    rebuild_here(project_of(tmp_path / "raw", tmp_path / "out"))
    snapshot = reinschrift.open(tmp_path / "out")
    assert snapshot.documents.to_arrow()["text"].to_pylist() == [text]
    assert [row["reason"] for row in snapshot.removed.to_arrow().to_pylist()] == ["exact_duplicate"]
