"""Numbers of patients, records, members, prescriptions and authorisations in health care.

Issuer: the hospital, payer or pharmacy. Layout: theirs; none has a universal syntax. Check
digit: none, so words have to speak for each; of random digits none pass without them. A
provider's tax id is an employer identification number: two digits of a prefix that the
IRS uses (four in five pass), and seven.
Source: CMS, sample insurance card, MLN CMS-1500 course (prior authorisation and referral
numbers), explanation of benefits; IRS, valid EIN prefixes, read 2026-11.
"""

from __future__ import annotations

import re

from detectors.grammar import Family, Layout, Shape

_PREFIXES = frozenset((*range(7, 10), *range(17, 20), 28, 29, 49, 69, 70, 78, 79, 89, 96, 97))
_EMPLOYER = "|".join(f"{prefix:02}" for prefix in range(1, 100) if prefix not in _PREFIXES)

FAMILIES = (
    Family(
        entity_type="MEDICAL_RECORD_NUMBER",
        labels=(
            "mrn", "medical record", "medical record number", "medical records number",
            "health record number", "chart number", "hospital number", "hospital id",
            "patient record", "med rec", "nhc", "historia clinica", "cipa",
            "numero de historia", "numero de historia clinica", "no de historia clinica",
            "num de historia clinica", "no de historia", "num de historia", "numero de episodio",
            "expediente clinico", "krankenaktennummer", "patientenakte", "fallnummer",
            "dossier medical", "dossier patient", "numero de dossier medical", "cartella clinica",
            "numero nosologico", "prontuario", "numero do prontuario", "processo clinico",
            "medisch dossier", "historii choroby", "historia choroby", "potilaskertomus",
            "haigusloo number", "journalnummer",
        ),
        heads=("medical chart", "clinical record", "episodio", "expediente", "nosologico"),
        shape=Shape(digits=(3, 20), letters=99),
    ),
    Family(
        entity_type="PATIENT_ID",
        labels=(
            "patient id", "patient number", "patient no", "patient identifier",
            "patientennummer", "patienten id", "patientennr", "numero de patient", "id patient",
            "numero de paciente", "id paciente", "id del paciente", "numero paziente",
            "id paziente",
            "patientnummer", "patientnr", "numer pacjenta", "nr pacjenta", "id pacjenta",
            "potilasnumero", "potilastunnus", "patsiendi number",
        ),
        heads=("patient",),
        shape=Shape(digits=(3, 20), letters=99, bare=6),
    ),
    Family(
        entity_type="US_HEALTH_INSURANCE_MEMBER_ID",
        labels=(
            "health insurance id", "health insurance number", "health insurance member id",
            "health insurance member", "insurance id", "insurance member id", "health plan id",
            "insurance number", "subscriber id", "health plan number", "beneficiary id",
            "medicaid id", "medicaid number", "us health insurance member id", "insurance no",
            "health insurance policy number", "health insurance member number", "group number",
        ),
        heads=("insurance", "health insurance", "health plan", "medicaid"),
        shape=Shape(digits=(2, 20), letters=99, bare=6),
    ),
    Family(
        entity_type="HEALTH_INSURANCE_ID",
        labels=(
            "nass", "numero de afiliacion", "tarjeta sanitaria", "cip sns", "cartao de saude",
            "numero de utente", "tessera sanitaria", "tesserino sanitario", "carte vitale",
            "numero d assure", "mutuelle", "numero de mutuelle", "versichertennummer",
            "versichertennr", "krankenversicherungsnummer", "krankenversichertennummer",
            "krankenkassennummer", "kv nummer", "kv - nummer", "kvnr", "kv nr", "egk nummer",
            "zorgverzekeringsnummer", "zorgpasnummer", "verzekerdennummer", "numer ubezpieczenia",
            "nr ubezpieczenia", "numer ekuz", "nr ekuz", "ekuz", "sairausvakuutusnumero",
            "ravikindlustuse number", "haigekassa number",
        ),
        shape=Shape(digits=(3, 20), letters=99),
    ),
    Family(
        entity_type="MEDICAL_LICENSE",
        labels=(
            "nocol", "no col", "numero de colegiado", "no de colegiado", "num colegiado",
            "colegiado", "colegiada", "rpps", "adeli", "numero d ordre", "crm",
            "cedula profesional",
            "arztnummer", "big nummer", "big - nummer", "numer pwz", "nr pwz", "pwz", "gmc number",
            "gmc no", "medical license number", "medical licence number", "dea number", "dea no",
        ),
        shape=Shape(digits=(4, 12), letters=3),
    ),
    Family(
        entity_type="US_PRESCRIPTION_NUMBER",
        labels=(
            "rx number", "rx no", "prescription number", "prescription no", "rx id",
            "script number",
            "numero de receta", "rezeptnummer", "numero d ordonnance", "numero ricetta",
            "numero de receita", "receptnummer", "numer recepty", "nr recepty", "kod recepty",
            "reseptin numero", "retsepti number",
        ),
        heads=("rx", "prescription", "refill"),
        shape=Shape(digits=(4, 15), letters=99, bare=6),
    ),
    Family(
        entity_type="US_PRIOR_AUTHORIZATION_NUMBER",
        labels=("prior auth", "prior authorization", "prior authorisation", "pre - auth",
                "preauthorization", "preauthorisation", "preauth"),
        heads=("authorization", "authorisation", "approval"),
        shape=Shape(digits=(4, 15), letters=99, bare=6),
    ),
    Family(
        entity_type="US_REFERRAL_NUMBER",
        labels=("referral id", "referral number", "infusion referral"),
        heads=("referral",),
        shape=Shape(digits=(4, 15), letters=99, bare=6),
    ),
    Family(
        entity_type="",
        labels=(
            "provider tax id", "provider tax", "provider tin", "provider ein", "billing provider",
            "provider organization tin", "provider organization ein", "us provider tax id",
            "provider tax identification", "billing provider tax id", "rendering provider tax id",
            "healthcare provider tax id", "provider organization tax id", "billing provider tin",
        ),
        layouts=(
            Layout(
                expression=re.compile(rf"(?:{_EMPLOYER})-[0-9]{{7}}"),
                entity_type="US_PROVIDER_TAX_ID",
                score=0.8,
            ),
        ),
    ),
)  # fmt: skip
