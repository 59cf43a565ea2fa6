"""Texts and pages that are made to take long: one unit again and again, or each unit a little different."""

from __future__ import annotations

from typing import NamedTuple

PARAGRAPH = (
    "Der Fluss trat im Frühjahr über die Ufer und überschwemmte die Wiesen bis zum alten Bahndamm hinter dem Dorf. "
    "Wer am Morgen zur Arbeit wollte, nahm den Umweg über die Mühle, und niemand beschwerte sich darüber sehr laut."
)


class Shape(NamedTuple):
    """`head`, `unit` n times, and `close` n times.

    `%d` in the unit stands for a number of its own, of five digits, `%s` for a word of its own.
    `n`: how many units there are at the smallest size at which growth is measured.
    """

    unit: str
    n: int
    close: str = ""
    head: str = ""

    def text(self, times: int) -> str:
        """Return the text of `times` as many units."""
        n = self.n * times
        if "%d" in self.unit or "%s" in self.unit:
            units = [self.unit.replace("%d", str(10_000 + at)).replace("%s", letters_of(at)) for at in range(n)]
        else:
            units = [self.unit] * n
        return "".join([self.head, *units, self.close * n])


def letters_of(number: int) -> str:
    """Return a word of letters for a number, another one for each."""
    word = ""
    while number or not word:
        number, digit = divmod(number, 20)
        word += "bcdfghjklmnprstvwxyz"[digit] + "aeiou"[(digit + number) % 5]
    return word


TEXTS = {
    # lines
    "short lines": Shape("x\n", 10_000),
    "empty lines": Shape("\n", 20_000, head="Anfang"),
    "blank lines between letters": Shape("x\n\n", 8_000),
    "lines of one sentence": Shape("Der Hund bellt laut.\n", 5_000),
    "different short lines": Shape("%s %s\n", 6_000),
    "different sentences": Shape("Der Hund %s bellt laut im Hof von %s.\n", 3_000),
    "running text": Shape(PARAGRAPH + "\n\n", 300),
    "different running text": Shape("Im Jahr %d kam %s nach %s und blieb. " * 4 + "\n\n", 1_000),
    "same heading": Shape("Überschrift\n\nEin Satz von %s über %s.\n\n", 2_000),
    "headings alone": Shape("Kapitel %s\n\n", 6_000),
    "menu": Shape("Startseite\nPolitik\nSport\n", 3_000),
    "menu and text in turn": Shape("Startseite\n\n" + PARAGRAPH + "\n\n", 300),
    "calls to read on": Shape("Lesen Sie auch: %s und %s\n", 4_000),
    "video labels": Shape("Video: %s %s\n", 4_000),
    "picture credits": Shape("Ein Bild von %s. Foto: %s\n", 4_000),
    "cookie notices": Shape("Wir verwenden Cookies. Alle akzeptieren\n", 4_000),
    "feed tags": Shape("dpa-%s-%d\n", 6_000),
    "wrapped lines": Shape("Der Fluss trat im Frühjahr über die Ufer und überschwemmte\n", 3_000),
    "wrapped and hyphenated": Shape("der alte Fluss trat im Frühjahr über die Ufer und über-\n", 3_000),
    "indented lines": Shape("    x = y\n", 5_000),
    "stanza": Shape("Es war einmal %s,\n  das blieb im %s\n", 3_000),
    "carriage returns": Shape("x\r", 10_000),
    "line separators": Shape("x\u2028", 8_000),
    "form feeds": Shape("x\f", 10_000),
    "table rows": Shape("| a | %d | %s |\n", 4_000),
    "tabs": Shape("a\tb\tc\n", 6_000),
    "bullets": Shape("- %s und %s\n", 4_000),
    "numbered list": Shape("%d. Punkt %s\n", 4_000),
    "deep list": Shape("  - x\n    - y\n", 4_000),
    "quotes": Shape("> %s hat gesagt\n", 4_000),
    "rules of dashes": Shape("-----\n", 6_000),
    "questions": Shape("Was hat %s getan?\n\nEr hat %s geholt.\n\n", 2_500),
    "interview": Shape("ZEIT: Was tut %s?\n\nMÜLLER: Das %s eben.\n\n", 2_500),
    "speakers": Shape("%s: Ja.\n", 6_000),
    "trail": Shape("Startseite > Politik > %s\n", 4_000),
    # what stands in heads
    "dates": Shape("12.05.2024\n", 5_000),
    "different dates": Shape("%d. Mai 2024, 12:05 Uhr\n", 4_000),
    "bylines": Shape("Von Anna %s\n", 5_000),
    "datelines": Shape("Berlin (dpa) - %s kam an.\n\n", 3_000),
    "bare names": Shape("Anna Müller\n12.05.2024\n", 4_000),
    "updated": Shape("Aktualisiert am 12.05.2024 um 12:00 Uhr\n", 4_000),
    "copyright": Shape("© 2024 Alle Rechte vorbehalten\n", 4_000),
    "licences": Shape("Lizenz: CC BY-SA 4.0 https://creativecommons.org/licenses/by/4.0/\n", 2_000),
    # one line
    "endless letters": Shape("x", 60_000),
    "endless words": Shape("wort ", 12_000),
    "endless different words": Shape("%s ", 8_000),
    "endless sentences": Shape("Er kam. ", 6_000),
    "endless different sentences": Shape("Dann kam %s und ging. ", 3_000),
    "endless abbreviations": Shape("z. B. d. h. ", 5_000),
    "endless spaces": Shape(" ", 60_000, head="a"),
    "endless no-break spaces": Shape("\u00a0", 30_000, head="a"),
    "endless digits": Shape("1", 60_000),
    "endless commas": Shape("a, ", 15_000),
    "endless ideographs": Shape("文字", 8_000),
    "endless Thai": Shape("ภาษาไทย", 3_000),
    "endless Arabic": Shape("كلمة ", 6_000),
    "endless umlauts": Shape("ä", 30_000),
    "endless marks": Shape("\u0301", 20_000, head="a"),
    "endless emoji": Shape("😀", 10_000),
    "endless joined emoji": Shape("👩\u200d", 8_000),
    "endless carriers": Shape("\u200b", 20_000, head="a"),
    "endless directions": Shape("\u202e", 20_000, head="a"),
    "endless replacement characters": Shape("\ufffd", 20_000),
    "endless mojibake": Shape("Ã¤", 10_000),
    "endless doubled mojibake": Shape("Ã\u0083Â¤", 5_000),
    "endless private use": Shape("\ue000", 20_000),
    "endless zero bytes": Shape("a\x00", 20_000),
    "endless escapes": Shape("\x1b[31m", 10_000),
    "endless ellipses": Shape("…", 20_000),
    "endless dots": Shape(".", 60_000),
    "endless exclamation marks": Shape("!", 60_000),
    "endless opening quotes": Shape("„", 20_000),
    "endless quotes": Shape('"a" ', 12_000),
    "hyphens of words of their own": Shape("Wort%sabc-\nteil und ein Fluss x-\nmal\n", 3_000),
    "endless opening brackets": Shape("(", 60_000),
    "nested brackets": Shape("(", 30_000, ")"),
    "nested curly brackets": Shape("{", 30_000, "}"),
    "endless hyphens": Shape("a-", 30_000),
    "endless soft hyphens": Shape("a\u00ad", 20_000),
    "endless hashes": Shape("#x", 20_000),
    "endless slashes": Shape("/a", 30_000),
    "glued capitals": Shape("EnglishFrançais", 5_000),
    # personal data
    "mail addresses": Shape("a@b.de ", 6_000),
    "one long mail address": Shape("a.", 30_000, head="x", close=""),
    "at signs": Shape("\x40", 30_000),
    "at in words": Shape("a(at)b(dot)", 2_000),
    "phone numbers": Shape("+49 30 1234567, ", 4_000),
    "groups of digits": Shape("123 ", 15_000),
    "pairs of digits": Shape("12-", 20_000),
    "addresses of four numbers": Shape("192.168.1.1 ", 5_000),
    "numbers and dots": Shape("1.", 30_000),
    "colons and hex": Shape("ab:", 20_000),
    "accounts": Shape("DE89 3704 0044 0532 0130 00 ", 2_000),
    "card numbers": Shape("4111 1111 1111 1111 ", 3_000),
    "one long account": Shape("DE89", 15_000),
    # markup in texts
    "tags": Shape("<b>x</b> ", 6_000),
    "unclosed tags": Shape("<b>", 20_000),
    "nested tags": Shape("<b>", 10_000, "</b>"),
    "open angle brackets": Shape("<", 60_000),
    "open tags without an end": Shape("<a href='x' ", 6_000),
    "open tag and letters": Shape("<a ", 20_000),
    "closing tags": Shape("</p>", 15_000),
    "comments": Shape("<!-- x -->", 6_000),
    "open comments": Shape("<!--", 15_000),
    "open sections": Shape("<![CDATA[", 8_000),
    "open scripts": Shape("<script>", 8_000),
    "scripts": Shape("<script>x</script>", 4_000),
    "open textareas": Shape("<textarea>", 8_000),
    "attributes": Shape("a%d = 'b' ", 5_000, head="<p ", close=""),
    "entities": Shape("&amp;", 12_000),
    "nested entities": Shape("amp;", 3_000, head="&"),
    "numbers of characters": Shape("&#228;", 8_000),
    "ampersands": Shape("&", 40_000),
    "entities without an end": Shape("&a", 25_000),
    "links in brackets": Shape("[a](b) ", 8_000),
    "open links": Shape("[", 40_000),
    "addresses": Shape("https://example.org/%s ", 4_000),
    "one long address": Shape("a/", 30_000, head="https://example.org/"),
    "stars": Shape("*", 40_000),
    "backticks": Shape("`", 40_000),
    "lines of code": Shape("def f(x): return {x: [x]}\n", 3_000),
    "names with long values": Shape("name: wert-von-%s-und-noch-einem-wort-das-kein-ende-nimmt!\n    x = {1}\n", 1_000),
    "one long line of code": Shape("a = (b < ", 8_000, head="if x:\n    y = {1}\n    "),
    "lines of JSON": Shape('{"a": [1, 2, {"b": null}]},\n', 3_000),
    # languages
    "languages in turn": Shape(
        "Das ist ein deutscher Satz über das Wetter.\n\nThis is an English sentence about the weather.\n\n"
        "Ceci est une phrase française sur le temps.\n\n", 500,
    ),
    "lines of many scripts": Shape("слово λέξη 文字 كلمة word\n", 3_000),
    "function words": Shape("der die das und the and le la ", 3_000),
    # repetition
    "paragraph again": Shape(PARAGRAPH[:109] + "\n\n", 600),
    "longer and longer": Shape("a%s b%s c%s d%s e%s f%s g%s h%s i%s j%s k%s l%s.\n\n", 1_000),
    "all but alike": Shape("Der Bote ging von Haus zu Haus und brachte die Nachricht von %s ins Dorf.\n\n", 900),
    "two in turn": Shape("Ja, sagte er.\nNein, sagte sie.\n", 3_000),
}  # fmt: skip
"""Plain texts by what is many in them."""

SUBTITLES = {
    "text that blank lines part": Shape("00:00:01,000 --> 00:00:02,000\nein Wort\n\nnoch eins\n\n", 4_000),
    "settings": Shape("a:b ", 30_000, head="00:00:01,000 --> 00:00:02,000 "),
    "blocks": Shape("NOTE\n", 20_000, head="00:00:01,000 --> 00:00:02,000\nein Wort\n\n"),
    "times before lines": Shape("0:01 ein Wort\n", 10_000),
}
"""What is many in subtitles and transcripts."""

PAGES = {
    "programs whose tags are cut off": Shape("<code", 10_000),
    "sheets whose tags are cut off": Shape("<style", 10_000),
    "poems in poems": Shape("<div class=poem>", 3_000, "</div>", "<body>"),
    "poems left open": Shape("<div class=poem><p>vom See,", 4_000),
    "lines of a poem": Shape("<p>vom See,</p>", 4_000, head="<div class=poem>"),
    "lines in lines": Shape("<l>x", 4_000, "</l>", "<lg>"),
    "dialogs in a sentence": Shape("eins <dialog>x</dialog> ", 3_000, head="<p>"),
    "dialogs left open": Shape("<p>eins <dialog>x", 4_000),
    "links that read out": Shape("<a href=#x><span class=sr-only>x", 8_000),
    "paragraphs": Shape("<p>Der Hund bellt laut.</p>", 3_000),
    "different paragraphs": Shape("<p>Der Hund %s bellt laut in %s.</p>", 2_000),
    "running text": Shape(f"<p>{PARAGRAPH}</p>", 300),
    "nested blocks": Shape("<div>", 5_000, "</div>", "<body>"),
    "nested blocks with text": Shape("<div>x", 5_000, "y</div>", "<body>"),
    "nested blocks left open": Shape("<div>x", 8_000),
    "nested inline": Shape("<b>x", 5_000, "</b>"),
    "inline left open": Shape("<i>x", 8_000),
    "closing tags": Shape("x</div>", 8_000),
    "other closing tags": Shape("<b>x</i>", 6_000),
    "paragraphs left open": Shape("<p>x", 8_000),
    "paragraph in open blocks": Shape("<p>x</p>", 4_000, head="<div>" * 4_000),
    "list items": Shape("<li>x", 8_000, head="<ul>"),
    "nested lists": Shape("<ul><li>x", 4_000, "</ul>"),
    "table cells": Shape("<td>x", 8_000, head="<table><tr>"),
    "table rows": Shape("<tr><td>x<td>y", 4_000, head="<table>"),
    "nested tables": Shape("<table><tr><td>", 3_000, "</table>"),
    "options": Shape("<option>x", 6_000, head="<select>"),
    "definitions": Shape("<dt>x<dd>y", 5_000, head="<dl>"),
    "headings": Shape("<h2>Kapitel %s</h2>", 3_000),
    "same heading": Shape("<h2>Kapitel</h2><p>Ein Satz von %s.</p>", 2_000),
    "titles": Shape("<title>x</title>", 4_000),
    "links": Shape('<a href="/%s">%s</a> ', 3_000),
    "links left open": Shape('<a href="x">y', 5_000),
    "pictures": Shape('<img src="x" alt="Bild %s">', 3_000),
    "breaks": Shape("x<br>", 10_000),
    "breaks alone": Shape("<br>", 15_000, head="x"),
    "attributes of one tag": Shape(' a%s="b"', 6_000, head="<p"),
    "attributes of tags": Shape('<p class="a b c d" id="e%s" style="f" title="g">x</p>', 2_000),
    "classes of one tag": Shape("a%s ", 8_000, head='<p class="'),
    "long attribute": Shape("x", 60_000, head='<p class="'),
    "attribute left open": Shape('<a href="x', 8_000),
    "open angle brackets": Shape("<", 50_000),
    "open tags": Shape("<a ", 20_000),
    "comments": Shape("<!-- x -->", 6_000, head="x"),
    "comments left open": Shape("<!-- ", 12_000, head="x"),
    "sections left open": Shape("<![CDATA[", 8_000, head="x"),
    "scripts": Shape("<script>x</script>", 4_000, head="x"),
    "scripts left open": Shape("<script>", 8_000, head="x"),
    "styles left open": Shape("<style>", 8_000, head="x"),
    "templates": Shape("<template>", 6_000, head="x"),
    "noscript": Shape("<noscript>x", 6_000),
    "textareas": Shape("<textarea>x", 5_000),
    "plaintext": Shape("<plaintext>x", 5_000),
    "frames": Shape("<iframe>", 6_000, head="x"),
    "svg": Shape("<svg>x", 6_000, "</svg>"),
    "entities": Shape("&amp;", 12_000),
    "different entities": Shape("&%s;", 8_000),
    "entities left open": Shape("&a", 25_000),
    "ampersands": Shape("&", 40_000),
    "endless letters": Shape("x", 60_000, head="<p>"),
    "endless spaces": Shape(" ", 60_000, head="<p>x"),
    "lines in pre": Shape("x\n", 15_000, head="<pre>"),
    "metadata": Shape('<meta name="keywords" content="%s">', 3_000, head="<head>"),
    "authors": Shape('<meta name="author" content="Anna %s">', 3_000, head="<head>"),
    "dates": Shape('<meta name="date" content="2024-05-12">', 3_000, head="<head>"),
    "titles in metadata": Shape('<meta property="og:title" content="%s">', 3_000, head="<head>"),
    "links in head": Shape('<link rel="canonical" href="/%s">', 3_000, head="<head>"),
    "times": Shape('<time datetime="2024-05-12">12.5.2024</time><p>x</p>', 2_000),
    "bylines": Shape('<p class="author">Von Anna %s</p>', 2_500),
    "names of properties": Shape('<div itemprop="author" itemscope>Anna %s</div>', 2_000),
    "nested properties": Shape('<div itemprop="author" itemscope>', 3_000, "</div>", "x"),
    "linked data": Shape('<script type="application/ld+json">{"@type": "Book"}</script>', 1_000),
    "nested linked data": Shape("[", 10_000, "]", '<script type="application/ld+json">'),
    "list of linked data": Shape(
        '{"name": "x"},', 4_000, head='<p>x</p><script type="application/ld+json">[',
    ),
    "copyright": Shape("<p>© 2024 Alle Rechte vorbehalten</p>", 2_500),
    "licences": Shape('<a rel="license" href="https://creativecommons.org/licenses/by/4.0/">CC BY</a>', 1_500),
    "navigation": Shape("<nav><a href='/'>Start</a></nav>", 3_000),
    "asides": Shape("<aside>Mehr von %s</aside><p>Ein Satz steht hier.</p>", 1_500),
    "articles": Shape("<article><h2>%s</h2><p>Ein Satz steht hier.</p></article>", 1_200),
    "nested articles": Shape("<article>x", 4_000, "</article>"),
    "forms": Shape("<form><input><button>Los</button></form>", 2_500),
    "hidden": Shape('<div hidden style="display:none">x</div>', 3_000, head="x"),
    "custom elements": Shape("<x-%s>y</x-%s>", 4_000),
    "zero bytes": Shape("a\x00", 20_000),
    "questions": Shape("<dt>Was tut %s?</dt><dd>Er %s.</dd>", 2_500),
    "carriage returns": Shape("<p>x\r", 8_000),
}  # fmt: skip
"""Pages by what is many in them."""
