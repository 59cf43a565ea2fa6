"""K24: the times of transcripts go, in files of any name and in the fields of records."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from reinschrift.sources import Source, list_files, read_parts, split_parts
from reinschrift.sources.readers.cues import transcript_in
from reinschrift.sources.readers.speakers import cues_of_speakers
from reinschrift.sources.readers.subtitles import paragraphs_of


def read(folder: Path, name: str, content: str | None = None) -> list[tuple[str, str | None]]:
    """Return text and title of each record of a file."""
    if content is not None:
        (folder / name).write_text(content, "utf-8")
    source = Source(name="s", base=str(folder), files=(name,), license="x")
    (file,) = list_files(source).files
    rows = pa.concat_tables(list(read_parts(split_parts(file, 1 << 20), source))).to_pylist()
    return [(row["text"], row["title"]) for row in rows]


SPOKEN = ("Guten Morgen, sagte der Fährmann.", "Das Wasser ist heute hoch,", "wir fahren erst am Nachmittag.")
AS_ONE = " ".join(SPOKEN)


def clock(seconds: int, form: str = "{0:02}:{1:02}") -> str:
    return form.format(*divmod(seconds, 60))


TIMED = {
    "text beside the times": [f"00:00:0{n},000 --> 00:00:0{n + 1},500 {line}" for n, line in enumerate(SPOKEN)],
    "a blank line within": [
        f"{n + 1}\n00:00:0{n},000 --> 00:00:0{n + 1},500\n\n{line}\n" for n, line in enumerate(SPOKEN)
    ],
    "whole seconds": [f"00:00:0{n} - 00:00:0{n + 1}\n{line}\n" for n, line in enumerate(SPOKEN)],
    "frames": [f"00:00:0{n};12 – 00:00:0{n + 1};20\n{line}\n" for n, line in enumerate(SPOKEN)],
    "a time above each": [f"{clock(7 * n, '{0}:{1:02}')}\n{line}" for n, line in enumerate(SPOKEN)],
    "a time before each": [f"{clock(7 * n)} {line}" for n, line in enumerate(SPOKEN)],
    "a time in brackets": [f"({clock(7 * n, '{0}:{1:02}')}) {line}" for n, line in enumerate(SPOKEN)],
}


@pytest.mark.parametrize("form", TIMED)
def test_transcripts_with_times_are_read_without_them(tmp_path: Path, form: str) -> None:
    """K24: whatever the file is called."""
    assert [text for text, _ in read(tmp_path, "a.txt", "\n".join(TIMED[form]))] == [AS_ONE]


def test_what_stands_before_the_first_times_is_kept(tmp_path: Path) -> None:
    """K24: somebody has written a heading above the subtitles."""
    cues = "\n".join(f"{n + 1}\n00:00:0{n},000 --> 00:00:0{n + 1},500\n{line}\n" for n, line in enumerate(SPOKEN))
    ((text, _),) = read(tmp_path, "a.txt", f"Das Transkript der Folge:\n\n{cues}")
    assert text == f"Das Transkript der Folge:\n\n{AS_ONE}"


@pytest.mark.parametrize(
    "text",
    [
        "09:00 Begrüßung im Saal\n09:33 Vortrag über die Mühle\n11:01 Kaffee im Hof\n",
        "00:00 Feuerwerk am Fluss\n00:30 Musik im Zelt\n01:00 Ende des Festes\n",
        "00:07 Feuerwerk am Fluss\n00:04 Musik im Zelt\n00:09 Ende des Festes\n",
        "00:07 Feuerwerk am Fluss\n00:19 Musik im Zelt\n",
        "0:00\nAnfang\n0:17\nEnde der ersten Runde\n",
        "0:00\n" + "Die Uhr blieb stehen, und niemand merkte es.\n" * 11 + "0:17\nSie ging.\n0:19\nSie stand.\n",
        "00:00:01 - 00:00:02\nein Versuch\n00:00:03 - 00:00:04\nnoch einer\n",
    ],
)
def test_a_timetable_is_no_transcript(tmp_path: Path, text: str) -> None:
    """Its times begin later, stand at full quarters, go back, are few, or stand far apart."""
    assert [text.strip() for text, _ in read(tmp_path, "a.txt", text)] == [text.strip()]


@pytest.mark.parametrize("head", ["", "WEBVTT\n\n", "WEBVTT - Folge 3\nKind: captions\n\n"])
def test_subtitles_in_a_field_of_a_record_are_read(tmp_path: Path, head: str) -> None:
    """K24: JSON lines, CSV and Parquet may hold them as the text."""
    cues = "\n".join(f"{n + 1}\n00:00:0{n}.000 --> 00:00:0{n + 1}.500\n{line}\n" for n, line in enumerate(SPOKEN))
    rows = [{"text": head + cues, "title": "Die Fähre"}, {"text": f"Sie rief: {cues}", "title": "Der Ruf"}]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    quoted = "\n".join(f'"{row["text"]}",{row["title"]}' for row in rows)
    (tmp_path / "b.csv").write_text(f"text,title\n{quoted}\n", "utf-8")
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "c.parquet")
    for name in ("a.jsonl", "b.csv", "c.parquet"):
        first, second = read(tmp_path, name)
        assert first == (AS_ONE, "Die Fähre"), name
        assert second == (rows[1]["text"], "Der Ruf"), name


FORMS = {
    "NAME [00:07]:": "{name} [{mm}]: {said}",
    "[00:07] NAME:": "[{mm}] {name}: {said}",
    "NAME (00:07)": "{name} ({mm})\n{said}\n",
    "NAME (00:07):": "{name} ({mm}):\n{said}\n",
    "00:07 - NAME:": "{mm} - {name}: {said}",
    "00:00:07 – NAME:": "{hh} – {name}: {said}\n",
    "(00:07) NAME:": "({mm}) {name}: {said}",
    "00:07 NAME:": "{mm} {name}: {said}",
    "00:07 NAME": "{mm} {name}\n{said}\n",
    "[00:00:07] NAME": "[{hh}] {name}\n{said}\n",
    "NAME  00:07": "{name}  {mm}\n{said}\n",
    "NAME, 00:07": "{name}, {mm}\n{said}\n",
    "NAME | 00:07": "{name} | {mm}\n{said}\n",
    "NAME 00:00:07:": "{name} {hh}: {said}",
    "NAME: [00:07]": "{name}: [{mm}] {said}",
    "NAME: 00:07": "{name}: {mm} {said}",
    "00:07 | NAME |": "{mm} | {name} | {said}",
    "[a --> b] NAME:": "[{hh}.120 --> {hh}.900] {name}: {said}",
    "a - b NAME:": "{hh} - {hh} {name}: {said}",
    "{00:00:07} NAME:": "{{{hh}}} {name}: {said}",
    "**NAME** (00:07):": "**{name}** ({mm}): {said}\n",
    "NAME [a - b]:": "{name} [{mm} - {mm}]: {said}",
    "[NAME 00:07]": "[{name} {mm}] {said}",
    "[NAME] [00:07]": "[{name}] [{mm}] {said}",
    "NAME @ 00:07:": "{name} @ {mm}: {said}",
    "（00：07）NAME：": "（{wide}）{name}：{said}",
    "#00:00:07-1# behind": "{name}: {said} #{hh}-1#\n",
    "[00:07] behind": "{name}: {said} [{mm}]",
}


def told(form: str, first: int = 3) -> str:
    """Return a transcript of two people who speak in turn."""
    lines = []
    for turn, said in enumerate((*SPOKEN, "Das ist eine alte Geschichte.")):
        at = first + 8 * turn
        minutes, hours = clock(at), clock(at, "00:{0:02}:{1:02}")
        name = ("Ina Mohr", "王芳")[turn % 2]
        lines.append(form.format(name=name, said=said, mm=minutes, hh=hours, wide=minutes.replace(":", "：")))
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("form", FORMS)
def test_transcripts_that_name_speakers_keep_the_names_and_lose_the_times(tmp_path: Path, form: str) -> None:
    """K24: each who speaks begins a paragraph; in files and in fields, below a heading, too."""
    text = told(FORMS[form])
    names = ("Ina Mohr", "王芳") * 2
    expected = [f"{name}: {said}" for name, said in zip(names, (*SPOKEN, "Das ist eine alte Geschichte."), strict=True)]
    ((found, _),) = read(tmp_path, "a.txt", text)
    assert found.replace("：", ": ").split("\n\n") == expected
    ((found, _),) = read(tmp_path, "b.txt", f"Folge 12: Der Hafen\n\n{text}")
    assert found.replace("：", ": ").split("\n\n") == ["Folge 12: Der Hafen", *expected] or "behind" in form
    (tmp_path / "a.jsonl").write_text(json.dumps({"text": text}) + "\n", "utf-8")
    pq.write_table(pa.table({"text": [text, "Um 12:30 Uhr\nkam Ina Mohr."]}), tmp_path / "a.parquet")
    ((in_json, _),), (in_parquet, other) = read(tmp_path, "a.jsonl"), read(tmp_path, "a.parquet")
    if "behind" not in form:
        assert in_json.replace("：", ": ").split("\n\n") == in_parquet[0].replace("：", ": ").split("\n\n") == expected
    assert other[0] == "Um 12:30 Uhr\nkam Ina Mohr."


@pytest.mark.parametrize(
    "text",
    [
        "0:00 - Anfang\n0:47 - Was ist das\n3:12 - Fazit\n",
        "Meier 0:45\nKunz 0:47\nHuber 0:52\n",
        "Meier,0:45\nKunz,0:47\nHuber,0:52\n",
        "09:03 - Müller: Begrüßung\n09:31 - Kern: Vortrag\n11:02 - Mohr: Kaffee\n",
        "[12:35] Ina: Bist du da?\n[12:36] Jan: Ja.\n[12:41] Ina: Gut.\n",
        "12:30:05 INFO: gestartet\n12:30:07 INFO: bereit\n12:30:11 WARN: langsam\n",
        "Ina (0:07): Hallo.\nJan (0:03): Hallo.\nIna (0:09): Gut.\n",
        "Ina Mohr (1:23): Erster Vers.\nJan Kern (2:34): Zweiter.\nIna Mohr (3:12): Dritter.\n",
        "Evangelium\nMatthäus 0:07: so steht es da.\n" + "Ein langer Text folgt darauf.\n" * 40,
    ],
)
def test_times_that_are_no_recordings_stay(tmp_path: Path, text: str) -> None:
    """Chapters, results, programmes, chats, logs, verses of books, and times that go back."""
    assert " ".join("".join(text for text, _ in read(tmp_path, "a.txt", text)).split()) == " ".join(text.split())


@pytest.mark.parametrize(("first", "is_one"), [(0, True), (45, True), (75, False)])
def test_a_transcript_begins_in_its_first_minute(tmp_path: Path, first: int, *, is_one: bool) -> None:
    """K24: with so much music before it."""
    text = "\n".join(f"{clock(first + 7 * n)}\n{line}" for n, line in enumerate(SPOKEN))
    ((found, _),) = read(tmp_path, "a.txt", text)
    assert (found == AS_ONE) == is_one


def test_a_part_of_a_transcript_may_have_lines_and_last(tmp_path: Path) -> None:
    """K24: two lines to each time, twenty seconds apart."""
    text = "\n".join(f"{clock(21 * n)}\n{line}\nWirklich." for n, line in enumerate(SPOKEN))
    ((found, _),) = read(tmp_path, "a.txt", text)
    assert found == " Wirklich. ".join(SPOKEN) + " Wirklich."


def test_subtitles_may_begin_below_a_page_of_text(tmp_path: Path) -> None:
    """K24: sixty lines show it."""
    head = "\n".join(f"Zeile {n} der Vorrede." for n in range(12))
    cues = "\n".join(f"{n}\n00:00:{n:02},000 --> 00:00:{n:02},900\nSatz {n}." for n in range(20))
    ((found, _),) = read(tmp_path, "a.txt", f"{head}\n{cues}")
    assert "-->" not in found
    assert found.startswith("Zeile 0 der Vorrede. Zeile 1")


@pytest.mark.parametrize(("gap", "n_paragraphs"), [(30, 1), (40, 2)])
def test_a_long_silence_in_a_transcript_ends_a_paragraph(gap: int, n_paragraphs: int) -> None:
    """K24: it states no ends; half a minute is spoken."""
    lines = ["0:00", SPOKEN[0], clock(gap), SPOKEN[2]]
    assert len(list(paragraphs_of(list(transcript_in(lines))))) == n_paragraphs


def is_transcript(lines: list[str]) -> bool:
    """Say whether lines are read as a transcript with speakers."""
    return bool(cues_of_speakers(lines))


def heads(seconds: list[int], form: str = "[{0:02}:{1:02}] Ina:", said: str = " Gut.") -> list[str]:
    return [clock(at, form) + said for at in seconds]


def test_how_many_times_a_transcript_needs_and_how_far_apart() -> None:
    """Three heads, one in twelve lines; behind what is spoken one in four."""
    assert is_transcript(heads([3, 11, 22]))
    assert not is_transcript(heads([3, 11]))
    for n_lines, is_one in ((10, True), (15, False)):
        more = ["Noch ein Satz."] * (n_lines - 1)
        assert is_transcript([line for head in heads([3, 11, 22]) for line in (head, *more)]) == is_one
    for n_lines, is_one in ((3, True), (5, False)):
        more = ["Noch ein Satz."] * (n_lines - 1)
        behind = heads([3, 11, 22], "Ina: Gut. [{0:02}:{1:02}]", "")
        assert is_transcript([line for last in behind for line in (*more, last)]) == is_one


def test_when_the_first_time_of_a_transcript_stands() -> None:
    """In the first minute; with hours, in the first hour. Not all are round."""
    for first, is_one in ((45, True), (75, False)):
        assert is_transcript(heads([first, first + 8, first + 17])) == is_one
    for first, is_one in ((50 * 60, True), (75 * 60, False)):
        hours = [f"[{at // 3600}:{at // 60 % 60:02}:{at % 60:02}] Ina: Gut." for at in (first, first + 8, first + 17)]
        assert is_transcript(hours) == is_one
    assert is_transcript(heads([7, 14, 21]))
    assert not is_transcript(heads([5, 15, 25]))


def test_how_much_is_spoken_in_a_transcript() -> None:
    """Behind three heads of four; a sentence to three times where nobody is named."""
    for n_spoken, is_one in ((6, True), (5, False)):
        lines = heads([3 + 8 * n for n in range(8)], said="")
        with_speech = [line for n, line in enumerate(lines) for line in (line, *["Gut."] * (n < n_spoken))]
        assert is_transcript(with_speech) == is_one
    for n_lines, is_one in ((3, True), (4, False)):
        said = ["und so weiter"] * (n_lines - 1) + ["So war es."]
        assert is_transcript([f"{clock(3 + 8 * n)} - {one}" for n, one in enumerate(said)]) == is_one


@pytest.mark.parametrize(("n_lines", "is_one"), [(3, True), (4, False)])
def test_a_third_of_the_lines_with_times_end_a_sentence(tmp_path: Path, n_lines: int, *, is_one: bool) -> None:
    """Else they are the chapters of a film."""
    said = ["und so weiter"] * (n_lines - 1) + ["So war es."]
    ((found, _),) = read(tmp_path, "a.txt", "\n".join(f"{clock(3 + 8 * n)} {one}" for n, one in enumerate(said)))
    assert ("00:03" not in found) == is_one
