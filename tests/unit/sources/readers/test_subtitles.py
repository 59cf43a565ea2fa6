"""Of subtitles and lyrics only what is spoken is text."""

from __future__ import annotations

import codecs
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from reinschrift.sources import Source, list_files, read_parts, split_parts
from reinschrift.sources.readers.cues import Cue, cues_in
from reinschrift.sources.readers.format import Beginning
from reinschrift.sources.readers.subtitles import FORMAT, paragraphs_of

SPOKEN = "Der Nebel liegt seit gestern vor der Einfahrt, und kein Schiff kommt hinein. Wo ist der Lotse?"
FORMS = {
    "srt": """1
00:00:01,000 --> 00:00:03,200
<i>Der Nebel liegt seit gestern
vor der Einfahrt,</i>

2
00:00:03,400 --> 00:00:06,000 X1:100 X2:200
{\\an8}und kein Schiff kommt hinein.

3
00:00:06,500 --> 00:00:07,000
<font color="#ffff00">Wo ist der Lotse?</font>
""",
    "srt without blank lines": """1
00:00:01,000 --> 00:00:03,200
Der Nebel liegt seit gestern vor der Einfahrt,
2
00:00:03,400 --> 00:00:06,000
und kein Schiff kommt hinein.
3
00:00:06,500 --> 00:00:07,000
Wo ist der Lotse?""",
    "vtt": """WEBVTT - Hafen
Kind: captions
Language: de

NOTE Das hat niemand gesagt.
Auch das nicht.

STYLE
::cue { color: red }

eins
00:01.000 --> 00:03.200 align:start position:10%
<v.laut Anna>Der Nebel liegt seit gestern vor der Einfahrt,

00:03.400 --> 00:06.000
<v.laut Anna>und kein <00:05.000><c.gelb>Schiff</c> kommt hinein.

drei
00:06.500 --> 00:07.000
<v.laut Anna>Wo ist der&nbsp;Lotse?
""",
    "sbv": """0:00:01.000,0:00:03.200
Der Nebel liegt seit gestern vor der Einfahrt,

0:00:03.400,0:00:06.000
und kein Schiff kommt hinein.

0:00:06.500,0:00:07.000
Wo ist der Lotse?
""",
    "sub": """{25}{80}Der Nebel liegt seit gestern|vor der Einfahrt,
{85}{150}{y:i}und kein Schiff kommt hinein.
{160}{175}Wo ist der Lotse?
""",
    "ass": """[Script Info]
Title: Hafen

[V4+ Styles]
Style: Default,Arial,20

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Comment: 0,0:00:00.00,0:00:01.00,Default,,0,0,0,,Das hat niemand gesagt.
Dialogue: 0,0:00:01.00,0:00:03.20,Default,,0,0,0,,{\\i1}Der Nebel liegt seit gestern\\Nvor der Einfahrt,
Dialogue: 0,0:00:03.40,0:00:06.00,Default,,0,0,0,,und kein Schiff kommt hinein.
Dialogue: 0,0:00:06.50,0:00:07.00,Default,,0,0,0,,Wo ist der Lotse?
""",
    "mpl2": """[10][35]Der Nebel liegt seit gestern|vor der Einfahrt,
[40][60]/und kein Schiff kommt hinein.
[65][70]Wo ist der Lotse?
""",
    "tmplayer": """00:00:01:Der Nebel liegt seit gestern|vor der Einfahrt,
00:00:04:und kein Schiff kommt hinein.
00:00:06:Wo ist der Lotse?
""",
    "stl": """//Font settings
$FontName = Arial

//Subtitles
00:00:01:05 , 00:00:03:10 , Der Nebel liegt seit gestern|vor der Einfahrt,
00:00:04:00 , 00:00:06:00 , ^Iund kein Schiff kommt hinein.^I
00:00:06:12 , 00:00:07:00 , Wo ist der Lotse?
""",
    "subviewer": """[INFORMATION]
[TITLE]
[AUTHOR]Niemand
[END INFORMATION]
[SUBTITLE]
[COLF]&HFFFFFF,[STYLE]no,[SIZE]18,[FONT]Arial
00:00:01.00,00:00:03.20
Der Nebel liegt seit gestern[br]vor der Einfahrt,

00:00:03.40,00:00:06.00
und kein Schiff kommt hinein.

00:00:06.50,00:00:07.00
Wo ist der Lotse?
""",
    "first subviewer": """[TITLE]

[AUTHOR]

[BEGIN]
******** START SCRIPT ********
[00:00:01]
Der Nebel liegt seit gestern|vor der Einfahrt,
[00:00:03]

[00:00:04]
und kein Schiff kommt hinein.
[00:00:06]
Wo ist der Lotse?
[00:00:08]

[END]
******** END SCRIPT ********
""",
    "ttml": """<?xml version="1.0"?>
<tt xmlns="http://www.w3.org/ns/ttml" xml:lang="de"><head><styling/></head><body><div>
<p begin="00:00:01.000" end="00:00:03.200">Der Nebel liegt seit gestern<br/>vor der Einfahrt,</p>
<p begin="3.4s" dur="2600ms"><span>und kein <span>Schiff</span> kommt hinein.</span></p>
<p begin="00:00:06:12" end="00:00:07:00">Wo ist
   der Lotse?</p></div></body></tt>
""",
    "sami": """<SAMI><HEAD><STYLE><!-- P {font-size: 12pt;} .DECC {Name: Deutsch;} --></STYLE></HEAD><BODY>
<SYNC Start=1000><P Class=DECC>Der Nebel liegt seit gestern<br>vor der Einfahrt,<P Class=ENCC>The fog lies
<SYNC Start=3200><P Class=DECC>&nbsp;
<SYNC Start=3400><P Class=DECC><i>und kein Schiff</i> kommt hinein.
<SYNC Start=3500><P Class=ENCC>and no ship comes in.
<SYNC Start=6500><P Class=DECC>Wo ist der Lotse?
</BODY></SAMI>
""",
    "youtube": """<?xml version="1.0" ?><transcript>
<text start="1.0" dur="2.0">Der Nebel liegt seit gestern</text>
<text start="3.2" dur="2">vor der Einfahrt, und kein Schiff&amp;nbsp;kommt hinein.</text>
<text start="6" dur="2">Wo ist der Lotse?</text></transcript>
""",
    "timed text": """<timedtext format="3"><head></head><body>
<p t="1000" d="2000">Der Nebel liegt seit gestern vor der Einfahrt,</p>
<p t="3400" d="2000"><s>und</s><s t="200"> kein</s><s t="300"> Schiff kommt hinein. Wo ist der Lotse?</s></p>
</body></timedtext>
""",
    "rolling captions": """WEBVTT

00:00:01.000 --> 00:00:02.000
Der Nebel liegt seit gestern

00:00:02.000 --> 00:00:03.000
Der Nebel liegt seit gestern
vor der Einfahrt, und kein Schiff

00:00:03.000 --> 00:00:04.000
vor der Einfahrt, und kein Schiff
kommt hinein. Wo ist der Lotse?
""",
}


def read(folder: Path, data: bytes, name: str = "a.txt") -> dict[str, Any]:
    (folder / name).write_bytes(data)
    source = Source(name="s", base=str(folder), files=(name,), license="x")
    (file,) = list_files(source).files
    assert file.format == "subtitles"
    (row,) = pa.concat_tables(list(read_parts(split_parts(file, 1 << 20), source))).to_pylist()
    found: dict[str, Any] = row
    return found


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("form", FORMS)
def test_cues_are_joined_to_what_is_spoken(tmp_path: Path, form: str, end: str) -> None:
    """Numbers, times, settings, voices, styles and notes are left out; a sentence over two cues is one."""
    written = FORMS[form].replace("\n", end)
    for data in (
        written.encode(),
        codecs.BOM_UTF8 + written.encode(),
        codecs.BOM_UTF16_LE + written.encode("utf-16-le"),
    ):
        assert read(tmp_path, data)["text"] == SPOKEN


def test_what_follows_damaged_markup_is_on_record(tmp_path: Path) -> None:
    """What was spoken before it is kept beside the problem."""
    written = FORMS["ttml"].replace("<span>und kein", "<span>und & kein")
    row = read(tmp_path, written.encode())
    assert row["problem"] == "unreadable"
    assert "Behind cue 1" in row["problem_detail"]


def test_the_second_language_of_a_file_is_left_out(tmp_path: Path) -> None:
    """SAMI has one beside the other; both as one text would be none."""
    assert "fog" not in read(tmp_path, FORMS["sami"].encode())["text"]


def test_subviewer_names_its_film(tmp_path: Path) -> None:
    """Behind the mark or below it."""
    for head in ("[TITLE]Der Hafen", "[TITLE]\nDer Hafen"):
        written = FORMS["subviewer"].replace("[TITLE]", head)
        assert read(tmp_path, written.encode())["title"] == "Der Hafen"


def test_other_voices_and_pauses_begin_paragraphs(tmp_path: Path) -> None:
    """A tag of a voice, a long pause behind a sentence, and dashes for two who speak at once."""
    cues = [
        ("00:01.000", "00:02.000", "<v Anna>Ist er da?"),
        ("00:02.500", "00:03.000", "<v Jan>Nein."),
        ("00:20.000", "00:21.000", "<v Jan>Jetzt kommt er."),
        ("00:21.100", "00:22.000", "- Und die Ladung?\n- Kaffee."),
    ]
    text = "WEBVTT\n\n" + "\n\n".join(f"{start} --> {end}\n{said}" for start, end, said in cues)
    assert (
        read(tmp_path, text.encode())["text"]
        == "Ist er da?\n\nNein.\n\nJetzt kommt er.\n\n- Und die Ladung?\n- Kaffee."
    )


def test_a_film_without_pause_has_paragraphs(tmp_path: Path) -> None:
    """They end with a sentence."""
    cues = "".join(
        f"{n}\n00:{n // 60:02}:{n % 60:02},0 --> 00:{n // 60:02}:{n % 60:02},9\nSatz Nummer {n} ist nicht lang.\n\n"
        for n in range(1, 200)
    )
    paragraphs = read(tmp_path, cues.encode())["text"].split("\n\n")
    assert 5 < len(paragraphs) < 20
    assert all(each.endswith("lang.") for each in paragraphs)
    assert " ".join(paragraphs).count("Satz Nummer") == 199


def test_lyrics_keep_their_lines_and_stanzas(tmp_path: Path) -> None:
    """And have a title."""
    head = "[ti:Am Hafen]\n[ar:Chor]\n"
    lyrics = head + "[00:01.00]Grau ist das Meer,\n[00:05.00][00:40.00]grau ist der Tag,\n[00:09.00]\n"
    lyrics += "[00:12.00]und keiner kommt.\n"
    row = read(tmp_path, lyrics.encode())
    assert (row["text"], row["title"]) == ("Grau ist das Meer,\ngrau ist der Tag,\n\nund keiner kommt.", "Am Hafen")


def test_a_file_in_which_nothing_is_said_says_so(tmp_path: Path) -> None:
    """It was read."""
    assert read(tmp_path, b"WEBVTT\n\n00:01.000 --> 00:02.000\n<i></i>\n")["problem"] == "no_text"


@pytest.mark.parametrize(("pause", "n_paragraphs"), [(0.5, 1), (3.0, 1), (5.0, 2)])
def test_a_pause_behind_a_sentence_ends_a_paragraph(pause: float, n_paragraphs: int) -> None:
    """Three seconds are breath, five are the next scene; within a sentence no pause counts."""
    cues = [
        Cue(0, 2, ("Der Nebel liegt",), ""),
        Cue(12, 14, ("vor der Einfahrt.",), ""),
        Cue(14 + pause, 20, ("Wo ist der Lotse?",), ""),
    ]
    assert len(list(paragraphs_of(cues))) == n_paragraphs


def test_a_film_without_a_pause_is_cut_between_sentences() -> None:
    """A paragraph ends with the sentence that makes it longer than some six hundred characters."""
    sentences = [f"Der Nebel liegt seit {number + 100} Tagen vor der Einfahrt." for number in range(60)]
    paragraphs = list(paragraphs_of([Cue(at, at + 1, (sentence,), "") for at, sentence in enumerate(sentences)]))
    assert len(paragraphs) > 3
    assert all(600 < len(paragraph) < 700 for paragraph in paragraphs[:-1])


def test_pictures_are_counted_as_seconds() -> None:
    """MicroDVD counts pictures, 25 a second: 75 of them are no pause, 150 are one."""
    (first, second, third) = cues_in(["{0}{50}Da ist er.", "{125}{175}Wo?", "{325}{350}Dort."])
    assert (second.start - first.end, third.start - second.end) == (3.0, 6.0)
    assert len(list(paragraphs_of([first, second, third]))) == 2


def test_the_number_of_a_picture_has_nine_digits() -> None:
    """So many has a year of film; what a damaged file writes behind them does not count."""
    (whole, cut) = cues_in(["{123456789}{123456800}Da ist er.", "{123456789012}{123456789013}Wo?"])
    assert whole.start == cut.start == 123456789 / 25


LONGER = "Der Nebel liegt seit gestern vor der Einfahrt, und kein Schiff kommt hinein."


@pytest.mark.parametrize(("start", "n_paragraphs"), [("00:00:06", 1), ("00:00:08", 2)])
def test_a_line_without_an_end_is_shown_three_seconds(start: str, n_paragraphs: int) -> None:
    """The pause to the next one, of four seconds for a new paragraph, begins then."""
    cues = list(cues_in([f"00:00:00:{LONGER}", f"{start}:{LONGER}"]))
    assert len(list(paragraphs_of(cues))) == n_paragraphs


@pytest.mark.parametrize(("start", "n_paragraphs"), [(59, 1), (61, 2)])
def test_times_in_brackets_are_tenths_of_a_second(start: int, n_paragraphs: int) -> None:
    """The first is shown until its second second."""
    cues = list(cues_in([f"[10][20]{LONGER}", f"[{start}][{start + 20}]{LONGER}"]))
    assert len(list(paragraphs_of(cues))) == n_paragraphs


@pytest.mark.parametrize(
    ("lines", "is_known"),
    [
        ("00:09:59:Wo?\n00:10:01:Da.\n00:10:03:Gut.\n", True),
        ("00:10:00:Wo?\n00:10:01:Da.\n00:10:03:Gut.\n", False),
        ("[10][25]Wo?\n[20][30]Da.\n[31][40]Gut.\n", True),
        ("[10][26]Wo?\n[20][30]Da.\n[31][40]Gut.\n", False),
    ],
)
def test_the_times_tell_subtitles_from_other_text(lines: str, *, is_known: bool) -> None:
    """Somebody speaks within ten minutes; a line outlasts the beginning of the next by half a second at most."""
    assert FORMAT.guess(Beginning("a.txt", lines.encode())) == is_known


def test_what_one_tells_between_two_who_speak_is_a_paragraph_of_its_own(tmp_path: Path) -> None:
    """The cue behind two speakers goes on with neither; nor do they with the cue before."""
    cues = ["- Fährt er?\n- Wie immer.", "Der Kapitän winkt vom Deck,", "und die Möwen kreisen.", "- Kommst du?\n- Ja."]
    times = [f"00:00:{3 * at:02},000 --> 00:00:{3 * at + 2:02},900" for at in range(len(cues))]
    written = "\n".join(f"{at + 1}\n{time}\n{cue}\n" for at, (time, cue) in enumerate(zip(times, cues, strict=True)))
    text = "- Fährt er?\n- Wie immer.\n\nDer Kapitän winkt vom Deck, und die Möwen kreisen.\n\n- Kommst du?\n- Ja."
    assert read(tmp_path, written.encode())["text"] == text


SENTENCES = ("Wir haben den ganzen Sommer", "auf den Regen gewartet.", "Als er kam, standen alle", "vor den Häusern.")
ASIDE = (
    "[Musik spielt]",
    "(Tür knallt)", "[музыка]", "［拍手］", "♪♪", "Untertitel von Max Muster", "Untertitel: ARD, 2020",
    "Untertitelung im Auftrag des ZDF", "SWR 2020", "Copyright WDR 2021", "Subtitles by honeybee", "Captioning: Anna",
    "Sous-titres : Marie Dupont", "Subtítulos por la comunidad", "Napisy: Jan Kowalski", "Субтитры: Иван Петров",
    "Sync and corrections by honeybee", "Besuchen Sie www.opensubtitles.org",
)  # fmt: skip
SAID = (
    "Untertitel waren damals neu.", "(Er ging nie wieder hin.)", "[leise] Komm her", "Subtitles help me.",
    "Copyright ist ein Wort", "♪ Sah ein Knab ein Röslein stehn", "Im Jahr 2020",
)  # fmt: skip


@pytest.mark.parametrize("shown", ASIDE)
@pytest.mark.parametrize("at", [0, 1, 4])
def test_what_nobody_speaks_stands_apart(tmp_path: Path, shown: str, at: int) -> None:
    """K24: sounds and credits are kept as paragraphs of their own, and part no sentence."""
    cues = [*SENTENCES[:at], shown, *SENTENCES[at:]]
    paragraphs = _text_of(tmp_path, cues).split("\n\n")
    assert sorted(paragraphs) == sorted([shown, " ".join(SENTENCES)])


@pytest.mark.parametrize("said", SAID)
def test_what_is_spoken_is_no_sound_and_no_credit(tmp_path: Path, said: str) -> None:
    """K24: sentences about subtitles, asides in brackets, lines of a song."""
    assert _text_of(tmp_path, [*SENTENCES, said]) == " ".join([*SENTENCES, said])


def _text_of(folder: Path, cues: list[str]) -> str:
    shown = (f"{n}\n00:00:{n:02},000 --> 00:00:{n:02},900\n{cue}\n" for n, cue in enumerate(cues, start=1))
    (folder / "a.srt").write_text("\n".join(shown))
    source = Source(name="s", base=str(folder), files=("a.srt",), license="x")
    parts = [part for file in list_files(source).files for part in split_parts(file, 1 << 26)]
    (text,) = [row for table in read_parts(parts, source) for row in table["text"].to_pylist()]
    return str(text)
