"""Clean documents in the forms that look least like prose: verse, dialogue, interviews, lists, one sentence a line."""

from __future__ import annotations

import random
import re

from evaluation.data.lines import CONTENT, Page

_BULLETS = ("• ", "- ", "– ", "* ", "1. ", "a) ", "")
_QUESTIONS = (("F: ", ""), ("Frage: ", "Antwort: "), ("Q: ", "A: "), ("", ""), ("SPIEGEL: ", "Müller: "))
_ANSWERS = (
    "Ja.",
    "Nein.",
    "Noch nicht.",
    "Yes.",
    "No.",
    "Not yet.",
    "Oui.",
    "Sí.",
    "Genau.",
    "Vielleicht.",
    "Perhaps.",
)
_QUOTES = (("„", "“"), ("»", "«"), ("“", "”"), ("«", "»"), ("– ", ""), ('"', '"'))
MOST = 40


def _sentences(page: Page) -> list[str]:
    return [part for line in page.lines for part in re.split(r"(?<=[.!?…])\s+", line) if part][:MOST]


def _verse(sentences: list[str], choice: random.Random) -> list[str]:
    words = [word for sentence in sentences for word in sentence.split()]
    width = choice.randint(4, 8)
    return [" ".join(words[at : at + width]) for at in range(0, len(words), width)][:MOST]


def _dialogue(sentences: list[str], choice: random.Random) -> list[str]:
    start, end = choice.choice(_QUOTES)
    short = [sentence for sentence in sentences if len(sentence.split()) <= 14]
    return [f"{start}{sentence}{end}" if choice.random() < 0.7 else sentence for sentence in short]


def _interview(sentences: list[str], choice: random.Random) -> list[str]:
    asked, answered = choice.choice(_QUESTIONS)
    lines = []
    for question, answer in zip(sentences[::2], sentences[1::2], strict=False):
        said = choice.choice(_ANSWERS) if choice.random() < 0.3 else answer
        lines += [f"{asked}{question.rstrip('.!…')}?", f"{answered}{said}"]
    return lines


def _list(page: Page, sentences: list[str], choice: random.Random) -> list[str]:
    """Return the document's first paragraphs with a list of sentences between them."""
    bullet, end = choice.choice(_BULLETS), choice.choice((".", ";", "", ","))
    items = [sentence.rstrip(".!?;,") for sentence in sentences if len(sentence.split()) <= 20][:8]
    return [*page.lines[:4], *(f"{bullet}{item}{end}" for item in items), *page.lines[4:10]]


def reshaped(page: Page, choice: random.Random) -> list[Page]:
    """Return the document in other forms, each line content."""
    sentences = _sentences(page)
    forms = [
        _verse(sentences, choice),
        _dialogue(sentences, choice),
        _interview(sentences, choice),
        _list(page, sentences, choice),
        sentences,
    ]
    chosen = choice.sample(forms, 2)
    return [page._replace(kind="shaped", lines=form, labels=[CONTENT] * len(form)) for form in chosen if form]


def clean_forms(pages: list[Page]) -> dict[str, list[Page]]:
    """Return documents in each form by its name: what must survive whole, though it looks least like prose."""
    choice = random.Random(7)  # not a secret
    sentences = [_sentences(page) for page in pages]
    forms = {
        "verse": [_verse(some, choice) for some in sentences],
        "dialogue": [_dialogue(some, choice) for some in sentences],
        "interviews": [_interview(some, choice) for some in sentences],
        "lists in articles": [_list(page, some, choice) for page, some in zip(pages, sentences, strict=True)],
        "headlines alone": [page.lines[:1] for page in pages],
        "one paragraph": [page.lines[2:3] for page in pages],
    }
    return {
        name: [
            page._replace(kind="shaped", lines=form, labels=[CONTENT] * len(form))
            for page, form in zip(pages, of_pages, strict=True)
            if form
        ]
        for name, of_pages in forms.items()
    }
