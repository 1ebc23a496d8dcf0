"""From the word that names a condition to all that tells which: "severe pain in my left knee".

Also the abbreviation that a text gives for what was found: "focal sclerosis (FSGS)".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from detectors.health.composed import PARTS
from detectors.health.words_file import word_set

CONDITION = "MEDICAL_CONDITION"
_BEFORE = word_set(
    "acute chronic severe mild moderate massive recurrent persistent intermittent bilateral "
    "unilateral left right lower upper inferior superior anterior posterior lateral medial focal "
    "diffuse generalized generalised systemic congenital hereditary familial inherited sporadic "
    "primary secondary metastatic malignant benign advanced terminal early onset juvenile "
    "infantile "
    "childhood adult classical idiopathic autosomal dominant recessive linked stage grade type "
    "radiating sharp dull stabbing throbbing burning constant worsening permanent partial complete "
    "pulmonary renal hepatic cardiac cerebral cutaneous ocular gastric intestinal vascular oral "
    "muscular skeletal neurological psychiatric psychological respiratory dental nasal spinal "
    "peripheral central internal external pathological collateral cruciate distal proximal medial "
    "attenuated early late fatal gross "
    "lumbar cervical thoracic abdominal aortic mitral rotator"
)
# Words of papers and letters about health, in which abbreviations stand for conditions.
PROFESSIONAL = word_set(
    "patient patients gene genes mutation mutations syndrome syndromes disease diseases clinical "
    "chromosome chromosomal linkage locus phenotype phenotypes allele alleles heterozygotes "
    "carriers "
    "families family protein mice rats deficient deficiency treatment therapy diagnosis diagnosed "
    "symptoms cells risk incidence pathogenesis carrier siblings affected proband mrna cdna exon"
)
_PREFIXES = word_set(
    "non post pre anti low high self x t b c y sub semi multi inter intra over under co re pro "
    "hyper hypo mid long short drug beta alpha gamma early late end full small large single"
)
_HYPHENS = frozenset("-\u2010\u2011\u2013")
_LINKS = frozenset(("of", "in", "on", "to"))
_POINTERS = word_set(
    "the my his her your our their both left right fetal upper lower a an human normal central "
    "whole entire distal proximal medial lateral"
)
_ORGANS = word_set(
    "breast brain prostate kidney lung skin liver stomach bladder bone ovarian colorectal "
    "colon rectal "
    "pancreatic prostatic pancreas retinal pineal gastric renal hepatic cervical thyroid "
    "testicular "
    "uterine male female motor sensory cognitive affective visual head neck back chest leg arm "
    "hand "
    "foot knee hip shoulder stage sporadic familial other"
)
_AND = frozenset((",", "and", "or", "/", "the", "ii", "i", "iii", "iv", "1", "2", "3"))
_KINDS_OF = frozenset(("type", "types", "stage", "grade"))
_NUMERALS = word_set("i ii iii iv v a b c d one two three four")
_PLACES = frozenset(
    word for part in PARTS for word in (part.split()[-1], f"{part.split()[-1]}s")
) | word_set(
    "system body muscles kidneys ovaries arteries extremities extremity limbs limb retina iris "
    "cornea esophagus duodenum marrow cord lobe valve ventricle atrium aorta larynx trachea "
    "mouth tract tissue lens optic vessels calves feet teeth "
    "radius ulna tibia fibula femur humerus metatarsal metacarpal vertebra pelvis ligament"
)
_MOST_POINTERS = 3
_LONGEST_BRIDGE = 3
_LONGEST_ABBREVIATION = 7


class Found(NamedTuple):
    """Tokens ``first`` to ``last`` (one past the end) of a unit, and what they are."""

    first: int
    last: int
    entity_type: str
    score: float
    evidence: str


def widened(found: Sequence[Found], lower: Sequence[str]) -> list[Found]:
    """Findings of a unit with the words beside them that belong to them.

    Args:
        found: in any order.
        lower: the tokens of the unit in lower case.
    """
    wide: list[Found] = []
    for each in sorted(found):
        first, last = _before(each, lower), _behind(each, lower)
        if wide and _bridged(wide[-1], each, lower=lower):
            first = min(first, wide[-1].last - 1)
        if wide and first < wide[-1].last:
            if wide[-1].entity_type == each.entity_type:
                joint = wide[-1]
                wide[-1] = joint._replace(
                    last=max(joint.last, last), score=max(joint.score, each.score)
                )
                continue
            first = each.first
        wide.append(each._replace(first=first, last=last))
    return wide


def _before(found: Found, lower: Sequence[str]) -> int:
    first = found.first
    while first:
        word = lower[first - 1]
        if found.entity_type == CONDITION and word in _BEFORE:
            first -= 1
        elif found.entity_type == CONDITION and (start := _list_start(lower, first)) < first:
            first = start
        elif (
            word in _HYPHENS
            and first > 1
            and (lower[first - 2] in _PREFIXES or lower[first - 2].isdigit())
        ):
            first -= 2
        else:
            break
    return first


def _list_start(lower: Sequence[str], first: int) -> int:
    """Where "breast, brain and" begins before "kidney cancer"."""
    place = first
    while place:
        step = place - 1
        while step >= 0 and place - step <= _MOST_POINTERS and lower[step] in _AND:
            step -= 1
        gap = lower[step + 1 : place]
        # "leg, heart failure" are two; "leg and heart failure" may be one.
        if step < 0 or lower[step] not in _ORGANS or (place == first and list(gap) == [","]):
            break
        place = step
    return place


def _bridged(left: Found, right: Found, *, lower: Sequence[str]) -> bool:
    """Whether a hyphen and a word are all that parts two findings of a type."""
    return (
        left.entity_type == right.entity_type
        and 0 < right.first - left.last <= _LONGEST_BRIDGE
        and lower[left.last] in _HYPHENS
    )


def _behind(found: Found, lower: Sequence[str]) -> int:
    last, count = found.last, len(lower)
    if lower[last - 1] in _HYPHENS and last < count:
        return last + 1
    if found.entity_type != CONDITION or last >= count:
        return last
    kind = last + (lower[last] == ",")
    if kind + 1 < count and lower[kind] in _KINDS_OF and _is_numeral(lower[kind + 1]):
        last = kind + 2
        while last + 1 < count and lower[last] in _AND and _is_numeral(lower[last + 1]):
            last += 2
        return last
    return _past_place(lower, last) if lower[last] in _LINKS else last


def _is_numeral(word: str) -> bool:
    return word.isdigit() or word in _NUMERALS


def _past_place(lower: Sequence[str], last: int) -> int:
    """Past "of the left knee" if that is what follows."""
    count = len(lower)
    place = last + 1
    while place < count and place <= last + _MOST_POINTERS and lower[place] in _POINTERS:
        place += 1
    if place < count and lower[place] in _PLACES:
        return place + 1
    if place + 1 < count and lower[place + 1] in _PLACES and place > last + 1:
        return place + 2
    if place < count and lower[last - 1] == "deficiency" and lower[place].isalpha():
        return place + 2 if place + 1 < count and _is_numeral(lower[place + 1]) else place + 1
    return last


def abbreviated(found: Sequence[Found], words: Sequence[str]) -> Iterator[Found]:
    """The abbreviations in brackets behind findings, as findings."""
    for each in found:
        place = each.last
        if words[place : place + 1] != ["("] or words[place + 2 : place + 3] != [")"]:
            continue
        short = words[place + 1]
        initials = {word[:1].lower() for word in words[each.first : each.last]}
        if (
            1 < len(short) < _LONGEST_ABBREVIATION
            and short.isalpha()
            and short[0].lower() in initials
        ):
            yield each._replace(first=place + 1, last=place + 2)
