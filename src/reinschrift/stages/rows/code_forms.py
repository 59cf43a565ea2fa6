"""What the form of a line shows: that it is of a program or a configuration, that it may be, or that it is prose."""

from __future__ import annotations

import re
from enum import IntEnum, auto

from reinschrift.stages.rows.flat_forms import FLAT, FLAT_LINE


class Form(IntEnum):
    """What the form of a line, without the blanks before it, shows."""

    PROSE = auto()
    """Words in a row: no line of a program."""
    OPEN = auto()
    """It may stand in a program or anywhere else."""
    REMARK = auto()
    """It begins as a comment does."""
    ENTRY = auto()
    """A name in small letters with its value, or an item: so configurations are written."""
    CODE = auto()
    """What no other text is written like."""


_CODE = re.compile(
    r"""
      (?:return|break|continue|goto|throw|using|import|package)\b[^;]{0,60};
    | [\w-]+:\s[^;:]+;                                          # declarations of CSS
    | (?:const\s+|static\s+|unsigned\s+)*(?:int|char|float|double|void|bool|long|auto|let|var)\s+[*&]?\w+.*[;,({]
    | \#\s*(?:include|define|undef|ifn?def|if|else|elif|endif|pragma)\b.*
    | (?:async\s+)?(?:def|class)\s+\w+.*:
    | (?:if|elif|for|while|with|except|match|case)\b[^.!?,]*[=()\[\]<>._"'].*:
    | (?:if|elif|for\s\w+\sin|while|with|except)\s[\w.\s]{1,40}:
    | (?:else|try|finally|do)\s*:
    | (?:from\s+[\w.]+\s+)?import\s+[\w.*{}]+(?:\s*,\s*[\w.]+|\s+as\s+\w+)*;?
    | (?:return|yield|raise|assert|del|await)\b(?:\s+[^\s.!?]+){0,3}
    | (?:[A-Za-z_][\w:<>*&]*\s+){1,3}[*&]?[A-Za-z_]\w*\([^()]*\)(?:\s*(?:const|noexcept|throws\s.*))?
    | (?:\w+|\([^()]*\))(?:\s*,\s*[\w()]+)*\s+::\s.*
    | \[\[?[\w."'-]+\]\]?
    | "[^"]*",|'[^']*',
    | \.\.\.(?:\s.*)?
    | end[.;]
    | (?:pass|break|continue|end|fi|done|esac|endif|endfor|endwhile|begin|then|do|else|pause)
    | (?i:end\s+(?:do|if|for|while|loop|case|select|def))
    | (?i:end\s+(?:program|module|function|subroutine|procedure|type)(?:\s\w+)?)
    | end\s\w+;
    | (?:program|module|procedure|subroutine|defmodule|class|struct|enum|trait|interface|impl|namespace)\s+
        [A-Za-z_][\w.:]*(?:\([^()]*\))?(?:<.*|\s(?:extends|where|is|do)\b.*)?
    | def\w*\s+[\w.?!=]+(?:\s*\(.*\))?(?:\s(?:do|=\s.*))?
    | (?:print|puts|printf|println|say|write|writeln|echo)\b\s*[*"'(@].*
    | (?:implicit\snone|integer|real|logical|global|section)\s[._a-z:\s]+
    | (?:var|val|let|const|mut|my|local|field)\s+\w+\s*:\s*[\w<>?\[\]., ]+
    | [a-z]{2,6}\s+[%$\#\[]?\w+\]?,\s*(?:[%$\#\[]\S*|\w*\d\w*)          # instructions of a processor
    | [a-z]{2,6}\s+0x[0-9A-Fa-f]+
    | (?:[\w\s."]*\s)?[\w.]*[a-z](?:Exception|Error)(?::\s.*)?
    | File\s"[^"]*",\sline\s\d+.*
    | at\s[\w.$<>/]+\([^()]*\)
    | \|\s[^|]*[=(<>][^|]*                                      # guards and choices
    | [\w.()\[\]]+(?:\s(?:[+*/%^<>]|[=!<>]=|&&|\|\|)\s[\w.()\[\]^]+)+
    | [a-z_]\w*(?:\s[\w()\[\]:]+){1,4}\s=\s\S.*
    | (?:[\w.@~-]*/)+[\w.@-]*                                    # paths
    | [│├└|+`\s\\]*(?:[├└]──?\s?|[|+`\\]--\s)\S.*                 # trees of folders
    | ["`]?\w+["`]?\s+(?:INT|INTEGER|BIGINT|SMALLINT|SERIAL|TEXT|VARCHAR|CHAR|DATE|DATETIME|TIMESTAMP|BOOLEAN|REAL|FLOAT
        |DECIMAL|NUMERIC|BLOB)\b.*
    | (?:PRIMARY|FOREIGN)\sKEY\b.*
    | @\w[\w.]*(?:\(.*\))?
    | (?:[$@%]?[A-Za-z_][\w.\[\]"'>:*-]*\s+){0,3}[$@%]?[A-Za-z_][\w.\[\]"'>-]*(?:\s*:\s*[\w\[\].]+)?\s*
      (?:[-+*/|&^:?.]?=|<-|=>)(?:\s*\S.*)?                      # assignments
    | [$@]?[A-Za-z_][\w.:>$-]*\([^()]*(?:\([^()]*\)[^()]*)*\)(?:[;,:.]|\s:-)?     # calls
    | (?:\$|%)\s\S.*
    | (?:if|for|while|until|case)\s.*;\s*(?:then|do)
    | (?:if|for|while|case)\s.*\s(?:in|then|do)
    | (?:echo|export|sudo|mkdir|rm|cp|mv|gcc|cc|make|git|pip|npm|docker|curl)\s.*[-/$"'=.].*
    | @?\$\(?[A-Za-z_@<^*]+\)?.*
    | [a-z][\w./+-]*\s(?:[^\s]+\s)*?--?[A-Za-z][\w-]*(?:[=\s].*)?                # commands with options
    | (?:SELECT|FROM|WHERE|INSERT\sINTO|UPDATE|DELETE\sFROM|CREATE\s\w+|ALTER\s\w+|(?:LEFT\s|INNER\s)?JOIN|GROUP\sBY
        |ORDER\sBY|HAVING|VALUES|SET|UNION|LIMIT)\b.*
    | "[^"]*"\s*:\s*\S.*
    | <\?(?:php|xml|=).*|\?>
    | </?[A-Za-z][\w:.-]*(?:\s[^<>]*)?/?>(?:.*</[\w:.-]+>)?
    | \((?:def\w*|let\*?|lambda|if|cond|set[qf!]|[-+*/=<>])[\s(].*
    | \\[A-Za-z]+\b.*
    """,
    re.VERBOSE,
)
_BEHIND = re.compile(r"\s(?://|/\*|#)\s.*$")
"""A comment behind what a line says."""
_REMARK = re.compile(r"#(?!#*\s*$).*|//.*|/\*.*|\*(?:/|\s.*)?|--\s.*|\"\"\".*|'''.*|<!--.*")
_ENTRY = re.compile(r"""(?:-\s+)?["']?[a-z_][\w./-]*["']?:(?:\s+\S.*)?|-\s+\S.*""")
PARENT = re.compile(r"""(?:-\s+)?["']?[A-Za-z_.][\w./%$() -]*["']?:(?:[\s\w./$()%-]*[\w./$()%-])?""")
TARGET = re.compile(r"[a-z.$%(*][\w./%$()*-]*(?:\s+[\w./%$()*-]+)*\s?::?(?:\s+[\w./$()%*-]+)*")
"""The head of a rule in a Makefile: what is made, and of what."""
NAMED = re.compile(r"""(?:-\s+)?["']?[a-z_][\w./-]*["']?:(?:\s+\S.*)?""")
_PROSE = re.compile(r"(?:[^\W\d_][\w'’-]*[,;:]?\s+){3,}[^\W\d_].*")
"""Three words in a row and more. A period belongs to none of them: in code it stands between two names."""
FILES = re.compile(r"\w\w\.[a-z]\w{0,3}\b|(?:^|\s)\.[a-zA-Z]+|[%$]")
"""What the head of a rule names: a file, a pattern of files, a variable."""
CHANGE = re.compile(r"@@ -\d+(?:,\d+)? \+\d+(?:,\d+)? @@")
CHANGE_HEAD = re.compile(r"diff --git |index [0-9a-f]{6,}\.\.|--- \S|\+\+\+ \S|@@ -\d")
LINE_SIGN = (
    r"(?:[^\n]*(?:[{}()\]\\]|\),|[=()\[\]<>*&|][^\n]*;)|[A-Za-z_][A-Za-z0-9_ ]{0,30};|[\"'][^\n]*[\"'],?"
    r"|[A-Za-z0-9_.\"'\[\]$@ -]+(?:[-+:]?=|<-)[^\n]*"
    r"|(?:- )?[\"']?[a-z_][A-Za-z0-9_./-]*[\"']?:(?:[ \t][^\n]*)?"
    r"|[a-z][a-z0-9_./+-]* (?:[^\n]* )?--?[A-Za-z][^\n]*"
    r"|(?:return|pass|break|continue|end|else|echo|import|yield|raise)\b[^\n]*|[$@#<|\\│├└][^\n]*"
    r"|[A-Za-z0-9_.-]+/|[a-z]{2,6} [%$#\[]?[A-Za-z0-9_]+\]?, ?[%$#\[A-Za-z0-9_\]]+"
    r"|(?:SELECT|FROM|WHERE|VALUES|SET|AND|OR|ON|[A-Z]+ BY)\b[^\n]*)"
)
"""For RE2 and for `re`: how a line stands that shows code where it stands deeper than another."""
CLOSING = r"(?:[)}\]]|(?:end|END)\b)"
"""How a line begins that closes what a line above it opened."""
CLOSES = re.compile(CLOSING)
_HEAD = r"[A-Za-z.$%(*][A-Za-z0-9_./%$()* -]*:[A-Za-z0-9_./%$()* :-]*"
SIGN = (
    rf"(?m)^[ \t]+{LINE_SIGN}[ \t\r]*$|^(?:@@ -\d|>>> |[ \t]*{CLOSING})|^[ \t]*{_HEAD}\r?\n[ \t]+[a-z@$]"
    rf"|^[ \t]*(?:{FLAT})[ \t\r]*$"
)
"""For RE2: what a document must have that holds code: a line that stands in from the margin and shows it, one that
closes a block, the head of a rule with a command below it, or a line that is code wherever it stands."""
_SHOWS = re.compile(LINE_SIGN + r"\s*")
PROMPT, CHANGES = ">>> ", "@@ -"
"""How lines begin that an interpreter waits for, and a stretch of changes."""
LONGEST_LINE = 200
"""Characters of the longest line whose form is looked at; a longer one is prose, or data."""
SENTENCE_WORDS = 8
"""Words of a line that no line of a program has in a row."""
_WORDS = re.compile(rf"(?:[^\W\d_]+[,;:]?\s+){{{SENTENCE_WORDS - 1}}}[^\W\d_]")


def form_of(text: str) -> Form:
    """Return what the form of a line shows."""
    if len(text) > LONGEST_LINE:
        return Form.PROSE
    if _REMARK.fullmatch(text) and not text.startswith(("#include", "#define", "#if", "#end", "#else")):
        return Form.REMARK
    text = _BEHIND.sub("", text) or text
    if text.startswith(PROMPT):
        return form_of(text.removeprefix(PROMPT))
    if _ends_as_code(text) or _CODE.fullmatch(text):
        return Form.PROSE if _is_sentence(text) else Form.CODE
    if _ENTRY.fullmatch(text):
        return Form.ENTRY
    return Form.PROSE if _PROSE.match(text) else Form.OPEN


def is_flat(text: str) -> bool:
    """Say whether a line is code wherever it stands, though nothing around it says so."""
    if len(text) > LONGEST_LINE or FLAT_LINE.fullmatch(text) is None:
        return False
    return text.startswith(PROMPT) or _WORDS.search(text) is None


def shows_code(text: str) -> bool:
    """Say whether a line is written as those of programs are; a longer one than programs have is not looked at."""
    return len(text) <= LONGEST_LINE and _SHOWS.fullmatch(text) is not None


def _ends_as_code(text: str) -> bool:
    """Say whether a line ends as those of programs do: a bracket of a block, a semicolon behind signs, a backslash."""
    if text.rstrip(",;").endswith(("{", "}")) or text.endswith((" \\", ")))")) or not text.strip("])};,.:"):
        return True
    return text.endswith((";", "(", "[")) and any(sign in text for sign in "=()[]<>*&|")


def _is_sentence(text: str) -> bool:
    """Say whether a line that could be code is words in a row, with no more than a sign among them.

    Words are what blanks part: in code, one piece such as `a.b(c)` would be three words of a text.
    """
    return len(text.split()) >= SENTENCE_WORDS and _PROSE.match(text) is not None and text[-1] not in "{};:\\("
