"""What a list can say of a word, as bits of one number.

A name has one of two bands, common or rare; the most common carry ``_TOP`` too. In the same
way a WORD_TOP is a WORD, and a CITY_TOP a CITY.
"""

from __future__ import annotations

from functools import cache

GIVEN, GIVEN_TOP, GIVEN_RARE = 1, 1 << 1, 1 << 2
FAMILY, FAMILY_TOP, FAMILY_RARE = 1 << 3, 1 << 4, 1 << 5
NICK = 1 << 6
PARTICLE, TITLE = 1 << 7, 1 << 8
CITY, CITY_TOP, CITY_SMALL = 1 << 9, 1 << 10, 1 << 11
COUNTRY, REGION, REGION_CODE = 1 << 12, 1 << 13, 1 << 14
DEMONYM = 1 << 15
WORD, WORD_TOP = 1 << 16, 1 << 17
CALENDAR = 1 << 18
STREET = 1 << 19
ORG = 1 << 20
# Known to no list but a given name somewhere, as the world's patents and papers spell it; one
# unknown word in 16 carries it by chance.
WORLD = 1 << 21
# Kept in the data file only: some place name of several words starts with this word.
STARTS_PLACE = 1 << 31

ANY_GIVEN = GIVEN | GIVEN_RARE | NICK
ANY_FAMILY = FAMILY | FAMILY_RARE
ANY_NAME = ANY_GIVEN | ANY_FAMILY
ANY_PLACE = CITY | CITY_SMALL | COUNTRY | REGION

FLAGS: dict[str, int] = {
    "given": GIVEN,
    "given_top": GIVEN_TOP,
    "given_rare": GIVEN_RARE,
    "family": FAMILY,
    "family_top": FAMILY_TOP,
    "family_rare": FAMILY_RARE,
    "nick": NICK,
    "particle": PARTICLE,
    "title": TITLE,
    "city": CITY,
    "city_top": CITY_TOP,
    "city_small": CITY_SMALL,
    "country": COUNTRY,
    "region": REGION,
    "region_code": REGION_CODE,
    "demonym": DEMONYM,
    "word": WORD,
    "word_top": WORD_TOP,
    "calendar": CALENDAR,
    "street": STREET,
    "org": ORG,
    "world": WORLD,
}


@cache
def names(flags: int) -> tuple[str, ...]:
    """The names of the bits that are set, in the order of the bits."""
    return tuple(name for name, flag in FLAGS.items() if flags & flag)
