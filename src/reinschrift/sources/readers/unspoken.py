"""What subtitles show and nobody speaks: sounds in brackets, and who made the subtitles."""

from __future__ import annotations

import re

from reinschrift.languages import all_words, one_of_words
from reinschrift.sources.readers.cues import SENTENCE_END
from reinschrift.text.characters import one_in

SOUND = re.compile(
    r"(?:[\s♪♫-]*+(?:\[[^\[\]]+\]|\([^()]+\)|（[^（）]+）|［[^［］]+］|【[^【】]+】)[\s♪♫:]*+)++|[\s♪♫#*]+"
)
"""A cue that is in brackets from end to end, or nothing but signs of music."""
CLOSING = "])）］】♪♫ "
_WORDS = sorted(all_words("metadata", "subtitles_of"), key=lambda word: (-len(word), word))
_ALONE = "|".join(re.escape(word) for word in _WORDS if " " not in word)
_WITH_NAME = "|".join(re.escape(word) for word in _WORDS if " " in word)
CREDIT = re.compile(
    rf"\W*(?:(?:{_ALONE})\s*(?:[:：©]|\d|$)|(?:{_WITH_NAME})(?!\w))"
    rf"|.*\b(?:{one_of_words('metadata', 'subtitle_sites')})\b",
    re.IGNORECASE,
)
"""Who made them: a word for subtitles before a colon, a year or nothing; with a name behind it; a place."""
STATION = re.compile(rf"(?:©\s*|(?i:copyright)\s+)?(?:{one_in('Lu')}{{2,6}}[ /]){{1,3}}(?:19|20)\d\d")


def is_unspoken(text: str) -> bool:
    """Say whether a cue is a sound or a credit; a sentence is spoken, in brackets by somebody else, or aside."""
    if SOUND.fullmatch(text):
        return SENTENCE_END.search(text.rstrip(CLOSING)) is None
    if STATION.fullmatch(text):
        return True
    return CREDIT.match(text) is not None and SENTENCE_END.search(text) is None
