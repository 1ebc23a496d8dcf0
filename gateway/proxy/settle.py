"""New findings in an answer: text is held until it is settled, acted on, and let go.

A text is cut into stretches from left to right by rules that only text already seen
decides, and each stretch is examined on its own. A whole text goes the same way as one
that arrives in pieces, so both give the same output.

    digit runs  for types that need nothing but a run of digits (payment cards): digits
                with up to three separators between them; fewer than 12 digits are never
                examined, and text without digits is never held
    units       for all other types: those of a sequence tagger (detectors.tagger.units: up to
                a sentence end, a line break or 48 tokens), never ending between two digits
                of a digit run, nor within a word

A stretch without end is examined in windows of 4096 characters, each of which sees 128
characters beyond its end and acts on what begins within it.
"""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from detectors.deidentify import Replacement, replace
from detectors.types import Finding
from gateway.model import Action
from gateway.proxy.unit_ends import UnitEnds

Examiner = Callable[[str], tuple[Finding, ...]]
Operate = Callable[[str, str], str]

CONTEXT = 64
WINDOW = 4096
OVERLAP = 128
MIN_DIGITS = 12
# A unit that is longer is context with its end only.
LONGEST_CONTEXT = 1024

# Types whose findings depend on a run of digits and the characters beside it only.
_DIGIT_TYPES = frozenset({"CREDIT_CARD"})

# What canonical_view reads as digits, as separators (any sign and white space) and as nothing.
_DIGITS = (
    r"\d\u00b2\u00b3\u00b9\u00bc-\u00be\u1369-\u1371\u19da\u2070\u2074-\u2079\u2080-\u2089"
    r"\u2150-\u215f\u2189\u2460-\u249b\u24ea-\u24ff\u2776-\u2793\u3248-\u324f\u3251-\u325f"
    r"\u3280-\u3289\u32b1-\u32bf\U00010a40-\U00010a43\U00010e60-\U00010e68"
    r"\U00011052-\U0001105a\U0001f100-\U0001f10a"
)
_SEPARATORS = r"\W_\u01c0\u037a\u30fc\uff70\U000107b6"
_INVISIBLE = (
    r"\u0300-\u034e\u0350-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20e2"
    r"\u20e4-\u20ff\ufe20-\ufe2f"
    r"\u00ad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u17b4\u17b5"
    r"\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u20e3\u3164\ufe00-\ufe0f\ufeff"
    r"\uffa0\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3"
    r"\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_GAP = rf"(?:[{_INVISIBLE}]{{0,4}}[{_SEPARATORS}]){{0,3}}[{_INVISIBLE}]{{0,4}}"
_LONGEST_GAP = 19

_DIGIT = re.compile(f"[{_DIGITS}]")
_MORE_DIGITS = re.compile(f"(?:{_GAP}[{_DIGITS}])*")
_ONLY_GAP = re.compile(_GAP)
_LAST_DIGIT = re.compile(f"[{_DIGITS}](?={_GAP}\\Z)")


class Blocked(Exception):
    """The answer holds what the policy blocks toward the user; the message holds no value."""

    def __init__(self, entity_type: str) -> None:
        super().__init__(f"the answer holds {entity_type}, which the policy blocks")
        self.entity_type = entity_type


@dataclass(frozen=True, slots=True, kw_only=True)
class LanePlan:
    """What a policy acts on toward the user.

    Attributes:
        actions: by entity type; types that are allowed are left out.
        default: action on every other type; None allows them.
        acts_on: whether the policy acts on a finding at all; None acts on every one.
    """

    actions: Mapping[str, Action]
    default: Action | None = None
    acts_on: Callable[[Finding], bool] | None = None

    @property
    def acts(self) -> bool:
        """False if nothing is ever acted on."""
        return bool(self.actions) or self.default is not None

    @property
    def digits_only(self) -> bool:
        """True if runs of digits are all that must be examined."""
        return self.default is None and self.actions.keys() <= _DIGIT_TYPES

    def skips(self, text: str) -> bool:
        """Whether it is plain that nothing in a text is acted on."""
        if not text.isascii():
            return False
        return not self.acts or (self.digits_only and _DIGIT.search(text) is None)

    def blocks(self) -> LanePlan:
        """The plan for a text that must not change: what is blocked, and nothing else."""
        blocked = {name: each for name, each in self.actions.items() if each is Action.BLOCK}
        if self.default is not Action.BLOCK:
            return LanePlan(actions=blocked, acts_on=self.acts_on)
        passed = dict.fromkeys(self.actions, Action.ALLOW)
        return LanePlan(actions=passed | blocked, default=self.default, acts_on=self.acts_on)

    def action(self, finding: Finding) -> Action | None:
        """The action on a finding; None lets it through."""
        action = self.actions.get(finding.entity_type, self.default)
        if action is Action.ALLOW:
            return None
        return action if self.acts_on is None or self.acts_on(finding) else None


def plan_lanes(
    action_of: Callable[[str], Action],
    entity_types: Iterable[str],
    *,
    acts_on: Callable[[Finding], bool] | None = None,
) -> LanePlan:
    """What must be acted on toward the user.

    Args:
        action_of: the policy's action toward the user, by entity type.
        entity_types: those that the policy names; ``default`` stands for all others.
        acts_on: whether the policy acts on a finding at all; None acts on every one.
    """
    actions = {name: action_of(name) for name in entity_types}
    default = actions.pop("default", Action.ALLOW)
    if default is Action.ALLOW:
        acted = {name: each for name, each in actions.items() if each is not Action.ALLOW}
        return LanePlan(actions=acted, acts_on=acts_on)
    return LanePlan(actions=actions, default=default, acts_on=acts_on)


class Settler(Protocol):
    """Holds text until new findings in it are acted on."""

    def feed(self, text: str) -> str:
        """Takes the next piece; returns what is settled."""
        ...

    def flush(self) -> str:
        """Ends the stretch of text; what follows is examined without it as context."""
        ...


class Examination:
    """Examines a stretch and puts what stands for a finding in its place.

    Attributes:
        masked: how many findings of each type were acted on.
    """

    def __init__(self, plan: LanePlan, *, examine: Examiner, operate: Operate) -> None:
        """Starts with nothing acted on.

        Args:
            plan: what is acted on.
            examine: findings in a text, offsets in that text.
            operate: what stands for a value of an entity type.
        """
        self.masked: Counter[str] = Counter()
        self._plan = plan
        self._examine = examine
        self._operate = operate

    def rewrite(self, seen: str, start: int, *, end: int, owned: int) -> tuple[str, int]:
        """Acts on the findings that begin in ``seen[start:owned]``.

        Args:
            seen: the stretch with what stands before and after it.
            start: where the stretch begins in it.
            end: one past the stretch. A finding that reaches beyond it is acted on with
                its part inside.
            owned: findings that begin here or later are left to the next window.

        Returns:
            The rewritten text from ``start`` on, and the place in ``seen`` up to which it
            goes: ``owned``, or the end of a finding that crosses it.

        Raises:
            Blocked: a finding's action is ``block``.
        """
        replacements: list[Replacement] = []
        position = start
        for finding in self._examine(seen):
            action = self._plan.action(finding)
            first, last = max(finding.start, position), min(finding.end, end)
            if action is None or first >= last or finding.start >= owned:
                continue
            if action is Action.BLOCK:
                raise Blocked(finding.entity_type)
            put = self._operate(finding.entity_type, seen[first:last])
            self.masked[finding.entity_type] += 1
            replacements.append(Replacement(start=first - start, end=last - start, text=put))
            position = last
        stop = max(owned, position)
        return replace(seen[start:stop], replacements), stop


class DigitRuns:
    """Holds runs of digits, and nothing else, until they end."""

    def __init__(self, examination: Examination) -> None:
        """Starts at the beginning of a text.

        Args:
            examination: acts on what is found.
        """
        self._examination = examination
        self._before = ""
        self._run: list[str] = []  # of the run that may go on
        self._length = 0
        self._gap = ""  # separators after its last digit

    def feed(self, text: str) -> str:
        """Takes the next piece; returns what is settled."""
        if not self._run and _DIGIT.search(text) is None:
            self._before = (self._before + text)[-CONTEXT:]
            return text
        out: list[str] = []
        data, position = self._gap + text, 0
        while True:
            if not self._run:
                digit = _DIGIT.search(data, position)
                stop = len(data) if digit is None else digit.start()
                out.append(self._release(data[position:stop]))
                position = stop
                if digit is None:
                    return "".join(out)
            more = _MORE_DIGITS.match(data, position)
            end = position if more is None else more.end()
            self._extend(data[position:end], out)
            gap = _ONLY_GAP.match(data, end)
            if gap is not None and gap.end() == len(data):
                self._gap = data[end:]
                return "".join(out)
            out.append(self._close(data[end : end + 1]))
            position = end

    def flush(self) -> str:
        """Ends the stretch of text."""
        gap = self._gap
        out = self._close("") + gap if self._run else ""
        self._before = ""
        return out

    def _release(self, text: str) -> str:
        self._before = (self._before + text)[-CONTEXT:]
        return text

    def _extend(self, digits: str, out: list[str]) -> None:
        if not digits:
            return
        self._run.append(digits)
        self._length += len(digits)
        if self._length <= WINDOW + OVERLAP:
            return
        run = "".join(self._run)
        position = 0
        while len(run) - position > WINDOW + OVERLAP:
            start = len(self._before)
            window = run[position : position + WINDOW + OVERLAP + 1]
            settled, stop = self._examination.rewrite(
                self._before + window,
                start,
                end=start + WINDOW + OVERLAP,
                owned=start + WINDOW,
            )
            out.append(settled)
            self._release(window[: stop - start])
            position += stop - start
        self._run = [run[position:]]
        self._length = len(run) - position

    def _close(self, after: str) -> str:
        run = "".join(self._run)
        self._run, self._length, self._gap = [], 0, ""
        before = self._before
        self._release(run)
        if len(run) < MIN_DIGITS or len(_DIGIT.findall(run)) < MIN_DIGITS:
            return run
        start, end = len(before), len(before) + len(run)
        return self._examination.rewrite(before + run + after, start, end=end, owned=end)[0]


class Units:
    """Holds each unit of text until it ends.

    Units end where a sequence tagger's do, so that each is tagged as in the whole text.
    """

    def __init__(self, examination: Examination) -> None:
        """Starts at the beginning of a text.

        Args:
            examination: acts on what is found.
        """
        self._examination = examination
        self._context: deque[str] = deque()  # units before, so that tagging starts with one
        self._held = ""
        self._ends = UnitEnds()

    def feed(self, text: str) -> str:
        """Takes the next piece; returns what is settled."""
        return self._settle(text, final=False)

    def flush(self) -> str:
        """Ends the stretch of text."""
        out = self._settle("", final=True)
        self._context.clear()
        self._ends = UnitEnds()
        return out

    def _settle(self, text: str, *, final: bool) -> str:
        data = self._held + text
        out: list[str] = []
        start = 0
        while start < len(data):
            limit = start + WINDOW + OVERLAP
            self._ends.read(data, limit)
            end = self._boundary(data, start, final=final)
            if end is not None:
                stop = self._rewrite(data, start, end=end, owned=end, out=out)
            elif len(data) > limit + (0 if final else _LONGEST_GAP + 1):
                stop = self._rewrite(data, start, end=limit, owned=start + WINDOW, out=out)
                self._ends.restart(stop)
            elif final:
                stop = self._rewrite(data, start, end=len(data), owned=len(data), out=out)
            else:
                break
            start = stop
        self._held = data[start:]
        self._ends.drop(start)
        return "".join(out)

    def _boundary(self, data: str, start: int, *, final: bool) -> int | None:
        """Where the unit that begins at ``start`` ends; None if that is not decided."""
        places = self._ends.places
        while places:
            joined = _joins_digits(data, start, place=places[0])
            if joined is None and not final:
                return None
            place = places.popleft()
            if not joined:
                return place
        return None

    def _rewrite(self, data: str, start: int, *, end: int, owned: int, out: list[str]) -> int:
        before = "".join(self._context)
        settled, stop = self._examination.rewrite(
            before + data[start:end],
            len(before),
            end=len(before) + end - start,
            owned=len(before) + owned - start,
        )
        stop += start - len(before)
        out.append(settled)
        self._keep(data[start:stop])
        return stop

    def _keep(self, unit: str) -> None:
        """The fewest units that are context enough; the end of one that is very long."""
        context = self._context
        context.append(unit if len(unit) <= LONGEST_CONTEXT else unit[-CONTEXT:])
        length = sum(map(len, context))
        while length - len(context[0]) >= CONTEXT:
            length -= len(context.popleft())


def _joins_digits(data: str, start: int, *, place: int) -> bool | None:
    """Whether a digit run goes on across a place; None if more text must say so."""
    digit = _LAST_DIGIT.search(data, max(start, place - _LONGEST_GAP - 1), place)
    if digit is None:
        return False
    gap = _ONLY_GAP.match(data, digit.end())
    end = digit.end() if gap is None else gap.end()
    if end >= len(data):
        return None
    return _DIGIT.match(data, end) is not None
