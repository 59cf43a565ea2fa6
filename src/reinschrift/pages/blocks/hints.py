"""What names of classes and the like tell of a part of a page: an automaton that finds their words in one pass."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

HINTS: dict[str, tuple[str, ...]] = {
    # "_" stands for the edge of a word.
    "article": (
        "article", "artikel", "story", "entry", "_post", "post_", "news_", "beitrag", "articulo", "artigo",
        "noticia", "blogpost", "meldung", "bericht",
    ),
    "content": (
        "content", "inhalt", "contenido", "conteudo", "contenu", "_main", "main_", "hauptinhalt", "haupt",
    ),
    "text": (
        "text", "body", "paragraph", "absatz", "prose", "richtext", "copy_", "bodytext", "wysiwyg", "rte_",
    ),
    "title": (
        "title", "headline", "heading", "titel", "titulo", "titre", "ueberschrift", "_hl_", "kicker",
        "dachzeile",
    ),
    "lead": (
        "summary", "lead_", "_lead", "intro", "teaser", "excerpt", "abstract", "vorspann", "standfirst", "dek_",
        "subtitle", "subhead", "description", "chapo", "entradilla", "anriss", "einleitung", "_lede", "sapo",
    ),
    "nav": (
        "nav", "menu", "breadcrumb", "crumb", "toolbar", "topbar", "skip", "toc_", "_toc", "jump", "dropdown",
        "tabs", "_tab_", "accordion", "sitemap", "inhaltsverzeichnis", "anchor",
    ),
    "header": (
        "header", "masthead", "kopf", "topline", "site_header", "logo", "branding", "_hero",
    ),
    "footer": (
        "footer", "foot_", "_foot", "bottom", "fuss", "colophon", "imprint", "impressum", "copyright",
    ),
    "aside": (
        "sidebar", "aside", "widget", "_rail", "secondary", "column_right", "right_col", "rechts", "marginal",
        "_side", "side_", "module", "infobox", "_box", "box_", "panel", "zusatz", "factbox", "faktenbox",
    ),
    "comments": (
        "comment", "kommentar", "disqus", "livefyre", "comentario", "commentaire", "leserbrief", "trackback",
        "pingback", "reactie", "komentar",
    ),
    "thread": (
        "reply", "respond", "discussion", "forum", "feedback", "diskussion", "message", "thread", "topic_", "answer",
        "post_body", "bulletin",
    ),
    "share": (
        "share", "social", "facebook", "twitter", "whatsapp", "teilen", "sharing", "addthis", "linkedin",
        "pinterest", "follow", "_like_", "likes", "bookmark", "merken", "shariff", "sociable", "sharedaddy",
        "instagram", "telegram",
    ),
    "related": (
        "related", "more_", "_more", "recommend", "similar", "also", "readmore", "weiterlesen", "mehr",
        "verwandt", "empfehl", "popular", "trending", "latest", "recent", "mostread", "beliebt", "meistgelesen",
        "outbrain", "taboola", "further", "next_", "_prev", "linklist", "siehe", "thema", "suggest",
        "crosslink", "collection", "carousel", "slider", "swiper", "promo", "topics", "relacionad",
    ),
    "newsletter": (
        "newsletter", "subscri", "signup", "sign_up", "abo_", "_abo", "paywall", "premium", "register", "donat",
        "spende", "optin", "mailing", "mailchimp", "cta_", "_cta", "offer", "shop", "product", "price", "kauf",
        "membership", "support",
    ),
    "ad": (
        "_ad_", "_ads_", "advert", "anzeige", "werbung", "sponsor", "banner", "adsense", "adslot", "_dfp",
        "gpt_ad", "publicidad", "publicite", "affiliate", "_adv_", "native", "commercial",
    ),
    "cookie": (
        "cookie", "consent", "gdpr", "dsgvo", "modal", "overlay", "popup", "lightbox", "dialog", "privacy",
        "datenschutz", "notice", "alert", "disclaimer", "notification", "hinweis", "warning", "toast", "_cmp",
    ),
    "author": (
        "author", "byline", "autor", "_bio", "writer", "vcard", "redakteur", "contributor", "verfasser",
        "auteur", "avatar", "profile", "signature", "gravatar",
    ),
    "date": (
        "date", "time", "datum", "publish", "posted", "updated", "timestamp", "fecha", "zeit_", "meta_",
        "_meta", "_info",
    ),
    "tags": (
        "tags", "_tag_", "keyword", "categor", "kategorie", "schlagw", "label", "rubrik", "_topic", "etiqueta",
        "ressort", "section_name", "taglist",
    ),
    "caption": (
        "caption", "credit", "figure", "image", "photo", "bild", "picture", "gallery", "galerie", "legende",
        "foto", "media", "imagen", "thumb", "copyrightholder", "quelle", "slideshow",
    ),
    "hidden": (
        "hidden", "screenreader", "sr_only", "visuallyhidden", "invisible", "offscreen", "_print_", "noprint",
        "assistive", "clipped", "collapsed", "a11y",
    ),
    "form": (
        "search", "suche", "login", "_form", "form_", "input", "button", "_btn", "btn_", "vote", "rating",
        "poll", "quiz", "bewert", "filter", "_sort",
    ),
    "embed": (
        "embed", "tweet", "video", "player", "iframe", "youtube", "podcast", "audio", "vimeo", "oembed",
    ),
    "quote": (
        "quote", "zitat", "citation", "pullquote", "blockquote", "testimonial",
    ),
    "reference": (
        "reference", "footnote", "fussnote", "bibliograph", "citelist", "einzelnachweis", "endnote", "sources",
    ),
    "page": (
        "pagination", "pager", "paging", "pagenav", "seiten", "page_link", "pages_",
    ),
    "list": (
        "list", "grid", "cards", "_card", "card_", "tile", "_item", "item_", "feed", "archive", "stream",
        "index_", "results",
    ),
}  # fmt: skip
"""What a part of a page may be, and the words by which its class, id, role or the like give it away."""

HINT_NAMES = tuple(HINTS)
EDGE = 26
N_SIGNS = 27

Automaton = tuple[npt.NDArray[np.int16], npt.NDArray[np.int64]]


def make_automaton() -> Automaton:
    """Return the transitions of the states (n x 27, by letter or edge) and the bits of the hints found in each.

    The automaton of Aho and Corasick, its failure links worked into the transitions. State 0 is the beginning.
    """
    children: list[dict[int, int]] = [{}]
    found = [0]
    for number, words in enumerate(HINTS.values()):
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
