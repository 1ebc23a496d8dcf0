"""Estonia.

The personal code stands on every identity document and is asked for in any dealing with
an authority, a bank or a shop; it tells sex and date of birth.
"""

from __future__ import annotations

from detectors.numbers.identifier import Identifier, Kind, matching, stdnum

IDENTIFIERS = (
    Identifier(
        entity_type="EE_ISIKUKOOD",
        country="EE",
        kinds=(Kind.PERSON, Kind.TAX, Kind.SOCIAL, Kind.IDENTITY_CARD),
        shapes=("99999999999",),
        valid=stdnum("ee.ik"),
        words=("isikukood*", "isikukoodi", "IK"),
        issuer="Ministry of the Interior (population register)",
        layout="century and sex, date of birth yymmdd, serial of three, check digit",
        check="weights 1 to 9, 1, modulo 11; 3 to 9, 1 to 3 where that leaves 10",
        source="Population Register Act section 39; EVS 585:2007, read 2026-11",
        passes=0.0025,
        examples=("37605030299", "49403136515"),
        near_misses=("37605030291", "37613030299", "3760503029"),
    ),
    Identifier(
        entity_type="EE_PASSPORT",
        country="EE",
        kinds=(Kind.PASSPORT, Kind.IDENTITY_CARD),
        shapes=("AA9999999", "A9999999"),
        valid=matching(r"[A-Z]{1,2}[0-9]{7}"),
        words=(),
        issuer="Police and Border Guard Board",
        layout="one or two letters, seven digits",
        check="none",
        source="Council of the EU, PRADO, Estonia, read 2026-11",
        passes=1.0,
        examples=("KB0000123",),
    ),
    Identifier(
        entity_type="EE_KMKR",
        country="EE",
        kinds=(Kind.VAT,),
        shapes=("AA999999999", "999999999"),
        valid=stdnum("ee.kmkr"),
        words=("kmkr*", "kaibemaksukohuslase*"),
        issuer="Tax and Customs Board",
        layout="EE and nine digits, the last a check digit",
        check="weights 3 7 1 modulo 10",
        source="European Commission, VIES, read 2026-11",
        passes=0.1,
        examples=("EE294721658",),
        near_misses=("EE100594103",),
    ),
    Identifier(
        entity_type="EE_REGISTRIKOOD",
        country="EE",
        kinds=(Kind.BUSINESS,),
        shapes=("99999999",),
        valid=stdnum("ee.registrikood"),
        words=("registrikood*", "registrikoodi", "organisation registration code", "ariregister*"),
        issuer="Centre of Registers and Information Systems",
        layout="1, 7, 8 or 9, six digits, check digit",
        check="weights 1 to 7, then 3 to 9, modulo 11",
        source="python-stdnum, stdnum.ee.registrikood (names its sources), read 2026-11",
        passes=0.04,
        examples=("18545548",),
        near_misses=("12145249", "33145673"),
    ),
    Identifier(
        entity_type="EE_DRIVING_LICENSE",
        country="EE",
        kinds=(Kind.DRIVING,),
        shapes=("AA999999",),
        valid=matching(r"[A-Z]{2}[0-9]{6}"),
        words=("juhiluba", "juhiloa", "juhiloa number"),
        issuer="Transport Administration",
        layout="two letters, six digits",
        check="none",
        source='Microsoft Purview, "EU Driver\'s License Number", read 2026-11',
        passes=1.0,
        examples=("ET123456",),
    ),
)
