"""The last digits of a card, an account or a social security number, and what names these.

Issuer: as the whole number's. Layout: mostly four digits. Check digit: none; words in the
text or in the turn before have to say what they are the end of. Where they only say "the
last four", the number is an ``ACCOUNT_FRAGMENT``.
Source: PCI DSS 4.0.1, requirement 3.4.1 (the last four may be shown); 20 CFR 422.103, read
2026-11.
"""

from __future__ import annotations

from detectors.grammar import Family, Shape

CARD = Family(
    entity_type="CREDIT_CARD",
    labels=(
        "card number",
        "card no",
        "credit card",
        "debit card",
        "credit card number",
        "cc number",
        "card",
        "cards",
        "cc",
        "ccn",
        "visa",
        "mastercard",
        "amex",
        "american express",
        "credit no",
        "credit number",
        "debit no",
        "debit number",
        "credit card no",
        "atm card",
        "tarjeta",
        "carte",
        "karte",
        "kreditkarte",
        "carta",
        "cartao",
        "tarjeta de credito",
        "numero de tarjeta",
        "carte de credit",
        "carte bancaire",
        "carte bleue",
        "numero de carte",
        "kartennummer",
        "kartennr",
        "carta di credito",
        "bancomat",
        "cartao de credito",
        "kaart",
        "kaartnummer",
        "betaalkaart",
        "karta",
        "karty",
        "karta kredytowa",
        "luottokortti",
        "kortti",
        "pankkikortti",
        "krediitkaart",
        "pangakaart",
        "kaardi number",
        "kort",
        "kortnummer",
        "kreditkort",
    ),
    heads=("credit", "debit"),
    shape=Shape(digits=(4, 24)),
)
CODE = Family(
    entity_type="CARD_CVV",
    labels=(
        "cvv",
        "cvc",
        "cvn",
        "csc",
        "cvv2",
        "security code",
        "card verification",
        "verification value",
        "verification number",
        "card code",
        "three digits",
        "back of your card",
        "back of the card",
        "digits on the back",
        "prufziffer",
        "kartenprufnummer",
        "code de securite",
        "cryptogramme",
        "codigo de seguridad",
        "codice di sicurezza",
        "codigo de seguranca",
        "beveiligingscode",
        "kod bezpieczenstwa",
        "turvakoodi",
        "turvakood",
        "sakerhetskod",
    ),
    shape=Shape(digits=(3, 4), answer=3),
)
EXPIRY = Family(
    entity_type="CARD_EXPIRY",
    labels=(
        *("expiry", "expiration", "expire", "expires", "exp date", "valid thru", "exp"),
        *("gultig bis", "ablaufdatum", "caduca", "caducidad", "vencimiento", "scadenza"),
        *("validade", "vervaldatum", "wazna do", "data waznosci", "voimassa", "kehtiv kuni"),
    ),
    shape=Shape(digits=(3, 6)),
)
SOCIAL = Family(
    entity_type="US_SSN",
    labels=(
        "ssn",
        "ssns",
        "sssn",
        "mssn",
        "rssn",
        "sn number",
        "social",
        "social security",
        "ss",
        "social security number",
        "ss no",
        "ss number",
        "soc sec",
        "security number",
        "tin",
        "itin",
        "tax id",
        "taxpayer",
        "seguro social",
        "socialsecuritynumber",
        "ssn number",
    ),
    shape=Shape(digits=(3, 16)),
)
LAST = Family(
    entity_type="ACCOUNT_FRAGMENT",
    labels=(
        "last four",
        "last 4",
        "last four digits",
        "last 4 digits",
        "final four",
        "final 4",
        "four digits",
        "4 digits",
        "4 digit",
        "four digit",
        "last digits",
        "last 4 digit",
    ),
    shape=Shape(digits=(4, 4)),
    vague=True,
)  # fmt: skip
# Who is asked for a name and adds a number says by what account the name is known.
IDENTITY = Family(
    entity_type="ACCOUNT_FRAGMENT",
    labels=(
        "name", "full name", "first name", "last name", "surname", "names", "speaking with",
        "verify", "identity", "identification", "verification", "company",
    ),
    shape=Shape(digits=(4, 20)),
    vague=True,
)  # fmt: skip

FAMILIES = (SOCIAL, CARD, CODE, EXPIRY, LAST, IDENTITY)
