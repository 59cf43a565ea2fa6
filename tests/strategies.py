"""Records as they come and as nobody would write them, for laws about everything that takes records."""

from __future__ import annotations

from hypothesis import strategies as st

from reinschrift.pages import read_page
from reinschrift.record import Problem, Record
from reinschrift.settings.read import ReadSettings
from tests.hostile import PAGES, TEXTS, Shape

SENTENCES = (
    "Der Fluss trat im Frühjahr über die Ufer und überschwemmte die Wiesen bis zum Bahndamm.",
    "Niemand hatte die alte Mühle vermisst, bis das Rad eines Morgens wieder lief.",
    "„Das hätten wir früher wissen müssen“, sagte die Bürgermeisterin am Abend vor dem Rat.",
    "The committee met twice a year and kept its minutes in a green cupboard.",
    "Les habitants du village ont réparé le pont eux-mêmes, sans attendre la préfecture.",
    "Der Text ist BroBartig geraten, weil die Ã¤lteste Datei in einem anderen Zeichensatz gelesen wurde.",
    "Wer helfen will, schreibt an anna.beispiel@hafen.example oder ruft unter 030 23125 111 an.",
    "Das Heft kostet 3,50&nbsp;&euro; und erscheint in <b>jedem</b> Monat.",
)
LINES = (
    *SENTENCES, "", "Startseite", "Menü", "Teilen  Drucken  Merken", "Mehr zum Thema", "12.05.2024",
    "Von Anna Beispiel", "Wir verwenden Cookies. Alle akzeptieren", "Foto: Anna Beispiel",
    "Politik", "dpa-infocom-240512", "- ein Punkt",
    "1. noch ein Punkt", "    x = y", "> zitiert", "Was tut sie?", "| a | b |", "© 2024", "*", "\u200b", "\x1b[31m",
    "…", "Read our latest news from the harbour", "Der Fluss trat im Frühjahr über die Ufer und über-",
)  # fmt: skip


def _cut(shape: Shape, n: int) -> str:
    return shape._replace(n=n).text(1)


def _page(html: str) -> Record:
    page = read_page(html.encode("utf-8", "replace"), None, None, ReadSettings())
    return Record(0, page.text, page.fields, page.problem, page.decoding, page.markup)


HOSTILE = st.builds(_cut, st.sampled_from([*TEXTS.values()]), st.integers(0, 12))
PROSE = st.lists(st.sampled_from(LINES), max_size=24).map("\n".join)
ANYTHING = st.text(st.characters(codec="utf-8"), max_size=80)
FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "title": st.sampled_from([*SENTENCES[:2], "Politik", "x"]),
        "author": st.sampled_from(["Anna Beispiel", ""]),
        "url": st.sampled_from(["https://hafen.example/dach", "x"]),
        "license": st.sampled_from(["CC-BY-4.0", "unknown"]),
    },
)
TEXT_RECORDS = st.builds(lambda text, fields: Record(0, text, fields), st.one_of(PROSE, HOSTILE, ANYTHING), FIELDS)
PARTS = st.sampled_from([*(f"<p>{line}</p>" for line in LINES), "<nav><li>Start<li>Sport</nav>", "<h2>Über uns</h2>"])
PAGE_RECORDS = st.one_of(
    st.lists(PARTS, max_size=12).map("".join), st.builds(_cut, st.sampled_from([*PAGES.values()]), st.integers(0, 12))
).map(_page)
UNREAD = st.builds(lambda text: Record(0, text, {}, Problem("unreadable", "It is damaged.")), ANYTHING)
RECORDS = st.lists(st.one_of(TEXT_RECORDS, TEXT_RECORDS, PAGE_RECORDS, UNREAD), max_size=6)
"""Records of one file: texts, pages with their blocks, and what could not be read."""
