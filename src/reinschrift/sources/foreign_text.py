"""Names files of plain characters that are no text: documents, pictures and keys written in letters."""

from __future__ import annotations

import re
from codecs import BOM_UTF8

from reinschrift.languages import all_words

LOOKED_AT = 8192
BEFORE = b" \t\r\n\f\0\x04"
"""What programs put before a file's first sign: blanks, and the mark of a printer's job."""
CODED_LINES, LONG_LINE = 3, 500
"""Lines of base64 that no text begins with; one of so many characters is enough."""
CODED_SHARE = 20
"""Of so many characters of base64 more than one is a capital, one a small letter, one a digit."""
CODED_LINE = re.compile(rb"[A-Za-z0-9+/]{60,80}={0,2}\r?\n|[A-Za-z0-9+/]{%d}" % LONG_LINE)

FORMS: tuple[tuple[re.Pattern[bytes], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE if ignore else 0), what)
    for pattern, ignore, what in (
        (rb"\{\s*\\(?:\*\\)?u?rtf", False, "a rich text document; convert it to text or HTML"),
        (rb"%!PS", False, "PostScript; convert it to text"),
        (rb"\x1b%-12345X|\x1bE\x1b&", False, "a printer's job"),
        (rb"-----BEGIN (?!PGP SIGNED)[A-Z0-9 ]{3,40}-----", False, "a key, a certificate or an encrypted message"),
        (rb"begin(?:-base64)? [0-7]{3,4} [^\r\n]+\r?\n(?:M[ -`]{60}|[A-Za-z0-9+/]{60})", False,
         "coded in letters (uuencode)"),
        (rb"=ybegin ", False, "coded in letters (yEnc)"),
        (rb"\(This file must be converted with BinHex", False, "coded in letters (BinHex)"),
        (rb"!<arch>\n", False, "an archive (ar)"),
        (rb"0707(?:0[12][0-9A-Fa-f]{104}|07[0-7]{70})[^0-9\s]", False, "an archive (cpio)"),
        (rb"/\*\s*XPM\s*\*/", False, "a picture"),
        (rb"P[1-6]\r?\n(?:#[^\n]*\n)*\d+ \d+\s", False, "a picture"),
        (rb"\x80[\x02-\x05][\x95\x8c\0cq}\](]|\([dl]p[01]\n|ccopy_reg\n", False, "values of a Python program (pickle)"),
        (rb"(?:#[^\n]*\n|\s)*1\t(?:[^\t\n]*\t){8}[^\t\n]*\n2\t(?:[^\t\n]*\t){8}", False,
         "a corpus in CoNLL-U, one word a line; convert it to text"),
        (rb"(?:<\?xml[^<>]*>\s*)?(?:<(?:corpus|text|doc|p|s)\b[^<>\n]*>\s*\n)+[^\t\n<>]+\t[^\t\n]+(?:\t[^\n]*)?\n",
         False, "a corpus of one word a line; convert it to text"),
        ((rb"(?:%[^\n]*\n|\s)*\\(?:documentclass|documentstyle|usepackage|begin\{document)"
         rb"\*?[ \t]*[\[{]"), False, "a document in LaTeX; convert it to text or HTML"),
        (rb"(?:@?\\input[ {][^\n]*|@setfilename [^\n]*)\n", False, "a document in TeX or Texinfo; convert it to text"),
        ((rb"(?:%[^\n]*\n|\s)*@(?:article|book|in(?:proceedings|collection|book)|misc|online|string|comment|"
         rb"(?:phd|masters)?thesis|techreport|unpublished)\s*\{"), True, "a list of references in BibTeX"),
        (rb"TY  - [A-Z]{3,6}[ \t]*\r?\n[A-Z][A-Z0-9]  - ", False, "a list of references in RIS"),
        (rb"%0 [A-Z][^\n]{3,40}\n%[A-Z0-9] ", False, "a list of references in EndNote's form"),
        (rb"(?:[.']\\\"[^\n]*\n|\s)*\.(?:TH|Dd|Sh|SH) [^\n]*\n", False,
         "a manual page in roff; convert it to text (man -P cat)"),
        ((rb'\{\s*"cells"\s*:\s*\[\s*(?:\{\s*"(?:cell_type|attachments|execution_count|id|metadata|source|outputs)"|\]'
         rb'\s*,\s*"(?:metadata|nbformat))'), False, "a Jupyter notebook; convert it to text or HTML"),
        (rb"<DOC>\s*<DOCNO>", True, "a collection in TREC's form; convert it to text or JSON lines"),
        (rb"BEGIN:VCARD\r?\n", True, "an address book (vCard)"),
        (rb"BEGIN:VCALENDAR\r?\n", True, "a calendar (iCalendar)"),
        (rb"(?:/\*M?![^\n]*\n)?(?:--\s*\n)*-- (?:(?:MySQL|MariaDB|phpMyAdmin SQL) dump|PostgreSQL database)",
         True, "a dump of a database; export its texts as CSV or JSON lines"),
        (rb"PRAGMA foreign_keys=OFF;\s*BEGIN TRANSACTION", True, "a dump of a database; export its texts as CSV"),
        (rb'(?:#[^\n]*\n|\s)*msgid ""\s*\nmsgstr "', False, "a file of translations (gettext)"),
    )
)  # fmt: skip
"""How such files begin, whether letter case is set aside, and what they are."""
PDF, PDF_OBJECT = re.compile(rb"^\s*%PDF-\d\.\d", re.MULTILINE), re.compile(rb"^\d+ \d+ obj\b", re.MULTILINE)
PDF_REACH = 1024
"""Readers of PDF look for its beginning in so many bytes."""


_LETTER = rb"(?:[A-Za-z]|[\xc3-\xf4][\x80-\xbf]{1,3})"
_REDIRECTS = "|".join(
    sorted(form for word in all_words("wiki", "redirects") for form in {word, word.upper(), word.capitalize()})
).encode()
WIKI_MARKS = tuple(
    re.compile(pattern, re.MULTILINE)
    for pattern in (
        rb"^(={2,5})[^=\n]+\1[ \t]*\r?$", rb"\{\{[^{}]+\}\}|^\{\|", rb"'''[^'\n]+'''",
        rb"\[\[%s{2,15}:[^\[\]\n]+\]\]" % _LETTER,
        rb"<ref[ >/]|<nowiki>|^#(?:%s)[ \t]*:?[ \t]*\[\[|^__NOTOC__" % _REDIRECTS,
    )
)  # fmt: skip
"""Headings, templates and tables, bold words, links to categories and files, notes and redirects of MediaWiki."""
WIKI_LINK = re.compile(rb"\[\[[^\[\]\n]+\]\]")
LEAST_WIKI_MARKS, LEAST_WIKI_LINKS = 2, 2


def is_wiki_markup(head: bytes) -> bool:
    """Say whether a text is written in the markup of MediaWiki: it has links, and marks of several kinds."""
    if len(WIKI_LINK.findall(head)) < LEAST_WIKI_LINKS:
        return False
    return sum(mark.search(head) is not None for mark in WIKI_MARKS) >= LEAST_WIKI_MARKS


def foreign_text(head: bytes) -> str | None:
    """Return what a file of plain characters is, none of ours, as the end of a sentence; None: it may be a text."""
    start = head[:LOOKED_AT].removeprefix(BOM_UTF8).lstrip(BEFORE)
    if found := next((what for pattern, what in FORMS if pattern.match(start)), None):
        return found
    if PDF.search(head[:PDF_REACH]) and PDF_OBJECT.search(head):
        return "a PDF"
    return "coded in letters (base64)" if _is_base64(start) else None


def _is_base64(start: bytes) -> bool:
    """Say whether a file begins with lines of base64, which mix capitals, small letters and digits as no words do."""
    at, n_lines = 0, 0
    while n_lines < CODED_LINES and (found := CODED_LINE.match(start, at)):
        n_lines, at = n_lines + (CODED_LINES if len(found[0]) >= LONG_LINE else 1), found.end()
    kinds = (rb"[A-Z]", rb"[a-z]", rb"[0-9]")
    return n_lines >= CODED_LINES and all(len(re.findall(kind, start[:at])) > at // CODED_SHARE for kind in kinds)
