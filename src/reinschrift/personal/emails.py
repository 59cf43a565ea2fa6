"""E-mail addresses: as they are, within addresses of pages, and written around, as in “name (at) example (dot) org”."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reinschrift.languages import section
from reinschrift.languages import words as words_by_tag
from reinschrift.personal.cues import any_of, has_cue, words
from reinschrift.text.addresses import WIDE_TOPS
from reinschrift.text.utf8 import CONTINUATION_BYTES

_LETTER = rb"(?:[A-Za-z0-9]|[\xc3-\xc5][\x80-\xbf])"  # the letters of Latin-1 and Latin Extended-A, in UTF-8
_LABEL = rb"%s(?:(?:-|\xe2\x80\x93)*%s){0,62}" % (_LETTER, _LETTER)  # editors make a dash of a hyphen
_TOP = rb"[A-Za-z]{2,24}"
_DOMAIN = re.compile(rb"((?:%s\.){1,8}%s)(?![A-Za-z0-9_@])" % (_LABEL, _TOP))
_LOCAL = (
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.!#$&'*+=?^_`{|}~%-/\xc3\xc4\xc5"
    + CONTINUATION_BYTES
)
_NO_LOCAL_START = b".!#$&'*+=?^`{|}~%-/" + CONTINUATION_BYTES
_LONGEST_LOCAL, _LONGEST_DOMAIN = 64, 255

_NAME = rb"[A-Za-z0-9](?:[A-Za-z0-9._+-]|[\xc3-\xc5][\x80-\xbf]){0,62}"
_OPEN, _CLOSE = rb" ?[(\[{<] ?", rb" ?[)\]}>] ?"
_AT_WORD, _BARE_AT, _DOT_WORD = (rb"(?:%s)" % any_of(kind) for kind in ("at", "bare_at", "dot"))
_WORDY_DOT = rb"(?:%s(?:%s|\.)%s| %s |_%s_|-%s-)" % (_OPEN, _DOT_WORD, _CLOSE, _DOT_WORD, _DOT_WORD, _DOT_WORD)
_BRACKETED_AT = rb"(?:%s(?:%s|@)%s|[(\[{]a[)\]}]|_%s_| @ )" % (_OPEN, _AT_WORD, _CLOSE, _AT_WORD)
_PLAIN_AT = rb"(?: %s |-%s-| ?@|@ )" % (_BARE_AT, _BARE_AT)
_HOST = rb"%s(?:(?:\.|%s)%s){0,4}(?:\.|%s)%s" % (_LABEL, _WORDY_DOT, _LABEL, _WORDY_DOT, _TOP)
_WRITTEN = re.compile(
    rb"(?i)(?<![A-Za-z0-9\x80-\xff])(%s(?:%s%s){0,2})(?:(%s)|%s)(?!www\.)(%s)(?![A-Za-z0-9_])"
    % (_NAME, _WORDY_DOT, _NAME, _BRACKETED_AT, _PLAIN_AT, _HOST)
)
_HAS_WORDY_DOT = re.compile(rb"(?i)" + _WORDY_DOT)
_BARE_DOT = re.compile(rb"(?i) (%s) " % _DOT_WORD)
_ENDS_CLAUSE = re.compile(rb" ?(?:[^ \w\x80-\xff]|\Z)")
_TOPS = frozenset(top.encode() for top in WIDE_TOPS)
_OF_COUNTRY = 2  # letters
_SMALL_WORDS = frozenset(
    word.encode()
    for tag, table in section("function_words").items()
    if not set(words("bare_at")).isdisjoint(table)
    for word in table
)
"""Function words of the languages in which a word for an @ is one itself: English, but also Danish."""
_OWN_TOPS = {word.encode(): tag.encode() for tag, table in words_by_tag("cues", "dot").items() for word in table}
_AT_PHRASES = frozenset(word.encode() for word in words("at_phrase"))
_FIRST_WORD = re.compile(rb"[^ ._-]*")
_SURE_AT = re.compile(
    rb"(?i) (?:%s) " % b"|".join(w.encode() for w in words("bare_at") if w.encode() not in _SMALL_WORDS)
)
"""A word for an @ that is none of a sentence, as *arroba*."""
_BEFORE, _BEHIND = 96, 128

_ESCAPED = rb"%(?!2[06F]|3[ADF]|40)[0-9A-F]{2}"  # a letter of a name, and nothing that parts an address
_BEGINS_WORD = rb"(?:(?<![@A-Za-z0-9_.+%\x80-\xff-])|(?<=%2[06F])|(?<=%3[ADF]))"
_IN_ADDRESS = re.compile(
    rb"(?i)%s((?:[A-Za-z0-9_.+-]|[\x80-\xff]|%s)++)(?:@|%%40)%s" % (_BEGINS_WORD, _ESCAPED, _DOMAIN.pattern)
)

# What ends a file name, not the name of a host: pictures called logo@2x.png, packages.
_FILE_ENDINGS = frozenset(
    (
        b"png jpg jpeg gif webp svg bmp tif tiff ico css js json html htm php asp aspx pdf doc docx txt csv xml py md "
        b"mp3 mp4 avi"
    ).split()
)

_SCALE = re.compile(rb"[0-9]+x\Z")


MADE = re.compile(r"[^\W\d_].*[._+\d]|[._+\d].*[^\W\d_]")  # first.last, anna7: no word of a sentence is made so


def find_email(text: bytes, at: int) -> Iterator[tuple[int, int]]:
    """Yield start and end of the address whose `@` stands at `at`, if there is one."""
    left = text[max(0, at - _LONGEST_LOCAL) : at]
    local = left[len(left.rstrip(_LOCAL)) :].lstrip(_NO_LOCAL_START)
    local = local.rpartition(b"//")[2].rpartition(b"=")[2]
    match = _DOMAIN.match(text, at + 1, at + 1 + _LONGEST_DOMAIN)
    start = at - len(local)
    if match is None or not local or local == b"git" or text[start - 1 : start] == b"@":
        yield from find_written(text, at)
        return
    if n_bytes := _bytes_of_host(match[1]):
        yield start, at + 1 + n_bytes


def _bytes_of_host(domain: bytes) -> int:
    """Return how many bytes of what stands behind an `@` are a host's: none of a file's name, not the ending of one.

    A letter may be kept under the address of who wrote it: `name@example.org.txt`; `logo@2x.de.png` is a picture.
    """
    host, _, ending = domain.rpartition(b".")
    if ending.lower() not in _FILE_ENDINGS:
        return len(domain)
    name, _, top = host.lower().rpartition(b".")
    is_top = top.isalpha() and top not in _FILE_ENDINGS and (len(top) == _OF_COUNTRY or top in _TOPS)
    return len(host) if is_top and name and not _SCALE.match(name) else 0


def is_email(text: str) -> bool:
    """Say whether a text is an e-mail address and nothing else."""
    data = text.encode("utf-8", "surrogatepass")
    return b"@" in data and (0, len(data)) in find_email(data, data.index(b"@"))


def replace_in_address(address: str, placeholder: str) -> str:
    """Return the address of a page with a placeholder for each e-mail address in it, whose @ may be written `%40`."""

    def masked(found: re.Match[bytes]) -> bytes:
        return found[0] if _is_no_person(found) else placeholder.encode()

    return _IN_ADDRESS.sub(masked, address.encode("utf-8", "surrogatepass")).decode("utf-8", "surrogatepass")


def find_escaped(text: bytes, at: int) -> Iterator[tuple[int, int]]:
    """Yield start and end of the address whose `%40` stands at `at`, within an address of a page."""
    begin = max(0, at - _BEFORE)
    for match in _IN_ADDRESS.finditer(text[begin : at + _BEHIND]):
        if match.start() <= at - begin < match.end() and not _is_no_person(match):
            yield begin + match.start(), begin + match.end()


def _is_no_person(match: re.Match[bytes]) -> bool:
    """Say whether what an address of a page holds is the name of a file or of a repository."""
    return match[2].rpartition(b".")[2].lower() in _FILE_ENDINGS or match[1] == b"git"


def find_written(text: bytes, at: int) -> Iterator[tuple[int, int]]:
    """Yield start and end of the address that is written around the “at” at `at`, if there is one.

    An “at” without brackets is an English word, and what stands behind a mere @ may be a handle: then a dot must be in
    words too, or the at in capitals as nothing before it is, or the text must say “e-mail”, or a space stand behind the
    @, or before it if the name is made of parts; and a sentence may speak of a dot.
    """
    begin = max(0, at - _BEFORE)
    window = text[begin : at + _BEHIND]
    for match in _WRITTEN.finditer(window):
        start, end = begin + match.start(), begin + match.end()
        if not start <= at < end or match[3].rpartition(b".")[2].lower() in _FILE_ENDINGS:
            continue
        if match[2] is None and _is_at_phrase(match[1], match[3]) and not has_cue("email", text, start):
            continue
        loud = b" AT " in match[0] and not match[1].isupper()
        if match[2] is None and not loud and _is_prose(match[3], text[end : end + 2]):
            continue
        parted = (
            text[at : at + 2] == b"@ "
            or _SURE_AT.match(text, at - 1) is not None
            or (text[at - 1 : at + 1] == b" @" and _is_made(match[1]))
        )
        if match[2] is not None or loud or parted or _HAS_WORDY_DOT.search(match[3]) or has_cue("email", text, start):
            yield start, end


def _is_at_phrase(name: bytes, host: bytes) -> bool:
    """Say whether an “at” leads to what it leads to in sentences: “met at home dot com”, and no name made of parts."""
    return _FIRST_WORD.match(host)[0].lower() in _AT_PHRASES and not _is_made(name)  # type: ignore[index]  # any host


def _is_made(name: bytes) -> bool:
    return MADE.search(name.decode("utf-8", "replace")) is not None


def _is_prose(host: bytes, behind: bytes) -> bool:
    """Say whether a host with dots in bare words is part of a sentence: “(looks at) polka dot dresses”.

    It is none where it ends as hosts do. What is a function word too, `in` or `it`, must end a clause, or be the code
    of the language that the dot is written in: `punkt de`.
    """
    dots = _BARE_DOT.split(host.lower())
    first, top = dots[0], dots[-1]
    if len(dots) == 1 or b"." in top or top in _TOPS:
        return len(dots) > 1 and first in _SMALL_WORDS
    is_own = top in _SMALL_WORDS and _OWN_TOPS.get(dots[-2]) != top and not _ENDS_CLAUSE.match(behind)
    return len(top) != _OF_COUNTRY or first in _SMALL_WORDS or is_own
