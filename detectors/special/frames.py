"""Who a word is said of: oneself ("i am a devout ..."), or a relation ("my wife is ...").

A frame is the words that stand before a telling word, articles and the like left out. All
lower case; possessives and kin are read as MY and KIN.
"""

from __future__ import annotations

import re
from collections.abc import Callable


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _phrases(text: str) -> frozenset[str]:
    return frozenset(" ".join(each.split()) for each in text.split(","))


_AND = _words("and und en et y e ja i oraz")
_TOKEN = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*|[.!?;:\n()]")
# The words before and after a telling word that are looked at, in code points.
REACH = 80
_MOST_BETWEEN = 7
_LONGEST = 5
# "I am a gay black jewish ...": so many telling words may stand between.
_MOST_TELLING = 3

_MY = _words(
    "my our mein meine meiner meinem unser unsere mijn onze ons mon ma mes notre nos mi mis "
    "nuestra nuestro "
    "mio mia miei nostro nostra meu minha meus minhas nossa nosso minun mu minu meie mój moja "
    "moje moi nasz nasza"
)
_KIN = _words(
    "wife husband mother mom mum dad father son daughter sister brother parents family "
    "grandmother grandfather "
    "grandma grandpa grandparents partner girlfriend boyfriend fiance fiancé fiancee fiancée "
    "aunt uncle cousin kids children child "
    "nephew niece friend boss colleague stepmother stepfather spouse ancestors roommate flatmate "
    "neighbour neighbor "
    "frau mann mutter vater sohn tochter schwester bruder eltern familie oma opa partnerin "
    "freund freundin kinder kind "
    "vrouw man moeder vader zoon dochter zus broer ouders vriend vriendin kinderen "
    "femme mari mère père fils fille soeur sœur frère parents famille copain copine compagnon "
    "enfants mère "
    "mujer esposa marido esposo madre padre hijo hija hermano hermana padres familia novio novia "
    "pareja hijos abuela abuelo "
    "moglie marito figlio figlia fratello sorella genitori famiglia ragazzo ragazza compagno "
    "compagna figli nonna nonno "
    "esposa mulher mãe pai filho filha irmão irmã pais família namorado namorada avó avô "
    "vaimo mies äiti isä poika tytär sisko veli vanhemmat perhe vaimoni mieheni äitini isäni "
    "poikani tyttäreni siskoni "
    "veljeni vanhempani perheeni puolisoni naine abikaasa ema isa poeg tütar õde vend vanemad pere "
    "żona mąż matka mama tata ojciec syn córka siostra brat rodzice rodzina partnerka chłopak "
    "dziewczyna babcia dziadek"
)
_FRAMES = _phrases(
    "i am, i'm, im, i m, am, i was raised, i was brought up, i was born, i grew up, i grew up "
    "in, grew up, we grew up, ich, i identify as, i identify myself as, "
    "i consider myself, i consider myself to be, i call myself, i've always been, i have always "
    "been, "
    "i've been, i have been, i became, i happen to be, i come from, i'm from, i am from, i was "
    "born into, i was raised in, "
    "i came out as, came out as, came out to my parents as, proud to be, speaking as, we are, "
    "we're, we were raised, "
    "we come from, we both are, "
    "as someone who is, someone who is, i might be, i may be, i could be, i was, i used to be, i "
    "realised i am, MY KIN's KIN is, MY "
    "KIN's KIN are, "
    "MY KIN is, MY KIN are, MY KIN's, MY KIN was raised, MY KIN was born, MY KIN identifies as, "
    "MY KIN came out as, "
    "MY KIN comes from, MY KIN and i are, MY KIN and MY KIN are, MY KIN i are, MY KIN and me "
    "are, i and MY KIN are, "
    "MY whole KIN is, MY entire KIN is, MY late KIN was, MY KIN was, MY KIN were, MY KIN became, "
    "MY religion is, MY faith is, "
    "MY ethnicity is, MY race is, MY sexuality is, MY orientation is, MY sexual orientation is, "
    "MY background is, "
    "MY heritage is, MY ancestry is, MY roots are, MY origin is, MY denomination is, MY blood is, "
    "ich bin, ich wurde, bin, wir sind, MY KIN ist, MY KIN sind, ich war immer, ich stamme aus "
    "einer, "
    "ik ben, wij zijn, we zijn, MY KIN zijn, ben, "
    "je suis, j'suis, chui, nous sommes, on est, MY KIN est, MY KIN sont, en tant que, en tant "
    "qu, étant, "
    "soy, yo soy, somos, MY KIN es, MY KIN son, me considero, me identifico como, me crié, "
    "sono, io sono, siamo, MY KIN è, in quanto, essendo, mi considero, "
    "sou, eu sou, MY KIN é, MY KIN são, sendo, fui criado, fui criada, "
    "olen, minä olen, oon, mä oon, olemme, KIN on, MY KIN on, "
    "ma olen, mina olen, oleme, me oleme, "
    "jestem, ja jestem, jesteśmy, MY KIN jest, MY KIN to, MY KIN są"
)
# Of a relation that was named before: "my son told me he is ...".
_PRONOUNS = _phrases(
    "he is, he's, hes, she is, she's, shes, they are, they're, er ist, sie ist, il est, elle est"
)
# "I have jewish roots".
_HAS = _phrases(
    "i have, i've, i've got, i have got, we have, MY KIN has, MY KIN have, ich habe, wir haben, "
    "MY KIN hat, "
    "ik heb, MY KIN heeft, j'ai, MY KIN a, tengo, ho, tenho, minulla on, mul on, mam"
)
_ROOTS = _words(
    "ancestry roots heritage blood background descent origin origins lineage wurzeln vorfahren "
    "herkunft afkomst wortels "
    "racines origines raíces orígenes ascendencia radici origini raízes juuret juured korzenie"
)
_LAST = frozenset(each.split()[-1] for each in _FRAMES | _PRONOUNS | _HAS)
# "As a muslim" says so only where no other thing follows: "as a muslim country".
_AS = _phrases("as, being, als, como, jako, comme, come, speaking as")
_LEFT_OUT = _words(
    "a an the very really also just openly proudly proud devout practicing practising "
    "nonpracticing non strict "
    "strictly observant lapsed reform liberal ethnic ethnically half part quarter originally "
    "both fully partly mostly actually "
    "young old single married lifelong life long committed staunch registered former ex still "
    "currently of "
    "cis fellow first second third generation fairly quite pretty definitely very totally "
    "completely "
    "raised born culturally nominally technically secretly kind sort bit little deeply modern "
    "proud "
    "now basically obviously honestly being woman man person from in into as well and mixed"
    " ein eine einen einer auch sehr gläubige gläubiger gläubig überzeugter überzeugte offen halb "
    "een ook heel half overtuigd un une aussi très d'origine de del une una uno "
    "ascendencia raíces orígenes do two three anche molto di origem "
    "origen origine también muy también uma um também muito myös üks ka też bardzo praktykującym "
    "praktykującą "
    "w i o aus van eines einem pochodzenia"
) - {"in", "i", "o", "bit"}
# Whom a telling word describes: they belong to what is said.
_PEOPLE = _words(
    "man men woman women dad dads moms mums guy guys girl girls boy person people lady male "
    "female teen teenager student kid kids mother "
    "mum mom father dad parent parents couple family household voter voters member members "
    "convert supporter immigrant "
    "immigrants refugee myself descent origin heritage background ancestry extraction roots "
    "blood faith believer "
    "christian catholic jew muslim minority community mann frau mannes familie herkunft "
    "abstammung homme femme origine "
    "hombre mujer uomo donna homem mulher mies nainen mees naine"
)
# What makes a thing of it.
_THINGS = _words(
    "school schools schooling college university church churches restaurant restaurants food "
    "foods cuisine dish dishes cooking "
    "recipe recipes wine beer tea coffee bar bars club clubs pub pride parade flag wedding "
    "weddings music movie movies film films "
    "art history studies literature language languages class classes course lesson lessons "
    "teacher tutor translator interpreter "
    "speaker speaking calendar holiday holidays new festival market store shop shops grocery "
    "country countries government army "
    "embassy consulate visa passport passports citizen citizens citizenship resident residents "
    "national nationals nationality "
    "dollar dollars bank airlines airways air express grand team league football soccer player "
    "fan fans fries toast bread "
    "press door bull horn shepherd mastiff lop bulldog terrier cat dog muffin breakfast onion "
    "salad yogurt cheese sauce rice "
    "curry noodles soup belt belts box ice hole out mail list listed market sheep eye pepper tie "
    "friday swan paper sheet as "
    "lie noise collar party convention primary debate estimate estimates arts education "
    "forward answer shot line lines a ahead edge face up away from with to about jacket hair "
    "eyes dress shoes car "
    "suit phone couch bag coat shirt sox house hat bear board charity hospital cemetery bible "
    "studies text "
    "shit scared friendly owned area neighborhood neighbourhood quarter town street avenue road "
    "approach solution view method way software license standards time theme days day week month "
    "hotel hostel "
    "cruise dating app site website magazine porn rights marriage agenda ngo number sim keyboard "
    "layout "
    "version edition menu place places takeaway takeout kitchen chef buffet massage economy "
    "politics news media "
    "invasion empire war revolution stock shares "
) - {"a"}
_UNSURE = _words(
    "straight bi trans black white brown progressive links rechts orthodox christ christian "
    "roma religious rom homo"
)
_AFTER_UNSURE = _words(
    "and but so or because if btw by here too i i'm im my is are can do does what how who where "
    "which we it's in the "
    "und aber ja et mais y pero e ma mas ja aga i ale who's with "
)


def tokens(piece: str) -> list[str]:
    """Words and ends of sentences, without capitals."""
    return _TOKEN.findall(piece.lower().replace("\u2019", "'"))


def said_of_someone(text: str, start: int, *, is_telling: Callable[[str], bool]) -> str | None:
    """The kind of frame that ends where a telling word starts.

    Args:
        text: a canonical view.
        start: where the telling word starts.
        is_telling: whether a word is a telling one; such words before this one are left out.

    Returns:
        "is" ("i am"), "has" ("i have"), "as" ("as a"), "als" (the same in languages that
        need no article), or None.
    """
    before = tokens(text[max(0, start - REACH) : start])
    left, others = len(before), 0
    while left and len(before) - left <= _MOST_BETWEEN:
        last = before[left - 1]
        kind = _frame(before[:left]) if _read(last) in _LAST else None
        if kind is not None:
            return kind
        if last in _AS and (last != "as" or left < len(before)):
            return "as" if last == "as" else "als"
        left -= 1
        joined_on = left + 1 < len(before) and before[left + 1] in _AND
        if joined_on or last in _LEFT_OUT:
            continue
        others += 1
        if others > _MOST_TELLING or not is_telling(last):
            return None
    return None


def _frame(before: list[str]) -> str | None:
    last = [_read(each) for each in before[-_LONGEST:]]
    ends = [" ".join(last[first:]) for first in range(len(last))]
    if not _FRAMES.isdisjoint(ends):
        return "is"
    if not _HAS.isdisjoint(ends):
        return "has"
    if not _PRONOUNS.isdisjoint(ends):
        kin = [place for place, each in enumerate(before) if _read(each) == "KIN"]
        return "is" if any(place and before[place - 1] in _MY for place in kin) else None
    return None


def _read(token: str) -> str:
    if token in _MY:
        return "MY"
    if token in _KIN:
        return "KIN"
    return "KIN's" if token.endswith("'s") and token[:-2] in _KIN else token


def whole_end(text: str, end: int, *, word: str, frame: str) -> int | None:
    """Where what is said ends, with "man" and the like; None if a thing follows.

    Args:
        text: a canonical view.
        end: where the telling word ends.
        word: the telling word, without capitals.
        frame: what ``said_of_someone`` returned.
    """
    match = _NEXT.match(text, end)
    if match is None:
        return end if frame != "has" else None
    following = match.group(1).lower()
    if frame == "has":
        return match.end() if following in _ROOTS else None
    if following in _PEOPLE:
        return match.end()
    if following in _THINGS or (word in _UNSURE and following not in _AFTER_UNSURE):
        return None
    if frame == "as" and following not in _AFTER_UNSURE:
        return None
    return end


# A word may stand between: "black single mother".
_NEXT = re.compile(
    r"[ \-]{1,2}(?:(?:single|young|old|older|working|married|disabled|teenage) )?([^\W_]+)",
    re.IGNORECASE,
)
