"""Words that say what somebody is: by subtype, in eleven languages, as parts of expressions.

Each alternative begins with a letter. They count only in the frames of
``detectors.special.frames`` ("i am ...", "my wife is ...").
Names of states' people ("french") tell an origin less surely than names of peoples ("kurdish").
"""

from __future__ import annotations

from types import MappingProxyType


def _any(*lines: str) -> str:
    return "|".join(lines)


def _each(starts: str, rest: str) -> list[str]:
    return [start + rest for start in starts.split()]


_GERMAN_PEOPLE = "e[nrms]? (?:familie|mann|frau|paar|eltern)"


_RELIGION = _any(
    "muslims?|moslem|muslimah?|sunni|shia|shiite|sufi|ahmadi|ismaili|jewish|jews?|hasidic|haredi|"
    "ashkenazi jew",
    "christians?|catholics?|roman catholic|protestants?|lutheran|baptist|methodist|presbyterian|"
    "anglican",
    "episcopalian|evangelical|pentecostal|mormons?|jehovah'?s witness(?:es)?|quaker|amish|"
    "mennonite",
    "seventh[- ]day adventist|adventist|greek orthodox|russian orthodox|eastern orthodox|"
    "orthodox christian",
    "orthodox jew(?:ish)?|coptic|copt|buddhists?|hindus?|sikhs?|jains?|bah[aá]['’]?[ií]|"
    "zoroastrian|parsi|rastafarian|rasta",
    "wiccan|pagan|druid|scientologist|born[- ]again|taoist|shinto|druze|yazidi|religious|"
    "believer in god",
    *_each("jüdisch muslimisch katholisch evangelisch christlich", _GERMAN_PEOPLE),
    "muslimin(?:nen)?|muslima|muslime|muslimisch|moslemisch|jüdisch|bin jude|jüdin|juden|"
    "christ|christin|christen|christlich|katholisch",
    "katholik(?:in)?|evangelisch|protestantisch|protestantin|orthodox|buddhistin?|hinduistin?|"
    "zeuge jehovas|alevit(?:in|isch)?",
    "moslima|joods|jood|joodse|christen|christelijk|katholiek|protestants|gereformeerd|hervormd|"
    "boeddhist|hindoe",
    "musulmane?s?|juive?s?|juifs|catholiques?|chrétien(?:ne)?s?|protestante?s?|orthodoxe|"
    "bouddhistes?|hindoue?|témoin de jéhovah",
    "musulman[ao]s?|musulmán|musulmanes|judí[ao]s?|católic[ao]s?|cristian[ao]s?|evangélic[ao]s?|"
    "budistas?|hindú|testigo de jehová",
    "musulman[oa]|ebre[oa]|cattolic[oa]|cristian[oa]|protestante|buddista|induista|ortodoss[oa]|"
    "testimone di geova",
    "muçulman[oa]s?|judeus?|judia|católic[oa]s?|cristã(?:o|s)?|cristãos|evangélic[oa]s?|budista|"
    "espírita|umbandista|candombl(?:é|ecista)",
    "muslimi|juutalainen|katolilainen|luterilainen|ortodoksi|kristitty|buddhalainen|"
    "helluntailainen|jehovan todistaja",
    "moslem|juut|juudi usku|katoliiklane|luterlane|õigeusklik|kristlane|budist|baptist",
    "muzułman(?:in|ką|ka|inem)|żyd(?:em|ówką|ówka)|katoli(?:k|kiem|czką|czka)|"
    "prawosławn[yaąm]{1,2}|chrześcijan(?:in|inem|ką|ka)"
    "|protestant(?:em|ką)|buddyst(?:ą|ka|ką)|świadkiem jehowy",
)
_BELIEF = _any(
    "atheists?|agnostic|secular humanist|humanist|antinatalist|anthroposophist|freethinker|"
    "pacifist|conscientious objector",
    "atheistin?|agnostiker(?:in)?|konfessionslos|atheïst|agnost|athée|agnostique|ate[ao]s?|"
    "agnóstic[oa]|ate[oa]|agnostic[oa]",
    "ateu|ateia|ateisti|agnostikko|ateist(?:ą|ka|ką)?|uskonnoton|pacifiste|pacifista|"
    "pazifist(?:in)?",
)
_POLITICAL = _any(
    "republicans?|democrats?|libertarians?|conservatives?|liberals?|socialists?|communists?|"
    "marxists?|anarchists?|leftists?|lefty",
    "left[- ]wing(?:er)?|right[- ]wing(?:er)?|far[- ]right|far[- ]left|tor(?:y|ies)|lib dem|"
    "brexiteer|remainer|leaver|trump supporter|maga"
    "|trumper|never trumper|social democrat|democratic socialist|green voter|labour voter|"
    "labour supporter|tory voter|monarchist",
    "nationalist|separatist|zionist|fascist|anti[- ]fascist|antifa|feminist activist|eurosceptic|"
    "swing voter|centrist|progressive",
    *_each(
        "labou?r republican democratic conservative green communist socialist tory liberal",
        " party (?:member|voter|supporter|activist)",
    ),
    "sozialist(?:in)?|kommunist(?:in)?|sozialdemokrat(?:in)?|linksradikal|rechtsextrem|"
    "konservativ|anarchist(?:in)?|afd-?wähler(?:in)?"
    "|cdu-?mitglied|spd-?mitglied|fdp-?wähler(?:in)?|grünen-?wähler(?:in)?|links|parteimitglied",
    "socialistisch|communistisch|rechts|liberaal|conservatief|socialiste|communiste|anarchiste|"
    "de gauche|de droite|d'extrême droite"
    "|écologiste|macroniste|gaulliste|royaliste|socialista|comunista|anarquista|de izquierdas?|"
    "de derechas?|conservador[a]?",
    "independentista|republicano|peronista|di sinistra|di destra|leghista|fascista|anarchico|"
    "petista|bolsonarista|de esquerda",
    "de direita|sosialisti|kommunisti|sosiaalidemokraatti|vasemmistolainen|oikeistolainen|"
    "perussuomalainen|kokoomuslainen"
    "|sotsialist|kommunist|konservatiiv|socjalist(?:ą|ka|ką)|komunist(?:ą|ka|ką)|lewicow(?:y|a|"
    "cem)|prawicow(?:y|a|cem)|konserwatyst(?:ą|ka)",
)
_UNION = _any(
    "trade unionist|labor unionist|union (?:member|rep|representative|steward|organi[sz]er|"
    "delegate|official|man|guy)",
    "shop steward|teamster|gewerkschafter(?:in)?|gewerkschaftsmitglied|in der gewerkschaft|"
    "betriebsrat der gewerkschaft",
    "vakbondslid|lid van de vakbond|syndicaliste|syndiquée?s?|délégué(?:e)? syndical(?:e)?|"
    "sindicalista|afiliad[oa] (?:al|a un) sindicato"
    "|sindicalizad[oa]|iscritt[oa] al sindacato|delegat[oa] sindacale|sindicalizada|"
    "ammattiliiton jäsen|liiton jäsen|luottamusmies",
    "ametiühingu liige|związkowcem|związkowiec|członki(?:em|nią) związku zawodowego",
)
_ORIENTATION = _any(
    "not straight|gay|lesbian|bisexual|homosexual|heterosexual|queer|pansexual|asexual|demisexual|"
    "lgbtq?\\+?|transgender|transsexual|trans"
    "|non-?binary|genderqueer|bi|straight|closeted",
    "schwul|schwuler|lesbisch|lesbe|bisexuell|homosexuell|heterosexuell|asexuell|pansexuell|"
    "transsexuell|homoseksueel|biseksueel"
    "|lesbienne|homo|homosexuelle?|bisexuelle?|hétéro|transgenre|lesbiana|bisexual|transexual|"
    "heterosexual",
    "omosessuale|lesbica|bisessuale|eterosessuale|transessuale|lésbica|homossexual|bissexual|"
    "heterossexual|homoseksuaali"
    "|lesbo|biseksuaali|homoseksuaal|lesbi|biseksuaal|gejem|lesbijką|lesbijka|"
    "biseksualn[yaąm]{1,2}|homoseksualn[yaąm]{1,2}|transpłciow[yaąm]{1,2}",
)
_SEX_LIFE = (
    "polyamorous|polyam|swingers?|into bdsm|a sex worker|promiscuous|polyamor|polygam|"
    "poliamoroso|libertins?"
)
# Peoples: who says so speaks of origin, not of a passport.
_PEOPLE = _any(
    "kurdish|kurds?|roma|romani|romany|gypsy|sinti|traveller|irish traveller|s[aá]mi|inuit|"
    "m[aā]ori|aboriginal|native american"
    "|first nations|indigenous|m[eé]tis|navajo|cherokee|sioux|hispanic|latin[oaxe]s?|chican[oa]|"
    "arabs?|arabic|berber|amazigh"
    "|tuareg|yoruba|igbo|hausa|zulu|xhosa|somali|tamil|punjabi|bengali|gujarati|sinhalese|"
    "pashtun|hazara|uyghur|uighur|tibetan",
    "hmong|han chinese|tatar|chechen|circassian|crimean tatar|ashkenazi|sephardic|mizrahi|basque|"
    "catalan|breton|afro-?caribbean"
    "|african[- ]american|afro-?american|asian[- ]american|mexican[- ]american|black|white|"
    "caucasian|brown|asian|south asian"
    "|east asian|mixed race|mixed-race|biracial|multiracial|person of colou?r|people of colou?r|"
    "woman of colou?r|man of colou?r|poc"
    "|dalit|brahmin|mestiz[oa]|mulatt[oa]|creole|middle eastern|slavic|windrush",
    *_each(
        "türkisch kurdisch russisch arabisch polnisch",
        "e[nrms]? (?:herkunft|abstammung|wurzeln|familie)",
    ),
    "kurdisch|kurde|kurdin|roma|sinto|jenisch|sorbisch|sorbe|schwarz|farbig|"
    "deutschtürk(?:e|in)|aramäer(?:in)?|koerdisch|koerd"
    "|zwart|marokkaanse nederlander|kurde|tsigane|gitane?|rom|berbère|kabyle|arabe|noire?|"
    "métisse?|maghrébine?|créole|basque|bretonne?",
    "gitan[oa]s?|kurd[oa]s?|árabes?|negr[oa]|mestiz[oa]|indígena|mapuche|quechua|aymara|"
    "afrodescendiente|vasc[oa]|curd[oa]|rom"
    "|arab[oa]|ner[oa]|sard[oa]|cigan[oa]s?|pard[oa]|pret[oa]|quilombola|negr[oa]s?|curd[oa]",
    "kurdi|saamelainen|romani|tummaihoinen|setu|mustlane|kurd|venelane|romem|romką|kurdem|"
    "kaszub(?:em|ką)?|ślązak(?:iem)?|ślązaczką"
    "|łemki(?:em|nią)|tatar(?:em|ką)",
)
_STATE = _any(
    "turkish|iraqi|iranian|persian|syrian|lebanese|palestinian|israeli|egyptian|moroccan|"
    "algerian|tunisian|libyan|sudanese"
    "|ethiopian|eritrean|kenyan|nigerian|ghanaian|congolese|rwandan|senegalese|cameroonian|"
    "ugandan|zimbabwean|south african"
    "|indian|pakistani|bangladeshi|sri lankan|nepali|nepalese|afghan|chinese|japanese|korean|"
    "vietnamese|thai|filipin[oa]",
    "indonesian|malaysian|burmese|cambodian|mongolian|russian|ukrainian|belarusian|polish|czech|"
    "slovak|hungarian|romanian"
    "|bulgarian|serbian|serb|croatian|croat|bosnian|albanian|kosovar|macedonian|greek|italian|"
    "spanish|portuguese|french|german"
    "|dutch|belgian|austrian|swiss|danish|swedish|norwegian|finnish|icelandic|estonian|latvian|"
    "lithuanian|irish|scottish|welsh",
    "english|british|american|canadian|mexican|cuban|puerto rican|dominican|haitian|jamaican|"
    "brazilian|argentinian|colombian"
    "|venezuelan|peruvian|chilean|ecuadorian|bolivian|armenian|georgian|azerbaijani|azeri|kazakh|"
    "uzbek|australian",
    "türke|türkin|türkisch|syrer(?:in)?|iraner(?:in)?|araber(?:in)?|afghane|afghanin|polin|russe|"
    "russin|grieche|griechin"
    "|italiener(?:in)?|kroate|kroatin|serbe|serbin|albaner(?:in)?|marokkaner(?:in)?|"
    "russlanddeutsche[r]?|chinesin",
    "turks|turk|marokkaans|marokkaan|surinaams|surinamer|turque|marocaine?|algérien(?:ne)?|"
    "tunisien(?:ne)?|sénégalaise?|turc|turc[oa]|marroquí|marocchin[oa]"
    "|rumano|rumana|romen[oa]|alban?ese|ucrain[oa]|ucranian[oa]|colombian[oa]|peruan[oa]|"
    "venezolan[oa]|ecuatorian[oa]",
    "angolan[oa]|cabo-?verdian[oa]|brasileir[oa]|venäläinen|virolainen|somalialainen|"
    "turkkilainen|ukrainlane|ukrainka|ukraińcem|ukrainką"
    "|białorusin(?:em|ką)?|rosjanin(?:em)?|rosjanką|niemcem|niemką",
)

# Subtype and whether the word says it surely, by the name of a group in an expression.
SUBTYPES = MappingProxyType(
    {
        "religion": ("religion", True),
        "belief": ("philosophical_belief", True),
        "political": ("political_opinion", True),
        "union": ("trade_union", True),
        "orientation": ("sexual_orientation", True),
        "sex_life": ("sex_life", True),
        "people": ("ethnic_origin", True),
        "state": ("ethnic_origin", False),
    }
)
IDENTITIES = MappingProxyType(
    {
        "religion": _RELIGION,
        "belief": _BELIEF,
        "political": _POLITICAL,
        "union": _UNION,
        "orientation": _ORIENTATION,
        "sex_life": _SEX_LIFE,
        "people": _PEOPLE,
        "state": _STATE,
    }
)
