"""The words beside a number that say what it is, of all languages, in regular expressions over UTF-8."""

from __future__ import annotations

import re
from functools import cache

from reinschrift.languages import all_words

_NOT_IN_WORD = rb"(?<![A-Za-z0-9_\x80-\xff])"
_BETWEEN = rb"(?:[ \t.:;,/()\-|=#*_\"]|\xe2\x80[\x93\x9e\x9c])"
_BEFORE_LAST_BREAK = re.compile(rb"(?s).*(?:[0-9]|[!?;\n]|(?<!\b[A-Za-z])[.](?= [A-Z\xc3]))")
BEFORE = 56
"""Bytes before a number in which its cue stands."""


@cache
def words(kind: str) -> tuple[str, ...]:
    """Return all words of a kind (`phone`, `not_phone`, `filler`, `card` …), the longest first."""
    return tuple(sorted(all_words("cues", kind), key=lambda word: (-len(word), word)))


def begins_of(n_bytes: int, kind: str) -> list[bytes]:
    """Return what the words of a kind begin with, in UTF-8; each as it is, capitalised and in capitals."""
    return sorted({form.encode()[:n_bytes] for word in words(kind) for form in _forms(word)})


@cache
def cue_at_end(kind: str) -> re.Pattern[bytes]:
    """Return what matches a text that ends with a cue of this kind, punctuation and at most three filler words."""
    fillers = rb"(?:(?:%s)%s{1,3}){0,3}" % (any_of("filler"), _BETWEEN)
    return re.compile(rb"(?i)%s(?:%s)%s{1,5}%s\Z" % (_NOT_IN_WORD, any_of(kind), _BETWEEN, fillers))


@cache
def cue_at_start(kind: str) -> re.Pattern[bytes]:
    """Return what matches a text that begins with a word of this kind, after at most one space."""
    return re.compile(rb"(?i) ?(?:%s)(?![A-Za-z\x80-\xff])" % any_of(kind))


def has_cue(kind: str, text: bytes, start: int) -> bool:
    """Say whether a cue of this kind stands just before `start`."""
    return cue_at_end(kind).search(text[max(0, start - BEFORE) : start]) is not None


@cache
def _label_at_end(kind: str) -> re.Pattern[bytes]:
    return re.compile(rb"(?i)%s(?:%s)[ \xa0\xc2]{0,2}[:=] ?\Z" % (_NOT_IN_WORD, any_of(kind)))


def has_label(kind: str, text: bytes, start: int) -> bool:
    """Say whether a word of this kind stands just before `start` as a label, with a colon."""
    return _label_at_end(kind).search(text[max(0, start - BEFORE) : start]) is not None


@cache
def _word_of(kind: str) -> re.Pattern[bytes]:
    return re.compile(rb"(?i)%s(?:%s)(?![A-Za-z0-9\x80-\xff])" % (_NOT_IN_WORD, any_of(kind)))


def has_word(kind: str, text: bytes, start: int) -> bool:
    """Say whether a word of this kind stands before `start`, near and in the same sentence, with no digit between."""
    before = _BEFORE_LAST_BREAK.sub(b"", text[max(0, start - BEFORE) : start])
    return _word_of(kind).search(before) is not None


@cache
def glued_cue(kind: str) -> re.Pattern[bytes]:
    """Return what matches a text that ends with a cue of this kind and nothing behind it, as in Handy0171."""
    return re.compile(rb"(?i)%s(?:%s)\Z" % (_NOT_IN_WORD, any_of(kind)))


def any_of(kind: str) -> bytes:
    """Return the words as alternatives, in small letters and in capitals; `*` first: it may end a longer word."""
    forms = dict.fromkeys(form for word in words(kind) for form in _forms(word))
    ascii_once = dict.fromkeys(form.lower() if form.isascii() else form for form in forms)
    return b"|".join(
        (rb"[\w\x80-\xff-]+" if form.startswith("*") else b"") + re.escape(form.removeprefix("*")).encode()
        for form in ascii_once
    )


def _forms(word: str) -> tuple[str, str, str]:
    return word, word.upper(), word.capitalize()
