"""Words that name a kind of document, a country, or something else altogether.

All lower-case and without diacritics. A word with a final ``*`` also counts with an ending
(``steuer*``), a phrase is words joined by single spaces.
"""

from __future__ import annotations

from detectors.numbers.identifier import Kind

KIND_WORDS: dict[Kind, tuple[str, ...]] = {
    Kind.PERSON: (
        "personal code", "personal number", "personal id", "personal identity",
        "personal identification", "national id", "national identity", "national number",
        "national identification", "identity number", "identity code", "identification number",
        "identification code", "id number", "id no", "id code", "citizen number", "citizen id",
        "citizenship number", "citizen service", "resident registration", "resident identity",
        "birth number", "government id", "gov id", "identity document", "identity nr",
        "personal public service", "population register", "registration number", "unique id",
        "personnummer*", "personalnummer", "personenkennziffer", "ausweisnummer", "cedula",
        "documento nacional", "numero de identidad", "numero de identificacion", "documento",
        "identite", "numero national", "numero d identite", "identita", "numero identificativo",
        "identificacao", "identidade", "rijksregisternummer", "identiteitsnummer",
        "henkilotunnus*", "isikukood*", "asmens kodas", "personas kods", "rodne cislo",
    ),
    Kind.TAX: (
        "tax", "tax id", "taxes", "taxpayer", "tin", "tax number", "tax code", "fiscal",
        "tax file", "tax payer", "tax identification", "tax registration", "steuer*",
        "impuestos", "tributaria", "tributario", "contribuyente", "fiscale", "fiscal code",
        "impot", "contribuinte", "belasting*", "podatk*", "nip", "veronumero", "vero*", "maksu*",
        "income tax", "revenue", "numero fiscal", "skatt*", "adoszam", "vergi", "npwp", "rfc",
    ),
    Kind.SOCIAL: (
        "social security", "social insurance", "social", "national insurance", "insurance number",
        "insured number", "sozialversicherung*", "rentenversicherung*", "versicherungsnummer",
        "securite sociale", "seguridad social", "seguro social", "previdenza sociale",
        "seguranca social", "sociale zekerheid", "ubezpieczen*", "pension", "ssn", "sss", "gsis",
    ),
    Kind.HEALTH: (
        "health", "health card", "health insurance", "health number", "medicare", "medicaid",
        "nhs", "patient number", "patient id", "health service", "healthcare number",
        "health id", "insurance card", "krankenversicherung*", "krankenversicherten*",
        "krankenkasse*", "gesundheitskarte", "versichertennummer", "versicherten*",
        "assurance maladie", "carte vitale", "tessera sanitaria", "sanitario", "tarjeta sanitaria",
        "cartao de saude", "zorgverzekering*", "personal health",
    ),
    Kind.PASSPORT: (
        "passport*", "passeport", "reisepass*", "pasaporte", "passaporto", "passaporte",
        "paspoort*", "passi", "passinumero*", "pass number", "paszport*", "pass nr", "pasaport",
        "travel document",
        "\u043f\u0430\u0441\u043f\u043e\u0440\u0442", "\u62a4\u7167", "\u8b77\u7167",
        "\uc5ec\uad8c", "\u30d1\u30b9\u30dd", "\u65c5\u5238",
    ),
    Kind.IDENTITY_CARD: (
        "identity card", "id card", "identitycard", "national card", "card id", "identity cards",
        "personalausweis*", "ausweis*", "carte d identite", "carta d identita", "carta identita",
        "cie", "dowod*", "dowod osobisty", "tarjeta de identidad", "carnet de identidad", "dni",
        "cartao de cidadao", "identiteitskaart*", "henkilokortti*", "id kaart*", "kimlik*",
        "electronic id", "eid", "id document", "document number",
        "\u8eab\u4efd\u8bc1", "\u8eab\u5206\u8b49",
    ),
    Kind.DRIVING: (
        "driver license", "drivers license", "driver s license", "driving license",
        "driving licence", "driver licence", "drivers licence", "driver s licence", "dl",
        "driving permit", "license number", "licence number", "driver", "drivers", "driving",
        "lic", "license", "licence", "permit number", "dl number", "dln", "fuhrerschein*",
        "fuehrerschein*", "permis de conduire", "permis", "patente", "patente di guida",
        "carnet de conducir", "permiso de conducir", "licencia de conducir", "rijbewijs*",
        "prawo jazdy", "ajokortti*", "juhiluba", "juhiload", "carta de conducao", "habilitacao",
        "cnh",
        "\u9a7e\u9a76\u8bc1", "\uc6b4\uc804\uba74\ud5c8", "\u514d\u8a31",
        "\u904b\u8ee2\u514d\u8a31",
    ),
    Kind.RESIDENCE: (
        "residence permit", "residence card", "resident permit", "residence", "foreigner*",
        "foreign registration", "alien", "alien registration", "aufenthaltstitel", "extranjero",
        "titre de sejour", "permesso di soggiorno", "verblijfsvergunning", "immigration",
        "visa number",
    ),
    Kind.VOTER: ("voter", "voter id", "voters", "election", "electoral", "elector", "epic"),
    Kind.STUDENT: ("student", "student number", "pupil", "school", "student id", "matriculation"),
    Kind.PROFESSION: (
        "medical license", "medical licence", "provider", "prescriber", "dea", "npi", "physician",
        "practitioner", "doctor number", "provider id", "arztnummer", "betriebsstatten*",
    ),
    Kind.BUSINESS: (
        "company", "business", "enterprise", "corporate", "registration", "organisation",
        "organization", "entity", "company number", "business number", "trade register",
        "company register", "register number", "commercial register", "handelsregister*", "firma",
        "empresa", "entreprise", "societe", "azienda", "impresa", "bedrijf*", "yritys*", "ettevot*",
        "organisationsnummer*", "employer", "establishment", "legal entity", "corporation",
        "economic operator", "association", "tax registration",
    ),
    Kind.VAT: (
        "vat", "v a t", "vat number", "vat id", "vat registration", "tva", "iva", "ust", "ust id",
        "ustid*",
        "umsatzsteuer*", "mwst", "btw", "moms", "alv", "gst", "sales tax", "partita iva", "kmkr",
        "value added", "value added tax", "t v a", "i v a", "dic", "dph", "ddv", "pvn", "pvm",
        "fpa", "pdv", "ndc",
    ),
    Kind.BANK: (
        "bank account", "account number", "account no", "account", "bank", "acct", "a c",
        "konto*", "kontonummer*", "cuenta", "compte", "conto corrente", "conto", "conta",
        "rekening*", "rekeningnummer", "tilinumero*", "routing", "sort code", "payment slip",
        "clabe",
    ),
    Kind.PROPERTY: ("property", "cadastral", "land register", "meter", "supply point", "catastral"),
}  # fmt: skip

# With a country's name these are enough: "my Estonian code is".
GENERIC_WORDS = frozenset({
    "number", "numbers", "code", "id", "no", "nr", "num", "identifier", "document", "card",
    "certificate", "nummer", "numero", "kood", "koodi", "numer", "tunnus", "cislo", "kod",
    "numara", "nomer", "numerot", "codigo", "codice", "kimlik",
})  # fmt: skip

# A number named so is something else, whatever stands further away.
OTHER_LABELS = frozenset({
    "order", "orders", "invoice", "tracking", "ticket", "booking", "reservation", "parcel",
    "shipment", "version", "build", "flight", "room", "gate", "page", "chapter", "sku", "isbn",
    "issn", "ean", "upc", "item", "product", "model", "part", "amount", "total", "price",
    "balance", "isin", "cusip", "lei", "serial", "bestellung", "rechnung", "commande", "facture",
    "pedido", "factura", "ordine", "fattura", "phone", "tel", "mobile", "cell", "fax", "timestamp",
})  # fmt: skip

COUNTRY_WORDS: dict[str, str] = {
    "AD": "andorra andorran", "AE": "uae emirati emirates", "AL": "albania albanian",
    "AM": "armenia armenian", "AR": "argentina argentinian argentine argentino",
    "AT": "austria austrian osterreich* oesterreich*", "AU": "australia australian aussie",
    "AZ": "azerbaijan azerbaijani azeri", "BA": "bosnia bosnian",
    "BD": "bangladesh bangladeshi", "BE": "belgium belgian belge belgisch* belgie belgique",
    "BG": "bulgaria bulgarian", "BH": "bahrain bahraini", "BO": "bolivia bolivian",
    "BR": "brazil brazilian brasil brasileiro", "BY": "belarus belarusian",
    "CA": "canada canadian", "CH": "swiss switzerland schweiz* suisse svizzera",
    "CL": "chile chilean chileno", "CN": "china chinese prc", "CO": "colombia colombian",
    "CR": "costa_rica costa_rican", "CU": "cuba cuban", "CY": "cyprus cypriot",
    "CZ": "czech czechia", "DE": "german germany deutsch* deutschland",
    "DK": "danish denmark dansk*", "DO": "dominican", "DZ": "algeria algerian",
    "EC": "ecuador ecuadorian", "EE": "estonia estonian eesti", "EG": "egypt egyptian",
    "ES": "spain spanish espana espanol*", "EU": "european eu europe",
    "FI": "finland finnish suomi suomalai*", "FO": "faroe faroese",
    "FR": "france french francais*", "GB": "uk gb british britain england english united_kingdom "
    "scottish welsh", "GE": "georgia georgian", "GH": "ghana ghanaian", "GN": "guinea guinean",
    "GR": "greece greek hellenic", "GT": "guatemala guatemalan", "HK": "hong_kong",
    "HN": "honduras honduran", "HR": "croatia croatian hrvatsk*",
    "HU": "hungary hungarian magyar", "ID": "indonesia indonesian",
    "IE": "ireland irish", "IL": "israel israeli", "IN": "india indian", "IQ": "iraq iraqi",
    "IR": "iran iranian persian", "IS": "iceland icelandic", "IT": "italy italian italian*",
    "JM": "jamaica jamaican", "JO": "jordan jordanian", "JP": "japan japanese",
    "KE": "kenya kenyan", "KR": "korea korean south_korea south_korean",
    "KW": "kuwait kuwaiti", "KZ": "kazakhstan kazakh", "LB": "lebanon lebanese",
    "LI": "liechtenstein", "LK": "sri_lanka sri_lankan", "LT": "lithuania lithuanian lietuv*",
    "LU": "luxembourg luxembourgish luxembourgian", "LV": "latvia latvian latvij*",
    "LY": "libya libyan", "MA": "morocco moroccan", "MC": "monaco monacan",
    "MD": "moldova moldovan moldavian", "ME": "montenegro montenegrin",
    "MK": "macedonia macedonian", "MT": "malta maltese", "MU": "mauritius mauritian",
    "MX": "mexico mexican mexicano", "MY": "malaysia malaysian",
    "MZ": "mozambique mozambican", "NG": "nigeria nigerian",
    "NL": "dutch netherlands nederland* holland", "NO": "norway norwegian norsk*",
    "NP": "nepal nepali", "NZ": "new_zealand kiwi", "OM": "oman omani", "PA": "panama panamanian",
    "PE": "peru peruvian peruano", "PH": "philippine philippines filipino",
    "PK": "pakistan pakistani", "PL": "poland polish polsk*",
    "PT": "portugal portuguese portugues*", "PY": "paraguay paraguayan", "QA": "qatar qatari",
    "RO": "romania romanian roman*", "RS": "serbia serbian srpsk*",
    "RU": "russia russian russian*", "SA": "saudi saudi_arabia saudi_arabian",
    "SE": "sweden swedish svensk*", "SG": "singapore singaporean", "SI": "slovenia slovenian",
    "SK": "slovak slovakia slovensk*", "SM": "san_marino", "SN": "senegal senegalese",
    "SV": "el_salvador salvadoran salvadorian", "TH": "thai thailand", "TN": "tunisia tunisian",
    "TR": "turkey turkish turkiye turk", "TW": "taiwan taiwanese", "UA": "ukraine ukrainian",
    "XK": "kosovo kosovar kosovan",
    "US": "US usa american america united_states u_s", "UY": "uruguay uruguayan",
    "UZ": "uzbekistan uzbek", "VE": "venezuela venezuelan", "VN": "vietnam vietnamese",
    "AO": "angola angolan", "CI": "ivory_coast ivorian", "ET": "ethiopia ethiopian",
    "KG": "kyrgyzstan kyrgyz", "KH": "cambodia cambodian khmer",
    "MN": "mongolia mongolian", "MO": "macao macau macanese", "NI": "nicaragua nicaraguan",
    "RW": "rwanda rwandan", "TT": "trinidad trinidadian tobago", "TZ": "tanzania tanzanian",
    "UG": "uganda ugandan", "ZM": "zambia zambian",
    "ZA": "south_africa south_african", "ZW": "zimbabwe zimbabwean",
}  # fmt: skip
