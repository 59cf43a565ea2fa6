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


def test_signs_within_words_may_be_missing_in_the_text() -> None:
    """Each alone, for one word may be written so and the next one not; with many, all of a kind."""
    assert forms_of("Don't – a well-known ruse") == [
        "Don't – a well-known ruse",
        "Dont – a well-known ruse",
        "Don't – a wellknown ruse",
        "Dont – a wellknown ruse",
    ]
    assert forms_of("'Twas 3-4 mm, the cats' - no") == ["'Twas 3-4 mm, the cats' - no"]
    many = "a-b c-d e-f g-h i'j"
    assert forms_of(many) == [many, "ab cd ef gh i'j", "a-b c-d e-f g-h ij", "ab cd ef gh ij"]
