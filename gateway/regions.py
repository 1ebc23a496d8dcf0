"""Countries by ISO 3166-1, and the regions within which personal data moves freely.

Pure data. The European Economic Area is one region: inside of it nothing is a transfer
to a third country. Every other country is a region of its own, ``GB`` and ``CH`` too;
what binds them to the EEA are adequacy decisions, which are mechanisms of transfer.

Source: ISO 3166-1 alpha-2 (249 codes); GDPR Article 44 with EEA Joint Committee Decision
154/2018; TFEU Articles 349 and 355 for the parts of member states with codes of their own.
"""

from __future__ import annotations

from collections.abc import Iterable

EEA, EU = "EEA", "EU"
_CODES = """
AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS
BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE
EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM
HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC
LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA
NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW
SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO
TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW
"""
_MEMBERS = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"
COUNTRIES = frozenset(_CODES.split())
EUROPEAN_UNION = frozenset(_MEMBERS.split())
# Åland and the outermost regions of France, where Union law holds. Greenland, the Faroes,
# Svalbard, Saint Barthélemy and the other overseas countries are outside of it.
_PARTS_OF_MEMBERS = frozenset({"AX", "GF", "GP", "MF", "MQ", "RE", "YT"})
EEA_COUNTRIES = EUROPEAN_UNION | {"IS", "LI", "NO"} | _PARTS_OF_MEMBERS
_GROUPS = {EEA: EEA_COUNTRIES, EU: EUROPEAN_UNION | _PARTS_OF_MEMBERS}


def is_country(code: str) -> bool:
    """Whether ISO 3166-1 assigns this alpha-2 code.

    >>> is_country("DE"), is_country("UK"), is_country("EEA"), is_country("de")
    (True, False, False, False)
    """
    return code in COUNTRIES


def region_of(code: str | None) -> str | None:
    """The region of a country: ``EEA``, else its own code; None where it is unknown.

    >>> region_of("DE"), region_of("NO"), region_of("GB"), region_of("EEA"), region_of("ZZ")
    ('EEA', 'EEA', 'GB', 'EEA', None)
    """
    if code == EEA or code in EEA_COUNTRIES:
        return EEA
    return code if code in COUNTRIES else None


def expanded(codes: Iterable[str]) -> frozenset[str]:
    """Country codes, with its members in place of the words ``EEA`` and ``EU``.

    >>> sorted(expanded(["EEA", "US"]) - EEA_COUNTRIES)
    ['US']
    >>> sorted(expanded(["EEA"]) - expanded(["EU"]))
    ['IS', 'LI', 'NO']
    """
    found: set[str] = set()
    for code in codes:
        found |= _GROUPS.get(code, frozenset({code}))
    return frozenset(found)
