"""The cues of subtitles and lyrics that are lines of text, from SRT to LRC."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from reinschrift.text.references import unescape
from reinschrift.text.signs import CLOSING_SIGNS, SENTENCE_ENDS, one_of

_TIME = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})[.,:](\d{1,3})"
ARROW = re.compile(rf"\s*{_TIME}\s*-{{1,2}}>\s*{_TIME}(\s.*)?")
"""The line of times of SRT and WebVTT, with the settings of the cue, or with what is spoken."""
_TIME_OF_ARROWS = r"(?:\d{1,3}:)?\d{1,2}:\d{1,2}[.,]\d{1,3}"
CUES_START = (
    "^[\\s\ufeff]*"
    r"(?:WEBVTT[^\n]*\n(?:[^\n]+\n){0,8}\s*)?(?:\d+\s*\n)?"
    rf"\s*{_TIME_OF_ARROWS}\s*-{{1,2}}>\s*{_TIME_OF_ARROWS}\s"
)
"""A text that begins with a cue is the subtitles of a film. RE2 reads it over whole columns, too."""
SETTINGS = re.compile(r"(?:\s+[A-Za-z]\w*:\S*)*\s*")
WEBVTT = re.compile(r"\s*\ufeff?WEBVTT(?:[ \t]|$)")
_BLOCK = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s|$)")
"""What begins a block of WebVTT that is no cue."""
_CLOCK = r"(\d{1,3}):(\d\d):(\d\d)(?:[;:.,](\d{1,3}))?"
SPAN = re.compile(rf"\s*{_CLOCK}\s*[-–—]\s*{_CLOCK}\s*")
"""The line of times of an editor's list, in whole seconds or with frames."""
SECOND = re.compile(r"\s*(?:(\d{1,2}):)?(\d{1,2}):(\d\d)\s*")
"""The time in a line of its own above what is spoken, as transcripts of videos have it."""
COMMA = re.compile(rf"\s*{_TIME},{_TIME}\s*")
FRAMES = re.compile(r"\{(\d+)\}\{(\d*)\}(.*)")
MOST_DIGITS = 9
"""Digits of a frame's number that count; a year of film has nine."""
DIALOGUE = re.compile(rf"Dialogue:[^,]*,\s*{_TIME},\s*{_TIME},(.*)")
LYRIC = re.compile(r"\s*((?:\[\d{1,3}:\d{2}(?:[.:]\d{1,3})?\]\s*)+)(.*)")
LYRIC_FACT = re.compile(r"\s*\[(ti|ar|al|by|au|re|ve|length|offset|id|la):(.*)\]\s*", re.IGNORECASE)
TENTHS = re.compile(r"\[(\d+)\]\[(\d*)\](.*)")
"""MPL2 counts tenths of a second."""
BESIDE = re.compile(rf"\s*{_TIME}\s*,\s*{_TIME}\s*,\s*(\S.*)")
"""STL of Spruce has times and text in one line."""
SINCE = re.compile(r"\s*(\d{1,2}):(\d\d):(\d\d)[:=](?=\S)(\D.*)")
"""TMPlayer says when a line begins, and nothing of its end."""
OPENING = re.compile(r"\s*[(\[]?(?:(\d{1,2}):)?(\d{1,2}):(\d\d)[)\]]?\s+(?=\S)(\D.*)")
"""The time before what is spoken, as transcripts have it that are one line a sentence."""
ALONE = re.compile(r"\s*\[(\d{1,2}):(\d\d):(\d\d)\]\s*")
"""The first SubViewer has the times in lines of their own, that of the end, too."""
MARK = re.compile(
    r"</?[A-Za-z][^<>\n]{0,200}>|<\d[\d:.]*>|</?>|\{\\[^{}\n]{0,200}\}|\{[A-Za-z]:[^{}\n]{0,80}\}"
    r"|\^[IBU](?![\w ])|(?<=\s)\^[IBU](?=\S)|^\^[IBU]|^/(?=\S)"
)
"""Marks of style, voice, language and time within a cue: of HTML, SubStation Alpha, STL (`^I`) and MPL2 (`/`)."""
LINE_ENDS = re.compile(r"\||\[br\]", re.IGNORECASE)
VOICE = re.compile(r"<v(?:\.[\w.-]+)*\s+([^<>]{1,100})>")
SENTENCE_END = re.compile(rf"{one_of(SENTENCE_ENDS)}{one_of(CLOSING_SIGNS)}*\s*$")
FRAMES_A_SECOND, TENTHS_A_SECOND = 25.0, 10.0
SHOWN_SECONDS = 3.0
"""How long a line is shown that states no end; lines that follow sooner end it."""
SPOKEN_SECONDS = 30.0
"""How long a part of a transcript is spoken that states no end: until the next one, as far as anybody knows."""
SSA_FIELDS = 6
"""Fields of a line of dialogue between its times and its text: style, name, three margins, effect."""


BEFORE = "before"
"""The voice of what stands before the first cue."""


SUBVIEWER_TITLE = "[TITLE]"


class Cue(NamedTuple):
    """What is shown at once."""

    start: float
    """In seconds."""
    end: float
    lines: tuple[str, ...]
    voice: str = ""


def cues_in(lines: list[str]) -> Iterator[Cue]:
    """Yield the cues of a file of any of the forms, in its order.

    In SRT and WebVTT text that stands between the cues is spoken as well: a blank line parted it from its times.
    """
    at, end, voice = 0, 0.0, BEFORE
    may_stray = any(ARROW.fullmatch(line) for line in lines)
    is_begun = not any(map(WEBVTT.match, lines[:3]))
    while at < len(lines):
        line = lines[at].lstrip("\ufeff")
        at += 1
        if found := ARROW.fullmatch(line) or COMMA.fullmatch(line) or SPAN.fullmatch(line):
            held, at = _shown(lines, at)
            shown = make_cue(
                _seconds(found.groups()[:4]), _seconds(found.groups()[4:8]), _parted(_beside(found) + held)
            )
            end, voice, is_begun = shown.end, shown.voice, True
            yield shown
        elif may_stray and _BLOCK.match(line):
            at = _end_of_block(lines, at)
        elif may_stray:
            if is_begun and _is_stray(line, lines[at] if at < len(lines) else ""):
                yield make_cue(end, end, _parted([line]))._replace(voice=voice)
        elif found := ALONE.fullmatch(line):
            held, at = _until_time(lines, at)
            until = ALONE.fullmatch(lines[at]) if at < len(lines) else None
            start = _clock(found)
            if held:
                yield make_cue(start, _clock(until) if until else start + SHOWN_SECONDS, _parted(held))
        elif cue := _of_one_line(line):
            yield cue


def _beside(found: re.Match[str]) -> list[str]:
    """Return what is spoken in the line of times itself."""
    tail = found[9] or "" if found.re is ARROW else ""
    return [] if SETTINGS.fullmatch(tail) else [tail.strip()]


def _end_of_block(lines: list[str], at: int) -> int:
    while at < len(lines) and lines[at].strip():
        at += 1
    return at


def _is_stray(line: str, following: str) -> bool:
    """Say whether a line between cues is text: no number, and no name of the next cue."""
    return bool(line.strip()) and not line.strip().isdigit() and ARROW.fullmatch(following) is None


def transcript_in(lines: list[str]) -> Iterator[Cue]:
    """Yield the cues of a transcript that has the time of each in a line of its own."""
    at = 0
    while at < len(lines):
        found = SECOND.fullmatch(lines[at].lstrip("\ufeff"))
        first = at = at + 1
        while at < len(lines) and not SECOND.fullmatch(lines[at]):
            at += 1
        if found:
            start = _seconds((*found.groups(), None))
            yield make_cue(start, start + SPOKEN_SECONDS, lines[first:at])


def _of_one_line(line: str) -> Cue | None:
    """Return the cue that a line holds with its times; None if it holds none."""
    for form, rate in ((FRAMES, FRAMES_A_SECOND), (TENTHS, TENTHS_A_SECOND)):
        if found := form.match(line):
            first, last = (int(digits[:MOST_DIGITS]) for digits in (found[1], found[2] or found[1]))
            return make_cue(first / rate, last / rate, found[3].split("|"))
    if found := DIALOGUE.match(line):
        shown = found[9].split(",", SSA_FIELDS)[-1]
        return make_cue(_seconds(found.groups()[:4]), _seconds(found.groups()[4:8]), re.split(r"\\[Nn]", shown))
    if found := BESIDE.fullmatch(line):
        return make_cue(_seconds(found.groups()[:4]), _seconds(found.groups()[4:8]), _parted([found[9]]))
    if found := SINCE.fullmatch(line) or OPENING.fullmatch(line):
        start = _seconds((*found.groups()[:3], None))
        lasts = SHOWN_SECONDS if found.re is SINCE else SPOKEN_SECONDS
        return make_cue(start, start + lasts, _parted([found[4]]))
    if (found := LYRIC.fullmatch(line)) and not LYRIC_FACT.fullmatch(line):
        return Cue(0.0, 0.0, tuple(filter(None, [_plain(found[2])])), "line")
    return None


def _parted(lines: list[str]) -> list[str]:
    """Return lines parted where a sign stands for a line's end."""
    return [part for line in lines for part in LINE_ENDS.split(line)]


def _until_time(lines: list[str], at: int) -> tuple[list[str], int]:
    """Return the lines from `at` on that stand before the next time or blank line, and where they end."""
    first = at
    while at < len(lines) and lines[at].strip() and not lines[at].lstrip().startswith("["):
        at += 1
    return lines[first:at], at


def _clock(found: re.Match[str]) -> float:
    return int(found[1]) * 3600 + int(found[2]) * 60 + float(found[3])


def _shown(lines: list[str], at: int) -> tuple[list[str], int]:
    """Return the lines of a cue from `at` on, and where the next one begins, be there a blank line between or not."""
    held: list[str] = []
    while at < len(lines) and lines[at].strip():
        if ARROW.fullmatch(lines[at]) or SPAN.fullmatch(lines[at]):
            if held and held[-1].strip().isdigit():
                held.pop()  # the number of the next cue
            break
        held.append(lines[at])
        at += 1
    return held, at


def make_cue(start: float, end: float, lines: list[str]) -> Cue:
    """Return what is shown from `start` to `end`, without its marks."""
    voice = VOICE.search(" ".join(lines))
    return Cue(start, end, tuple(filter(None, map(_plain, lines))), voice[1].strip() if voice else "")


def _plain(line: str) -> str:
    return " ".join(unescape(MARK.sub("", line)).replace("\\h", " ").split())


def _seconds(parts: tuple[str | None, ...]) -> float:
    hours, minutes, seconds, fraction = parts
    return int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or 0) + float(f"0.{fraction or 0}")


def seconds_of(clock: str) -> int:
    """Return the full seconds of a time as it is written, with hours or without: `1:02:03,5`."""
    seconds = 0
    for part in re.split("[:：]", re.split("[.,;]", clock)[0]):
        seconds = seconds * 60 + int(part)
    return seconds


def full_seconds(found: re.Match[str]) -> int:
    """Return the full seconds of a time whose hours, minutes and seconds a pattern found."""
    return int(found[1] or 0) * 3600 + int(found[2]) * 60 + int(found[3])


def are_of_recording(times: Sequence[int], fewest: int, before: int, full: int) -> bool:
    """Say whether times in seconds go on as those of a recording do: the first soon, and not all of them full.

    At least `fewest`, none earlier than the one before, the first earlier than `before`, not all multiples of `full`.
    """
    is_one = len(times) >= fewest and times[0] < before and any(time % full for time in times)
    return is_one and all(one <= two for one, two in pairwise(times)) and times[0] < times[-1]


def title_in_lines(lines: list[str]) -> str:
    """Return the title that lyrics and SubViewer have among their first lines."""
    facts = (found for line in lines if (found := LYRIC_FACT.fullmatch(line)) and found[1].lower() == "ti")
    for line, following in pairwise([*lines, ""]):
        if line.startswith(SUBVIEWER_TITLE):
            return (line.removeprefix(SUBVIEWER_TITLE) or following).strip()
    return next((found[2].strip() for found in facts), "")
