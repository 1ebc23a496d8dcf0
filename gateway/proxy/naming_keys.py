"""What the key of a value says of it: a person, a place, a medical fact; a thing; or nothing.

A key is read as its words, whatever their case and what joins them: ``customerName``,
``customer-name`` and "Customer name" are one. The last word says what the value is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

_WORD = re.compile(r"[A-ZÀ-Þ]+(?![a-zß-ÿ])|[A-ZÀ-Þ]?[^\W\d_A-ZÀ-Þ]+")
# Members that say what an object is about.
_LABELS = ("name", "key", "label", "field", "question")
# So much of a key says what it means.
_LONGEST = 200


def _table(*lines: str) -> frozenset[str]:
    return frozenset(word for line in lines for word in line.split())


_SOMEBODY = _table(
    # names
    "firstname lastname fullname surname forename nickname username middlename birthname",
    "vorname nachname nombre apellido prenom prénom nom cognome nome sobrenome apelido",
    "voornaam achternaam etunimi sukunimi eesnimi perekonnanimi nimi naam initials alias",
    # people, by what they are to somebody
    "person people customer client user patient member guest visitor passenger traveler",
    "traveller subscriber employee worker staff colleague candidate applicant student pupil",
    "teacher professor tutor doctor physician nurse dentist therapist surgeon pharmacist",
    "caregiver carer spouse husband wife partner fiance fiancee mother father mom mum dad",
    "parent child children son daughter brother sister sibling uncle aunt cousin nephew niece",
    "grandmother grandfather friend neighbor neighbour relative guardian beneficiary dependent",
    "insured policyholder holder cardholder payee payer buyer seller tenant landlord driver",
    "rider courier agent representative advisor adviser lawyer attorney judge witness claimant",
    "victim suspect defendant author writer editor artist owner creator reporter requester",
    "requestor submitter reviewer approver assignee assigner manager supervisor boss director",
    "leader organizer organiser host attendee participant invitee signatory signer",
    "sender recipient receiver addressee consignee shipper contact caller callee speaker",
    "respondent kunde kundin patientin empfänger absender cliente paciente destinatario",
    "remitente klant asiakas potilas utente paziente",
    # who did it, and for whom
    "from to cc bcc by for who whom attention attn",
    # places
    "city town village hometown birthplace country nationality state province county district",
    "borough municipality place location destination origin address street road avenue lane",
    "residence home postcode zip stadt ort land strasse straße adresse ciudad pueblo país pais",
    "calle dirección direccion ville pays rue città citta paese via indirizzo cidade rua",
    "endereço endereco plaats straat adres kaupunki katu osoite linn aadress",
    # medical facts, and what Article 9 of the GDPR names
    "diagnosis diagnose diagnoses condition illness disease disorder syndrome symptom",
    "complaint ailment injury disability comorbidity comorbidities allergy allergies allergen",
    "medication medications medicine meds drug prescription dosage vaccine vaccination",
    "immunization treatment therapy procedure surgery medical health disease",
    "krankheit diagnóstico diagnostico síntoma sintoma alergia medicamento maladie",
    "médicament medicament allergie malattia farmaco ziekte medicijn sairaus lääke",
    "religion faith denomination belief ethnicity race orientation sexuality gender politics",
)

# Whose values are words of a trade or of a program, names of people among them.
_THINGS = _table(
    "unit units uom color colour hue lang language locale currency tz timezone tier plan",
    "env environment stage sort format mode size voice font icon theme style css cls",
    "encoding mime charset protocol scheme os platform browser column columns table schema",
    "branch commit sha hash md5 checksum etag uuid guid version cron regex sql iata icao",
    "cabin metric variable parameter function tool endpoint filename hostname tablename",
    "classname module package library repo repository cluster bucket queue brand",
    "manufacturer genre album",
)
_NAMES = frozenset({"name", "names"})
# What has a name and is nobody.
_NAMED_THINGS = _THINGS | _table(
    "file folder directory product item event host domain field class method type",
    "app application service server database db dataset index job task step workflow",
    "pipeline node region zone template project image container tag topic model device",
    "key category layer sheet tab page screen button feature flag setting attribute property",
    "trigger action intent entity operation",
)
# They say nothing themselves: what stands beside or above them does.
_GENERIC = _table(
    "value values text answer answers first last given family middle content display item",
    "items entry entries response input data list all",
)


def label(holder: Mapping[str, Any]) -> str:
    """What an object says that it is about, or nothing."""
    return next((holder[name] for name in _LABELS if type(holder.get(name)) is str), "")


def below(keys: Sequence[str], key: str, *, holder: Mapping[str, Any]) -> tuple[str, ...]:
    """The keys of a value, the nearest first, with its object's label.

    Args:
        keys: those of the object.
        key: that of the value in it.
        holder: the object.
    """
    return (key, label(holder), *keys[:1])


def names_somebody(keys: Sequence[str]) -> bool:
    """Whether the keys of a value name a person, a place or a medical fact."""
    words = _words(keys)
    if _last(words) in _NAMES:
        return len(words) < 2 or not _is_in(_NAMED_THINGS, words[-2])
    if _is_in(_GENERIC, _last(words)):
        return any(names_somebody((each,)) for each in keys[1:])
    return _is_in(_SOMEBODY, _last(words))


def names_thing(keys: Sequence[str]) -> bool:
    """Whether the keys of a value name a thing, whose values are nobody's."""
    words = _words(keys)
    if _last(words) in _NAMES:
        return len(words) > 1 and _is_in(_NAMED_THINGS, words[-2])
    return _is_in(_THINGS, _last(words))


def _words(keys: Sequence[str]) -> list[str]:
    nearest = keys[0][-_LONGEST:] if keys else ""
    return [word.lower() for word in _WORD.findall(nearest)]


def _last(words: Sequence[str]) -> str:
    return words[-1] if words else ""


def _is_in(table: frozenset[str], word: str) -> bool:
    return word in table or (word.endswith("s") and word[:-1] in table)
