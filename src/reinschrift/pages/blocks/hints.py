"""What names of classes and the like tell of a part of a page: an automaton that finds their words in one pass."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from reinschrift.languages import all_words

_WORDS: dict[str, tuple[str, ...]] = {
    # "_" stands for the edge of a word.
    "article": (
        "article", "story", "entry", "_post", "post_", "news_", "blogpost",
    ),
    "content": (
        "content", "_main", "main_",
    ),
    "text": (
        "text", "body", "paragraph", "prose", "richtext", "copy_", "bodytext", "wysiwyg", "rte_",
    ),
    "title": (
        "title", "headline", "heading", "_hl_", "kicker",
    ),
    "lead": (
        "summary", "lead_", "_lead", "intro", "teaser", "excerpt", "abstract", "standfirst", "dek_", "subtitle",
        "subhead", "description", "_lede",
    ),
    "nav": (
        "nav", "menu", "breadcrumb", "crumb", "toolbar", "topbar", "skip", "toc_", "_toc", "jump", "dropdown", "tabs",
        "_tab_", "accordion", "sitemap", "anchor",
    ),
    "header": (
        "header", "masthead", "topline", "site_header", "logo", "branding", "_hero",
    ),
    "footer": (
        "footer", "foot_", "_foot", "bottom", "colophon", "imprint", "copyright",
    ),
    "aside": (
        "sidebar", "aside", "widget", "_rail", "secondary", "column_right", "right_col", "marginal", "_side", "side_",
        "module", "infobox", "_box", "box_", "panel", "factbox",
    ),
    "comments": (
        "comment", "disqus", "livefyre", "trackback", "pingback",
    ),
    "thread": (
        "reply", "respond", "discussion", "forum", "feedback", "message", "thread", "topic_", "answer", "post_body",
        "bulletin",
    ),
    "share": (
        "share", "social", "facebook", "twitter", "whatsapp", "sharing", "addthis", "linkedin", "pinterest", "follow",
        "_like_", "likes", "bookmark", "shariff", "sociable", "sharedaddy", "instagram", "telegram",
    ),
    "related": (
        "related", "more_", "_more", "recommend", "similar", "also", "readmore", "popular", "trending", "latest",
        "recent", "mostread", "outbrain", "taboola", "further", "next_", "_prev", "linklist", "suggest", "crosslink",
        "collection", "carousel", "slider", "swiper", "promo", "topics",
    ),
    "newsletter": (
        "newsletter", "subscri", "signup", "sign_up", "paywall", "premium", "register", "donat", "optin", "mailing",
        "mailchimp", "cta_", "_cta", "offer", "shop", "product", "price", "membership", "support",
    ),
    "ad": (
        "_ad_", "_ads_", "advert", "sponsor", "banner", "adsense", "adslot", "_dfp", "gpt_ad", "affiliate", "_adv_",
        "native", "commercial",
    ),
    "cookie": (
        "cookie", "consent", "gdpr", "modal", "overlay", "popup", "lightbox", "dialog", "privacy", "notice", "alert",
        "disclaimer", "notification", "warning", "toast", "_cmp",
    ),
    "author": (
        "author", "byline", "_bio", "writer", "vcard", "contributor", "avatar", "profile", "signature", "gravatar",
    ),
    "date": (
        "date", "time", "publish", "posted", "updated", "timestamp", "meta_", "_meta", "_info",
    ),
    "tags": (
        "tags", "_tag_", "keyword", "categor", "label", "_topic", "section_name", "taglist",
    ),
    "caption": (
        "caption", "credit", "figure", "image", "photo", "picture", "gallery", "media", "thumb", "copyrightholder",
        "slideshow",
    ),
    "hidden": (
        "hidden", "screenreader", "sr_only", "visuallyhidden", "invisible", "offscreen", "_print_", "noprint",
        "assistive", "clipped", "collapsed", "a11y",
    ),
    "form": (
        "search", "login", "_form", "form_", "input", "button", "_btn", "btn_", "vote", "rating", "poll", "quiz",
        "filter", "_sort",
    ),
    "embed": (
        "embed", "tweet", "video", "player", "iframe", "youtube", "podcast", "audio", "vimeo", "oembed",
    ),
    "quote": (
        "quote", "citation", "pullquote", "blockquote", "testimonial",
    ),
    "reference": (
        "reference", "footnote", "bibliograph", "citelist", "endnote", "sources",
    ),
    "page": (
        "pagination", "pager", "paging", "pagenav", "page_link", "pages_",
    ),
    "list": (
        "list", "grid", "cards", "_card", "card_", "tile", "_item", "item_", "feed", "archive", "stream", "index_",
        "results",
    ),
    "review": (
        "review", "testimonial", "rating", "_stars", "yotpo", "bazaarvoice", "_bv_", "trustpilot", "feefo", "judgeme",
        "_jdgm", "okendo", "loox", "stamped", "powerreview", "turnto",
    ),
    "question": (
        "faq", "_qa_", "qna", "question",
    ),
    "detail": (
        "spec_", "specs", "specification", "attribute", "detail", "feature", "ingredient", "dimension", "technical",
        "overview", "material",
    ),
    "cart": (
        "cart", "basket", "checkout", "wishlist", "wish_list", "quantity", "_qty", "add_to", "buy_", "_buy", "purchase",
    ),
    "variant": (
        "variant", "swatch", "option", "_size", "color", "colour", "selector", "select_",
    ),
    "price": (
        "price", "_sale", "discount", "saving",
    ),
    "filter": (
        "filter", "facet", "refine", "_sort", "narrow",
    ),
    "goods": (
        "product", "_sku", "plp", "pdp", "catalog", "merch",
    ),
    "user": (
        "user", "member", "joined", "karma", "reputation", "_rank", "badge", "_role",
    ),
    "stats": (
        "stats", "count", "views", "votes", "_score", "replies",
    ),
    "locale": (
        "locale", "country", "currency", "language", "_lang", "region", "_geo", "shipping", "delivery",
    ),
    "customers": (
        "client", "partner", "brands", "trusted", "award",
    ),
    "plan": (
        "pricing", "_plan", "plans", "tier", "package",
    ),
    "event": (
        "event", "schedule", "calendar",
    ),
}  # fmt: skip
"""What a part of a page may be, and the words by which its class, id, role or the like give it away.

These are names of classes: what frameworks and makers of sites call things everywhere, which is English wherever the
site is written. What sites call them in their own language is in the languages' files.
"""

HINT_NAMES = tuple(_WORDS)
HINTS = {name: (*words, *sorted(all_words("hints", name))) for name, words in _WORDS.items()}
EDGE = 26
N_SIGNS = 27

Automaton = tuple[npt.NDArray[np.int16], npt.NDArray[np.int64]]


def make_automaton(groups: Iterable[Sequence[str]]) -> Automaton:
    """Return the transitions of the states (n x 27, by letter or edge), and for each the bits of the groups found.

    The automaton of Aho and Corasick, its failure links worked into the transitions. State 0 is the beginning.
    """
    children: list[dict[int, int]] = [{}]
    found = [0]
    for number, words in enumerate(groups):
        for word in words:
            state = 0
            for letter in word:
                sign = ord(letter) - 97 if letter.isalpha() else EDGE
                if sign not in children[state]:
                    children[state][sign] = len(children)
                    children.append({})
                    found.append(0)
                state = children[state][sign]
            found[state] |= 1 << number
    goes = np.zeros((len(children), N_SIGNS), np.int16)
    fails = [0] * len(children)
    queue = [0]
    for state in queue:
        for sign in range(N_SIGNS):
            child = children[state].get(sign)
            behind = int(goes[fails[state], sign]) if state else 0
            if child is None:
                goes[state, sign] = behind
                continue
            goes[state, sign] = child
            fails[child] = behind
            found[child] |= found[behind]
            queue.append(child)
    return goes, np.array(found, np.int64)
