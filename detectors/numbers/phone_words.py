"""The words around telephone numbers, and around numbers that are none.

Nouns name a number ("mobile", "my number is"); verbs only suggest one ("call me about
order 5512345678"), and give way to a word before the number that names something else.
Source: our own reading of public dialogues; the languages' everyday words, 2026-11.

>>> from detectors.numbers.phone_words import named_otherwise
>>> named_otherwise("about order number 5512345678", 19)
True
>>> named_otherwise("my phone number is 5512345678", 19)
False
"""

from __future__ import annotations

import re

from detectors.context import REACH_BEFORE, Words
from detectors.types import Input
from detectors.vocabulary import ORDINARY

_NOUNS = Words(
    "phone", "phones", "telephone", "telephones", "tel", "mobile", "mob", "cell", "cellphone",
    "cellular", "fax", "whatsapp", "contact", "contacts", "contact number", "contact no",
    "callback", "sms", "phno", "ph", "phn", "phon", "pone", "phonenumber", "landline",
    "hotline", "helpline", "desk", "switchboard", "pager", "my number", "his number", "her number",
    "their number", "your number", "our number", "my no", "my num", "cn number",
    "contactno", "mobileno",
    # German, Dutch, Scandinavian
    "telefon", "telefonnr", "telefonnummer", "rufnummer", "handy", "handynummer", "mobil",
    "mobilnummer", "festnetz", "telefoon", "telefoonnummer", "mobiel", "gsm", "mobiltelefon",
    "telefonnumret", "tlf", "mobilnr", "puhelin", "puhelinnumero", "matkapuhelin", "s\u00edmi",
    # Romance
    "telefono", "tel\u00e9fono", "tel\u00e9fonos", "tfno", "tlfno", "telf", "telef", "tlfn",
    "movil", "m\u00f3vil", "celular", "fono", "t\u00e9l\u00e9phone", "portable", "cellulare",
    "telefone", "telem\u00f3vel", "mon num\u00e9ro", "mi n\u00famero", "meu n\u00famero",
    # Slavic, Baltic, Turkish, Greek, Hungarian, Indonesian
    "telefonu", "telefonem", "kom\u00f3rka", "komorkowy",
    "\u0442\u0435\u043b\u0435\u0444\u043e\u043d",
    "\u0442\u0435\u043b", "\u043c\u043e\u0431\u0438\u043b\u044c\u043d\u044b\u0439",
    "\u043c\u043e\u0439 \u043d\u043e\u043c\u0435\u0440", "telefoninumber", "cep",
    "telefonum", "numaram",
    "\u03c4\u03b7\u03bb\u03ad\u03c6\u03c9\u03bd\u03bf", "telefonsz\u00e1m", "telepon", "ponsel",
    # Hindi, Chinese, Japanese, Korean, Arabic, Hebrew, Thai
    "\u7535\u8bdd", "\u96fb\u8a71",
    "\u624b\u673a", "\u624b\u6a5f", "\u5ea7\u673a", "\u8054\u7cfb\u65b9\u5f0f", "\u62e8\u6253",
    "\u81f4\u7535", "\u4f20\u771f", "\u643a\u5e2f", "\uc804\ud654", "\ud734\ub300\ud3f0",
    "\u0647\u0627\u062a\u0641", "\u062c\u0648\u0627\u0644", "\u05d8\u05dc\u05e4\u05d5\u05df",
    "\u0e42\u0e17\u0e23",
)  # fmt: skip
_VERBS = Words(
    "call", "called", "calling", "calls", "dial", "dialled", "dialed", "text", "texted", "texts",
    "text me", "ring", "reach", "reached", "reachable", "answering", "message", "messages", "ligar",
    "chamar", "llamar", "ll\u00e1mame", "llamame", "anrufen", "appeler", "appelez", "bellen",
    "chiamare", "chiamami", "zadzwo\u0144", "phoned", "messaged", "registered", "otp to",
)  # fmt: skip
_ASKED = Words(
    "phone", "telephone", "mobile", "cell", "contact number", "contact no", "number to reach",
    "reach you", "call you", "callback", "best number", "phone no", "cell number",
    "contact details", "contact info", "contact information", "whatsapp", "their number",
    "your number", "number to call", "number can we", "which number", "what number", "telefono",
    "tel\u00e9fono", "telefon", "telefonnummer", "handynummer", "num\u00e9ro", "celular",
    "telefone",
    "telefoonnummer", "puhelinnumero", "\u7535\u8bdd", "\u624b\u673a", "\u96fb\u8a71",
)  # fmt: skip
# Questions that a bare number answers without being a telephone number.
_ASKED_OTHERWISE = Words(
    "order", "orders", "account", "card", "pin", "ssn", "social security", "code", "policy", "id",
    "identification", "date", "amount", "confirmation", "reference", "tracking", "invoice",
    "zip", "postcode", "postal", "routing", "iban", "booking", "claim", "ticket", "case", "serial",
    "password", "licence", "license", "passport", "member", "membership", "customer number",
    "how many", "how much", "birth", "vin", "imei", "tax", "insurance", "last four", "digits",
)  # fmt: skip
# Words of scripts whose vowel signs are no letters: Hindi, Bengali, Tamil, Telugu.
_MARKED = re.compile(
    "\u092b\u094b\u0928|\u092b\u093c\u094b\u0928|\u092e\u094b\u092c\u093e\u0907\u0932|\u09ab\u09cb\u09a8|\u09ae\u09cb\u09ac\u09be\u0987\u09b2"
    "|\u0ba4\u0bca\u0bb2\u0bc8\u0baa\u0bc7\u0b9a\u0bbf|\u0c2b\u0c4b\u0c28\u0c4d"
)
_THING_WORDS = (
    "order invoice bill ticket tracking track shipment parcel package case claim incident request"
    " reference ref booking reservation confirmation transaction payment receipt policy account"
    " acct acc customer client member membership employee student user patient serial product item"
    " sku model part isbn ean upc gtin version build code pin otp id ids passport licence license"
    " ssn social security tax vat iban routing sort card timestamp time epoch pnr flight vin imei"
    " iccid zip pincode postcode amount total price balance po purchase contract registration"
    " aadhaar aadhar pan nhs npi dea medicare insurance"
)
_THINGS = frozenset(_THING_WORDS.split())
# They may stand between the name of a thing and its number.
_LINKS = frozenset(("number", "numbers", "no", "num", "nr", "key", "is", "was", "are"))
_MOST_LINKS = 3
_WORD = re.compile(r"[^\W\d_]+")
_APART = re.compile(r"[0-9]|.{5}", re.DOTALL)
# "NASS: 08 1234 5678": what stands before a colon is the name of the number.
_LABEL = re.compile(r"(?<![^\W_])([^\W\d_][^\W\d_.\u00ba]*)[.)\u00ba]?\s?[:=|#]\s{0,3}\Z")
_LABEL_WORDS = (
    "home work office reception emergency support service hotline private mum mom dad wife"
    " husband partner boss doctor number numbers and at or privat arbeit b\u00fcro domicile"
    " bureau casa oficina thuis werk"
)
_LABELS = frozenset(_LABEL_WORDS.split())
_AFTER = re.compile(
    r"[\s\-\\,(:\[]{0,3}(?:office|fax|mobile|mob|cell|phone|home|work|tel|desk|direct|landline"
    r"|whatsapp|is my (?:no|num|number|phone|mobile|cell|contact))(?![^\W_])",
    re.IGNORECASE,
)
_LEAD_WORDS = (
    "yes yeah yep yup sure surely ok okay okey fine right correct actually sorry no hi hello"
    " hey and  so please pls thanks thank you well its it it's s is this that that's thats here"
    " here's heres  im i i'm m meant mean am my the a number numbers num nr of mine go note take"
    " wait oh course ya  would be correction updated new numero nummer e es el la il meine mein"
    " ist die mi mon c'est est"
)
_LEAD = frozenset(_LEAD_WORDS.split())
# How many names may stand before the number, as in "jane doe 5512345678".
_NAMES = 2
# What these words stand before or after is a thing, no name.
_OF_THINGS = ORDINARY | {
    "it",
    "the",
    "a",
    "of",
    "that",
    "would",
    "be",
    "number",
    "num",
    "take",
    "no",
}
_NAME = re.compile(r"[^\W\d_]{3,15}")
# "muphone 5512345678": a word typed into the one that names a telephone; fields of links.
_GLUED = re.compile(
    r"(?<!i)(?<!head)(?<!ear)(?<!micro)(?:phone|mobile|telefon|celular)"
    r"(?:\s?(?:number|no|num))?[\s.:#]{0,4}(?:is\s)?\Z"
    r"|(?:wa\.me/|[?&](?:phone|tel|mobile|cell|msisdn)=)(?:%2B|\+)?\Z",
    re.IGNORECASE,
)
_AFTER_ALONE = re.compile(
    r"\W*(?:(?:is|that's|thats|it|this|my|the|no|num|number|one|thanks|thank|you|please|ok|okay"
    r"|sir|mam|madam|for|and|or|but|email|e-mail|mail|id|sorry|typo)(?:\W+|\Z))*"
    r"(?:\Z|\S*@|[\w.]+(?:\s[0-9]{1,6}\s?[\w.]*)?(?:mail|yahoo|outlook|com)(?:\w|\b))",
    re.IGNORECASE,
)
# Longest text, beside the number, of a message that holds nothing else.
_ALONE = 70


def asked(seen: Input) -> bool:
    """Whether the turn before asked for a telephone number."""
    return _ASKED.asked(seen)


def named(seen: Input, span: tuple[int, int]) -> bool:
    """Whether words say that what stands at a span is a telephone number."""
    text, (start, end) = seen.text, span
    if named_otherwise(text, start):
        return False
    around = (start - REACH_BEFORE, start)
    if _NOUNS.within(text, around) or _VERBS.within(text, around):
        return True
    if _GLUED.search(text, max(0, start - 24), start) is not None:
        return True
    if _AFTER.match(text, end, end + 30) is not None or asked(seen):
        return True
    return (
        not text.isascii() and _MARKED.search(text, max(0, start - REACH_BEFORE), end) is not None
    )


def named_otherwise(text: str, start: int) -> bool:
    """Whether the words right before a place name another kind of number."""
    words = list(_WORD.finditer(text, max(0, start - 40), start))
    if not words or _APART.search(text, words[-1].end(), start) is not None:
        return False
    for word in words[: -_MOST_LINKS - 2 : -1]:
        spelt = word.group().lower()
        if spelt in _THINGS:
            return True
        if spelt not in _LINKS:
            return False
    return False


def labelled_otherwise(text: str, start: int) -> bool:
    """Whether a label before a place (``NASS:``) or its words name another kind of number."""
    label = _LABEL.search(text, max(0, start - 40), start)
    if label is not None and label.group(1).lower() not in _LABELS:
        return True
    return named_otherwise(text, start)


def alone(seen: Input, span: tuple[int, int]) -> bool:
    """Whether a message is a number and nothing else, not asked for as something else."""
    text, (start, end) = seen.text, span
    if start > _ALONE or len(text) - end > _ALONE:
        return False
    if not _introduces(text[:start], names=not seen.before):
        return False
    if _AFTER_ALONE.match(text, end) is None or named_otherwise(text, start):
        return False
    return not (seen.before and _ASKED_OTHERWISE.asked(seen))


def _introduces(text: str, *, names: bool) -> bool:
    """Whether words only lead up to a number; perhaps with the name of whose it is."""
    words = [word.strip(".,:;!?()\"'-") for word in text.lower().split()]
    others = [word for word in words if word and word not in _LEAD]
    if not others:
        return True
    if not names or len(others) > _NAMES or not _OF_THINGS.isdisjoint(words):
        return False
    return all(map(_NAME.fullmatch, others))
