"""What stands within an article and is no paragraph of it: sources of quotations, embedded posts, notes, verse."""

from __future__ import annotations

import pytest

from reinschrift.pages import PageRead, read_page
from reinschrift.settings.read import ReadSettings
from reinschrift.settings.stages import LinesSettings

TEXT = """<p>Der Stadtrat hat beschlossen, die große Halle am alten Hafen noch in diesem Jahr neu zu decken.</p>
<p>Die Kosten trägt zur Hälfte das Land. Ein Verein hat außerdem Geld gesammelt, und viele Handwerker helfen.</p>"""
TITLE = "Der alte Hafen bekommt ein neues Dach"


def read(body: str, title: str = TITLE) -> PageRead:
    """Return an article with something in its middle, as a reader makes it."""
    page = (
        f"<html><head><title>{title}</title></head><body><article><h1>{TITLE}</h1>{TEXT}{body}{TEXT}</article></body>"
    )
    return read_page(page.encode(), None, None, ReadSettings())


def kinds_of(page: PageRead) -> dict[str, str | None]:
    """Return the kind of each block by its text."""
    lines, blocks = page.text.split("\n"), page.markup["blocks"]
    ends = [block["line"] - 1 for block in blocks[1:]] + [len(lines)]
    return {
        "\n".join(lines[block["line"] - 1 : end]).strip(): block["kind"]
        for block, end in zip(blocks, ends, strict=True)
    }


@pytest.mark.parametrize(
    ("body", "text", "kind"),
    [
        ("<blockquote>Los!<footer>— Anna Klein, Blatt</footer></blockquote>", "— Anna Klein, Blatt", "quote"),
        ("<blockquote>Los!<br><cite>Anna Klein</cite></blockquote>", "Los!\nAnna Klein", "quote"),
        ("<figure><img><figcaption>Die Halle um 1920</figcaption></figure>", "Die Halle um 1920", "caption"),
        ("<dl><dt>Pier</dt><dd>Ein Steg für Schiffe.</dd></dl>", "Ein Steg für Schiffe.", "definition"),
        ("<ol class=footnotes><li>Akten, Band 3.</li></ol>", "1. Akten, Band 3.", "list_item"),
        ("<p>Das Laub fällt,<br>das Feld ist leer.</p>", "Das Laub fällt,\ndas Feld ist leer.", "paragraph"),
        ("<p>1899.<sup>[1]</sup> <kbd>Strg</kbd>, H<sub>2</sub>O.</p>", "1899.[1] Strg, H₂O.", "paragraph"),
    ],
)  # fmt: skip
def test_each_keeps_its_form(body: str, text: str, kind: str) -> None:
    """Lines of verse and of a quotation's source stay apart; notes and keys cut no sentence."""
    assert kinds_of(read(body))[text] == kind


def test_an_embedded_post_is_a_quote_with_its_author() -> None:
    """Its day is not that of the document."""
    post = "<blockquote class='twitter-tweet'><p>Bis bald!</p>— Anna <a href='#'>19. November 2019</a></blockquote>"
    page = read(post)
    assert kinds_of(page)["— Anna 19. November 2019"] == "quote"
    assert "published" not in page.fields
    assert "author" not in page.fields


def test_a_path_is_no_part_of_the_title() -> None:
    """Where the page's title names the way to it."""
    assert read("", f"Startseite &gt; Neues &gt; {TITLE}").fields["title"] == TITLE


def test_a_layer_over_the_page_goes_and_hidden_text_stays() -> None:
    """What opens with a click is content; what lies over the page is none."""
    hidden = (
        "Der zweite Teil der Geschichte steht in einem Feld, das sich erst mit einem Klick öffnet, und gehört dazu."
    )
    layer = "<div role=dialog aria-modal=true><p>Verpassen Sie keine Nachricht aus dem Hafen.</p></div>"
    page = read(f"<div hidden><p>{hidden}</p></div>{layer}")
    content = {block["line"]: block["content"] for block in page.markup["blocks"]}
    lines = page.text.split("\n")
    assert content[lines.index(hidden) + 1] > LinesSettings().min_markup_content
    assert content[lines.index("Verpassen Sie keine Nachricht aus dem Hafen.") + 1] < LinesSettings().min_markup_content
