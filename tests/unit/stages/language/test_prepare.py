"""What `prepare` leaves of a text, what it counts, and what it calls code."""

from __future__ import annotations

import pyarrow as pa
import pytest

from reinschrift.stages.language.prepare import prepare_texts


def stripped(text: str) -> str:
    found: str = prepare_texts(pa.array([text])).texts.to_pylist()[0]
    return found


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Siehe https://a.example/b?c=d dort", "Siehe dort"),
        ("Post an x@example.org, bitte", "Post an bitte"),
        ("auf www.beispiel.de und (beispiel.com).", "auf und"),
        ("z.B. in den U.S.A. usw.", "z.B. in den U.S.A. usw."),
        ("Ende.Der nächste Satz ... folgt", "Ende.Der nächste Satz ... folgt"),
        ("am 17. März um 12:30 Uhr", "am März um Uhr"),
        ("  viel \t\n Platz\u00a0hier\u2003da  ", "viel Platz hier da"),
        ("٣ كتب", "كتب"),
        ("在Debian 12之前，这些固件", "在Debian 之前，这些固件"),
        ("日本語のＵＲＬはhttp://a.exampleです", "日本語のＵＲＬは です"),
        ("", ""),
        ("\x00 \x1f", ""),
        ("𝒳 😀 𠀀", "𝒳 😀 𠀀"),
    ],
)
def test_what_is_left(text: str, left: str) -> None:
    """Addresses, tokens with digits and white space go; words stay as they are."""
    assert stripped(text) == left


def test_capitals_become_small() -> None:
    """A text in capitals is lower-cased, one with a few capitals is not."""
    assert stripped("ÖFFENTLICHE BEKANNTMACHUNG der Stadt") == "öffentliche bekanntmachung der stadt"
    assert stripped("Die NATO und die UNESCO tagen") == "Die NATO und die UNESCO tagen"
    assert stripped("NATO EU") == "NATO EU"


def test_letters_are_counted_after_stripping() -> None:
    """Letters of all scripts count, what was dropped does not."""
    assert prepare_texts(pa.array(["Gut 17x", "здесь", "漢字", "", None])).letters.tolist() == [3, 5, 2, 0, 0]


@pytest.mark.parametrize(
    ("text", "is_code"),
    [
        ("if (a[i] == b[i]) { return foo(a); }", True),
        ("self.rows = [parse(line) for line in open(path)]", True),
        ("std::vector<int> v; v.push_back(1); return std::move(v);", True),
        ("See printf(3), scanf(3), errno(3) and stdio(3).", False),
        ("Das kostet 3 % mehr; er (Meier) sagte: „Nein“ – und ging.", False),
        ("Ein [sic] im Text, dazu [1] und [2], macht noch keinen Code.", False),
    ],
)
def test_code(text: str, *, is_code: bool) -> None:
    """Code is known by its odd tokens; page references, brackets and semicolons in prose are not odd."""
    assert prepare_texts(pa.array([text])).is_code.tolist() == [is_code]


def test_slices_of_a_column_are_read_where_they_stand() -> None:
    """A column that is a slice of another gives its own texts."""
    whole = pa.array(["eins", "zwei drei", "vier"])
    assert prepare_texts(whole.slice(1, 2)).texts.to_pylist() == ["zwei drei", "vier"]
