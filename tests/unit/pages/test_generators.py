"""A page of whose type its generator leaves no doubt; tools that make pages of any type say nothing."""

from __future__ import annotations

import numpy as np
import pytest

from reinschrift.pages.blocks import parse
from reinschrift.pages.page_types import PageType, page_type
from reinschrift.pages.page_types.generators import GENERATORS, type_by_generator

BODY = "<p>The valve is the third from the left.</p>"


def found(head: str) -> str | None:
    """Return the type of a page with such a head."""
    data = f"<head>{head}</head>{BODY}".encode()
    return type_by_generator(parse(data), data)


@pytest.mark.parametrize(
    ("generator", "kind"),
    [
        ("DocBook XSL Stylesheets V1.79.1", "documentation"),
        ("Docutils 0.19: https://docutils.sourceforge.io/", "documentation"),
        ("mkdocs-1.6.1", "documentation"),
        ("GNU Texinfo 7.1, https://www.gnu.example/software/texinfo/", "documentation"),
        ("texi2any", "documentation"),
        ("rustdoc", "documentation"),
        ("Doxygen 1.9.4", "documentation"),
        ("Starlight v0.36.0", "documentation"),
        ("publican v4.3.2", "documentation"),
        ("Discourse 3.5.1 - https://www.discourse.example", "forum"),
        ("vBulletin 3.8.11", "forum"),
        ("Powered by phpBB", "forum"),
        ("Simple Machines Forum", "forum"),
        ("Hugo 0.143.1", None),
        ("WordPress 6.7", None),
        ("MediaWiki 1.45.1", None),
        ("Sphinxer 2", None),
        ("", None),
    ],
)
def test_the_generator_says_what_a_page_is(generator: str, kind: str | None) -> None:
    """In any order of attributes, with or without quotes."""
    assert found(f'<meta name="generator" content="{generator}">') == kind
    assert found(f"<META CONTENT='{generator}' NAME='Generator'/>") == kind


def test_another_tag_or_the_text_is_no_generator() -> None:
    """A manual of a tool speaks of it, too."""
    assert found('<meta name="description" content="Sphinx for beginners">') is None
    assert found("<title>generator content=sphinx</title>") is None


def test_no_name_is_of_two_types() -> None:
    """And each is written as the pattern takes it."""
    names = [name for every in GENERATORS.values() for name in every]
    assert len(names) == len(set(names))
    for kind, every in GENERATORS.items():
        assert {found(f'<meta name=generator content="{name.title()}">') for name in every} == {kind}


def test_it_decides_against_the_model() -> None:
    """The confidence is the model's; the score is that of the rule."""
    data = f'<head><meta name=generator content="Sphinx 8"></head><h1>Sale!</h1>{BODY}<p>9,99 €</p>'.encode()
    plain = data.replace(b"Sphinx", b"Any")
    given, model = (page_type(parse(each), np.full(3, 0.9, np.float32), each) for each in (data, plain))
    assert model is not None
    assert model.name != "documentation"
    assert given == PageType("documentation", 0.97, model.confidence)
