"""Which sentences of a file are looked for."""

from __future__ import annotations

from reinschrift.text.passages import passages_of


def test_sentences_of_eight_words_are_looked_for() -> None:
    """Shorter ones stand in many texts; where there are no others, the whole text is looked for."""
    long, short = "Eins zwei drei vier fünf sechs sieben acht.", "Eins zwei drei vier fünf sechs sieben."
    assert passages_of(f"{short} {long}") == [long]
    assert passages_of(f"{short} {short}") == [f"{short} {short}"]
