"""Pages to text: what of the markup becomes of it, what is left out, and that no page is too odd or too deep."""

import subprocess
import sys

import numpy as np
import pytest

from reinschrift.pages.blocks import block_texts, content_of, extract, parse
from reinschrift.pages.blocks.hints import HINT_NAMES
from reinschrift.pages.blocks.outline import outline
from reinschrift.pages.blocks.page import B_LINK_CHARS, E_TAG, MAX_DEPTH, N_BLOCKS, N_ELEMENTS
from reinschrift.pages.blocks.tags import NAMES

HIDDEN = 1 << HINT_NAMES.index("hidden")


def text_of(page: str | bytes) -> str:
    return extract(page.encode() if isinstance(page, str) else page)[0].text


def kinds_of(page: str) -> list[tuple[str, str | None]]:
    """Return the first line of each block with its kind."""
    extracted, _ = extract(page.encode())
    lines = extracted.text.split("\n")
    return [(lines[block.line - 1], block.kind) for block in extracted.blocks]


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<p>Eins<p>Zwei<div>Drei</div>Vier", "Eins\n\nZwei\n\nDrei\n\nVier"),
        ("<p>a <b>fett <i>beides</b> kursiv</i> ende</p>", "a fett beides kursiv ende"),
        ("<div><p>Text</span></div></p></b>Nach", "Text\n\nNach"),
        ("</p></div>Text", "Text"),
        ("<P>GROSS</P><Div>klein</dIV>", "GROSS\n\nklein"),
        ("<ul><li>Eins<li>Zwei</ul>", "• Eins\n\n• Zwei"),
        ("<p>Text</", "Text"),
        ("Text<p", "Text"),
        ("<p/>Text<div/>Mehr", "Text\n\nMehr"),
    ],
)
def test_tags_may_be_unclosed_and_misnested(page: str, text: str) -> None:
    """HTML lets authors leave out end tags, and they leave out more."""
    assert text_of(page) == text


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("", ""),
        (" \n\t ", ""),
        ("Nur Text", "Nur Text"),
        ("<html><head><title>Titel</title></head></html>", ""),
        ("<html></html>", ""),
        ("Vor<html><body>Mitte</body></html>Nach", "Vor\n\nMitte\n\nNach"),
        ("<!DOCTYPE html><p>Text", "Text"),
        ("<frameset><frame src=x></frameset>", ""),
        ("<noframes>alt</noframes><p>Text", "Text"),
    ],
)
def test_a_page_may_lack_its_body(page: str, text: str) -> None:
    """No body, an empty one, text outside of it: what there is to read is read."""
    assert text_of(page) == text


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("&amp;&lt;b&gt;", "&<b>"),
        ("&auml;&#228;&#xE4;&#XE4;", "ääää"),
        ("&#x1F600;", "😀"),
        ("a&nbsp;b&#160;c", "a b c"),
        ("&copy 2020 &copy2020", "© 2020 ©2020"),
        ("AT&T a&b=c &nix; &; & &#; &#x;", "AT&T a&b=c &nix; &; & &#; &#x;"),
        ("&#0;&#xD800;&#99999999999;", "\ufffd\ufffd\ufffd"),
        ("&#128;&#150;", "€–"),
        ("&amp;amp;", "&amp;"),
    ],
)
def test_references_are_read_as_browsers_do(written: str, read: str) -> None:
    """By name and by number, with their semicolon forgotten, and once only."""
    assert text_of(f"<p>x{written}y</p>") == f"x{read}y"


@pytest.mark.parametrize(
    "hidden",
    [
        "<script>var x = '<p>drin</p>';</script>",
        "<script>document.write('</scr' + 'ipt>')</script>",
        "<style>p { content: '<p>drin' }</style>",
        "<!-- drin <p>drin</p> -- > drin -->",
        "<!---->",
        "<!-->",
        "<![CDATA[drin]]>",
        "<?xml drin ?>",
        "<template><i>drin</i></template>",
        "<noscript><i>drin</i></noscript>",
        "<iframe><i>drin</i></iframe>",
        "<textarea><i>drin</i></textarea>",
        "<select><option>drin<option>drin</select>",
        "<svg><text>drin</text><title>drin</title></svg>",
        "<i title='drin > drin' data-x=\"drin>drin\"></i>",
        "<i title=drin/drin></i>",
        "<SCRIPT>drin</Script >",
    ],
)
def test_what_is_not_shown_is_no_text(hidden: str) -> None:
    """Scripts, styles, comments, drawings, attributes: passed over, and the text goes on behind them."""
    assert text_of(f"<p>vor {hidden}nach</p><p>Ende</p>") == "vor nach\n\nEnde"


@pytest.mark.parametrize("beginning", ["<script>", "<style>", "<!-- ", "<title>"])
def test_what_is_never_closed_hides_the_rest(beginning: str) -> None:
    """As in a browser; what stands before it is kept."""
    assert text_of(f"<p>Text</p>{beginning}if (a<b) {{ <p>drin") == "Text"


@pytest.mark.parametrize("name", ["svg", "noscript", "template", "select", "iframe"])
def test_of_other_unclosed_tags_the_inside_is_text(name: str) -> None:
    """Half a page must not go for a forgotten end tag."""
    assert text_of(f"<p>vor</p><{name}><p>nach</p>") == "vor\n\nnach"


@pytest.mark.parametrize(
    "tag",
    [
        "<p class=x>",
        "<p\nclass=x\n>",
        "<p class = 'x' id=y>",
        "<p class=x id='a>b' title=\"c>'d\">",
        "<p hidden class>",
        "<p =x ='y'>",
        "<p class='x'id='y'>",
        "<p title='offen>",
        '<p class=x title="offen>',
    ],
)
def test_a_tag_ends_where_its_attributes_do(tag: str) -> None:
    """A quoted `>` ends no tag; a quote that nothing in all the page closes ends with it."""
    assert text_of(f"{tag}Text</p><p>Mehr</p>") == "Text\n\nMehr"


def test_signs_that_begin_no_tag_are_text() -> None:
    """Formulas and arrows."""
    assert text_of("<p>a < b und c > d, <3, <5 und x<=y</p>") == "a < b und c > d, <3, <5 und x<=y"


def test_nul_bytes_are_no_text() -> None:
    """Neither in text nor in names."""
    assert text_of(b"<p>a\0b\0</p><p\0>c</p>") == "a b\n\nc"


def test_tables_keep_their_rows_and_columns() -> None:
    """A row a line; a table laid out for looks is a page like any other; one in another is read where it stands."""
    table = "<table><tr><th>Name<th>Wert<tr><td>a<td>1<tr><td>b<td>2</table>"
    assert text_of(table) == "Name | Wert\na | 1\nb | 2"
    assert {kind for _, kind in kinds_of(table)} == {"table"}
    assert text_of("<table><tr><td>a<table><tr><td>innen<td>2</table><td>b</table>") == "a\n\ninnen | 2\n\nb"
    long = "Ein langer Satz, der eine Spalte der Seite füllt und keine Angabe ist. " * 5
    assert " | " not in text_of(f"<table><tr><td>{long}<td>{long}</table>")
    assert text_of("<td>a<td>b") == "a\n\nb"


def test_lists_have_their_marks() -> None:
    """Bullets, numbers as they count and as they say, and an item's mark that it has already is not doubled."""
    assert text_of("<ul><li>Eins<li>Zwei<ul><li>Zwei a</ul><li>Drei</ul>") == "• Eins\n\n• Zwei\n\n• Zwei a\n\n• Drei"
    assert text_of("<ol><li>A<li>B<li>C</ol><ol><li>D</ol>") == "1. A\n\n2. B\n\n3. C\n\n1. D"
    assert text_of("<ol start=5><li>A<li>B<li value='9'>C<li>D</ol>") == "5. A\n\n6. B\n\n9. C\n\n10. D"
    assert text_of("<ol start=x><li>A</ol><ul start=4><li value=3>B</ul>") == "1. A\n\n• B"
    assert text_of("<ul><li>• Eins<li>– Zwei</ul>") == "• Eins\n\n– Zwei"
    assert {kind for _, kind in kinds_of("<ul><li>Eins<li>Zwei</ul>")} == {"list_item"}
    assert text_of("<dl><dt>Wort<dd>Erklärung</dl>") == "Wort\n\nErklärung"


def test_breaks_are_lines_and_two_of_them_a_block() -> None:
    """`br` and `pre`."""
    assert text_of("<p>Eins<br>Zwei<br/>Drei<br><br>Vier</p>") == "Eins\nZwei\nDrei\n\nVier"
    assert text_of("<pre>Eins  a\n\n\nZwei\r\nDrei\n</pre>") == "Eins  a\n\nZwei\nDrei"
    assert text_of("<p>Ein\n  Satz\tin\r\nZeilen</p>") == "Ein Satz in Zeilen"
    assert text_of("<p>Ein<wbr>wort, H<sub>2</sub>O</p>") == "Einwort, H2O"


def test_the_markup_says_the_kind() -> None:
    """Headings, quotes, captions; a heading of a whole paragraph is none."""
    page = "<h1>Titel</h1><p>Absatz.</p><blockquote><p>Zitat.</p></blockquote><figcaption>Bild</figcaption>"
    assert kinds_of(page) == [("Titel", "heading"), ("Absatz.", "paragraph"), ("Zitat.", "quote"), ("Bild", "caption")]
    long = "Ein Satz, der groß gesetzt ist. " * 10
    assert kinds_of(f"<h2>{long}</h2>") == [(long.strip(), None)]


@pytest.mark.parametrize("attribute", ["hidden", "style='display: none'", "style='DISPLAY:NONE;x'", "aria-hidden=true"])
def test_what_is_hidden_is_marked_so(attribute: str) -> None:
    """Its text is kept and scored; the hint tells the model."""
    page = parse(f"<div {attribute}><p>Versteckt</p></div><p>Sichtbar</p>".encode())
    hinted = [bool(row.any()) for row in page.hints[: page.state[N_BLOCKS]] & HIDDEN]
    assert hinted == [True, False]


def test_links_are_counted() -> None:
    """Characters of a block inside links with an address."""
    page = parse(b"<p>vor <a href=x>drin</a> nach</p><p><a name=x>kein Link</a></p><p><a href=x>offen</p><p>zu</a>nach")
    assert page.blocks[: page.state[N_BLOCKS], B_LINK_CHARS].tolist()[:2] == [4, 0]


@pytest.mark.parametrize("tag", ["<div>", "<b>", "<table>", "<ul><li>", "<blockquote>", "<span class=x>", "<a href=x>"])
def test_depth_knows_no_limit(tag: str) -> None:
    """A hundred thousand levels: the text at the bottom is read, and so is what comes after."""
    extracted, page = extract(f"<p>Vor</p>{tag * 100_000}Unten{'</div>' * 100_000}<p>Nach</p>".encode())
    assert [word for word in ("Vor", "Unten", "Nach") if word in extracted.text] == ["Vor", "Unten", "Nach"]
    assert page.state[N_ELEMENTS] >= MAX_DEPTH


@pytest.mark.slow
@pytest.mark.parametrize("piece", ["<td>x", "<tr><td>x", "<p>x</b></i>", "<a href='", "<svg>x", "<!--", '<p title="'])
def test_no_odd_page_stops_a_run(piece: str) -> None:
    """A page of one thing four hundred thousand times: work that grew with its square would go on for many minutes."""
    code = "import sys; from reinschrift.pages.blocks import extract as e; e((sys.argv[1] * 400_000 + 'Text').encode())"
    subprocess.run([sys.executable, "-c", code, piece], check=True, timeout=180)


def test_a_huge_attribute_is_passed_over() -> None:
    """A picture inside a page, a million attributes."""
    assert text_of(f"<p><img src='data:image/png;base64,{'A' * 5_000_000}'>Text</p>") == "Text"
    assert text_of(f"<p{' a=b' * 1_000_000} class='{'x' * 1_000_000}'>Text</p>") == "Text"


def test_elements_stand_in_the_order_of_the_page() -> None:
    """Each with its tag; what the parser does not know counts as one of no name."""
    page = parse(b"<article><h1>T</h1><x-y>U</x-y></article>")
    assert [NAMES[row[E_TAG]] for row in page.elements[: page.state[N_ELEMENTS]]] == ["article", "h1", ""]


def test_content_is_what_reaches_the_threshold() -> None:
    """All of it at zero, nothing above one; lines of a block stay together."""
    extracted, _ = extract(b"<p>Eins<br>Zwei</p><p>Drei</p>")
    assert content_of(extracted, 0.0) == "Eins\nZwei\n\nDrei" == extracted.text
    assert content_of(extracted, 1.1) == ""
    assert np.isfinite(extracted.scores).all()


@pytest.mark.parametrize(
    ("page", "blocks"),
    [
        (
            "<p>Das war <img class=emoji alt='😀' src=a>, und<img src=b alt='Blick ins Tal'>wir</p>",
            ["Das war 😀, und wir"],
        ),
        ("<p>Aus <img class=latex alt='x^2+1'> folgt</p>", ["Aus x^2+1 folgt"]),
        (
            "<p>Auf <button>Speichern</button> klicken. <button>Teilen</button></p>",
            ["Auf Speichern klicken.", "Teilen"],
        ),
        ("<p><label>Wichtig:</label> der Text.</p>", ["Wichtig: der Text."]),
        ("<div>Wir gehen <picture><img src=a></picture> weiter</div>", ["Wir gehen weiter"]),
        ("<div>Ein Satz.<img src=a>Der nächste</div>", ["Ein Satz.", "Der nächste"]),
        (
            "<x-a><template shadowrootmode=open><p>Gezeigt</p></template></x-a><template><p>Nicht</p></template>",
            ["Gezeigt"],
        ),
    ],
)
def test_what_stands_inside_a_sentence_parts_none(page: str, blocks: list[str]) -> None:
    """Pictures, buttons and labels, whose words or signs stay; a template is shown if it is a shadow root."""
    assert block_texts(parse(page.encode())) == blocks


def test_a_program_keeps_its_lines_and_prose_its_paragraphs() -> None:
    """In `pre`: a program is one piece of kind `code`, indented; blank lines part the paragraphs of prose."""
    extracted, _ = extract(
        b"<pre>def f(x):\n    if x[0]:\n\n        return {x: 1}\n</pre><pre>One line of prose\n\nand two.</pre>"
    )
    assert extracted.text == "def f(x):\n    if x[0]:\n\n        return {x: 1}\n\nOne line of prose\n\nand two."
    assert [(block.line, block.kind) for block in extracted.blocks] == [(1, "code"), (6, None)]


def test_a_doubtful_row_goes_with_its_table() -> None:
    """It takes the mean of the rows; one that is surely none does not."""
    page = parse(
        b"<p>Kopf</p><table>"
        + b"".join(b"<tr><td>Ort %d</td><td>%d</td></tr>" % (n, n) for n in range(4))
        + b"</table>"
    )
    _, contents, _ = outline(page, np.array([0.0, 0.9, 0.9, 0.4, 0.4, 0.9, 0.9, 0.1, 0.1], np.float32))
    assert np.allclose(contents, [0.0, 0.9, 0.575, 0.9, 0.1])


@pytest.mark.parametrize("tag", ["pre", "listing", "xmp", "plaintext"])
def test_old_tags_of_preformatted_text_part_paragraphs_as_pre_does(tag: str) -> None:
    """Blank lines within them count."""
    text = "Der erste Absatz ist lang\ngenug für zwei Zeilen.\n\nDer zweite steht darunter, und auch er geht\nweiter."
    page = f"<html><body><{tag}>\n{text}\n</{tag}></body></html>"
    assert "Zeilen.\n\nDer zweite" in text_of(page)
