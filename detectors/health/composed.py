"""Terms that people compose: a part of the body and what is wrong with it or done to it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from detectors.health.lexicon import COMMON, CONDITION, PROCEDURE, TEST
from detectors.health.words_file import listed

PARTS = listed("""
    head, face, forehead, scalp, skull, temple, jaw, chin, cheek, eye, eyelid, ear, eardrum, nose,
    sinus, mouth, lip, tongue, gum, tooth, teeth, throat, tonsil, neck, shoulder, shoulder blade,
    collarbone, arm, upper arm, forearm, elbow, wrist, hand, finger, thumb, knuckle, nail, chest,
    breast, nipple, rib, back, lower back, low back, upper back, mid back, spine, tailbone, flank,
    side, stomach, belly, tummy, abdomen, abdominal, lower abdominal, right upper quadrant,
    left lower quadrant, groin, pelvis, pelvic, hip, buttock, bottom, leg, lower leg, thigh,
    hamstring, calf, shin, knee, kneecap, ankle, foot, feet, heel, toe, big toe, skin, muscle,
    joint, bone, nerve, heart, lung, liver, kidney, bladder, bowel, colon, rectal, anal, prostate,
    testicle, testicular, penis, vaginal, vagina, vulva, uterus, ovary, ovarian, cervix, cervical,
    thyroid, gallbladder, pancreas, spleen, brain, lymph node, gland, vein, artery, tendon,
    ligament, rotator cuff, achilles, meniscus, disc, lumbar, thoracic, epigastric, sternum, scrotum
    """)
_FINDINGS = listed("""
    pain, pains, ache, aches, discomfort, soreness, swelling, stiffness, tenderness, numbness,
    tingling, weakness, cramp, cramps, cramping, spasm, spasms, injury, injuries, fracture, sprain,
    strain, tear, infection, infections, inflammation, cancer, tumor, tumour, cyst, lump, mass,
    lesion, ulcer, rash, itching, itchiness, redness, bleeding, bruising, problem, problems,
    trouble, issue, issues, condition, disease, disorder, damage, failure, deformity, arthritis,
    tightness, burning, hurts, hurt, hurting, is hurting, aches, is sore, is swollen, is killing me,
    is painful, is numb, is stiff, is bleeding, is infected, is itchy, is broken, swelling up
    """)
_SENSED = listed(
    "pain, swelling, stiffness, tenderness, numbness, tingling, weakness, discomfort, lump, rash"
)
_ADJECTIVES = ("sore", "swollen", "broken", "fractured", "sprained", "painful", "stiff")
_HARMED = ("broke", "tore", "sprained", "twisted", "fractured", "injured", "dislocated", "hurt")
_DONE = listed(
    "surgery, operation, replacement, transplant, biopsy, x-ray, xray, scan, mri, ultrasound"
)
# Said letter by letter, as speech is written down: "m r i".
_SPELT_CONDITIONS = (
    "copd gerd ckd chf cad uti uri adhd ptsd ocd hiv std tia dvt bph ibs "
    "pcos tmj rsv als pms ibd cva"
)
_SPELT_PROCEDURES = "mri ekg ecg eeg emg egd cabg ivf orif ct"
_SPELT_TESTS = "bp ldl hdl psa tsh bmi inr a1c wbc bnp gfr egfr crp"
_WHOSE = ("my", "the", "his", "her", "your")


def composed() -> Iterator[tuple[str, int]]:
    """Composed terms with their codes."""
    for part in PARTS:
        for term in _wrong_with(part):
            yield term, CONDITION | COMMON
        for done in _DONE:
            yield f"{part} {done}", PROCEDURE | COMMON
    for short, kind in (
        (_SPELT_CONDITIONS, CONDITION),
        (_SPELT_PROCEDURES, PROCEDURE),
        (_SPELT_TESTS, TEST),
    ):
        for word in short.split():
            yield " ".join(word), kind | COMMON
    for scan in ("c t scan", "c a t scan", "p e t scan", "d x a scan"):
        yield scan, PROCEDURE | COMMON


def _wrong_with(part: str) -> Iterator[str]:
    for finding in _FINDINGS:
        yield f"{part} {finding}"
    for adjective in _ADJECTIVES:
        yield f"{adjective} {part}"
    for sensed, whose in product(_SENSED, _WHOSE):
        yield f"{sensed} in {whose} {part}"
    for verb, whose in product(_HARMED, ("my", "his", "her")):
        yield f"{verb} {whose} {part}"
    for side in ("left", "right", "both"):
        yield f"pain in {side} {part}"
        yield f"pain in my {side} {part}"
