"""Reads subtitles and lyrics: what is spoken, as running text; numbers, times, voices and marks are left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException

from reinschrift.record import Problem, Record
from reinschrift.settings.read import ReadSettings
from reinschrift.sources.opening import unpacked
from reinschrift.sources.ranges import RawRecord
from reinschrift.sources.readers.cues import (
    ARROW,
    BESIDE,
    COMMA,
    DIALOGUE,
    FRAMES,
    LYRIC,
    LYRIC_FACT,
    OPENING,
    SECOND,
    SENTENCE_END,
    SINCE,
    SPAN,
    TENTHS,
    WEBVTT,
    Cue,
    are_of_recording,
    cues_in,
    full_seconds,
    title_in_lines,
    transcript_in,
)
from reinschrift.sources.readers.cues_in_markup import cues_in_markup, is_markup, title_in_markup
from reinschrift.sources.readers.format import Beginning, Format
from reinschrift.sources.readers.speakers import cues_of_speakers
from reinschrift.sources.readers.text import record_too_large, whole
from reinschrift.sources.readers.unspoken import is_unspoken
from reinschrift.text.decoding import decode

if TYPE_CHECKING:
    from reinschrift.sources.parts import FilePart
    from reinschrift.sources.register import Source

SPEAKER = re.compile(r"\s*[-–—‐]\s*(?=\S)")
SUBVIEWER = re.compile(r"\[INFORMATION\]|\[TITLE\][^\n]*\n(?:[^\n]*\n){0,3}?\[AUTHOR\]", re.IGNORECASE)
MINUTES = 10
"""Minutes in which somebody speaks first."""
HEAD_LINES = 60
"""Lines in which a file shows that it is subtitles."""
FEWEST_TIMES, TIMES_SHARE = 3, 4
"""Times of the shortest transcript, and lines to each at most."""
FIRST_SECONDS = 60
"""Seconds in which the first time of a transcript stands."""
FULL_SECONDS = 5
"""Where all times are multiples of so many, they are a timetable's."""
SENTENCES_SHARE = 3
"""Lines with a time before them to each that ends a sentence at most; chapters of a film end none."""
SLACK = 5
"""Tenths of a second by which a cue may outlast the beginning of the next one."""
PAUSE = 4.0
"""Seconds between two cues after which a new paragraph begins."""
PARAGRAPH_CHARS = 600
"""Characters of a paragraph after which the next sentence begins a new one: a film without a pause is no paragraph."""


def read_subtitles(part: FilePart, source: Source, settings: ReadSettings) -> Iterator[Record]:  # noqa: ARG001  # as every reader
    """Yield what is spoken in a file as one document. Raises `UnreadableFileError` before it."""
    limit = settings.max_record_bytes
    with unpacked(part.address) as stream:
        raw = whole(stream, limit)
        yield record_too_large(raw, limit) if raw.n_bytes > limit else _document(raw)


def spoken_in(written: str) -> str:
    """Return what is spoken in subtitles, or in a transcript with speakers, that are lines of text."""
    return "\n\n".join(paragraphs_of(_cues_of_lines(written.splitlines())))


def _document(raw: RawRecord) -> Record:
    decoded = decode(raw.data)
    decoding = (decoded.declared, decoded.detected, decoded.used, decoded.undecodable)
    written = decoded.text.replace("\r\n", "\n").replace("\r", "\n")
    cues, problem = _cues(written)
    text = "\n\n".join(paragraphs_of(cues))
    title = title_in_markup(written) if is_markup(written) else title_in_lines(written.split("\n", 40)[:40])
    problem = problem or (None if text.strip() else Problem("no_text", "Nothing is spoken in the file."))
    return Record(0, text, {"title": title} if title else {}, problem, decoding)


def _cues(written: str) -> tuple[list[Cue], Problem | None]:
    """Return the cues of a file, and what is wrong if it cannot be read to its end."""
    if not is_markup(written):
        lines = written.split("\n")
        return _cues_of_lines(lines), None
    cues: list[Cue] = []
    try:
        cues.extend(cues_in_markup(written))
    except (ParseError, DefusedXmlException, ValueError) as error:
        return cues, Problem("unreadable", f"Behind cue {len(cues)} the file is no XML that can be read: {error}.")
    return cues, None


def _cues_of_lines(lines: list[str]) -> list[Cue]:
    head = [line for line in lines[:HEAD_LINES] if line.strip()]
    if _is_transcript(head):
        return list(transcript_in(lines))
    return (not _is_of_films(head) and cues_of_speakers(lines)) or list(cues_in(lines))


def _is_of_films(lines: list[str]) -> bool:
    """Say whether lines are in a form that programs write for films: times of beginning and end, frames, or a head."""
    forms = (ARROW, COMMA, SPAN, FRAMES, TENTHS, DIALOGUE, BESIDE)
    is_headed = SUBVIEWER.match("\n".join(lines)) is not None or any(map(WEBVTT.match, lines[:1]))
    return (
        is_headed
        or (bool(lines) and _is_tmplayer(lines))
        or any(form.fullmatch(line) for line in lines for form in forms)
    )


def paragraphs_of(cues: list[Cue]) -> Iterator[str]:
    """Yield what is spoken as paragraphs: one as long as nobody else speaks, no pause is made, and it is not too long.

    Lines that a cue repeats of the one before it, as rolling captions do, count once. Sounds and credits are paragraphs
    of their own, behind the one in which they are shown.
    """
    aside: list[str] = []
    for text in _spoken(cues, aside):
        if text:
            yield text
        yield from aside
        aside.clear()
    yield from aside


def _spoken(cues: list[Cue], aside: list[str]) -> Iterator[str]:
    """Yield the paragraphs, and an empty one where something else stands before the first; that goes to `aside`."""
    held: list[str] = []
    n_chars = 0
    before: Cue | None = None
    for cue in cues:
        if cue.lines and cue.voice != "line" and is_unspoken(" ".join(cue.lines)):
            aside.append(" ".join(cue.lines))
            if not held:
                yield ""
            continue
        lines = _new_lines(cue, before)
        if not cue.lines:
            before = None if cue.voice == "line" else before
            if held and before is None:
                yield _joined(held)
                held, n_chars = [], 0
            continue
        if held and before and _begins_paragraph(cue, before, held[-1], n_chars):
            yield _joined(held)
            held, n_chars = [], 0
        spoken = ["\n" + line for line in lines] if cue.voice == "line" else _as_spoken(lines, is_first=not held)
        held += spoken
        n_chars += sum(map(len, spoken))
        before = cue
    if held:
        yield _joined(held)


def _new_lines(cue: Cue, before: Cue | None) -> tuple[str, ...]:
    if before is None or cue.start - before.end > 1 or cue.voice == "line":
        return cue.lines
    most = min(len(cue.lines), len(before.lines))
    rolled = next((n for n in range(most, 0, -1) if before.lines[-n:] == cue.lines[:n]), 0)
    return cue.lines[rolled:]


def _begins_paragraph(cue: Cue, before: Cue, last: str, n_chars: int) -> bool:
    if cue.voice == "line":
        return False
    ended = SENTENCE_END.search(last) is not None
    is_long = n_chars > PARAGRAPH_CHARS
    is_other = _is_dialogue(cue) != _is_dialogue(before)
    return cue.voice != before.voice or (ended and (is_long or is_other or cue.start - before.end >= PAUSE))


def _is_dialogue(cue: Cue) -> bool:
    """Say whether several speak in a cue, each behind a dash."""
    return any(map(SPEAKER.match, cue.lines))


def _as_spoken(lines: tuple[str, ...], *, is_first: bool) -> list[str]:
    """Return lines as parts of a paragraph: what begins with a dash is another speaker's, on a line of its own."""
    return [
        "\n" + line if SPEAKER.match(line) and not (is_first and number == 0) else line
        for number, line in enumerate(lines)
    ]


def _joined(parts: list[str]) -> str:
    return "".join(part if part.startswith("\n") else f" {part}" for part in parts).strip()


def _is_subtitles(seen: Beginning) -> bool:
    """Say whether a file begins as subtitles do: with times, or with what stands before them."""
    lines = [line.decode("utf-8", "replace") for line in seen.lines[:HEAD_LINES] if line]
    if not lines:
        return False
    if lines[0] == "[Script Info]" or re.match(r"WEBVTT(?:[ \t]|$)", lines[0]) or SUBVIEWER.match("\n".join(lines)):
        return True
    first = lines[1:2] if lines[0].isdigit() else lines[:1]
    if first and (ARROW.fullmatch(first[0]) or (COMMA.fullmatch(first[0]) and not lines[0].isdigit())):
        return True
    if FRAMES.match(lines[0]) and all(FRAMES.match(line) for line in lines[:-1][:5]):
        return True
    if cues_of_speakers(lines) or any(
        is_one(lines) for is_one in (_is_mpl2, _is_stl, _is_transcript, _has_times, _is_spoken_by_line)
    ):
        return True
    timed = [line for line in lines[:20] if not LYRIC_FACT.fullmatch(line)]
    return len(timed) > 1 and (_is_lyrics(timed[:-1]) or _is_tmplayer(timed[:-1]))


def _is_lyrics(lines: list[str]) -> bool:
    """Say whether lines begin with times in brackets, from the first minutes on; those of a chat are a clock's."""
    found = [LYRIC.fullmatch(line) for line in lines]
    return all(found) and found[0] is not None and int(found[0][1].lstrip(" [\t").split(":")[0]) < MINUTES


def _has_times(lines: list[str]) -> bool:
    """Say whether times stand in lines of their own below a heading, or above the first lines without one.

    Not where lines begin with a sign of a table or of JSON, whose fields may hold subtitles.
    """
    if any(line.startswith(('"', "{", "[")) for line in lines):
        return False
    arrows, spans = (sum(1 for line in lines if form.fullmatch(line)) for form in (ARROW, SPAN))
    return max(arrows, spans) >= FEWEST_TIMES and TIMES_SHARE * max(arrows, spans) >= len(lines)


def _is_transcript(lines: list[str]) -> bool:
    """Say whether every other line or so is a time, from the first minute on, and the times go on."""
    begins = SECOND.fullmatch(lines[0].lstrip("\ufeff")) if lines else None
    times = [full_seconds(found) for line in lines if (found := SECOND.fullmatch(line))]
    return begins is not None and TIMES_SHARE * len(times) >= len(lines) and _go_on(times)


def _is_spoken_by_line(lines: list[str]) -> bool:
    """Say whether each line begins with a time, from the first minute on, the times go on, and sentences end."""
    found = [each for line in lines if (each := OPENING.fullmatch(line))]
    n_ends = sum(1 for each in found if SENTENCE_END.search(each[4]))
    return len(found) == len(lines) <= SENTENCES_SHARE * n_ends and _go_on(list(map(full_seconds, found)))


def _go_on(times: list[int]) -> bool:
    """Say whether times are those of a recording, each later than the one before, and not only full quarters."""
    return are_of_recording(times, FEWEST_TIMES, FIRST_SECONDS, FULL_SECONDS) and len(set(times)) == len(times)


def _is_tmplayer(lines: list[str]) -> bool:
    """Say whether lines have times that go on from the first minutes; those of a log begin with the clock's."""
    times = [found.groups()[:3] for line in lines if (found := SINCE.fullmatch(line))]
    return len(times) == len(lines) and times == sorted(times) and int(times[0][0]) == 0 and int(times[0][1]) < MINUTES


def _is_mpl2(lines: list[str]) -> bool:
    """Say whether two lines or more begin with times that go on; two notes in brackets do not."""
    found = [TENTHS.match(line) for line in lines[:6]]
    times = [(int(each[1][:9]), int(each[2][:9] or each[1][:9])) for each in found if each]
    ascends = all(one[0] <= one[1] <= two[0] + SLACK for one, two in pairwise(times)) and times[:1] < times[-1:]
    return len(times) > 1 and len(times) >= len(lines[:6]) - 1 and found[0] is not None and ascends


def _is_stl(lines: list[str]) -> bool:
    """Say whether the first lines that are no settings or remarks (`$FontSize = 30`, `//Subtitles`) have times."""
    timed = [line for line in lines if not line.startswith(("$", "//"))]
    return bool(timed) and all(BESIDE.fullmatch(line) for line in timed[:5])


FORMAT = Format(
    "subtitles",
    "subtitles and lyrics (SRT, WebVTT, TTML, SAMI, SBV, SubViewer, SSA, MicroDVD, MPL2, TMPlayer, STL, YouTube, LRC)",
    "the times before its first lines, or its first tag",
    lambda: (
        b"1\n00:00:01,000 --> 00:00:03,200\nDas Schiff liegt im Nebel\n\n"
        b"2\n00:00:03,400 --> 00:00:06,000\nvor dem Hafen.\n"
    ),
    recognise=lambda seen: b"<" in seen.start[:200] and is_markup(seen.start.decode("utf-8", "replace")),
    guess=_is_subtitles,
    version=8,
    read=read_subtitles,
    holds="texts",
)
