"""Words of chat that stand around a value without naming it, and those that rule one out.

All lower-case. What names a value (``policy number``) belongs to its family.
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# A name and its value are joined by these.
COPULAS = _words(
    "is are was be its s re as equals being iz si means says reads goes to follows lautet "
    "ist est es jest e ar"
)
# They say that a name names a number, rather than a thing.
NOUNS = _words(
    "number numbers num nums no nos nr nbr numb nmuber numer id ids code codes digit "
    "digits identifier key ref reference locator details detail nummer nummern numero numeros "
    "nro numer numeru numerem numeron numri codigo codice kod kood koodi"
)
# They say that digits are the last ones.
ENDINGS = frozenset(("ends", "ending", "ended"))
# They may stand between a name and its value.
FILLERS = _words(
    "it that this these those here there the a an my our your his her their i im am you "
    "we me in ends ending ended end with of for on at by last first final four five six "
    "would will should can could have has had please sorry sure actually only just like "
    "full complete entire whole current new old correct right exact own one ok okay yes "
    "yeah yep oh and or so well also know think believe guess say said got see shows "
    "given below above written called mr ms sir holder holders name under stolen lost "
    "primary main existing provided registered linked "
    "de del der die das des dem den du la le el los il lo mio mia mon mes mein "
    "meine meiner ihr ihre votre notre meu minha seu sua mijn uw moj moja moje min mitt minu "
    "minun sinu din ett en een un una une uno eine ein hier voici aqui ecco hej tak oui ja"
)
# Between two names these make the second a part of the first: the pin of my card.
BINDERS = _words("of for on to from with in")
# A value goes on to be of the same kind after these.
JOINERS = frozenset(("and", "or", "to", ",", "&", "/", "then"))
# Between a value and its name after it.
LINKS = _words("is as for was being are")

# After a number these make it a quantity.
UNITS = _words(
    "dollar dollars usd bucks buck cents cent euro euros eur pound pounds gbp quid rupee "
    "rupees rs inr yen yuan peso pesos percent pct k m bn mn million billion thousand "
    "hundred lakh lakhs crore point points mile miles km kms kilometers kilometres meter "
    "meters metre metres feet foot ft inch inches cm mm kg kgs g gm grams lb lbs ounce "
    "ounces oz litre litres liter liters ml gb mb kb tb mbps ghz mhz hz watt watts volts "
    "mah mp fps rpm mph kmh degrees degree mg mcg iu am pm oclock hour hours hr hrs "
    "minute minutes min mins second seconds sec secs day days night nights week weeks "
    "month months year years yr yrs yo people persons person adults adult kids children "
    "guests guest tickets seats rooms passengers travelers travellers pax checks items "
    "pieces units boxes copies bags times stars calories steps employees users customers "
    "members orders players bedrooms bathrooms layovers stops bits pages words st nd rd "
    "th ans jahre jahren anni anos jaar lata vuotta aastat dias jours tagen titulares paginas "
    "x ad bc street avenue ave road blvd boulevard lane drive court square"
)
# Before a number these make it an amount.
AMOUNTS = _words(
    "$ \u20ac \u00a3 \u00a5 \u20b9 usd eur gbp rs inr dollars about around approximately "
    "nearly almost over under roughly least most paid pay cost costs costing charged "
    "spent owe"
)
MONTHS = _words(
    "january february march april may june july august september october november "
    "december jan feb mar apr jun jul aug sep sept oct nov dec"
)
ORDINALS = frozenset(("st", "nd", "rd", "th"))
# Before a number of four digits these make it a year.
YEARS = _words(
    "in since year during of from until till by before after circa model summer winter "
    "spring fall autumn early late mid"
)
# Short words that are no part of a code such as "jfo 98 e".
ORDINARY = (
    _words(
        "a able about after again ago all also am an and any are as ask at away back bad be "
        "been best but buy by bye call can car come cool cost could day days dear did do does "
        "done dont down each end even every few find fine first for four free from full gave "
        "get give go goes going good got great had half has have he hello help her here hey "
        "hi high him his hmm hold home hope how i if im in into is isn it its ive just keep "
        "kind know last late later left less let like line list live long look lot low made "
        "mail make mam many may me mean men mine more most much must my name need never new "
        "next nice no none nope not note now of off oh ok okay old on once one only open or "
        "other our out over own paid pass pay per plan play pls plus plz put read real rest "
        "right room run said same save say see seem self sell send sent set she should show "
        "side sir six so some soon sorry stay still stop such sure take tell ten text than "
        "thank thanks that the their them then there these they thing think this those three "
        "time times to today told too took top total try turn two type under until up upon us "
        "use used very wait walk want was way we week well went were what when where which "
        "while who why will wish with word work would wrong yeah year yep yes yet you your "
        "yours zero thx ty bro guys madam maam since around above below between during "
        "without within against amount price east west north south road street flat floor "
        "gate seat row unit suite apt size age page step part level found named ones book "
        "lat booked add added event events movie hotel table party green white black blue large "
        "small extra water pizza tea rated given number order image item"
    )
    | UNITS
    | MONTHS
)
# Between the pieces of a code these say that two values stand there.
APART = _words(
    "and or to is for am pm at in of my the on as by so no it st nd rd th an be we me us he rs"
)
# Letters before the digits of a code that a space parts from them; units may be some.
NO_PREFIX = (
    (ORDINARY - UNITS) | NOUNS | FILLERS | AMOUNTS | APART | {w for w in COPULAS if len(w) > 1}
)
