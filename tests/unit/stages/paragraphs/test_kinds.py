"""Every kind of paragraph, from raw text to a published snapshot that keeps its contract."""

from __future__ import annotations

from pathlib import Path

import reinschrift
from reinschrift.kinds import KINDS
from tests.rows import contract
from tests.steps import project_of, rebuild_here

TEXT = """Die Werkstatt am Kanal

Seit vierzig Jahren werden in der Werkstatt am Kanal Boote gebaut, und seit zehn Jahren führt sie Ida Holm.

Abbildung 1: Ein halb fertiger Rumpf auf der Helling, von der Seite des Kanals aus gesehen.

Wie lange dauert ein Boot?

Ein Ruderboot einen Winter, eine Jolle ein ganzes Jahr. Mehr als zwei schaffen wir nicht.

Wer bestellt heute noch eines aus Holz?

Leute, die warten können. Die meisten kommen über ihre Großeltern zu uns.

Was geschieht mit den alten?

Sie kommen zurück, und dann wird Planke für Planke getauscht, bis keine mehr die erste ist.

Was man mitbringen soll

- Handschuhe und eine warme Jacke
- ein Maßband von zwei Metern Länge
- Geduld für mehr als einen Nachmittag

Über der Tür hängt ein Spruch, den niemand mehr ganz versteht und den trotzdem jeder Lehrling auswendig lernt.

Wo Eiche sich auf Eiche legt
und Hanf die Fugen stopft,
da fährt, was einer hingestellt,
auch wenn es manchmal tropft,
bis weit hinaus an jeden Strand,
den keiner je gesehn

„Ein Boot ist erst fertig, wenn es das erste Mal Wasser gezogen hat und wieder dicht ist.“

Was die Hölzer kosten, steht an der Wand neben dem Ofen und wird jedes Frühjahr neu angeschrieben.

Holz     Preis     Lager
Eiche    90 Euro   trocken
Lärche   60 Euro   frisch
Esche    75 Euro   trocken

Den Bauplan rechnet ein kleines Programm, das ihr Neffe geschrieben hat und das nur sie bedienen darf.

for (i = 0; i < planks.length; i++) {
  width[i] = total / (2 * count);
  if (width[i] > limit) { stop(i); }
}
"""


PAGE = """<html><head><title>Kleines Wörterbuch der Werft</title></head><body>
<article><h1>Kleines Wörterbuch der Werft</h1>
<p>Wer zum ersten Mal in die Werkstatt kommt, versteht die Hälfte nicht, und deshalb
 liegt neben der Tür dieses Heft.</p>
<p>Es wird jedes Jahr um ein paar Wörter länger, denn jeder Lehrling darf eines aufnehmen, das ihm gefehlt hat.</p>
<dl><dt>Helling</dt><dd>Die schräge Fläche, auf der ein Boot gebaut wird und über die es ins Wasser gleitet.</dd>
<dt>Spant</dt><dd>Eine Rippe des Rumpfes, an der außen die Planken befestigt werden.</dd></dl>
<p>Die Bedeutungen hat Ida Holm geprüft, die Zeichnungen daneben stammen von ihrem Neffen und sind nicht zu kaufen.</p>
</article><section id="comments" class="comments"><h2>Kommentare</h2>
<div class="comment">
<p>Ich habe bei ihr gelernt und finde, dass Kalfatern in diesem Heft unbedingt noch fehlt.</p></div>
<div class="comment">
<p>Mir hat das Heft geholfen, als wir unser altes Boot im letzten Winter selbst geflickt haben.</p></div>
</section></body></html>
"""


def test_the_kinds_of_the_contract_are_those_of_the_code() -> None:
    """What the contract allows as a kind is what the stage can give, no more and no less."""
    rules = contract().table("paragraphs").expectations_named("expect_column_values_to_be_in_set")
    assert [sorted(rule.arguments["value_set"]) for rule in rules if rule.column == "kind"] == [sorted(KINDS)]


def test_every_kind_is_published(tmp_path: Path) -> None:
    """A text and a page with one paragraph of each kind at least become a snapshot, and each kind is found in it."""
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "boats.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "raw" / "words.html").write_text(PAGE, encoding="utf-8")
    rebuild_here(project_of(tmp_path / "raw", tmp_path / "out", "stages.lines.comments=keep"))
    rows = reinschrift.open(tmp_path / "out").paragraphs.to_arrow()
    assert set(rows["kind"].to_pylist()) == set(KINDS)
