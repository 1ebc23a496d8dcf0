"""Numbers that have a name of their own and are nobody's secret: flights, rooms, amounts.

They take the number that stands beside them, so that a question of the turn before does
not: "room 237" is no answer to "your account number?".
"""

from __future__ import annotations

from detectors.grammar import Family

FAMILIES = (
    Family(
        entity_type="",
        labels=(
            "flight", "room", "gate", "seat", "platform", "terminal", "bus", "train", "route",
            "model", "version", "release", "amount", "balance", "total", "price", "cost", "limit",
            "fee", "year", "zip", "zip code", "zipcode", "postal code", "postcode", "post code",
            "pincode", "area code", "country code", "promo code", "coupon code", "discount code",
            "coupon", "apartment", "apt", "suite", "street", "house number", "building", "floor",
            "phone", "phone number", "mobile", "mobile number", "cell", "telephone", "fax",
            "contact number", "email", "email id", "mail id", "quantity", "qty", "page",
            "chapter", "level", "step", "line", "size", "error code", "error", "http",
            "status code", "channel", "episode", "season", "temperature", "age", "passport",
            "license", "licence", "top", "area", "unit", "vin", "plate", "interest", "rate",
            "score", "rating", "dress code", "qr code", "source code", "zip codes", "transfer",
            "payment", "deposit", "withdraw", "dob", "date of birth", "birth date", "birthdate",
            "birthday", "born", "windows", "iphone", "galaxy", "ios", "android", "form",
            "article", "section", "postleitzahl", "plz", "codigo postal", "code postal", "cap",
            "telefono", "telefon", "telefone", "telefonnummer", "movil", "handy", "handynummer",
            "portable", "cellulare", "telemovel", "telefoonnummer", "puhelin", "puhelinnumero",
            "zimmer", "habitacion", "chambre", "vuelo", "vol", "volo", "flug", "edad", "alter",
            "saldo", "importe", "betrag", "montant", "importo", "kwota", "summa", "prix", "precio",
        ),
    ),
)  # fmt: skip
