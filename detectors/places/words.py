"""Words of addresses, by the place that they take, in the languages that people chat in.

All lower-case. Sources: national post offices' addressing guides (USPS Publication 28,
Royal Mail, Canada Post, La Poste, Deutsche Post, Correos, Poste Italiane, Poczta Polska,
Correios, Posti, Omniva, India Post), read 2026-11.
"""

from __future__ import annotations

from detectors.vocabulary import MONTHS, UNITS


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# After the name, the house number before it ("12 Oak Street"); they name nothing else.
STREET_AFTER = _words(
    "street strt stret avenue ave aven avn blvd boulevard boulv lane road raod pkwy parkway "
    "expressway expy turnpike tpke highway hwy freeway cul-de-sac crescent cres crescents "
    "terrace esplanade streets roads lanes avenues roadway driveway wynd causeway nagar "
    "nagare marg salai colony veethi theru chowk gali galli bazaar vihar enclave puram peth "
    "wadi layout"
)
# The same place, but they are words of daily life or short ones too.
WEAK_AFTER = _words(
    "st str rd ln dr drive ct court courts cir circle pl place way ways wy ter trl trail "
    "trails loop run path walk row square sq plaza park close gardens garden grove green "
    "mews hill hills heights view views rise quay wharf crossing cross alley ally arcade "
    "bend bluff bluffs branch bridge brook canyon cliff cliffs common commons cove coves "
    "creek dale estate estates extension falls field fields flat flats ford forest forge "
    "fork fort gateway glen harbor harbour haven hollow inlet island isle junction key "
    "knoll knolls lake lakes landing light lights lodge main mall manor meadow meadows mill "
    "mills mission motorway mountain neck oval orchard parade pass passage pike pine pines "
    "plain plains point points port prairie radial ramp ranch rapid rapids rest ridge "
    "ridges river shoal shoals shore shores spring springs spur spurs station stream summit "
    "track tunnel turnpike underpass union unions valley valleys via viaduct village "
    "villages ville vista well wells throughway trafficway stravenue skyway divide dam "
    "coast center centre complex tower towers building bldg mansion bypass rte route "
    "broadway area av"
)
# Before the name, the number after it ("Calle Mayor 12") or before both ("12 rue X").
STREET_BEFORE = _words(
    "rue r avenue av av/ avda bd bld boulevard blvd place allée allee allées chemin impasse "
    "quai route faubourg passage cours calle c/ p/ pl/ avinguda paraje pasaje pje cl paseo "
    "plaza pza pl ctra carretera camino cno travesía travesia ronda glorieta avenida "
    "callejón callejon calzada privada prol prolongación carrera cra kra transversal "
    "diagonal blvr carrer passeig plaça rambla urbanización urb via viale piazza piazzale "
    "corso vicolo largo strada str contrada lungomare ul ulica al aleja aleje os osiedle "
    "plac rondo rondzie skwer ulicy alei placu rua travessa alameda estrada rodovia praça "
    "praca beco ladeira quadra jalan jln jl lorong bulevardul calea ulitsa ул улица "
    "проспект пр-т пер шоссе бульвар вул пл ulice třída náměstí nám οδός cadde sokak lebuh"
)
# These begin no word of English chat: a name and a number, or a house number, are enough.
WEAK_BEFORE = _words(
    "place route passage cours via al os pl largo urb cl r plaza plac rondo str avenue "
    "boulevard blvd strada corso quadra camino diagonal ronda calzada"
)
# Between the name and the number ("Pärnu mnt 12", "Kossuth utca 5", "Lange Straat 5").
STREET_MIDDLE = _words(
    "tänav tn mnt maantee puiestee pst tee põik katu tie polku kuja utca u út útja tér "
    "körút iela gatvė g pr prospekts bulvāris ulica cesta trg straße strasse str weg platz "
    "gasse allee ring ufer damm chaussee promenade straat laan plein gracht kade dijk markt "
    "singel steenweg gatan gata vägen väg gate gaten vei veien vej gade allé plads torg "
    "caddesi cad sokak sokağı sok mahallesi mah"
)
# Endings of one word, the number after it ("Hauptstraße 12", "Mannerheimintie 5 B").
ENDINGS = (
    "straße", "strasse", "straat", "str", "gasse", "platz", "weg", "allee", "laan", "plein",
    "gracht", "kade", "dijk", "singel", "steenweg", "damm", "ufer", "chaussee", "graben",
    "katu", "kuja", "polku", "tie", "gatan", "vägen", "gata", "gate", "gaten", "veien", "vej",
    "gade", "stræde", "allé", "plads", "torget", "laantje", "markt", "berg", "steig", "ring",
)  # fmt: skip

# A door within a house, with its number or letter after it.
UNITS_OF_HOUSES = _words(
    "apt apts apartment apartments suite ste unit flat floor fl room rm level building bldg "
    "block blk tower door shop lot trailer spc space wing phase sector plot house no nr "
    "piso planta portal port pta puerta esc escalera bajo apto apartado depto departamento "
    "int interior ext km étage etage bât bat bâtiment appt appartement escalier wohnung whg "
    "stock og eg haus top tür etg m lok mieszkania bl kl klatka piętro scala interno piano "
    "palazzina bus bte boîte boite bloco apartamento andar sala lote casa conjunto qd "
    "korter krt as asunto rappu кв корп корпус дом д офис"
)
# Words before the number of a house.
NUMBER_WORDS = _words("no nr num numero número nº n° # door plot house flat unit hno")
DIRECTIONS = _words(
    "n s e w ne nw se sw north south east west northeast northwest southeast southwest"
)
TRAILING = _words("bis ter quater s/n izq izquierda dcha der derecha bajo sn")
ORDINAL_ENDS = frozenset(("st", "nd", "rd", "th", "º", "ª", "°"))

# No word of a street's or a town's name: the text has turned to something else.
STOP = (
    _words(
        "a an and are as at be been being but by can cannot could did do does doing done dont "
        "for from get gets getting give given go goes going good got had has have having he "
        "hello help her here hi him his hey how i if im is it its just keep know let like make "
        "me my need never not now of off ok okay on once only or our out please pls plz she "
        "should show so some soon sorry sure take tell than thank thanks that thats the their "
        "them then there these they thing think this those to today told tomorrow tonight too "
        "try until up us use used very wait want wanted wants was we well went were what when "
        "where which while who why will with without wont would yeah yep yes yet you your yours "
        "about above after again all also always any around away back because before below "
        "between both call came come cost costs each either else even every everything few find "
        "fine first found includes including into last later least less long look looking lot "
        "many may maybe might more most much must near next none nothing often other over own "
        "per quite rather really said same saw say see seem sent set several since still such "
        "through till together toward towards trip under unless upon via whether within won "
        "leave left leaving arrive arriving arrival depart departing starts start starting ends "
        "end ending available rating rated stars price priced rent cheap free book booked "
        "booking reserve reservation ticket tickets people person persons adult adults kid kids "
        "guest guests child children table tables seat seats bed beds bath baths bedroom "
        "bedrooms bathroom bathrooms item items piece pieces option options result results "
        "movie movies film films shows event events concert game games song songs album artist "
        "playing play watch restaurant restaurants hotel hotels flight flights bus train car "
        "cars attraction attractions appointment account card email phone contact telephone tel "
        "mobile cell fax number ssn dob birth born name id password pin cvv expiry security "
        "social order customer date time zip zipcode zipcodes postal pincode code codes amount "
        "total pizza pizzas burger burgers large medium small extra cheese coke sandwich "
        "sandwiches coffee drink drinks meal meals chicken fries taking takes place's correct "
        "right wrong new current old change changed update updated address sir madam mam maam "
        "ma'am way's titled called located location direct directs director root work working "
        "works something anything wife husband mail e-mail correo teléfono tlf telefono tfno "
        "telefon tél téléphone cp médico número numero nass nhc ncol remitido que con por para "
        "una und oder ist et est avec è sono oraz jest zamieszkały urodzony urodzonym urodzona "
        "pesel nip www http https com one's two-way one-way round-trip"
    )
    | MONTHS
    | (UNITS - _words(
        "st nd rd th x street avenue ave road blvd boulevard lane drive court square m g k mb "
        "points stars boxes pages stops foot day stone mg mp"
    ))
    | _words("stars day days hour hours pm am")
)  # fmt: skip
# Alone between a number and a street word they make no name ("a 2 way street").
NO_NAME = _words(
    "way one two lane door star yard foot side high_ hour min wheel story storey minute "
    "mile block blocks level car nd rd th st other different more busy wrong city"
)
# As the first word after a number they are no part of a name.
NO_LEAD = _words(
    "hotel hotels motel inn star stars hour way wheel story storey day minute mile lane "
    "door yard more other"
)
# Before the name of a part of a country.
DISTRICTS = _words(
    "gmina gm powiat pow woj województwo wojewodztwo provincia municipio distrito comarca "
    "tehsil taluk taluka district dist county opposite opp near behind"
)
# Small words within names of streets, which are words of other kinds in English.
PARTICLES = _words(
    "i y e que a o do da dos das de del la le les et los las con san di van der w we"
)
# Before an address in the same text.
CUES = _words(
    "address addresses addr adress adres adresse adresa adressi aadress osoite domicilio "
    "dirección direccion indirizzo endereço endereco adresu adresem zamieszkały "
    "zamieszkałym zamieszkałą zamieszkała zamieszkania zamieszkalym location venue situated "
    "anschrift wohnhaft domicilié demeurant residing resides reside lives live living "
    "located адрес adresiniz adresim lieferadresse deliver delivered ship shipped"
)
# Who says these orders or asks, and gives no address.
ORDERS = _words(
    "want need needs like add order get have has had there there's theres book roll how "
    "what when where why which who does do did can could would should many much found find "
    "i've going from takes event tickets ticket confirm schedule reserved reserve"
)
# They say nothing about what they stand before.
OPENING = _words(
    "yes yeah yep sure ok okay and so well it it's its is the my our that this here please "
    "thanks thank you hi hello sorry oh address zip code zipcode postal postcode pin "
    "pincode city state country name number new current full home billing shipping delivery "
    "mailing to at in on as change update be use a , : . - = # ; no ist è är est il un une "
    "la el die der das meine mon ma mi mijn moj mój jest minun minu"
)
# Of other things than houses.
NO_HOUSES = _words(
    "email mail e-mail ip mac web website url wallet bitcoin btc crypto ethereum ipv4 ipv6 "
    "server site internet memory correo electrónico electronico courriel wifi gateway"
)
# Between a cue and the address.
AFTER_CUE = _words(
    "situated is are at on in to as be w we na it its it's the my our : , - = . ist est es "
    "è är will would should has been changed new now from current full home street billing "
    "shipping following below here ok sure yes one name and no # way over just off of by "
    "line lines number"
)
