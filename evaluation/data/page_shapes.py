"""Edited texts as small pages: without any frame, in old and bare markup, or in a plain frame around short pieces.

Real pages with a known text are large. On a small one the last short sentence, the items of a list, a heading above one
sentence and the last row of a table are content as well, and nothing but such pages says so.
"""

from __future__ import annotations

import random
import re
import textwrap
from html import escape
from typing import NamedTuple

_FOOT = ("Impressum", "Datenschutz", "Kontakt", "Imprint", "Privacy", "Terms", "Contact", "Mentions légales", "Aviso")
_NAV = ("Home", "Start", "News", "Politik", "Sport", "Kultur", "Service", "About", "Themen", "Archiv", "Suche", "Login")
_SHARE = ("Teilen", "Drucken", "Tweet", "Share", "Print", "E-Mail", "Merken")
_MORE = ("Mehr zum Thema", "Related articles", "Lesen Sie auch", "À lire aussi", "Weitere Artikel", "Most read")
MOST_PARAGRAPHS = 14


class Shaped(NamedTuple):
    """A made page, its text line by line, and its debris."""

    html: str
    content: list[str]
    debris: list[str]


def _short(paragraphs: list[str], choice: random.Random, n: tuple[int, int], end: str) -> str:
    """Return a few words out of a text that begin with a capital."""
    words = choice.choice(paragraphs).split()
    count = choice.randint(*n)
    at = choice.randrange(max(1, len(words) - count))
    text = " ".join(words[at : at + count]).strip(' ,.;:!?"“”„»«()–-')
    return text[:1].upper() + text[1:] + end


def _list(paragraphs: list[str], choice: random.Random) -> tuple[str, list[str]]:
    most, end = choice.choice((3, 5, 14)), choice.choice(("", "", ",", ";", "."))
    items = [_short(paragraphs, choice, (1, most), end) for _ in range(choice.randint(2, 7))]
    tag = choice.choice(("ul", "ol"))
    form = choice.choice(("<li>{}</li>", "<li><span>{}</span></li>", "<li><p>{}</p></li>", "<li>{}"))
    lead = _short(paragraphs, choice, (3, 9), ":")
    return f"<p>{escape(lead)}</p><{tag}>{''.join(form.format(escape(item)) for item in items)}</{tag}>", [lead, *items]


def _section(paragraphs: list[str], choice: random.Random) -> tuple[str, list[str]]:
    head, said = _short(paragraphs, choice, (1, 5), ""), _short(paragraphs, choice, (2, 12), ".")
    tag = choice.choice(("h2", "h3", "h4"))
    return f"<{tag}>{escape(head)}</{tag}><p>{escape(said)}</p>", [head, said]


def _table(paragraphs: list[str], choice: random.Random) -> tuple[str, list[str]]:
    rows = [[_short(paragraphs, choice, (1, 2), ""), str(choice.randint(1, 900))] for _ in range(choice.randint(3, 7))]
    cells = ["".join(f"<td>{escape(cell)}</td>" for cell in row) for row in rows]
    return f"<table>{''.join(f'<tr>{row}</tr>' for row in cells)}</table>", [cell for row in rows for cell in row]


def _terms(paragraphs: list[str], choice: random.Random) -> tuple[str, list[str]]:
    pairs = [
        (_short(paragraphs, choice, (1, 3), ""), _short(paragraphs, choice, (3, 9), "."))
        for _ in range(choice.randint(2, 5))
    ]
    html = "".join(f"<dt>{escape(term)}</dt><dd>{escape(said)}</dd>" for term, said in pairs)
    return f"<dl>{html}</dl>", [part for pair in pairs for part in pair]


def _steps(paragraphs: list[str], choice: random.Random) -> tuple[str, list[str]]:
    steps = [f"{number}. {_short(paragraphs, choice, (3, 8), '.')}" for number in range(1, choice.randint(4, 7))]
    return "".join(f"<div>{escape(step)}</div>" for step in steps), steps


def _body(paragraphs: list[str], title: str, choice: random.Random) -> tuple[str, list[str]]:
    """Return an article's markup with short pieces between its paragraphs, and its text."""
    some = paragraphs[: choice.randint(1, MOST_PARAGRAPHS)]
    wrap = choice.choice(
        ("<p>{}</p>", "<p>{}</p>", "<p>{}</p>", "<div>{}</div>", "{}<br><br>", "<p><font size=2>{}</font></p>")
    )
    head = choice.choice(("<h1>{}</h1>", "<h1>{}</h1>", "<h2>{}</h2>", "<b>{}</b><br><br>"))
    html, content = [head.format(escape(title))], [title]
    for number, paragraph in enumerate(some):
        html.append(wrap.format(escape(paragraph)))
        content.append(paragraph)
        if number and choice.random() < 0.3:  # about one in three
            piece, lines = choice.choice((_list, _section, _table, _terms, _steps))(paragraphs, choice)
            html.append(piece)
            content += lines
    if choice.random() < 0.7:  # most
        last = _short(paragraphs, choice, (2, 6), ".")
        html.append(wrap.format(escape(last)))
        content.append(last)
    return "".join(html), content


def _head(title: str, choice: random.Random) -> str:
    named = choice.choice((title, title, "", "Archiv", "Startseite | Verein"))
    return f"<head><title>{escape(named)}</title></head>" if named else ""


def bare(paragraphs: list[str], title: str, choice: random.Random) -> Shaped:
    """Return a page that is its text alone."""
    if choice.random() < 0.15:  # a few
        some = paragraphs[:MOST_PARAGRAPHS]
        text = "\n\n".join(textwrap.fill(paragraph, choice.randint(60, 78)) for paragraph in some)
        return Shaped(f"<html>{_head(title, choice)}<body><pre>\n{escape(text)}\n</pre></body></html>", some, [])
    body, content = _body(paragraphs, title, choice)
    form = choice.choice((
        "<html>{head}<body>{body}</body></html>", "<html>{head}<body>{body}</body></html>", "{body}",
        "<html>{head}<body><form><center><table><tr><td>{body}</td></tr></table></center></form></body></html>",
        "<!DOCTYPE html><html>{head}<body><main><section>{body}</section></main></body></html>",
        "<html>{head}<body><div id=content><div class=inner>{body}</div></div></body></html>",
    ))  # fmt: skip
    return Shaped(form.format(head=_head(title, choice), body=body), content, [])


def framed(paragraphs: list[str], title: str, others: list[list[str]], choice: random.Random) -> Shaped:
    """Return a small page with menus, a foot, and now and then other articles, around a text."""
    body, content = _body(paragraphs, title, choice)
    nav, foot = choice.sample(_NAV, choice.randint(3, 8)), choice.sample(_FOOT, choice.randint(1, 4))
    menu = "".join(f"<li><a href='/{number}'>{escape(word)}</a></li>" for number, word in enumerate(nav))
    links = choice.choice((" | ", " · ", " ")).join(
        f"<a href='/f{n}'>{escape(word)}</a>" for n, word in enumerate(foot)
    )
    below, debris = "", [*nav, *foot]
    if choice.random() < 0.4:  # some
        label = choice.choice(_MORE)
        heads = [other[0] for other in choice.sample(others, min(4, len(others)))]
        items = "".join(f"<li><a href='/a{n}'>{escape(head)}</a></li>" for n, head in enumerate(heads))
        below += f"<aside class='related'><h3>{label}</h3><ul>{items}</ul></aside>"
        debris += [label, *heads]
    if choice.random() < 0.4:  # some
        bar = choice.sample(_SHARE, 3)
        below = f"<div class='share'>{''.join(f'<a href=#>{word}</a> ' for word in bar)}</div>" + below
        debris += bar
    form = choice.choice((
        "<header><nav><ul>{menu}</ul></nav></header><main><article>{body}</article>{below}</main><footer>{links}</footer>",
        "<div id=menu><ul>{menu}</ul></div><div id=content>{body}{below}</div><div id=footer>{links}</div>",
        "<table><tr><td><ul>{menu}</ul></td><td>{body}</td></tr></table>{below}<p>{links}</p>",
    ))  # fmt: skip
    page = form.format(menu=menu, body=body, below=below, links=links)
    return Shaped(f"<!DOCTYPE html><html>{_head(title, choice)}<body>{page}</body></html>", content, debris)


def paragraphs_of(gold: str) -> list[str]:
    """Return the paragraphs of an edited text."""
    return [" ".join(line.split()) for line in re.split(r"\n+", gold) if len(line.split()) > 3]  # no labels
