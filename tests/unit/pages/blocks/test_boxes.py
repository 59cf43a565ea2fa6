"""A box inside a sentence parts it only where a reader sees words of its own in it, or a new line begins."""

from __future__ import annotations

import pytest

from reinschrift.pages.blocks import block_texts, parse


def texts(body: str) -> list[str]:
    return block_texts(parse(body.encode()))


SENTENCES = (
    ("Man drückt auf den Knopf", "und wartet auf das Licht."), ("Press the button", "and wait for the light."),
    ("Затем нажмите на кнопку", "и подождите света."), ("Πατήστε το κουμπί", "και περιμένετε."),
    ("然后按下按钮", "并等待灯亮起来。"), ("ثم اضغط على الزر", "وانتظر الضوء."), ("फिर बटन दबाएँ", "और प्रतीक्षा करें।"),
    ("กดปุ่มเล็ก", "แล้วรอไฟ"),
)  # fmt: skip
BOXES = (
    '<figure class="inline"><img src="k.png" alt="Knopf"></figure>',
    "<figure><a href=k><picture><source srcset=k.webp><img src=k.png></picture></a></figure>",
    "<div class=ad><div id=ad-1></div><script>var a = 1;</script></div>",
    '<FIGURE style="display: inline-block"><noscript><img src=k></noscript></FIGURE>',
)


@pytest.mark.parametrize("box", BOXES)
@pytest.mark.parametrize(("before", "behind"), SENTENCES)
def test_a_box_without_words_parts_no_sentence(box: str, before: str, behind: str) -> None:
    """In a paragraph, an item or a cell's paragraph; markup may begin right behind it."""
    assert texts(f"<p>{before} {box} {behind}</p><p>Ende.</p>") == [f"{before} {behind}", "Ende."]
    assert texts(f"<ul><li>{before} {box}<b>{behind}</b></li></ul>") == [f"{before} {behind}"]


def test_a_picture_in_a_box_may_stand_for_a_sign() -> None:
    assert texts('<p>Weiter mit <figure><img alt="→"></figure> und Enter.</p>') == ["Weiter mit → und Enter."]


@pytest.mark.parametrize("display", ["inline", "inline-block", "Inline-Flex"])
def test_a_box_whose_style_puts_it_into_the_line_is_part_of_the_sentence(display: str) -> None:
    """It holds running text; elsewhere its end tag ends what it began."""
    box = f'<div style="color:red; display: {display}">ein <b>kleines</b> Stück</div>'
    assert texts(f"<div>Es folgt {box} vom Satz.</div><p>Ende.</p>") == [
        "Es folgt ein kleines Stück vom Satz.",
        "Ende.",
    ]
    assert texts(f"<div>{box}{box}</div>") == ["ein kleines Stück", "ein kleines Stück"]


@pytest.mark.parametrize(
    "parted",
    [
        "<p>Titel ohne Punkt<div></div>Der Text beginnt.</p>",
        "<div>Titel ohne Punkt<figure><img></figure>Der Text beginnt.</div>",
        "<div>标题<figure><img></figure>正文开始了。</div>",
        "<p>Der Satz endet.<figure><img></figure>und noch einer.</p>",
        "<p>Der Satz<figure><img><figcaption>Die Mühle.</figcaption></figure>geht weiter.</p>",
        "<p>Der Satz<div>Anzeige</div>geht weiter.</p>",
        "<p>Der Satz<figure><img>",
        '<div>Oben <div style="display:inline"><p>Absatz.</p></div> unten</div>',
    ],
)
def test_a_box_with_words_or_between_texts_parts_them(parted: str) -> None:
    """Captions and advertisements are blocks of their own; a new sentence or an unclosed box begins one."""
    n_texts = 1 if parted.endswith("<img>") else 2
    assert len(texts(f"{parted}<p>Ende.</p>")) > n_texts


@pytest.mark.parametrize(("n_bytes", "is_one"), [(3000, True), (5000, False)])
def test_a_box_ends_soon(n_bytes: int, *, is_one: bool) -> None:
    page = f"<p>Man drückt <figure><img alt='{'a ' * (n_bytes // 2)}'></figure> und wartet.</p>"
    assert (texts(page) == ["Man drückt und wartet."]) == is_one
