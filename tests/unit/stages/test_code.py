"""Code without fences in plain text keeps its lines and its steps; text that stands in is none."""

from __future__ import annotations

import re
import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinschrift.stages.rows.code_forms import Form, form_of
from tests.unit.stages.test_fences import paragraphs_of

ABOVE = "Der folgende Abschnitt zeigt, wie man die Sache in der Praxis angeht, ohne viel Zeit zu verlieren."
BELOW = "Danach ist alles getan, und man kann sich den übrigen Aufgaben des Tages zuwenden."
CODE = {
    "c": (
        "int main(void)\n"
        "{\n"
        "    int i;\n"
        "\n"
        "    for (i = 0; i < 10; i++) {\n"
        '        printf("%d\\n", i);\n'
        "    }\n"
        "    return 0;\n"
        "}\n"
    ),
    "c-in": ("    while (*p) {\n        if (*p == ' ')\n            n++;\n        p++;\n    }\n"),
    "yaml": (
        'version: "3"\n'
        "services:\n"
        "  web:\n"
        "    image: nginx\n"
        "    ports:\n"
        '      - "80:80"\n'
        "  db:\n"
        "    image: postgres\n"
        "    environment:\n"
        "      user: x\n"
    ),
    "yaml2": (
        "# Einstellungen\n"
        "name: CI\n"
        "on: [push]\n"
        "jobs:\n"
        "  build:\n"
        "    runs-on: ubuntu\n"
        "    steps:\n"
        "      - uses: actions/checkout@v4\n"
        "      - run: make test\n"
        "\n"
    ),
    "python": (
        "def teile(zahlen, grenze=10):\n"
        '    """Teilt die Zahlen an der Grenze in zwei Listen, die kleine und die große."""\n'
        "    klein = [z for z in zahlen if z < grenze]\n"
        "    gross = [z for z in zahlen if z >= grenze]\n"
        "\n"
        "    # alles andere bleibt\n"
        "    if not klein:\n"
        "        return gross\n"
        "    return klein, gross\n"
    ),
    "py3": (
        "class Hund(Tier):\n"
        "    def bellen(self):\n"
        '        print("Wau")\n'
        "\n"
        "    def laufen(self, weit):\n"
        "        for schritt in range(weit):\n"
        "            self.ort += 1\n"
        "        else:\n"
        "            raise ValueError(weit)\n"
    ),
    "make2": ("prog: main.o\n\t$(CC) -o $@ $<\nclean:\n\trm -f *.o\n"),
    "make-command": ("book.pdf: book.tex\n\tpdflatex book.tex\n"),
    "make-plain": ("site: index.html about.html\n\tpython build.py\n\tpython check.py\n"),
    "r": ("flaeche <- function(r) {\n  pi * r^2\n}\n"),
    "swift": ("struct Punkt {\n    var x: Int\n    var y: Int\n}\n"),
    "ddl": ("CREATE TABLE leute (\n    id INTEGER PRIMARY KEY,\n    name TEXT NOT NULL,\n    geboren DATE\n);\n"),
    "fortran": (
        "program gruss\n  implicit none\n  integer :: i\n  do i = 1, 10\n    print *, i\n  end do\nend program gruss\n"
    ),
    "prolog": ("enkel(X, Z) :-\n    kind(X, Y),\n    kind(Y, Z).\n"),
    "elixir": ("defmodule Rechnen do\n  def summe(a, b) do\n    a + b\n  end\nend\n"),
    "haskell": ("data Baum a = Blatt\n            | Ast (Baum a) a (Baum a)\n"),
    "ruby": (
        'class Hund\n  def initialize(name)\n    @name = name\n  end\n\n  def bellen\n    puts "wau"\n  end\nend\n'
    ),
    "assembler": ("section .text\n    global _start\n_start:\n    mov eax, 4\n    mov ebx, 1\n    int 0x80\n"),
    "latex": ("\\begin{itemize}\n  \\item eins\n  \\item zwei\n\\end{itemize}\n"),
    "traceback": (
        "Traceback (most recent call last):\n"
        '  File "main.py", line 4, in run\n'
        "    x = 1 / 0\n"
        "ZeroDivisionError: division by zero\n"
    ),
    "java-trace": (
        "java.lang.NullPointerException\n"
        "\tat org.example.Buch.titel(Buch.java:16)\n"
        "\tat org.example.Main.main(Main.java:14)\n"
    ),
    "folders": ("projekt/\n    README.md\n    src/\n        main.py\n    tests/\n"),
    "session": ("$ cd projekt\n$ ls\nREADME.md  main.c  tests\n$ make\ncc main.c\n"),
    "prompt": ("anna@rechner:~$ whoami\nanna\nanna@rechner:~$ pwd\n/srv/anna\n"),
    "ini": ("[server]\nhost = example.org\nport = 8080\n"),
    "unit": ("Description=Sicherung\nAfter=network.target\n"),
    "environment": ("DATENBANK=postgres://localhost/db\nFEHLER=1\n"),
    "query": ("SELECT name, ort\nFROM leute\nWHERE jahr > 1990\nORDER BY name;\n"),
    "image": (
        'FROM python:3.12\nWORKDIR /app\nCOPY . .\nRUN pip install -r requirements.txt\nCMD ["python", "main.py"]\n'
    ),
    "statistics": ("x <- c(1, 2, 3)\ny <- x^2\nplot(x, y)\n"),
    "statements": ("import os\nfrom pathlib import Path\nx = 5\nprint(x)\n"),
    "javascript": ("const a = 1;\nlet b = a + 2;\nconsole.log(b);\n"),
    "log": (
        "2024-03-01 10:00:01 INFO Server started on port 8080\n"
        "2024-03-01 10:00:05 WARN Slow query: 1200 ms\n"
        "2024-03-01 10:00:09 ERROR Connection refused\n"
    ),
    "tree": ("├── README.md\n├── src/\n│   ├── main.py\n│   └── mehr.py\n└── tests/\n"),
    "basic": ('10 PRINT "HALLO"\n20 FOR I = 1 TO 10\n30 NEXT I\n'),
    "schedule": ("0 5 * * 1 tar -zcf /var/alles.tgz /srv/\n*/10 * * * * /usr/bin/check\n"),
    "diff": (
        "diff --git a/x.c b/x.c\n"
        "index 83db48f..bf2a1c3 100644\n"
        "--- a/x.c\n"
        "+++ b/x.c\n"
        "@@ -1,5 +1,5 @@\n"
        " int main(void)\n"
        " {\n"
        "-    return 1;\n"
        "+    return 0;\n"
        " }\n"
        "\n"
    ),
    "diff2": (
        "--- alt.txt\n"
        "+++ neu.txt\n"
        "@@ -1,3 +1,3 @@\n"
        " Die Fähre fährt um acht.\n"
        "-Sie ist weiß.\n"
        "+Sie ist blau.\n"
        "\n"
        " Am Abend kommt sie zurück.\n"
    ),
    "js": ("function gruss(name) {\n  const text = `Hallo ${name}`;\n  return text;\n}\n"),
    "json": ('{\n  "name": "reinschrift",\n  "scripts": {\n    "test": "pytest"\n  }\n}\n'),
    "css": (".kopf {\n  color: red;\n  margin: 0 auto;\n}\n"),
    "sql": ("SELECT name, ort\n  FROM leute\n WHERE alter > 18\n ORDER BY name;\n"),
    "sh": ('for f in *.txt; do\n    wc -w "$f"\n    if [ -s "$f" ]; then\n        echo voll\n    fi\ndone\n'),
    "html": ("<ul>\n  <li>Eins</li>\n  <li>Zwei</li>\n</ul>\n"),
    "java": (
        "public class Hallo {\n"
        "    public static void main(String[] args) {\n"
        '        System.out.println("Hallo");\n'
        "    }\n"
        "}\n"
    ),
    "hs": ("quadrate :: [Int] -> [Int]\nquadrate xs = map f xs\n  where\n    f x = x * x\n"),
    "lisp": ("(defun quadrat (x)\n  (let ((y (* x x)))\n    (list x y)))\n"),
    "rust": (
        "fn main() {\n"
        "    let x = 5;\n"
        "    match x {\n"
        '        1 => println!("eins"),\n'
        '        _ => println!("viele"),\n'
        "    }\n"
        "}\n"
    ),
    "pascal": ("begin\n  for i := 1 to 10 do\n    writeln(i);\nend.\n"),
    "toml": ('[tool.x]\nname = "x"\nlist = [\n    "a",\n    "b",\n]\n'),
    "nginx": ("server {\n    listen 80;\n    location / {\n        root /var/www;\n    }\n}\n"),
}
LISTS = {
    "list": ("- Obst\n  - Äpfel\n  - Birnen\n    - Williams\n- Gemüse\n  - Möhren\n"),
    "list2": ("1. Einkaufen\n   a) Mehl\n   b) Zucker\n2. Backen\n   a) rühren\n   b) warten\n"),
    "list3": ("* Nord\n    * Hamburg\n    * Kiel\n* Süd\n    * München\n"),
}
TEXTS = {
    "verse": (
        "Der Abend kommt,\n"
        "    er kommt so leise,\n"
        "        er legt sich auf das Feld;\n"
        "    und auf der Reise\n"
        "ruht nun die ganze Welt.\n"
    ),
    "indents": (
        "   Am Morgen ging er aus dem Haus, weil es ihn fror; das Feuer war aus.\n"
        "   Sie blieb zurück (wie immer); sie wollte nicht mit.\n"
        "   Am Abend kam er wieder.\n"
    ),
    "letter": (
        "Mit freundlichen Grüßen\n"
        "\n"
        "    Ina Mohr\n"
        "    Tel.: 030 123456\n"
        "    Amt für Wege; Zimmer 3\n"
        "        Postfach 12\n"
    ),
    "recipe": ("Zutaten:\n  - 200 g Mehl\n  - 3 Eier\nZubereitung:\n  - alles verrühren\n  - eine Stunde backen\n"),
    "drama": (
        "FAUST:\n"
        "    Habe nun, ach! Philosophie,\n"
        "    Juristerei und Medizin\n"
        "MEPHISTO:\n"
        "    Grau, teurer Freund, ist alle Theorie (und grün\n"
        "    des Lebens goldner Baum).\n"
    ),
    "quote": (
        "Er schrieb dazu:\n"
        "\n"
        "    Wir haben lange gewartet, aber es kam niemand. Am Ende\n"
        "    gingen wir nach Hause (es war schon spät); das Licht\n"
        "    war aus.\n"
    ),
    "contents": (
        "Inhalt\n  1. Anfang (Seite 3)\n  2. Mitte (Seite 9)\n     2.1 Der Weg (Seite 12)\n  3. Ende (Seite 20)\n"
    ),
    "formula": ("Es gilt\n    a = b + c\nund daraus folgt\n    c = a - b\nwie man leicht sieht.\n"),
    "dialog": ("anna: bist du da?\nbert: ja, gleich\n  (geht ab)\nanna: gut\n"),
    "calendar": ("1 2 3 4 5 6\n7 8 9 10 11 12 13\n14 15 16 17 18 19 20\n21 22 23 24 25 26 27\n"),
    "law": ("1. die Angaben (Name, Ort) fehlen;\n2. die Frist [§ 3] verstrichen ist;\n3. der Antrag zu spät kommt.\n"),
    "members": ("Meier(SPD)\nSchulze(CDU)\nLehmann(Grüne)\n"),
    "song": ("[Strophe 1]\nDer Wind, der weht\n[Refrain]\nUnd alles geht\n"),
    "prices": ("$ 5 für Kinder\n$ 9 für alle anderen\n$ 12 am Sonntag\n"),
    "parts": ("Vorwort: ein Anfang\n    von Ina Mohr\nNachwort: ein Ende\n    von Udo Kern\n"),
    "small-speech": ("bert: wo warst du\n    er sieht auf\nanna: unterwegs\n"),
    "steps": (
        "$ bedeutet das Ende einer Zeile, an dem nichts mehr folgen darf\n"
        "$ steht auch für Preise in dem Land, aus dem es kam\n"
    ),
    "de-if": ("Wenn es regnet:\n    Schirm nehmen\n    Jacke anziehen\nWenn die Sonne scheint:\n    Hut aufsetzen\n"),
}


def as_kept(code: str) -> str:
    """Return code as it is kept: its first line at the margin, blank lines as one of a space.

    Tabs stay where they alone indent a line and the first one; else each is four columns.
    """
    lines = [line.rstrip() for line in re.sub(r"\n(?:[ \t]*\n)+", "\n\n", code).strip("\n").split("\n")]
    margins = [line[: len(line) - len(line.lstrip())] for line in lines]
    kept = []
    for line, margin in zip(lines, margins, strict=True):
        only_tabs = not (margin + margins[0]).strip("\t") and margin != ""
        steps = (margin if only_tabs else margin.expandtabs(4))[len(margins[0].expandtabs(1 if only_tabs else 4)) :]
        kept.append(steps + line.lstrip() or " ")
    return "\n".join(kept)


def again(found: list[tuple[str, str | None]]) -> list[tuple[str, str | None]]:
    """Return what a second cleaning makes of what the first one kept."""
    return paragraphs_of("\n\n".join(text for text, _ in found))


@pytest.mark.parametrize("margin", ["", "    ", "\t"])
@pytest.mark.parametrize("name", CODE)
def test_code_keeps_its_lines_and_steps(name: str, margin: str) -> None:
    """Within a text or alone, whatever the margin; a second cleaning changes nothing more."""
    code = textwrap.indent(CODE[name], margin)
    for text in (f"{ABOVE}\n\n{code}\n\n{BELOW}", code):
        found = paragraphs_of(text)
        assert (as_kept(code), "code") in found
        assert again(found) == found


def test_settings_above_rules_and_calls_below_functions_are_code() -> None:
    """What shows nothing but code beside a block is code, too, though no line of it stands in."""
    rules = "CC = gcc\n\n.PHONY: all clean\n\nall: prog\n\nprog: main.o\n\t$(CC) -o prog main.o\n"
    found = paragraphs_of(f"{ABOVE}\n\n{rules}\n{BELOW}")
    assert [kind for _, kind in found] == ["paragraph", "code", "code", "code", "code", "paragraph"]
    found = paragraphs_of(f"{ABOVE}\n\ndef f(x):\n    return x\n\nprint(f(1))\n\n{BELOW}")
    assert [kind for _, kind in found] == ["paragraph", "code", "code", "paragraph"]


def test_sentences_part_sessions() -> None:
    """A line of prose between two commands is none of what they say."""
    lines = [
        "$ hg init public",
        "Nun braucht man zwei Kopien, in denen gearbeitet wird:",
        "$ hg clone public eins",
        "$ ls",
    ]
    found = paragraphs_of(f"{ABOVE}\n\n" + "\n".join(lines))
    assert found[-1] == ("\n".join(lines[2:]), "code")
    assert (lines[1], "paragraph") in found


@pytest.mark.parametrize("name", LISTS)
def test_items_within_an_item_stay_within_it(name: str) -> None:
    """Items at the margin are paragraphs, as before."""
    found = paragraphs_of(f"{ABOVE}\n\n{LISTS[name]}\n\n{BELOW}")
    assert "\n".join(text for text, kind in found if kind == "list_item") == LISTS[name].rstrip()
    assert len(found) == 4
    assert again(found) == found


@pytest.mark.parametrize("name", TEXTS)
def test_text_that_stands_in_is_no_code(name: str) -> None:
    """Verse, speech, letters, recipes, contents, formulas, plays, and paragraphs whose first line stands in."""
    found = paragraphs_of(f"{ABOVE}\n\n{TEXTS[name]}\n\n{BELOW}")
    assert "code" not in [kind for _, kind in found]
    assert again(found) == found


def test_code_between_blank_lines_is_one_block() -> None:
    """Between fences, too: what stands behind a blank line keeps its step, and the line is there."""
    found = paragraphs_of("```\ndef f():\n    a = 1\n\n    return a\n```")
    assert found == [("```\ndef f():\n    a = 1\n \n    return a\n```", "code")]


@pytest.mark.parametrize(
    "text",
    [
        "        return x;\n    }\n}",
        "  if x:\nif x:\n  x = 1\n    if x:",
        "    a = lies(1)\n    b = lies(2)\nif a:\n    b = (3)",
        "      end\n    end\n  end\nend",
    ],
)
def test_code_whose_first_line_stands_deeper_keeps_all_its_steps(text: str) -> None:
    """A cut-out begins anywhere: the steps are those against the line that stands least deep, by the first reading."""
    found = paragraphs_of(f"{ABOVE}\n\n{text}\n\n{BELOW}")
    assert (text, "code") in found
    assert again(found) == found


def test_metadata_of_a_configuration_stays_in_it() -> None:
    """Its author and date are values, not those of the text."""
    text = 'author: Ina Mohr\ndate: 2021-03-03\npaket:\n  name: "x"\n  version: 1\n'
    assert paragraphs_of(text) == [(text.rstrip(), "code")]


@pytest.mark.parametrize(
    "text",
    ["Er ging (wie immer); sie blieb.", "Wenn es regnet:", "und so weiter", "Das Haus, das Jack baute,", "Seite 3;"],
)
def test_lines_of_prose_show_no_code(text: str) -> None:
    """One sign is no evidence."""
    assert form_of(text) is not Form.CODE


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["", "", "  ", "    ", "\t", "        "]),
            st.sampled_from(
                ["x = 1", "if x:", "return x", "}", "foo(x);", "name: wert", "paket:", "- eins", "# so", ABOVE, "",
                 "Ina Mohr", "", "@@ -1,2 +1,2 @@", "+neu", ">>> x", "```", "ein Vers, der weitergeht,", "all: x",
                 "$ ls", "main.o: main.c", "end", "cc main.c", "a <- b", "wer(wo)"]
            ),
        ),
        max_size=14,
    )
)  # fmt: skip
def test_blocks_found_once_are_found_again(lines: list[tuple[str, str]]) -> None:
    """Whatever stands together: code that was kept is the same code at a second cleaning."""
    found = paragraphs_of("\n".join(margin + line for margin, line in lines))
    kept = [text for text, kind in found if kind == "code"]
    assert [text for text in kept if text not in [each for each, kind in again(found) if kind == "code"]] == []
