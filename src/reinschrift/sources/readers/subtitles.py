"""Reads subtitles and lyrics: what is spoken, as running text; numbers, times, voices and marks are left out."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from reinschrift.record import Problem, Record
from reinschrift.settings.read import ReadSettings
from reinschrift.sources.opening import unpacked
from reinschrift.sources.readers.format import Beginning, Format
from reinschrift.sources.readers.text import record_too_large, whole
from reinschrift.text.decoding import decode
from reinschrift.text.signs import CLOSING_SIGNS, SENTENCE_ENDS, one_of

if TYPE_CHECKING:
    from reinschrift.sources.parts import FilePart
    from reinschrift.sources.register import Source

_TIME = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})[.,:](\d{1,3})"
ARROW = re.compile(rf"\s*{_TIME}\s*-{{1,2}}>\s*{_TIME}(?:\s.*)?")
"""The line of times of SRT and WebVTT, with the settings of the cue."""
COMMA = re.compile(rf"\s*{_TIME},{_TIME}\s*")
FRAMES = re.compile(r"\{(\d+)\}\{(\d*)\}(.*)")
MOST_DIGITS = 9
"""Digits of a frame's number that count; a year of film has nine."""
DIALOGUE = re.compile(rf"Dialogue:[^,]*,\s*{_TIME},\s*{_TIME},(.*)")
LYRIC = re.compile(r"\s*((?:\[\d{1,3}:\d{2}(?:[.:]\d{1,3})?\]\s*)+)(.*)")
LYRIC_FACT = re.compile(r"\s*\[(ti|ar|al|by|au|re|ve|length|offset|id|la):(.*)\]\s*", re.IGNORECASE)
SKIPPED_BLOCK = re.compile(r"(?:WEBVTT|NOTE|STYLE|REGION)(?:[\s-].*)?|X-TIMESTAMP-MAP=.*")
MARK = re.compile(r"</?[A-Za-z][^<>\n]{0,200}>|<\d[\d:.]*>|</?>|\{\\[^{}\n]{0,200}\}|\{[A-Za-z]:[^{}\n]{0,80}\}")
"""Marks of style, voice, language and time within a cue, of HTML and of SubStation Alpha."""
VOICE = re.compile(r"<v(?:\.[\w.-]+)*\s+([^<>]{1,100})>")
SPEAKER = re.compile(r"\s*[-–—‐]\s*(?=\S)")
SENTENCE_END = re.compile(rf"{one_of(SENTENCE_ENDS)}{one_of(CLOSING_SIGNS)}*\s*$")
PAUSE = 4.0
"""Seconds between two cues after which a new paragraph begins."""
PARAGRAPH_CHARS = 600
"""Characters of a paragraph after which the next sentence begins a new one: a film without a pause is no paragraph."""
FRAMES_A_SECOND = 25.0
SSA_FIELDS = 6
"""Fields of a line of dialogue between its times and its text: style, name, three margins, effect."""


class Cue(NamedTuple):
    """What is shown at once."""

    start: float
    """In seconds."""
    end: float
    lines: tuple[str, ...]
    voice: str = ""


def read_subtitles(part: FilePart, source: Source, settings: ReadSettings) -> Iterator[Record]:  # noqa: ARG001  # as every reader
    """Yield what is spoken in a file as one document. Raises `UnreadableFileError` before it."""
    limit = settings.max_record_bytes
    with unpacked(part.address) as stream:
        raw = whole(stream, limit)
    if raw.n_bytes > limit:
        yield record_too_large(raw, limit)
        return
    decoded = decode(raw.data)
    decoding = (decoded.declared, decoded.detected, decoded.used, decoded.undecodable)
    written = decoded.text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    text = "\n\n".join(paragraphs_of(list(cues_in(written))))
    title = next(
        (found[2].strip() for line in written[:40] if (found := LYRIC_FACT.fullmatch(line)) and found[1] == "ti"), ""
    )
    problem = None if text.strip() else Problem("no_text", "Nothing is spoken in the file.")
    yield Record(0, text, {"title": title} if title else {}, problem, decoding)


def cues_in(lines: list[str]) -> Iterator[Cue]:
    """Yield the cues of a file of any of the forms, in its order."""
    at = 0
    while at < len(lines):
        line = lines[at].lstrip("\ufeff")
        at += 1
        if found := ARROW.fullmatch(line) or COMMA.fullmatch(line):
            held, at = _shown(lines, at)
            yield _cue(_seconds(found.groups()[:4]), _seconds(found.groups()[4:8]), held)
        elif found := FRAMES.match(line):
            first, last = (int(digits[:MOST_DIGITS]) for digits in (found[1], found[2] or found[1]))
            yield _cue(first / FRAMES_A_SECOND, last / FRAMES_A_SECOND, found[3].split("|"))
        elif found := DIALOGUE.match(line):
            shown = found[9].split(",", SSA_FIELDS)[-1]
            yield _cue(_seconds(found.groups()[:4]), _seconds(found.groups()[4:8]), re.split(r"\\[Nn]", shown))
        elif (found := LYRIC.fullmatch(line)) and not LYRIC_FACT.fullmatch(line):
            yield Cue(0.0, 0.0, tuple(filter(None, [_plain(found[2])])), "line")


def _shown(lines: list[str], at: int) -> tuple[list[str], int]:
    """Return the lines of a cue from `at` on, and where the next one begins, be there a blank line between or not."""
    held: list[str] = []
    while at < len(lines) and lines[at].strip():
        if ARROW.fullmatch(lines[at]):
            if held and held[-1].strip().isdigit():
                held.pop()  # the number of the next cue
            break
        held.append(lines[at])
        at += 1
    return held, at


def _cue(start: float, end: float, lines: list[str]) -> Cue:
    voice = VOICE.search(" ".join(lines))
    return Cue(start, end, tuple(filter(None, map(_plain, lines))), voice[1].strip() if voice else "")


def _plain(line: str) -> str:
    return " ".join(html.unescape(MARK.sub("", line)).replace("\\h", " ").split())


def _seconds(parts: tuple[str | None, ...]) -> float:
    hours, minutes, seconds, fraction = parts
    return int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or 0) + float(f"0.{fraction or 0}")


def paragraphs_of(cues: list[Cue]) -> Iterator[str]:
    """Yield what is spoken as paragraphs: one as long as nobody else speaks, no pause is made, and it is not too long.

    Lines that a cue repeats of the one before it, as rolling captions do, count once.
    """
    held: list[str] = []
    before: Cue | None = None
    for cue in cues:
        lines = _new_lines(cue, before)
        if not cue.lines:
            before = None if cue.voice == "line" else before
            if held and before is None:
                yield _joined(held)
                held = []
            continue
        if held and before and _begins_paragraph(cue, before, held):
            yield _joined(held)
            held = []
        held += ["\n" + line for line in lines] if cue.voice == "line" else _as_spoken(lines, held)
        before = cue
    if held:
        yield _joined(held)


def _new_lines(cue: Cue, before: Cue | None) -> tuple[str, ...]:
    if before is None or cue.start - before.end > 1 or cue.voice == "line":
        return cue.lines
    most = min(len(cue.lines), len(before.lines))
    rolled = next((n for n in range(most, 0, -1) if before.lines[-n:] == cue.lines[:n]), 0)
    return cue.lines[rolled:]


def _begins_paragraph(cue: Cue, before: Cue, held: list[str]) -> bool:
    if cue.voice == "line":
        return False
    ended = SENTENCE_END.search(held[-1]) is not None
    is_long = sum(map(len, held)) > PARAGRAPH_CHARS
    return cue.voice != before.voice or (ended and (is_long or cue.start - before.end >= PAUSE))


def _as_spoken(lines: tuple[str, ...], held: list[str]) -> list[str]:
    """Return lines as parts of a paragraph: what begins with a dash is another speaker's, on a line of its own."""
    return ["\n" + line if SPEAKER.match(line) and (held or number) else line for number, line in enumerate(lines)]


def _joined(parts: list[str]) -> str:
    text = ""
    for part in parts:
        goes_on = text and not part.startswith("\n")
        text += f" {part}" if goes_on else part
    return text.strip()


def _is_subtitles(seen: Beginning) -> bool:
    """Say whether a file begins as subtitles do: with times, or with what stands before them."""
    lines = [line.decode("utf-8", "replace") for line in seen.lines[:60] if line]
    if not lines:
        return False
    if lines[0] == "[Script Info]" or re.match(r"WEBVTT(?:[ \t]|$)", lines[0]):
        return True
    first = lines[1:2] if lines[0].isdigit() else lines[:1]
    if first and (ARROW.fullmatch(first[0]) or (COMMA.fullmatch(first[0]) and not lines[0].isdigit())):
        return True
    if FRAMES.match(lines[0]) and all(FRAMES.match(line) for line in lines[:-1][:5]):
        return True
    timed = [line for line in lines[:20] if not LYRIC_FACT.fullmatch(line)]
    return len(timed) > 1 and all(LYRIC.fullmatch(line) for line in timed[:-1])


FORMAT = Format(
    "subtitles",
    "subtitles and lyrics (SRT, WebVTT, SBV, SSA, MicroDVD, LRC)",
    "the times before its first lines",
    lambda: (
        b"1\n00:00:01,000 --> 00:00:03,200\nDas Schiff liegt im Nebel\n\n"
        b"2\n00:00:03,400 --> 00:00:06,000\nvor dem Hafen.\n"
    ),
    guess=_is_subtitles,
    version=3,
    read=read_subtitles,
)
