"""Bank account numbers, and the codes of the banks that keep them.

Issuer: the bank; routing numbers the American Bankers Association. Layout: an account is
4 to 20 digits, in the United States 8 to 17; a routing number nine digits, a sort code and
a BSB six. Check digit: a routing number is weighted 3-7-1 (one in ten random numbers
passes); accounts have none that holds for all banks, so words have to speak for them.
Source: ABA, "Routing number policy and procedures"; Pay.UK, sort codes; NACHA operating
rules (account numbers of up to 17 characters), read 2026-11.
"""

from __future__ import annotations

import re

from detectors.grammar import Family, Layout, Shape

_US = Layout(expression=re.compile(r"[0-9]{8,17}"), entity_type="US_BANK_NUMBER", score=0.5)
_ROUTING = Layout(
    expression=re.compile(r"[0-9]{9}|[0-9]{4}-[0-9]{4}-[0-9]"),
    entity_type="ABA_ROUTING_NUMBER",
    score=0.8,
)

FAMILIES = (
    Family(
        entity_type="BANK_ACCOUNT",
        labels=(
            "account number", "account no", "account num", "acct no", "acct number", "ac no",
            "acc no", "acc number", "bank account", "bank account number", "bank number",
            "a / c", "acno", "accno", "checking account", "savings account", "saving account",
            "iban number", "kontonummer", "numero de cuenta", "n\u00famero de cuenta",
            "num\u00e9ro de compte", "numero de compte", "numero di conto", "rekeningnummer",
            "numero da conta", "n\u00famero da conta", "tilinumero", "numer konta", "cbu", "clabe",
            "kontonr", "konto nr", "bankkonto", "bankverbindung", "compte bancaire",
            "cuenta bancaria", "cuenta corriente", "conto corrente", "numero conto",
            "conta bancaria", "conta corrente", "bankrekening", "bankrekeningnummer", "nr konta",
            "numer rachunku", "nr rachunku", "rachunku bankowego", "konto bankowe",
            "konta bankowego", "pankkitili", "konto number", "pangakonto", "arvelduskonto",
            "no de cuenta", "no de compte", "no conta",
        ),
        heads=(
            "account", "acct", "acc", "ac", "accoumt", "acount", "accout", "accnt", "accounts",
            "checking", "savings", "konto", "cuenta", "compte", "conto", "rekening", "conta",
            "rachunek", "rachunku", "tili",
        ),
        shape=Shape(digits=(3, 24), letters=3),
        layouts=(_US,),
    ),
    Family(
        entity_type="BANK_ACCOUNT",
        labels=(
            "routing", "routing number", "aba", "aba number", "sort code", "sortcode", "bsb",
            "transit number", "institution number", "branch code", "bank code", "ifsc",
            "ifsc code", "bankleitzahl", "blz", "micr",
            "code banque", "code guichet", "codice abi", "codice cab", "agencia bancaria",
            "clearingnummer", "sorteringskod",
        ),
        shape=Shape(digits=(3, 12), letters=5),
        score=0.8,
        layouts=(_ROUTING,),
    ),
)  # fmt: skip
