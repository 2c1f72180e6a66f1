"""A pasted text as a notice: what it is about, of which order, at which marketplace, by when, for how much."""

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from typing import Final

from handlers.importing.marketplaces import Marketplace, marketplaces
from handlers.importing.notices.amounts import sum_of
from handlers.importing.notices.days import Custom, custom_of, days_in
from handlers.importing.notices.mail import Mail, opened
from handlers.importing.notices.notice import Notice, Remark, Sort
from handlers.importing.notices.terms import term_of
from handlers.importing.notices.vocabulary import LANGUAGES, SORTS, about, label, words
from lifecycle.wording.folding import fold
from lifecycle.wording.guard import languages_of

_ORDER: Final = re.compile(r"(?<![\d-])\d{3}-\d{7}-\d{7}(?![\d-])")
_RELAY: Final = re.compile(r"(?i)@marketplace\.(amazon\.[a-z.]{2,6})\b")
_NAMED: Final = re.compile(r"(?i)(?<![@.\w-])(?:https?://)?(?:www\.|sellercentral\.)?(amazon(?:\.[a-z]{2,3}){1,2})\b")
_SAFET_ID: Final = re.compile(r"(?i)safe-?t[^\n:]{0,30}:\s*([\w-]{4,40})")
_RATED: Final = re.compile(r"[^\d\n★]{0,12}([1-5])(?!\d|[.,]\d)")
_STARS: Final = re.compile(r"(★{1,5})(☆{0,4})")


def read_notice(raw: str) -> Notice:
    """What a pasted notice says; what it does not say plainly is left out, and `remarks` say why."""
    mail = opened(raw)
    remarks: list[Remark] = []
    sort, language = _sort(mail, remarks)
    language = language or _language(mail.text)
    place = _marketplace(mail.text, remarks)
    custom = custom_of(place.name if place else None, place.zone if place else None, language)
    sent = _sent(mail, custom, remarks)
    term, why = term_of(mail.text, custom, sent) if sort not in ("feedback", None) else (None, ())
    money = sum_of(mail.text, place.currency if place else None)
    wanted = money.remarks if sort in ("a_to_z", "chargeback", "safet") else ()
    return Notice(
        sort=sort,
        language=language,
        marketplace=place.name if place else None,
        order_id=_order(mail, remarks),
        claim_id=_claim(mail.text, sort, remarks),
        sent_at=sent,
        term=term,
        amount=money.amount,
        currency=money.currency,
        rating=_rating(mail.text, remarks) if sort == "feedback" else None,
        text=_text(mail.text, remarks) if sort in ("message", "feedback", "return_request") else None,
        remarks=(*remarks, *why, *wanted),
    )


def _sort(mail: Mail, remarks: list[Remark]) -> tuple[Sort | None, str | None]:
    """What the notice is about, and in which language it says so: by its title, else by all of it."""
    for place in (mail.title, mail.text):
        found = {(sort, language) for sort in SORTS for language in LANGUAGES if about(sort, language).search(place)}
        sorts = sorted({sort for sort, _ in found})
        spoken = {language for sort, language in found if sort != "safet"}
        if len(sorts) == 1:
            return sorts[0], spoken.pop() if len(spoken) == 1 else None
        if sorts:
            remarks.append(Remark("it may be about several things: %(sorts)s", {"sorts": ", ".join(sorts)}))
            return None, None
    remarks.append(Remark("what it is about was not recognised"))
    return None, None


def _language(text: str) -> str | None:
    """The language that the text seems to be written in, if there is one and not several."""
    likely = languages_of(fold(text).plain)
    return likely[0] if len(likely) == 1 else None


def _marketplace(text: str, remarks: list[Remark]) -> Marketplace | None:
    """The marketplace that the addresses of buyers name, else the text."""
    known = {each.name: each for each in marketplaces()}
    for pattern in (_RELAY, _NAMED):
        names = {name.lower().rstrip(".") for name in pattern.findall(text)} & known.keys()
        if len(names) == 1:
            return known[names.pop()]
        if names:
            told = {"marketplaces": ", ".join(sorted(names))}
            remarks.append(Remark("the notice names several marketplaces: %(marketplaces)s", told))
            return None
    remarks.append(Remark("no marketplace was found"))
    return None


def _sent(mail: Mail, custom: Custom, remarks: list[Remark]) -> date | datetime | None:
    """When the notice was sent, by its head."""
    if not mail.date:
        return None
    try:
        at = parsedate_to_datetime(mail.date)
    except ValueError:
        found = next(days_in(mail.date, custom), None)
        remarks.extend([found.why] if found and found.why else ())
        return found.value if found else None
    return at if at.tzinfo else at.replace(tzinfo=custom.zone) if custom.zone else at.date()


def _order(mail: Mail, remarks: list[Remark]) -> str | None:
    """The order that the title names, else the only one in the text."""
    every = list(dict.fromkeys(_ORDER.findall(mail.text)))
    titled = set(_ORDER.findall(mail.title))
    if len(titled) == 1:
        order: str = titled.pop()
        if others := ", ".join(each for each in every if each != order):
            told = {"order": order, "others": others}
            remarks.append(Remark("the order %(order)s stands in the title; the text names %(others)s as well", told))
        return order
    return _only(every, remarks, ("no order number was found", "the notice names several orders: %(found)s"))


def _claim(text: str, sort: Sort | None, remarks: list[Remark]) -> str | None:
    if sort == "safet":
        found: Iterable[str] = _SAFET_ID.findall(text)
    elif sort in ("a_to_z", "chargeback"):
        found = _labelled(text, "claim", re.compile(r"\s*[:#]?\s*([A-Z0-9][\w-]{3,40})"))
    else:
        return None
    ids = [each for each in dict.fromkeys(found) if any(map(str.isdigit, each)) and not _ORDER.fullmatch(each)]
    return _only(ids, remarks, ("no number of the claim was found", "the notice names several claims: %(found)s"))


def _rating(text: str, remarks: list[Remark]) -> int | None:
    stars = "|".join(words()[language]["stars"] for language in LANGUAGES)
    bare = re.findall(rf"(?i)(?<![\d.,])([1-5])\s?(?:{stars}|/\s?5)", text)
    drawn = [str(len(full)) for full, empty in _STARS.findall(text) if len(full) + len(empty) == 5]
    found = list(dict.fromkeys([*_labelled(text, "rating", _RATED), *bare, *drawn]))
    told = _only(found, remarks, ("no rating was found", "the notice names several ratings: %(found)s"))
    return int(told) if told else None


def _text(text: str, remarks: list[Remark]) -> str | None:
    """What the buyer wrote: between the marks of the marketplace, else the paragraph behind its label."""
    for begins in label("begins").finditer(text):
        rest = text[begins.end() :].strip()
        ends = label("ends").search(rest)
        told = rest[: ends.start()] if ends else rest.partition("\n\n")[0]
        if told.strip():
            return told.strip()
    remarks.append(Remark("where the buyer's own words begin was not recognised"))
    return None


def _labelled(text: str, name: str, value: re.Pattern[str]) -> Iterator[str]:
    for found in label(name).finditer(text):
        if told := value.match(text, found.end()):
            yield told[1]


def _only(found: list[str], remarks: list[Remark], sentences: tuple[str, str]) -> str | None:
    none, several = sentences
    if len(found) == 1:
        return found[0]
    remarks.append(Remark(several, {"found": ", ".join(found)}) if found else Remark(none))
    return None
