"""The words that a notice is filled with, by language: countries, durations, and our own parts.

Names of countries and units are those of the Unicode CLDR, which Babel carries along. It
is loaded with the first notice that is filled: each language takes about 1 MB.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from babel import Locale

_LANGUAGE = re.compile(r"[a-z]{2}\Z")
_FEWEST_COUNTRIES = 200  # languages with fewer names would leave codes in the text
_NUMBER = r"(?:([0-9]{1,6})%s)?"
_DURATION = re.compile(
    "P"
    + "".join(_NUMBER % unit for unit in "YMWD")
    + f"(?:T{''.join(_NUMBER % unit for unit in 'HMS')})?"
    + r"\Z"
)
_DAY = timedelta(days=1)
_UNITS = (
    ("year", 365 * _DAY),
    ("month", 30 * _DAY),
    ("week", 7 * _DAY),
    ("day", _DAY),
    ("hour", timedelta(hours=1)),
    ("minute", timedelta(minutes=1)),
    ("second", timedelta(seconds=1)),
)
_ENDLESS = 1e12  # no number of a larger unit reaches it, so each stays in its own
_UNKNOWN = "?"

# What stands for P0D, and for a time that nobody states.
_NOT_KEPT: Mapping[str, str] = MappingProxyType(
    {
        "en": "not at all",
        "de": "gar nicht",
        "fr": "aucune conservation",
        "es": "no se guarda",
        "it": "nessuna conservazione",
        "pt": "não é guardado",
        "nl": "helemaal niet",
        "pl": "wcale",
    }
)
_NOT_STATED: Mapping[str, str] = MappingProxyType(
    {
        "en": "not stated",
        "de": "nicht angegeben",
        "fr": "non précisée",
        "es": "no se indica",
        "it": "non indicata",
        "pt": "não indicado",
        "nl": "niet opgegeven",
        "pl": "nie podano",
    }
)

# The parts that every notice may share; the rest says what a purpose is about.
COMMON_PARTS = ("recipient", "country", "retention", "contact", "withdrawal", "unredacted")
_OWN: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "en": (
            "What you write goes to {recipient}.",
            "{recipient} does this work in: {country}.",
            "How long {recipient} keeps it: {retention}.",
            "Questions? Write to {operator}: {contact}",
            "You can take your yes back at any time, here or by writing to {contact}.",
            "Your text is sent just as you write it: personal details are not replaced.",
        ),
        "de": (
            "Was Sie schreiben, geht an {recipient}.",
            "{recipient} arbeitet damit in diesem Land: {country}.",
            "So lange bewahrt {recipient} es auf: {retention}.",
            "Fragen? Schreiben Sie an {operator}: {contact}",
            "Sie können Ihr Ja jederzeit zurücknehmen, hier oder mit einer Nachricht an {contact}.",
            (
                "Ihr Text wird so gesendet, wie Sie ihn schreiben: Persönliche Angaben werden "
                "nicht ersetzt."
            ),
        ),
        "fr": (
            "Ce que vous écrivez est transmis à {recipient}.",
            "{recipient} effectue ce travail dans ce pays : {country}.",
            "Durée de conservation chez {recipient} : {retention}.",
            "Des questions ? Écrivez à {operator} : {contact}",
            "Vous pouvez retirer votre accord à tout moment, ici ou en écrivant à {contact}.",
            (
                "Votre texte est envoyé tel que vous l'écrivez : les données personnelles ne sont "
                "pas remplacées."
            ),
        ),
        "es": (
            "Lo que usted escribe se envía a {recipient}.",
            "{recipient} hace este trabajo en este país: {country}.",
            "Cuánto tiempo lo guarda {recipient}: {retention}.",
            "¿Preguntas? Escriba a {operator}: {contact}",
            "Puede retirar su permiso en cualquier momento, aquí o escribiendo a {contact}.",
            "Su texto se envía tal como usted lo escribe: los datos personales no se sustituyen.",
        ),
        "it": (
            "Quello che scrivi viene inviato a {recipient}.",
            "{recipient} svolge questo lavoro in questo paese: {country}.",
            "Durata della conservazione presso {recipient}: {retention}.",
            "Domande? Scrivi a {operator}: {contact}",
            "Puoi ritirare il tuo consenso in ogni momento, qui o scrivendo a {contact}.",
            (
                "Il tuo testo viene inviato così come lo scrivi: i dati personali non vengono "
                "sostituiti."
            ),
        ),
        "pt": (
            "O que escreve é enviado a {recipient}.",
            "{recipient} faz este trabalho neste país: {country}.",
            "Durante quanto tempo {recipient} o guarda: {retention}.",
            "Perguntas? Escreva a {operator}: {contact}",
            (
                "Pode retirar o seu consentimento a qualquer momento, aqui ou escrevendo para "
                "{contact}."
            ),
            "O seu texto é enviado tal como o escreve: os dados pessoais não são substituídos.",
        ),
        "nl": (
            "Wat je schrijft gaat naar {recipient}.",
            "{recipient} doet dit werk in dit land: {country}.",
            "Hoe lang {recipient} het bewaart: {retention}.",
            "Vragen? Schrijf naar {operator}: {contact}",
            "Je kunt je toestemming altijd intrekken, hier of door te schrijven naar {contact}.",
            (
                "Je tekst wordt verstuurd zoals je hem schrijft: persoonlijke gegevens worden niet "
                "vervangen."
            ),
        ),
        "pl": (
            "To, co piszesz, trafia do odbiorcy: {recipient}.",
            "Odbiorca {recipient} pracuje nad tym w kraju: {country}.",
            "Jak długo {recipient} to przechowuje: {retention}.",
            "Pytania? Napisz do {operator}: {contact}",
            "Zgodę możesz wycofać w każdej chwili, tutaj albo pisząc na adres {contact}.",
            "Tekst jest wysyłany tak, jak go piszesz: dane osobowe nie są zastępowane.",
        ),
    }
)


def common_parts(language: str) -> Mapping[str, str]:
    """The parts that every notice may share, in a language, else in English."""
    words = _OWN.get(language) or _OWN["en"]
    return dict(zip(COMMON_PARTS, words, strict=True))


def is_known(language: str) -> bool:
    """Whether countries have names in a language (ISO 639-1)."""
    locale = _locale(language)
    return locale is not None and len(locale.territories) >= _FEWEST_COUNTRIES


@lru_cache(maxsize=4096)
def country_words(code: str, language: str) -> str:
    """The name of a country; its code where the language has no name for it.

    >>> country_words("DE", "fr")
    'Allemagne'
    >>> country_words("QQ", "fr")
    'QQ'
    """
    locale = _locale(language)
    return str(locale.territories.get(code, code)) if locale is not None else code


@lru_cache(maxsize=4096)
def duration_words(duration: str | None, language: str) -> str:
    """An ISO 8601 duration in words; as it is written where it is of another form.

    >>> duration_words("P30D", "de"), duration_words("P1Y6M", "en")
    ('30 Tage', '1 year, 6 months')
    >>> duration_words("P0D", "en"), duration_words(None, "en")
    ('not at all', 'not stated')
    """
    if duration is None:
        return _NOT_STATED.get(language, _UNKNOWN)
    matched = _DURATION.match(duration)
    if matched is None or not any(matched.groups()):
        return duration
    counts = [int(number or 0) for number in matched.groups()]
    if not any(counts):
        return _NOT_KEPT.get(language) or _counted(0, "day", language=language)
    return ", ".join(
        _counted(number, unit, language=language)
        for number, (unit, _) in zip(counts, _UNITS, strict=True)
        if number
    )


def _counted(number: int, unit: str, *, language: str) -> str:
    from babel.dates import format_timedelta

    words = format_timedelta(
        number * dict(_UNITS)[unit],
        granularity=unit,  # type: ignore[arg-type]
        threshold=_ENDLESS,
        locale=_locale(language) or "en",
    )
    # The kinds of space change with the CLDR's versions; no unit is left without words.
    return " ".join(words.split()) or f"{number} {unit}"


@lru_cache(maxsize=256)
def _locale(language: str) -> Locale | None:
    from babel import Locale, UnknownLocaleError

    if not _LANGUAGE.match(language):
        return None
    try:
        return Locale(language)
    except UnknownLocaleError:
        return None
