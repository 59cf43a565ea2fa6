"""Whether what is written like a name is a person's: given names that are known, places, wishes and words of labels."""

from __future__ import annotations

from functools import cache

from reinschrift.languages import listed
from reinschrift.stages.metadata.words import words

SHORTEST_FUNCTION_WORD = 3
"""Letters from which on a function word between two others makes them no name: “Do” and “An” are names."""

LONG_HEAD = 5
"""Letters from which on a byline's word that goes on with letters is a label of its own: “Autorenhinweise”."""


def is_persons(name: str) -> bool:
    """Say whether a name begins with a given name that is known in some language."""
    given = words().given_names
    first = next((token for token in name.split() if not token.endswith(".")), "").lower()
    return first in given or (first.split("-")[0] in given and "-" in first)


def is_given_name(text: str) -> bool:
    """Say whether a text is a given name and nothing else: “Von Anna” under a recipe."""
    word = text.strip(" .")
    return word[:1].isupper() and word.lower() in words().given_names


def is_place(name: str) -> bool:
    """Say whether a text is the whole name of a known place; a given name alone is a person's: “Sofia”."""
    return name.lower().strip(" .") in words().places and not is_given_name(name)


def is_label(name: str) -> bool:
    """Say whether half of the words of a text or more stand in labels and in no name, or it begins with a wish."""
    tokens = [token.lower().strip(".:!") for token in name.split()]
    known = words()
    if not known.wishes.isdisjoint({" ".join(tokens[:2]), *tokens[:1]}):
        return True
    return 2 * sum(token in known.no_persons or _is_compound(token) for token in tokens) >= len(tokens)


def is_nobodys(name: str) -> bool:
    """Say whether what is written like a name names no person: a place, a wish, a label.

    A given name that is known stands for a person, whatever follows, but in the whole name of a place: “St. Louis”.
    """
    if is_place(name):
        return True
    if is_persons(name):
        return False
    tokens = name.lower().replace("-", " ").split()
    known = words()
    is_like_place = len(tokens) > 1 and (tokens[0] in known.place_heads or tokens[-1] in known.place_tails)
    return is_like_place or _is_phrase(tokens) or is_label(name)


def _is_phrase(tokens: list[str]) -> bool:
    """Say whether a function word stands between others: “Rom Nach Berlin”; short ones are names in some language."""
    between = {token for token in tokens[1:-1] if len(token) >= SHORTEST_FUNCTION_WORD}
    return not between.isdisjoint(listed("function_words") - words().particles)


def _is_compound(word: str) -> bool:
    """Say whether a word in small letters is one of bylines with more behind it: “autorenverzeichnis”."""
    return any(word.startswith(head) and word != head for head in _long_heads()) and word not in words().byline


@cache
def _long_heads() -> tuple[str, ...]:
    """Return the words of bylines that are long enough to be known at the beginning of another word."""
    return tuple(sorted(head for head in words().byline_heads if len(head) >= LONG_HEAD))
