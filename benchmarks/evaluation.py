"""Scores engines on labelled sets: ours on all rows, each on the same sample of them.

A row of a set that the models were trained on is examined by models that never saw its
dialogue, where such are at hand.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from benchmarks.folds import Trained
from benchmarks.labelled import ASKED, Case, cases, lowered, sample, with_questions
from benchmarks.reach import SetScores
from benchmarks.reach_words import LOWERED
from benchmarks.rivals import NotExamined, Rival
from benchmarks.scoring import Found, Score, add

Allowed = Callable[[Found], bool]
_Results = Mapping[int, list[Found] | None]


class Evaluation:
    """One run over sets."""

    def __init__(
        self,
        rivals: Sequence[Rival],
        *,
        allowed: Allowed,
        rows: int,
        seed: int,
        trained: Trained,
    ) -> None:
        """Takes the engines, Discreet first.

        Args:
            rivals: the engines.
            allowed: whether the default policy lets a finding through.
            rows: most rows of a set that every engine sees; 0 is all.
            seed: of samples, questions and sentences.
            trained: what the models saw, and those that did not.
        """
        self._rivals = rivals
        self._allowed = allowed
        self._rows = rows
        self._seed = seed
        self._trained = trained
        self.refused = 0

    def scored(
        self,
        name: str,
        rows: Sequence[Mapping[str, Any]],
        *,
        questions: Mapping[str, Sequence[str]],
    ) -> list[SetScores]:
        """A set as it stands, with questions where such are asked, in lower case likewise."""
        plain = cases(name, rows, seed=self._seed)
        places = sample(name, plain, rows=self._rows, seed=self._seed)
        others: dict[str, _Results] = {
            rival.name: {place: self._find(rival, plain[place]) for place in places}
            for rival in self._rivals
            if not rival.asks
        }
        found = [self._scores(name, plain, places=places, others=others)]
        if name in ASKED and questions:
            asked = with_questions(name, plain, questions=questions, seed=self._seed)
            found.append(self._scores(name, asked, places=places, others=others))
        if name in LOWERED:
            found.append(self._lowered(name, plain))
        return found

    def _scores(
        self,
        name: str,
        given: Sequence[Case],
        *,
        places: Sequence[int],
        others: Mapping[str, _Results],
    ) -> SetScores:
        ours = self._rivals[0]
        results = {place: self._find_unseen(name, case) for place, case in enumerate(given)}
        everywhere = {ours.name: results, **others}
        return SetScores(
            name=name,
            asked=any(case.asked for case in given),
            seen=self._trained.is_seen(name),
            folds=self._folds(name),
            ours=self._score(name, given, places=range(len(given)), results=results),
            sampled={
                rival.name: self._score(name, given, places=places, results=everywhere[rival.name])
                for rival in self._rivals
            },
        )

    def _lowered(self, name: str, given: Sequence[Case]) -> SetScores:
        """Ours on the rows that have a label of interest, all in lower case."""
        wanted = [
            lowered(case)
            for case in given
            if any(span.label in LOWERED[name] for span in case.spans)
        ]
        results = {place: self._find_unseen(name, case) for place, case in enumerate(wanted)}
        return SetScores(
            name=name,
            asked=False,
            lowered=True,
            seen=self._trained.is_seen(name),
            folds=self._folds(name),
            ours=self._score(name, wanted, places=range(len(wanted)), results=results),
        )

    def _folds(self, name: str) -> int:
        return len(self._trained.engines) if name in self._trained.sets else 0

    def _score(
        self,
        name: str,
        given: Sequence[Case],
        *,
        places: Sequence[int],
        results: _Results,
    ) -> Score:
        score = Score()
        for place in places:
            found = results[place]
            score.refused += found is None
            add(score, name, given[place], found=found or (), allowed=self._allowed)
        return score

    def _find_unseen(self, name: str, case: Case) -> list[Found] | None:
        return self._find(self._trained.of(name, case) or self._rivals[0], case)

    def _find(self, rival: Rival, case: Case) -> list[Found] | None:
        try:
            return rival.find(case.text, case.before if rival.asks else None)
        except NotExamined:
            self.refused += 1
            return None
