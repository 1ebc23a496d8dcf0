"""What people say they do or belong to that tells a special category: whole phrases.

Each expression stands after a subject of ``SUBJECT`` and a few small words, or holds its own
possessive ("my rabbi"). The named group of ``detectors.special.words.SUBTYPES`` is its key.
"""

from __future__ import annotations

from types import MappingProxyType


def _any(*lines: str) -> str:
    return "|".join(lines)


SUBJECT = (
    r"(?:i|i'?ve|i'?m|i'?d|we|we'?re|we'?ve|my \w{2,12}|our \w{2,12}|ich|wir|meine? \w{2,12}|ik|"
    r"wij|we|mijn \w{2,12}|je|j'ai|nous|on|sono|soy|sou|estoy|siamo|olen|jestem|bin|suis|"
    r"mon \w{2,12}|ma \w{2,12}"
    r"|mi \w{2,12}|yo|io|ho|mia \w{2,12}|mio \w{2,12}|eu|minha \w{2,12}|meu \w{2,12}|minä|ma|"
    r"mina|ja|moja \w{2,12}|mój \w{2,12})"
)
SMALL = (
    r"(?:am|are|is|was|were|be|been|have|has|had|do|don'?t|not|never|always|only|usually|just|"
    r"also|still|recently|both|all|once"
    r"|used|to|will|would|can|a|an|as|actually|proudly|really|every|sundays?|active|activist|"
    r"paying|who|and|bin|war|habe|seit|immer"
    r"|ben|heb|suis|ai|avons|fait|he|hemos|siempre|ho|abbiamo|sono|sempre|tenho|sempre|olen|na|w|"
    r"sunday|already|first|even|officially)"
)
_PARTIES = _any(
    "trump|biden|harris|kamala|obama|hillary|clinton|sanders|bernie|desantis|greens?|green party|"
    "labour|labor|tor(?:y|ies)|conservatives?",
    "liberals?|lib dems?|liberal democrats|snp|plaid cymru|sinn fein|dup|ukip|reform(?: uk)?|"
    "brexit|leave|remain|republicans?|democrats?",
    "gop|libertarians?|ndp|bloc qu[eé]b[eé]cois|bjp|congress party|aap|likud|communists?|"
    "socialists?|social democrats?|far right|far left",
    "afd|cdu|csu|spd|fdp|grünen?|die grünen|die linke|linken?|bsw|merz|scholz|habeck|weidel|övp|"
    "fpö|spö|svp",
    "vvd|pvda|groenlinks|d66|pvv|cda|wilders|n-va|vlaams belang|macron|le pen|mélenchon|zemmour|"
    "le rn|rassemblement national|lfi|les verts|le ps|les républicains",
    "psoe|el pp|vox|podemos|sumar|pp|meloni|salvini|schlein|la lega|lega|pd|m5s|"
    "movimento 5 stelle|forza italia|fratelli d'italia",
    "chega|bloco de esquerda|pcp|psd|lula|bolsonaro|o pt|pt|kokoomus(?:ta)?|perussuomalais(?:ia|"
    "et)|vihre(?:itä|ät)|vasemmistoliitto(?:a)?|demareita",
    "reformierakon(?:d|da)|ekre|ekret|keskerakon(?:d|da)|isamaa(?:d)?|sotse|pis|platform[ęaąe]|"
    "konfederacj[ęaeią]{1,3}|lewic[ęaey]|tuska|kaczyńskiego",
)
_RELIGIONS = (
    r"(?:islam|christianity|catholicism|judaism|buddhism|hinduism|sikhism|orthodoxy|"
    r"protestantism|mormonism|jainism|paganism|wicca|zoroastrianism)"
)
_NAMED_UNIONS = (
    r"(?:unison|unite the union|gmb|usdaw|rmt|nasuwt|neu|ver\.?di|ig metall|ig bau|gew|uaw|"
    r"the teamsters|teamsters|seiu|afscme|fnv|cnv|cgt|la cgt|cfdt|la cfdt|force ouvrière"
    r"|ccoo|comisiones obreras|ugt|cgil|cisl|uil|cgtp|solidarność|solidarności|opzz|gewerkschaft|"
    r"la cgil)"
)

# After a subject and small words.
ACTS = MappingProxyType(
    {
        "religion": _any(
            r"(?:go(?:es|ing)?|went) to (?:the |our |a )?(?:church|mosque|synagogue|mass|shul|"
            r"gurdwara|sunday school|bible study|confession|friday prayers)",
            r"pray(?:s|ed|ing)? (?:five times|5 times|to (?:god|allah|jesus|mary|krishna|shiva)|"
            r"the rosary|every day|daily|at the mosque)",
            r"(?:keep|keeps|kept|keeping) (?:kosher|shabbat|shabbos|the sabbath|halal)|(?:eat|"
            r"eats|eating) (?:only )?(?:halal|kosher)",
            r"fast(?:s|ed|ing)? (?:for|during|in) (?:ramadan|lent|yom kippur)|(?:observ|"
            r"celebrat)(?:e|es|ed|ing) (?:shabbat|the sabbath|ramadan|eid|lent|passover|"
            r"yom kippur|rosh hashanah|hanukkah|diwali|vaisakhi)",
            r"wear(?:s|ing)? (?:a |the |my |an )?(?:hijab|niqab|burqa|headscarf|kippah|yarmulke|"
            r"turban|kirpan|chador)",
            rf"(?:converted|converting|convert) (?:to|from) {_RELIGIONS}|(?:practi[cs]e|follow|"
            rf"left|believe in) {_RELIGIONS}",
            r"believ(?:e|es|ed) in (?:god|allah|jesus(?: christ)?|krishna)|(?:was|were|got|"
            r"been) (?:baptised|baptized)(?: catholic| in the church)?|left the church",
            r"gehe? (?:sonntags )?(?:in die|zur) (?:kirche|moschee|synagoge)|glaube an (?:gott|"
            r"allah)|aus der kirche ausgetreten|zum islam konvertiert|trage (?:ein )?kopftuch|"
            r"faste (?:im|während) ramadan",
            r"ga (?:naar|elke zondag naar) (?:de )?(?:kerk|moskee|synagoge)|geloof in god|"
            r"draag een hoofddoek|vais à (?:la messe|l'église|la mosquée|la synagogue)|"
            r"crois en dieu|porte le voile|fais le ramadan|converti(?:e)? à l'islam",
        ),
        "political": _any(
            r"(?:in|left|joined|member of) the (?:communist|socialist|labou?r|green|conservative|"
            r"republican|democratic|liberal|nazi) party",
            rf"vot(?:e|es|ed|ing) (?:for )?(?:the )?(?:{_PARTIES})",
            rf"(?:member|supporter|voter|fan) of (?:the )?(?:{_PARTIES})(?: party)?|(?:joined|"
            rf"support|supported|canvassed for|campaigned for|campaign for|donated to|donate to|"
            rf"volunteer for) (?:the )?(?:{_PARTIES})(?: party)?",
            rf"wähle? (?:die |immer die |immer )?(?:{_PARTIES})|(?:die |"
            rf"den )?(?:{_PARTIES}) gewählt|mitglied (?:der|bei den|in der|"
            rf"bei der) (?:{_PARTIES})",
            rf"stem(?:de)? (?:op )?(?:{_PARTIES})|op (?:{_PARTIES}) gestemd|"
            rf"lid van (?:de )?(?:{_PARTIES})|voté (?:pour )?(?:{_PARTIES})|vote (?:pour |"
            rf"à )?(?:{_PARTIES})|adhérente? (?:au |à la |du |de la |des )?(?:{_PARTIES})",
        ),
        "union": _any(
            r"(?:in|join(?:ed|ing)?|left|member of|belong to|part of|active in|"
            r"organi[sz]ing) (?:the |a |our |my |their )?(?:(?:trade|labou?r|teachers?'?|"
            r"nurses?'?|workers?'?|rail|railway|transport|postal|writers|actors|electricians|"
            r"company|local|steel ?workers?|bus drivers?'?) )?unions?(?! ?(?:station|square|city|"
            r"jack|street|st|pacific|pay|bank|territory|bay|budget|law|territor|stop|building|"
            r"buildings|bar|cafe|hall|depot|theatre|theater|county|hotel|club|market|ave|avenue|"
            r"rep))",
            rf"(?:joined|in|left|member of|pay dues to|mitglied (?:bei|der|in der)|lid van de|"
            rf"adhérente? (?:à|de)|afiliad[oa] a|iscritt[oa] (?:alla|a)|sócio da|"
            rf"należę do) {_NAMED_UNIONS}",
            r"(?:pay|paid|paying) (?:my )?union dues|went on strike with (?:the|my|our) union|"
            r"in der gewerkschaft|gewerkschaftsmitglied|lid van de vakbond|bij de vakbond|"
            r"suis syndiquée?|membre d'un syndicat|afiliad[oa] a un sindicato",
        ),
        "orientation": _any(
            r"(?:came|coming|come) out (?:to my \w{2,12}|as (?:gay|bi|trans|lesbian|queer))|"
            r"attracted to (?:men|women|other men|other women|both|both sexes|the same sex|"
            r"guys and girls|men and women)",
            r"(?:like|date|love|fancy|into) (?:both )?(?:men and women|women and men|"
            r"guys and girls|girls and guys|both sexes|other men|other women)|"
            r"in a (?:same[- ]sex|gay|lesbian|queer) (?:relationship|marriage)",
            r"steh(?:e)? auf (?:männer|frauen|beide)|val op (?:mannen|vrouwen|beide)|"
            r"aime les (?:hommes et les femmes|deux sexes)|"
            r"me gustan (?:los hombres y las mujeres|ambos sexos)|"
            r"mi piacciono (?:sia )?gli uomini (?:e|che) le donne",
        ),
        "sex_life": _any(
            r"(?:had|have|having|has) (?:unprotected |no )?sex\b(?! education| change| appeal|"
            r" ed| with the city)|(?:sleep|sleeping|slept) with (?:other |multiple |"
            r"many )?(?:men|women|prostitutes|escorts|strangers|someone else|my ex)",
            r"in an open (?:relationship|marriage)|had a one[- ]night stand|cheat(?:ed|"
            r"ing) on my \w{2,12}|hatte (?:ungeschützten )?sex|had seks|eu des rapports sexuels|"
            r"tuve (?:sexo|relaciones sexuales)|ho avuto rapporti sessuali|tive relações sexuais",
        ),
        "people": _any(
            r"(?:ancestors|grandparents|great[- ]grandparents) (?:came|come|are|"
            r"were) (?:originally )?from [^\W\d_]{4,20}",
        ),
    }
)
# What the scan looks for instead of a whole phrase: names of parties would make it too long.
HEADS = MappingProxyType(
    {
        "political": _any(
            r"vot(?:e|es|ed|ing|o|ado|ato|ei)|voté|gewählt|wähle|gestemd|stemde? op|lid van",
            r"äänest(?:in|än)|hääletasin|głosow(?:ałem|ałam)|głosuję|mitglied|adhérente?|militante",
            r"(?:member|supporter|voter|fan) of|joined|(?:in|left) the [a-z]+ party",
            r"(?:i|we|i've|always) support(?:ed)?",
            r"canvassed|campaign(?:ed)? for|donated? to|volunteer for",
        )
    }
)
OWN_HEADS = MappingProxyType({"political": "my political|meine politische"})
# With a possessive, or a verb, that says whose it is.
OWN = MappingProxyType(
    {
        "religion": _any(
            r"voy a (?:misa|la mezquita|la sinagoga|la iglesia)|creo en dios|llevo (?:el )?velo|"
            r"vado a messa|vado in (?:moschea|chiesa|sinagoga)|credo in dio|porto il velo|"
            r"vou à (?:missa|igreja|mesquita|sinagoga)|acredito em deus",
            r"kuulun kirkkoon|käyn (?:kirkossa|moskeijassa|synagogassa)|uskon jumalaan|"
            r"käin (?:kirikus|mošees)|usun jumalasse|chodzę do (?:kościoła|meczetu|synagogi)|"
            r"wierzę w boga",
            r"(?:my|our) (?:rabbi|imam|priest|pastor|vicar|mosque|synagogue|church|parish|"
            r"congregation|bar mitzvah|bat mitzvah|baptism|first communion|hijab|turban|kippah|"
            r"religion|religious beliefs?|faith)(?! (?:in|that|is restored|street|road))",
            r"against (?:my|our) (?:religion|faith)|(?:meine?|unsere?) (?:moschee|synagoge|"
            r"kirchengemeinde|konfession|religion|imam|rabbiner|pfarrer)|mijn (?:geloof|moskee|"
            r"kerk|imam|dominee)|ma (?:religion|paroisse|mosquée|synagogue)|mon (?:imam|curé|"
            r"rabbin)",
            r"mi (?:religión|parroquia|mezquita|sinagoga|fe católica)|la mia (?:religione|"
            r"parrocchia|moschea|fede)|a minha (?:religião|paróquia|igreja)|uskontoni|"
            r"minu (?:usk|usund|kirik)|moja (?:wiara|religia|parafia)",
        ),
        "union": _any(
            r"(?:my|our) (?:trade |labou?r )?union(?: rep| dues| card| steward| meeting|"
            r" contract| membership| delegate)?(?! (?:bank|jack|station|pacific|square|street|"
            r"pay|city))|(?:meine|unsere) gewerkschaft|mijn vakbond|mon syndicat|mi sindicato|"
            r"il mio sindacato|o meu sindicato|liittoni|minu ametiühing|mój związek zawodowy",
            r"estoy en el sindicato|sono nel sindacato|iscritt[oa] al sindacato|"
            r"sou sindicalizad[oa]|kuulun (?:ammatti)?liittoon|kuulun ametiühingusse|"
            r"należę do związku(?: zawodowego)?|członkiem związku",
        ),
        "orientation": (
            r"(?:my|our) (?:same[- ]sex|gay|lesbian) (?:partner|marriage|wedding|"
            r"spouse|relationship|husband|wife|son|daughter|brother|sister)|my sexual orientation|"
            r"my sexuality"
        ),
        "sex_life": (
            r"(?:my|our) sex life|mein sexleben|ma vie sexuelle|mi vida sexual|"
            r"la mia vita sessuale"
        ),
        "political": _any(
            r"my political (?:views?|beliefs?|opinions?|party)|meine politische (?:meinung|"
            r"einstellung|partei)",
            rf"(?:voto|voté|votado) (?:a |por |al |per |il |la |no |na )?(?:{_PARTIES})|"
            rf"votato (?:per |la |il )?(?:{_PARTIES})|votei (?:no |na |em )?(?:{_PARTIES})|"
            rf"militante (?:del|de|do|da) (?:{_PARTIES})",
            rf"äänestin (?:{_PARTIES})|äänestän (?:{_PARTIES})|hääletasin (?:{_PARTIES})|"
            rf"głosował[ae]m na (?:{_PARTIES})|głosuję na (?:{_PARTIES})",
        ),
        "people": r"(?:my|our) (?:ethnic (?:origin|background|group)|tribe)",
    }
)
# A question after which a telling word alone is an answer.
ASKED = (
    *("religion", "faith", "denomination", "konfession", "religionszugehörigkeit", "geloof"),
    *("religión", "religione", "religião", "uskonto", "usund", "wyznanie", "religia"),
    *("ethnicity", "ethnic", "race", "etniciteit", "ethnie", "etnia"),
    *("sexual orientation", "sexuality", "orientation"),
    *("political views", "political party", "party do you", "did you vote"),
)
