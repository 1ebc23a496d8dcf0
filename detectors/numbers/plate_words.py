"""Words that name a licence plate, or a vehicle that has one, in many languages."""

from __future__ import annotations

from detectors.context import Words

# Expressions for the scan and for ``re``: words that name a plate and nothing else.
NAMING = (
    r"(?:licen[sc]e plate|number ?plate|registration plate|vehicle plate|car plate|plates?"
    r"|vehicle registration|car registration|vehicle reg|car reg|registration mark"
    r"|kennzeichen|nummernschild|immatriculation|plaque|matr[ií]cula|placas?|targa"
    r"|kenteken|nummerplaat|nummerpl[aå]t|nummerplade)"
)
STRONG = (
    rf"(?:{NAMING}|vehicle number|vehicle no|car number|vrn|vrm|tag number"
    r"|regnr|autonummer|kfz[- ]?kennzeichen"
    r"|rekisterinumero|rekisteritunnus|rekisterikilpi|rekkari|rekkarin?umero"
    r"|numbrim[aä]rk|registreerimisnumber|registreeringsnummer|registreringsnummer"
    r"|registreringsskylt|skiltnummer|nr rej|numer rej|numer rejestracyjny|tablica rejestracyjna"
    r"|rejestracja|rejestracji|rendsz[aá]m|spz|registra[cč]n[ií] zna[cč]ka|plaka|plakas[ıi]"
    r"|госномер|номер машины|регистрационный номер|номерной знак|车牌|車牌|車のナンバー|ナンバー"
    r"|번호판|차량번호|num[aă]r de [iî]nmatriculare|targ[eë]|registarska|registrska|valstybinis"
    r"|numura z[iī]me|πινακ[ιί]δα)"
)
# Of a computer, which are no plates of cars.
OTHER_PLATES = (
    r"(?!\s(?:madre|base|m[aã]e|gr[aá]fica|de\s(?:v[ií]deo|red|rede|sonido|som)|tectonics))"
)
# In the turn before.
ASKED = Words(
    "license plate", "licence plate", "number plate", "numberplate", "plate number", "plate",
    "plates", "registration plate", "vehicle registration",
    "car registration", "vehicle number", "car number", "vrn", "tag number",
    "kennzeichen", "nummernschild", "immatriculation", "plaque", "matrícula", "matricula",
    "placa", "targa", "kenteken", "nummerplaat", "rekisterinumero",
    "rekisteritunnus", "numbrimärk", "numer rejestracyjny", "nr rejestracyjny", "rendszám",
    "plaka", "plakası", "registreringsnummer", "госномер", "车牌", "번호판", "ナンバー",
)  # fmt: skip
# Enough for capitals and digits that many countries' plates, and much else, look like.
_PAPERS = (
    "vehicle", "vehicles", "registration", "reg", "vrn", "vrm", "dvla", "mot", "logbook",
    "log book", "plate", "plates", "licence plate", "license plate", "rto", "kennzeichen",
    "nummernschild", "zulassung", "kfz", "fahrzeug", "auto", "pkw", "lkw", "wagen",
    "fahrzeugschein", "fahrzeugbrief", "patente", "plaka", "plakası", "plakalı", "araç",
    "aracın", "taşıt", "kayıt", "natis", "enatis",
)  # fmt: skip
PAPERS = Words(*_PAPERS)
# Enough for a run that has one country's layout.
VEHICLE = Words(
    *_PAPERS, "car", "cars", "registered", "bike", "bikes", "motorbike", "motorcycle", "scooter",
    "van", "truck", "lorry", "taxi", "cab", "parked", "parking", "araba", "gaadi", "gadi",
)  # fmt: skip
# Makes, ranges and engines in capitals, which numbers follow or come before.
_MODELS = """
    BMW VW MG DS GMC KIA RAM BYD KTM JAC GWM SAIC BAW LDV TVR MAN DAF
    CLA CLK CLS GLA GLB GLC GLE GLK GLS SLC SLK SLR EQA EQB EQC EQE EQS AMG SUV MPV
    TDI CDI HDI GTI GTD GTE TSI CRD DCI JTD VTI THP MPI CVT AWD FWD RWD SEL LTZ XLE CRV HRV
    RAV ID LED USB GPS ABS DVD MPG BHP KWH
"""
MODELS = frozenset(_MODELS.split())
# What stands beside a plate without being part of it, three letters at most.
_SMALL_WORDS = """
    a ad ago al all am an and any apr are as at ate au aug be bir bu but by can car cm co da das
    day de dec del der des di did die do du e ed een ei el em en end ent er es et eu eur feb for
    fri from fue fun gbp get go got had has hat he her het hi hin his i if ii il im in inc ins is
    ist it its ja jan je jul jun kg km la las le les lo los ma mar max may me mi min mit mon mph
    my na nd ne new no nor not nov now nr o och oct of off og ok old oli on one or os our out pan
    para per pl pm por på que rd sat se sep she si sie sin so son st su sun sur ta te th the thu
    to too tue two um un und une up us usd uso van ve via von vor w was we wed wie will y yes yet
    you z za zum zur è é
"""
NO_PART = frozenset(_SMALL_WORDS.split())
