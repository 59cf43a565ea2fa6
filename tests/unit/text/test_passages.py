"""Which sentences of a file are looked for."""

from __future__ import annotations

from reinschrift.text.passages import forms_of, passages_of


def test_sentences_of_eight_words_are_looked_for() -> None:
    """Shorter ones stand in many texts; where there are no others, the whole text is looked for."""
    long, short = "Eins zwei drei vier fünf sechs sieben acht.", "Eins zwei drei vier fünf sechs sieben."
    assert passages_of(f"{short} {long}") == [long]
    assert passages_of(f"{short} {short}") == [f"{short} {short}"]


def test_words_that_a_line_parts_are_put_together_in_any_script() -> None:
    """By the small letter behind the line's end."""
    assert forms_of("der Ha-\nfen") == ["der Ha-\nfen", "der Hafen"]
    assert forms_of("для при-\nстани") == ["для при-\nстани", "для пристани"]
    assert forms_of("des Nord-\nOstens") == ["des Nord-\nOstens"]
