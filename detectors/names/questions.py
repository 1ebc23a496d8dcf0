"""What the turn before asks for, as far as names and places are concerned.

"what's your name?" makes a name of almost any short answer; "which city?" a place.
The words are those of chats in nine languages; other questions matter too, since
an answer to one of them is no name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_KINDS: Mapping[str, str] = {
    "name": (
        "name|names|fullname|surname|firstname|lastname|called|nombre|nombres|apellido|apellidos"
        "|llamas|llama|nom|prénom|appelez|nommez|vorname|nachname|heißen|heisst|heißt"
        "|naam|voornaam|achternaam|heet|nome|cognome|chiami|chiama|sobrenome|apelido|chama"
        "|nimi|nimesi|nimeä|sukunimi|etunimi|nimenne|nimel|nime|nimesi|perenimi|eesnimi"
        "|imię|imie|imienia|nazwisko|nazwiska|nazywa|nazywasz|godność"
    ),
    "who": (
        "who|whom|whose|quién|quien|qui|wer|wem|wen|wessen|wie|chi|quem|kuka|kenen|kenelle|kes"
        "|kelle|kto|kogo|komu|speaking|contact|recipient|receiver|person|passenger|traveler"
        "|guest|patient|caller|doctor|therapist|stylist|artist|actor|director|relative"
    ),
    "place": (
        "city|town|state|country|where|location|region|area|province|hometown|destination"
        "|departing|origin|travelling|traveling|ciudad|dónde|donde|provincia|país|ville|où|pays"
        "|stadt|ort|wohnort|wo|woher|wohin|land|plaats|woonplaats|waar|città|dove|paese|cidade"
        "|onde|kaupunki|missä|mistä|linn|kus|kust|miasto|miejscowość|gdzie|skąd|dokąd"
    ),
    "address": (
        "address|adress|addresses|street|zip|zipcode|postcode|pincode|postal|deliver|delivered"
        "|delivery|ship|shipping|billing|mailing|residence|dirección|direccion|domicilio|calle"
        "|adresse|rue|anschrift|straße|strasse|plz|postleitzahl|adres|straat|postcode|indirizzo"
        "|via|cap|endereço|morada|cep|osoite|katuosoite|postinumero|aadress|sihtnumber|adres"
        "|ulica|ulicy|kod"
    ),
    "company": "company|business|employer|organization|organisation|firm|store|shop|restaurant",
    "number": (
        "number|digits|ssn|social|card|account|phone|mobile|contact|pin|cvv|code|id|policy|order"
        "|claim|confirmation|booking|reference|license|licence"
    ),
    "email": "email|e|mail|username|login|password|user",
    "time": "when|time|date|day|month|year|birth|dob|age|old|cuándo|quand|wann|wanneer|quando",
    "choice": "would|do|does|did|is|are|can|could|should|shall|want|like|prefer|okay|ok|right",
    "which": "what|which|how|qué|que|cuál|quel|quelle|welche|welcher|welk|quale|qual|mikä|mis",
}
_KIND_OF: dict[str, tuple[str, ...]] = {}
for _kind, _words in _KINDS.items():
    for _word in _words.split("|"):
        _KIND_OF[_word] = (*_KIND_OF.get(_word, ()), _kind)

_WORD = re.compile(r"[^\W\d_]+")
# Only the last sentences of a long turn ask.
_REACH = 240


def asked(before: str) -> tuple[str, ...]:
    """The kinds of thing that a turn asks for, sorted; empty without a turn before.

    Returns:
        Among ``name``, ``who``, ``place``, ``address``, ``company``, ``number``,
        ``email``, ``time``, ``choice``, ``which``; ``said`` for a turn with none of them.
    """
    if not before:
        return ()
    kinds: set[str] = set()
    for word in _WORD.findall(before[-_REACH:].lower()):
        kinds.update(_KIND_OF.get(word, ()))
    return tuple(sorted(kinds)) or ("said",)
