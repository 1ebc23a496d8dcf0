"""Numbers of bookings, orders, policies, claims, tickets and the like.

Issuer: whoever keeps the booking. Layout: anything with digits in it; an airline's record
locator is six letters and digits (IATA Resolution 830d). Check digit: none, so nothing but
words speaks for one, and of random digits none pass without them.
Source: IATA Passenger Standards, record locator; CMS, "explanation of benefits" (claim
numbers are the payer's, without a universal syntax), read 2026-11.
"""

from __future__ import annotations

import re

from detectors.grammar import Family, Layout, Shape

_CLAIM = Layout(
    expression=re.compile(r"(?:CLM-?)?[0-9]{6,15}", re.IGNORECASE),
    entity_type="US_CLAIM_NUMBER",
    score=0.5,
)

FAMILIES = (
    Family(
        entity_type="OTHER_ID",
        labels=(
            "pnr", "record locator", "booking ref", "booking reference", "order id", "case id",
            "ticket id", "reference number", "reference no", "ref no",
            "reference code", "confirmation code", "tracking id", "tracking code",
            "frequent flyer", "frequent flier", "skymiles", "mileage plus", "waybill", "awb",
            "invoice no", "reservation code", "booking code", "booking id", "reservation id",
            "transaction id", "transaction reference", "policy id", "employee id", "student id",
            "badge number", "loyalty number", "rewards number", "membership id",
            "numero de reserva", "n\u00famero de reserva", "buchungsnummer", "bestellnummer",
            "auftragsnummer", "rechnungsnummer", "vorgangsnummer",
            "num\u00e9ro de commande", "numero de commande", "num\u00e9ro de r\u00e9servation",
            "numero de pedido", "n\u00famero de pedido", "numero pratica", "numero ordine",
            "reservierungsnummer", "vorgangsnr", "bestellnr", "auftragsnr", "rechnungsnr",
            "buchungscode", "aktenzeichen", "schadennummer", "schadensnummer", "policennummer",
            "versicherungsscheinnummer", "vertragsnummer", "sendungsnummer", "ticketnummer",
            "numero de dossier client", "numero de contrat", "numero de police",
            "numero de sinistre", "numero de facture", "numero de suivi", "no de commande",
            "no de dossier", "no de contrat", "code de reservation", "localizador",
            "codigo de reserva", "numero de poliza", "no de poliza", "numero de siniestro",
            "numero de expediente", "numero de factura", "numero de seguimiento",
            "numero de contrato", "no de pedido", "codice prenotazione", "numero di prenotazione",
            "numero prenotazione", "numero di ordine", "numero dell ordine", "numero di pratica",
            "numero di polizza", "numero polizza", "numero sinistro", "numero fattura",
            "codigo da reserva", "numero da reserva", "numero do pedido", "numero da encomenda",
            "numero da apolice", "numero do sinistro", "numero da fatura", "codigo de rastreio",
            "boekingsnummer", "reserveringsnummer", "bestelnummer", "ordernummer", "polisnummer",
            "schadenummer", "factuurnummer", "numer rezerwacji", "nr rezerwacji",
            "numer zamowienia", "nr zamowienia", "numer polisy", "nr polisy", "numer szkody",
            "nr szkody", "numer faktury", "nr faktury", "numer przesylki", "numer umowy",
            "nr umowy", "numer sprawy", "varausnumero", "varaustunnus", "tilausnumero",
            "vakuutusnumero", "vahinkonumero", "laskun numero", "seurantakoodi",
            "broneeringu number", "broneeringunumber", "tellimuse number", "tellimusnumber",
            "poliisi number", "kahjujuhtumi number", "arve number", "lepingu number",
            "bokningsnummer", "forsakringsnummer", "skadenummer", "fakturanummer", "kollinummer",
        ),
        heads=(
            "booking", "reservation", "confirmation", "conformation", "confirmed", "confirm",
            "policy", "order", "ticket", "tracking", "invoice", "membership", "case", "reference",
            "ref", "itinerary", "incident", "complaint", "transaction", "txn",
            "application", "contract", "boarding pass", "shipment", "parcel", "package",
            "consignment", "voucher",
            "loyalty", "rewards", "employee", "staff", "student", "badge", "service request",
            "support request", "enrollment", "registration", "bookin", "boking", "certificate",
            "purchase order", "purchase", "quote", "quotation", "request", "issue", "rma",
            "reserva", "pedido", "poliza", "siniestro", "commande", "dossier", "buchung",
            "bestellung", "prenotazione", "rezerwacja", "zamowienie", "polisa",
        ),
        shape=Shape(digits=(1, 30), letters=99, answer=3),
    ),
    Family(
        entity_type="OTHER_ID",
        labels=("claim id", "claim reference"),
        heads=("claim", "claims", "medical claim", "healthcare claim", "insurance claim"),
        shape=Shape(digits=(1, 30), letters=99, bare=3, answer=3),
        layouts=(_CLAIM,),
    ),
    Family(
        entity_type="ACCOUNT_ID",
        labels=(
            "account id", "customer id", "customer number", "customer no", "customer code",
            "client id", "client number", "client no", "member id", "member number", "member no",
            "user number", "subscriber number", "acct id", "account identifier", "profile id",
            "kundennummer", "kundennr", "mitgliedsnummer", "numero client", "numero de client",
            "numero d adherent", "numero de cliente", "codigo de cliente", "numero de socio",
            "id cliente", "numero cliente", "codice cliente", "numero di cliente",
            "numero do cliente", "codigo do cliente", "klantnummer", "lidnummer", "numer klienta",
            "nr klienta", "id klienta", "asiakasnumero", "kliendinumber", "kliendi number",
            "kliendikood", "kundnummer", "medlemsnummer",
        ),
        heads=("customer", "client", "subscriber", "member"),
        shape=Shape(digits=(2, 30), letters=99, bare=5),
    ),
)  # fmt: skip
