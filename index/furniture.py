"""What a page prints around a text and nobody says: copyright, where it was published, links, "Share this page".

A line is furniture by its own words only. How often it stands in a corpus tells nothing: a speaker's refrain is in many
files, too.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_LABELLED = re.compile(
    r"^(?:publication (?:status|date)|published(?: (?:in|on|at|by))?(?: sections?)?|date of publication|direct link|"
    r"permalink|short link|source url|last (?:updated|modified|reviewed)|updated|posted(?: in| on)?|filed under|"
    r"categor(?:y|ies)|tags?|topics?|keywords|share(?: (?:this|on|via)(?: \w+){0,3})?|статус материала|"
    r"опубликован[оа]?(?: в раздел(?:е|ах))?|дата публикации|ссылка на материал|veröffentlicht am|publié le|"
    r"publicado (?:el|em))(?P<colon>\s?:)(?:\s.*)?$",
    re.IGNORECASE,
)
"""A label of the page, and perhaps what it says."""
_ALONE = re.compile(
    r"^(?:publication (?:status|date)|published in sections?\b.{0,80}|text version|"
    r"print(?:able)?(?: version| this page)?|share(?: this(?: page| article| story)?| (?:on|via) \w+)?|direct link|"
    r"permalink|copy link|back to top|e-?mail this(?: page)?|download(?: as)? pdf|see also|"
    r"related (?:links|articles|stories|pages)|статус материала|текстовая версия|поделиться|распечатать|teilen|"
    r"drucken|seite drucken|nach oben|partager|imprimer|compartir|imprimir|compartilhar|condividi|stampa|udostępnij|"
    r"drukuj|delen)$",
    re.IGNORECASE,
)
"""What is furniture of a page as a line of its own."""
_ADDRESS = r"<?(?:https?://|www\.)[^\s<>]+>?"
_NETWORKS = (
    r"(?:facebook|twitter|x|instagram|youtube|linkedin|telegram|tiktok|whatsapp|flickr|threads|bluesky|mastodon|vk|"
    r"вконтакте|facebooku|instagramie)"
)
_RIGHTS = (
    r"all rights reserved|alle rechte vorbehalten|tous droits réservés|todos los derechos reservados|"
    r"todos os direitos reservados|tutti i diritti riservati|alle rechten voorbehouden|wszelkie prawa zastrzeżone|"
    r"все права защищены|усі права захищені|vse pravice pridržane"
)
_POLICIES = (
    r"privacy (?:policy|notice|statement)|cookie (?:policy|settings|notice)|terms of (?:use|service)|"
    r"terms and conditions|legal notice|accessibility statement|datenschutz(?:erklärung|hinweise)?|impressum|"
    r"nutzungsbedingungen|"
    r"mentions légales|politique de confidentialité|conditions d['’]utilisation|aviso legal|política de privacidade?|"
    r"política de cookies|términos de uso|termos de uso|informativa sulla privacy|note legali|privacyverklaring|"
    r"gebruiksvoorwaarden|polityka prywatności|regulamin serwisu|политика конфиденциальности|"
    r"пользовательское соглашение|політика конфіденційності|politika zasebnosti|pogoji uporabe"
)
_FOLLOW = (
    r"follow (?:us|@?\w+) on|find us on|like us on|join us on|folgen sie uns (?:auf|bei)|suivez-nous sur|"
    r"síg[ua][ea]?nos en|siga-nos n[oa]|seguici su|volg ons op|obserwuj nas na|подписывайтесь на нас в|"
    r"слідкуйте за нами в|sledite nam na"
)
_MORE = (
    r"(?:read|learn|see) (?:more|also|next)|related(?: news| stories| articles)?|see also|"
    r"(?:next|previous) (?:post|article)|"
    r"lesen sie (?:auch|mehr)|mehr zum thema|lire aussi|à lire aussi|lea también|leia também|leggi anche|lees ook|"
    r"czytaj (?:też|także)|читайте (?:также|також)|preberite tudi"
)
_CERTAIN = re.compile(
    "|".join(
        (
            r"^(?:©|\(c\)\s(?:19|20)\d\d\b|copyright\s+(?:©|\(c\)|(?:19|20)\d\d\b)).{0,160}$",
            rf"^(?:.{{0,120}}[\s.,;|–—-])?(?:{_RIGHTS})[.!]?$",
            rf"^{_ADDRESS}$",
            rf"^to (?:view|see|watch|read|download|listen to)\b.{{1,120}}\s{_ADDRESS}[.)]?$",
            r"^[_*(]*(?:the )?(?:original )?source (?:for|of) this (?:text|transcript|speech|page)\b.{0,200}$",
            rf"^(?:source|original|link|quelle|fuente|fonte|bron|źródło|источник|джерело|vir)\s?:\s{_ADDRESS}$",
            rf"^(?:{_POLICIES})$",
            rf"^(?:{_FOLLOW})\s+{_NETWORKS}"
            rf"(?:(?:\s?[,|/&·•]\s?|\s(?:and|or|und|et|y|e|en|i|и|in)\s){{1,2}}{_NETWORKS}){{0,8}}$",
            r"^(?:sign up (?:for|to)|subscribe to) (?:our|the) (?:\w+ ){0,2}(?:newsletter|mailing list)$",
            rf"^(?:{_MORE})\s?[:»›→>]+(?:\s.*)?$",
            r"^(?:related (?:news|stories|articles|links)|all (?:news|transcripts)\s?[»›→>]+)$",
            rf"^share (?:this )?(?:on|via) (?:{_NETWORKS}|e-?mail)$",
            r"^(?:skip to (?:main )?content|zum inhalt springen|aller au contenu(?: principal)?)$",
            r"^published (?:on|by) .{0,40}\d{4}(?:,? (?:at )?\d\d?[:.]\d\d.{0,12})?$",
            r"^(?:(?:page )?views|number of views|просмотров|переглядів|aufrufe|visitas|wyświetleń)\s?:\s?[\d .,]+$",
        )
    ),
    re.IGNORECASE,
)
"""What is furniture of a page wherever a text ends with it; its source is told as an address, not in a sentence."""
_NEEDS_COMPANY = re.compile(
    r"^(?:share|print|e-?mail|download|teilen|drucken|partager|imprimer|compartir|imprimir|compartilhar|condividi|"
    r"stampa|udostępnij|drukuj|delen|поделиться|распечатать|menu|home|search|contact(?: us)?|about(?: us)?|press|"
    r"sitemap|site map|accessibility|cookies|privacy|help|faq|rss|jobs|careers|kontakt|suche|contacto|contato|contatti|"
    r"контакты|read more|see also|related|subscribe|newsletter|follow us|tags|topics|comments?|like|tweet|pin it)$|"
    rf"^@\w+$|^{_NETWORKS}$|^[\W_]+$|^page \d+(?: of \d+)?$",
    re.IGNORECASE,
)
"""What might be said, too, or is no more than a rule; beside what is certain it is furniture."""
_RULE = re.compile(r"^[\W_]+$")
_ITEMS = re.compile(r"\s*[|·•]\s*|\s{3,}")
_ENDS = re.compile(r"[.!?…。！？][\"'”’»)\]]*$")
_SENTENCE = re.compile(r"[.!?…。！？][\"'”’»)\]]*(?:\s|$)")
_SAYS = re.compile(r"^[^:]{1,60}:\s+\S|^[QA][.:]?\s|^[-–—]\s")
"""Somebody may speak here, after all."""
_MAX_CHARS = 300
_LINE_WORDS = 15
_MAX_LINES = 40
"""Of a foot; with more lines it is no foot."""


class _Told(Enum):
    """What a line by itself tells."""

    CERTAIN = 1
    PERHAPS = 2
    """Furniture where more stands beside it."""
    OTHER = 3
    """A line that ends no sentence; below furniture it belongs to the page."""
    SAID = 4


def about_the_page(text: str) -> bool:
    """Whether a paragraph at the end of a web page, which has links and menus there, tells of the page."""
    return bool(_LABELLED.match(text) or _ALONE.match(text))


def is_furniture(text: str) -> bool:
    """Whether a line is certainly of the page, and nobody's words."""
    return _told(text) is _Told.CERTAIN


def foot_of(lines: Sequence[str]) -> int:
    """Return where the foot of a page begins in the last lines of a text; their number where there is none.

    It begins with a line that is certainly furniture, and lines that may be just before it. Down to the end no sentence
    follows.
    """
    start = len(lines)
    for place in range(len(lines) - 1, max(-1, len(lines) - 1 - _MAX_LINES), -1):
        told = _told(lines[place])
        if told is _Told.SAID:
            break
        beside = start == place + 1 < len(lines) and not _RULE.match(lines[place])
        if told is _Told.CERTAIN or (told is _Told.PERHAPS and beside):
            start = place
    return start


def is_foot(text: str) -> bool:
    """Whether a text is nothing but what a page prints around another."""
    lines = [line for line in text.split("\n", 2 * _MAX_LINES + 1) if line.strip()]
    return len(lines) <= _MAX_LINES and foot_of(lines) == 0 < len(lines)


def _told(line: str) -> _Told:
    text = line.strip()
    if len(text) > _MAX_CHARS:
        return _Told.SAID
    items = [item for item in _ITEMS.split(text) if item] or [text]
    told = [_alone(item) for item in (items if len(items) > 1 else [text])]
    if len(told) > 1 and not set(told) <= {_Told.CERTAIN, _Told.PERHAPS}:
        return _alone(text)
    return _Told.CERTAIN if _Told.CERTAIN in told else told[0]


def _alone(text: str) -> _Told:
    if _NEEDS_COMPANY.match(text):
        return _Told.PERHAPS
    if _CERTAIN.match(text) or (about_the_page(text) and not text[0].islower() and not _SENTENCE.search(text)):
        return _Told.CERTAIN
    if _CERTAIN.match(text.rstrip(".! ")):
        return _Told.PERHAPS  # "Follow us on Telegram." may end a broadcast
    if _ENDS.search(text) or _SAYS.match(text) or len(text.split()) > _LINE_WORDS:
        return _Told.SAID
    return _Told.OTHER
