"""Lines that are code though nothing stands in: sessions, settings, statements, queries, images of containers, logs."""

from __future__ import annotations

import re

_NAME = r"[$@%]?[A-Za-z_][\w.\[\]\"'$:-]*"
_SESSIONS = (
    r"\$ [a-z./~][^\n]*",
    r"[\w.-]+@[\w.-]+:[^\s$#]*[$#] [^\n]*",
    r"(?:PS )?[A-Z]:\\[^\n>]*> ?[^\n]*",
    r">>> [^\n]*",
    r"In \[\d+\]: [^\n]*",
)
_LEVELS = "TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|CRITICAL|FATAL"
_LINES = (
    rf"(?:(?:export|set|local|my|let|var|val|const) )*{_NAME} ?(?:[-+*/|.:]?=|<-) ?[^\s=][^\n]*",
    r"(?:from [\w.]+ )?import [\w.*{}\"'/]+(?: as \w+|, ?[\w.]+)*;?",
    r"#(?:include|define|ifn?def|endif|pragma)\b[^\n]*",
    r"(?:use|using|package|require) [\w.:'\"/]+;",
    r"[a-z_$@][\w.:$-]*\([^\n]*\);?",
    r"[^\n]*[=\[\]<>&][^\n]*;",
    r"(?:FROM|RUN|COPY|ADD|WORKDIR|ENV|CMD|EXPOSE|ENTRYPOINT|ARG|USER|VOLUME|LABEL) [^\n]*",
    r"(?:SELECT|INSERT INTO|UPDATE|DELETE FROM|(?:CREATE|ALTER|DROP) \w+|WHERE|HAVING|VALUES|LIMIT|SET) [^\n]*",
    r"(?:(?:LEFT |INNER )?JOIN|(?:GROUP|ORDER) BY) [^\n]*",
    r"\d{1,5} (?:PRINT|LET|IF|FOR|NEXT|GOTO|GOSUB|RETURN|REM|INPUT|END|DIM|READ|DATA)\b[^\n]*",
    r"(?:[\d*/,-]+\s){4}[\d*/,A-Z-]+\s+[a-z/~.][^\n]*",
    r"at [\w.$<>/]+\([^()\n]*\)",
    rf"\[?\d{{4}}-\d\d-\d\d[T ]\d\d:\d\d:\d\d\S*\]?(?: \S+)? \[?(?:{_LEVELS})\b[^\n]*",
    r"[A-Z][a-z]{2} +\d{1,2} \d\d:\d\d:\d\d [\w.-]+ [\w./-]+(?:\[\d+\])?: [^\n]*",
    r"\d+\.\d+\.\d+\.\d+ \S+ \S+ \[[^\n]*",
    r"\\[A-Za-z]+[\[{][^\n]*",
    r"[│ |]*(?:[├└]──?|[|+`\\]-- )[^\n]*",
    r"@echo (?:on|off)",
)
SESSION = "|".join(_SESSIONS)
"""A command behind the sign of a shell or an interpreter."""
FLAT = "|".join((*_SESSIONS, *_LINES))
"""For RE2 and for `re`: a line that is code wherever it stands."""
FLAT_LINE, SESSION_LINE = re.compile(FLAT), re.compile(SESSION)
