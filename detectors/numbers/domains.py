"""Top-level domains: which names can end a host that stands without a scheme.

Issuer: IANA (root zone), ISO 3166-1 (two-letter codes). A host in running text is told
from a missing space ("done.so what") by its last label; labels that are words of common
languages or suffixes of file names count only with more to speak for them.
Source: IANA root zone, ISO 3166-1 alpha-2, read 2026-11.

>>> from detectors.numbers.domains import TOP_LEVEL, AMBIGUOUS
>>> "com" in TOP_LEVEL, "ee" in TOP_LEVEL, "next" in TOP_LEVEL
(True, True, False)
>>> "is" in AMBIGUOUS
True
"""

from __future__ import annotations

_COUNTRIES = (
    "ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bl bm bn bo bq"
    " br bs bt bv bw by bz ca cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do"
    " dz ec ee eg eh er es et eu fi fj fk fm fo fr ga gb gd ge gf gg gh gi gl gm gn gp gq gr gs gt"
    " gu gw gy hk hm hn hr ht hu id ie il im in io iq ir is it je jm jo jp ke kg kh ki km kn kp kr"
    " kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc md me mf mg mh mk ml mm mn mo mp mq mr ms mt"
    " mu mv mw mx my mz na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt"
    " pw py qa re ro rs ru rw sa sb sc sd se sg sh si sj sk sl sm sn so sr ss st su sv sx sy sz tc"
    " td tf tg th tj tk tl tm tn to tr tt tv tw tz ua ug uk um us uy uz va vc ve vg vi vn vu wf ws"
    " ye yt za zm zw"
)
_GENERIC = (
    "com net org info biz edu gov mil int arpa name pro mobi tel asia cat coop aero museum jobs"
    " travel post app dev xyz online site shop store club tech cloud blog website space wiki ninja"
    " email icu vip agency studio digital design media group company solutions systems network"
    " software academy bank insurance clinic hospital dental legal finance capital fund guru"
    " consulting services support center institute university school events photos photography"
    " gallery travel hotel hotels restaurant cafe fashion beauty fitness fit health healthcare"
    " pharmacy doctor lawyer realty properties immo homes house apartments estate rentals host"
    " hosting domains global international ltd llc gmbh inc corp foundation charity community"
    " social chat video movie film music radio games bet casino poker plus one top win men work"
    " live life today world page link click news press report review reviews team zone style"
    " google aws microsoft apple amazon berlin hamburg koeln bayern wien tirol swiss london wales"
    " scot irish paris bzh brussels vlaanderen gent amsterdam frl nyc boston vegas miami tokyo"
    " osaka kyoto moscow istanbul madrid barcelona eus gal lat africa quebec sydney melbourne"
    " local internal lan onion"
)
_WORDS = (
    # Words of common languages that a missing space glues to a full stop.
    "am as at be by do id in is it la me my no of on or pa re se si so st to us ma mu ne ni na"
    " de al ad et es el co dr mr ms vs da ja ta va vi ve te de le sa un die der das one top win"
    " men work live life today world page link click news press report review reviews team zone"
    " style plus post house group name pro work space chat video music health support services"
    " school events social center company website email store shop site fit bet games movie film"
    " design media host post bank doctor hotel cat inc corp"
    # Suffixes of file names, units and abbreviations.
    " py md sh rs pl ps cc mk pm so ml ac app lan local internal cs js ts"
)

TOP_LEVEL = frozenset(f"{_COUNTRIES} {_GENERIC}".split())
AMBIGUOUS = TOP_LEVEL.intersection(_WORDS.split()) - {"app"}
# Second-level labels under which countries register: example.co.uk.
SECOND_LEVEL = frozenset(
    ("ac", "co", "com", "edu", "gen", "gob", "gouv", "gov", "gv", "ltd", "mil", "net", "nom")
) | {"or", "org"}
