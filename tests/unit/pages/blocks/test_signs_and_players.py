"""What is written in a page as signs stays so, what is heard parts no sentence, and links of a sign are no text."""

from __future__ import annotations

import pytest

from reinschrift.pages.blocks import block_texts, extract, parse


def texts(body: str) -> list[str]:
    return block_texts(parse(body.encode()))


def test_tags_that_are_shown_are_text() -> None:
    """`xmp` shows its tags, `plaintext` all the rest of a page; `listing` is `pre` by another name."""
    assert texts("<p>Vorher</p><xmp>\n<b>fett</b> &amp; gut\n</XMP><p>Nachher</p>") == [
        "Vorher", "<b>fett</b> &amp; gut\n", "Nachher",
    ]  # fmt: skip
    assert texts("<p>Vorher</p><plaintext><b>fett</b></plaintext>\n<p>Ende") == [
        "Vorher",
        "<b>fett</b></plaintext>\n<p>Ende",
    ]
    assert texts("<listing><b>fett</b> &lt;i&gt;</listing>") == ["fett <i>"]
    assert texts("<pre><b>fett</b></pre>") == ["fett"]
    assert texts("<xmp></xmp><p>Ende") == ["Ende"]


@pytest.mark.parametrize(
    "player",
    [
        "<audio src=a.ogg controls>Ihr Browser kann das nicht.</audio>",
        "<video><source src=a.mp4>Kein Film.</video>",
        "<canvas width=9></canvas>",
        "<object data=a.svg></object>",
    ],
)
def test_what_is_heard_or_seen_parts_no_sentence(player: str) -> None:
    """What browsers say that cannot show it is no part of the sentence."""
    assert texts(f"<p>Das Wort Hafen ({player}hören) kommt aus dem Norden.</p>") == [
        "Das Wort Hafen (hören) kommt aus dem Norden."
    ]
    assert texts(f"<div>Oben.{player}Unten.</div>")[0] == "Oben."


@pytest.mark.parametrize(
    "anchor",
    [
        '<a class="headerlink" href="#x" title="Link">¶</a>',
        '<a href="#fnref1">↩</a>',
        '<a href="#cite_ref-1">↑</a>',
        '<a href="#r1" role="doc-backlink">&#8617;\ufe0e</a>',
        '<a href="#x">#</a>',
        '<a href="/seite#x"> &para; </a>',
        '<a href="#x"><span aria-hidden="true">🔗</span></a>',
        '<a href="#x">§</a>',
    ],
)
def test_a_link_of_a_sign_to_its_own_place_is_no_text(anchor: str) -> None:
    """Before a heading's words or behind them."""
    assert texts(f"<h2>Am Abend{anchor}</h2><h3>{anchor} Am Morgen</h3>") == ["Am Abend", "Am Morgen"]


@pytest.mark.parametrize(
    "written",
    ["<h2>C#</h2>", '<h2><a href="/csharp">C#</a></h2>', '<h2><a href="#5">§ 5</a> Haftung</h2>', "<h2># 1</h2>"],
)
def test_other_signs_of_headings_stay(written: str) -> None:
    """Beside letters or digits, or without a link."""
    assert "#" in texts(written)[0] or "§ 5" in texts(written)[0]


def test_a_note_keeps_its_sign() -> None:
    """A star or a number leads to a note."""
    assert texts('<p>Das Wort<a href="#n">*</a> und<a href="#m">1</a> mehr.</p>') == ["Das Wort* und1 mehr."]


@pytest.mark.parametrize(("n", "is_text"), [(500, False), (700, True)])
def test_a_sign_that_is_drawn_ends_within_six_hundred_bytes(n: int, *, is_text: bool) -> None:
    """What a generator draws is short; of a longer link the text counts."""
    sign = f'<a href="#x"><svg data-x="{"y" * n}"></svg>§</a>'
    page = f"<article><h2>Der Fluss{sign}</h2><p>{'Am Morgen fuhr der Bote über den Fluss. ' * 9}</p></article>"
    assert ("Fluss§" in extract(page.encode())[0].text) == is_text


@pytest.mark.parametrize("name", ["sr-only", "visually-hidden", "x screen-reader-text", "visuallyhidden"])
def test_what_a_link_has_read_out_is_no_text(name: str) -> None:
    """K23: it says where the link leads, to those who do not see it."""
    inner = f'<span class="{name}"> (öffnet in neuem Fenster)</span>'
    assert texts(f'<p>Die <a href="/k">Karte{inner}</a> hängt im Flur.</p>') == ["Die Karte hängt im Flur."]
    heading = f'<h2>Die Karte <a href="#k"><span class="{name}">Link hierher</span>#</a></h2>'
    assert texts(heading) == ["Die Karte"]


@pytest.mark.parametrize(
    "body",
    [
        '<p>Die <a href="/k"><span class="hidden md:inline">Karte</span></a> hängt im Flur.</p>',
        '<p>Die <a href="/k"><span class="sr-only md:not-sr-only">Karte</span></a> hängt im Flur.</p>',
        '<p>Die <a href="/k"><span aria-hidden="true">Karte</span></a> hängt im Flur.</p>',
        '<p>Die <a href="/k"><span class="sr-only"><b>Karte</b></span></a> hängt im Flur.</p>',
        '<p>Die <span class="sr-only">Karte</span> hängt im Flur.</p>',
        '<p>Die <a href="/k"><i class="sr-only">Karte</i></a> hängt im Flur.</p>',
    ],
)
def test_what_may_be_seen_is_text(body: str) -> None:
    """On a wider screen, in another element, outside of links."""
    assert texts(body) == ["Die Karte hängt im Flur."]


def test_a_link_that_never_ends_what_it_has_read_out() -> None:
    """The rest of the page is none of it."""
    assert texts('<p>Die <a href="/k"><span class="sr-only">Karte') == ["Die Karte"]
