"""Transcripts with a time beside who speaks, or set off from what is spoken: the times go, the names stay."""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

from reinschrift.sources.readers.cues import (
    BEFORE,
    SENTENCE_END,
    SPOKEN_SECONDS,
    Cue,
    are_of_recording,
    make_cue,
    seconds_of,
)

_CLOCK = r"(?:\d{1,2}[:：])?\d{1,3}[:：]\d\d(?:[.,;]\d{1,3})?"
_ANY_CLOCK = re.compile(_CLOCK)
_TIME = rf"@?\s*(?P<at>{_CLOCK})(?:\s*(?:-+>|[-–—~])\s*{_CLOCK})?"
_OPEN, _CLOSE, _BOLD = r"[\[({<（【［]", r"[\])}>）】］]", r"[*_]{0,3}"
_MARKED = rf"{_OPEN}\s*{_TIME}\s*{_CLOSE}"
_BARE_NAME = r"(?P<name>(?:>>\s?)?[^\W\d_][^\n:：\[\](){}<>（）【】［］|#@*]{0,48}?)"
_NAME = rf"{_BOLD}{_BARE_NAME}{_BOLD}"
_COLON, _DASH = rf"\s*[:：]{_BOLD}", r"\s*[-–—|](?![->])"
_SIGN = rf"(?:{_COLON}|,|{_DASH})?"
_HEADS = tuple(
    re.compile(rf"\s*{form}\s*")
    for form in (
        rf"{_NAME}{_SIGN}\s*{_MARKED}{_SIGN}(?P<rest>(?:\s*\S.*)?)",
        rf"{_NAME}{_SIGN}\s+{_TIME}{_COLON}(?P<rest>\D.*|)",
        rf"{_NAME}{_COLON}\s*{_TIME}(?P<rest>\s\D.*)",
        rf"\[{_BARE_NAME},?\s+{_TIME}\](?:{_COLON})?(?P<rest>.*)",
        rf"\[{_BARE_NAME}\](?:{_COLON})?\s*(?:{_MARKED}|{_TIME.replace('<at>', '<beside>')})(?P<rest>.*)",
        rf"{_MARKED}(?:{_COLON}|{_DASH})?\s*{_NAME}(?:{_COLON}|\s*\|)(?P<rest>(?:\D.*)?)",
        rf"{_TIME}(?:{_COLON}|{_DASH}|\s)\s*{_NAME}(?:{_COLON}|\s*\|)(?P<rest>(?:\D.*)?)",
        rf"{_TIME}(?:{_DASH}|{_COLON}(?=\s))\s*(?P<rest>\D.*)",
        rf"{_MARKED}(?:(?:{_COLON}|{_DASH})(?P<rest>.*))?",
        rf"\[\s*(?P<at>{_CLOCK})\s*-+>\s*{_CLOCK}\s*\](?P<rest>.*)",
        rf"{_NAME}{_SIGN}\s+{_TIME}(?P<rest>)",
        rf"(?:{_MARKED}|{_TIME.replace('<at>', '<beside>')}){_SIGN}\s+{_NAME}(?P<rest>)",
    )
)
"""How what somebody speaks begins: a time and a name, or a time with a sign behind it."""
BARE = (len(_HEADS) - 2, len(_HEADS) - 1)
"""The forms that are a name and a time in a line, and no sign that tells them from a list of results."""
_BEHIND = re.compile(
    rf"(?P<rest>.*\S)\s*(?:#(?P<at>\d\d:\d\d:\d\d)(?:-\d{{1,2}})?#|[\[(（](?P<beside>{_CLOCK})[\])）])\s*"
)
"""The time behind what is spoken, as German programs for interviews write it."""
LEAST_HEADS, HEADS_SHARE = 3, 12
"""Times of the shortest transcript, and lines to each at most."""
FIRST_MINUTE, FIRST_HOUR = 60, 3600
"""Seconds in which the first time stands: one of minutes and seconds, and one with hours. A clock's are later."""
ROUND_SECONDS = 5
"""Where all times are multiples of so many, they are a timetable's."""
LEAST_SPEECH, LEAST_SENTENCES = 4, 3
"""One in so many times at most has nothing spoken behind it, one at least a sentence where nobody is named."""
BEHIND_SHARE = 4
"""Lines to each time at most where times stand behind what is spoken."""


class _Head(NamedTuple):
    line: int
    form: int
    name: str
    clock: str
    rest: str


def cues_of_speakers(lines: list[str]) -> list[Cue]:
    """Return what is spoken in a transcript whose times stand beside the speakers or behind; none if it is none."""
    return _cues_behind_times(lines) or _cues_before_times(lines)


def _cues_behind_times(lines: list[str]) -> list[Cue]:
    """Return what is spoken in a transcript, as cues that begin a paragraph for each name; none if it is none."""
    heads = _heads_in(lines)
    n_lines = sum(1 for line in lines if line.strip())
    if len(heads) * HEADS_SHARE < n_lines or not _go_on([head.clock for head in heads]):
        return []
    ends = [head.line for head in heads[1:]] + [len(lines)]
    spoken = [_paragraphs([head.rest, *lines[head.line + 1 : end]]) for head, end in zip(heads, ends, strict=True)]
    if not _is_speech(heads, spoken):
        return []
    cues = [_cue(BEFORE, 0.0, lines[: heads[0].line])]
    for number, (head, parts) in enumerate(zip(heads, spoken, strict=True)):
        for part, (first, *rest) in enumerate(parts):
            named = f"{head.name}: {first}" if head.name and not part else first
            cues.append(
                _cue(f"{number} {part}" if head.name or part else "", float(seconds_of(head.clock)), [named, *rest])
            )
    return [cue for cue in cues if cue.lines]


def _cues_before_times(lines: list[str]) -> list[Cue]:
    """Return what is spoken in a transcript with the times behind it, a paragraph to each; none if it is none."""
    found = [(at, behind) for at, line in enumerate(lines) if (behind := _BEHIND.fullmatch(line))]
    n_lines = sum(1 for line in lines if line.strip())
    clocks = [behind["at"] or behind["beside"] for _, behind in found]
    if len(found) * BEHIND_SHARE < n_lines or not _go_on(clocks):
        return []
    cues: list[Cue] = []
    first = 0
    for at, behind in found:
        for part in _paragraphs([*lines[first:at], behind["rest"]]):
            cues.append(_cue(f"{first} {len(cues)}", 0.0, part))
        first = at + 1
    return [*cues, *(_cue(f"{first} {number}", 0.0, part) for number, part in enumerate(_paragraphs(lines[first:])))]


def _heads_in(lines: list[str]) -> list[_Head]:
    """Return the beginnings in the forms that the transcript has; a form that comes once or twice is none of them."""
    found = [head for at, line in enumerate(lines) if (head := _head_of(line, at))]
    counts = Counter(head.form for head in found)
    return [head for head in found if counts[head.form] >= LEAST_HEADS]


def _head_of(line: str, at: int) -> _Head | None:
    line = line.lstrip("\ufeff")
    if _ANY_CLOCK.search(line) is None:
        return None
    for number, form in enumerate(_HEADS):
        if found := form.fullmatch(line):
            parts = found.groupdict()
            name = (parts.get("name") or "").removeprefix(">>").strip()
            clock = found["at"] or parts["beside"]
            return _Head(at, number, name, clock, (parts["rest"] or "").strip())
    return None


def _is_speech(heads: list[_Head], spoken: list[list[list[str]]]) -> bool:
    """Say whether something is spoken behind most times, in sentences, and somebody beside a bare time speaks twice."""
    if LEAST_SPEECH * sum(map(bool, spoken)) < (LEAST_SPEECH - 1) * len(heads):
        return False
    if any(head.form in BARE for head in heads) and len({head.name for head in heads}) == len(heads):
        return False
    n_sentences = sum(1 for parts in spoken if parts and SENTENCE_END.search(parts[-1][-1]))
    return any(head.name for head in heads) or LEAST_SENTENCES * n_sentences >= len(heads)


def _paragraphs(lines: list[str]) -> list[list[str]]:
    """Return runs of lines that blank ones part."""
    runs: list[list[str]] = [[]]
    for line in lines:
        if line.strip():
            runs[-1].append(line)
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def _cue(voice: str, start: float, lines: list[str]) -> Cue:
    return make_cue(start, start + SPOKEN_SECONDS, lines)._replace(voice=voice)


def _go_on(clocks: list[str]) -> bool:
    """Say whether times are those of a recording; the first may be later where they have no hours."""
    has_hours = bool(clocks) and len(re.split("[:：]", clocks[0])) > 2  # noqa: PLR2004  # hours, minutes, seconds
    first = FIRST_HOUR if has_hours else FIRST_MINUTE
    return are_of_recording(list(map(seconds_of, clocks)), LEAST_HEADS, first, ROUND_SECONDS)
