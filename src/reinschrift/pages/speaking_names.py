"""Names of tags and keys by which a page speaks of rights and of how it was made."""

from __future__ import annotations

import re

RIGHTS_META = re.compile(
    r"(?i)robots|.*bot$|tdm-.*|(?:dc|dcterms)[.:]?(?:rights.*|license)|.*copyright.*|license.*|rights.*|.*ai-?policy.*|content-usage|content-signal|no(?:image)?ai"
    r"|(?:.*[:.])?digitalsourcetype|ai-disclosure|ai[-_]generated"
)
"""Names of meta tags that may say something of rights; the stage `rights` reads them."""
WRITING_MACHINES = re.compile(
    r"(?i)\b(?:chatgpt|gpt-?[3-9]|openai|claude(?: [0-9]|\.ai)|anthropic|google gemini|jasper ai|writesonic"
    r"|article forge|koala ?(?:writer|ai)|zimmwriter|rytr|copy\.ai|hypotenuse ai|neuroflash)\b"
)
"""Values of the meta tag `generator` that name a program which writes texts, and none that keeps or shows them."""
RIGHTS_KEYS = ("digitalSourceType",
               "license", "usageInfo", "acquireLicensePage", "copyrightHolder", "copyrightNotice", "copyrightYear",
               "creditText", "isAccessibleForFree", "conditionsOfAccess")  # fmt: skip
