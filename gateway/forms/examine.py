"""What of a filled-in form is kept: declared types as they are, all else as in any text.

A field says which entity types may stand in it. Such a finding stays as it was entered;
every other one is treated as the policy treats it on the way to the store, and what would
be a surrogate there is suppressed, since a form has no conversation's key. A type whose
action is ``block`` refuses the form.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from detectors.budget import Budget
from detectors.deidentify import Replacement, replace
from detectors.errors import DetectionError
from detectors.overlap import resolve
from detectors.running_text import OF_RUNNING_TEXT
from detectors.types import Finding
from gateway.errors import InvalidRequest
from gateway.model import Action, Destination, Examined, Kind, Segment
from gateway.policy import Policy
from gateway.policy_scope import Form
from gateway.proxy.refusals import as_refusal, content_blocked
from gateway.proxy.rewrite import with_known_values
from gateway.rights.stored_words import Examines, put_in_place

MOST_CHARACTERS = 10_000
# From this score on a check digit spoke for a finding.
_CHECKED = 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A form as it is kept; the repr holds no word of it.

    Attributes:
        fields: by name.
        redacted: how many findings were replaced, by type.
    """

    fields: Mapping[str, str] = field(repr=False)
    redacted: Mapping[str, int]


def check_fields(form: Form, given: Mapping[str, object]) -> dict[str, str]:
    """The fields that were filled in, in the form's order.

    Raises:
        InvalidRequest: 422; a field that the form does not declare, one that is missing or
            too long, or no text. It names declared fields only.
    """
    unknown = sum(key not in form.fields for key in given)
    wrong, found = [], {}
    for key, each in form.fields.items():
        value = given.get(key)
        if value is None or value == "":
            if each.required:
                wrong.append(key)
        elif not isinstance(value, str) or len(value) > MOST_CHARACTERS:
            wrong.append(key)
        elif not value.strip():
            wrong += [key] if each.required else []
        else:
            found[key] = value
    if unknown or wrong or not found:
        raise InvalidRequest(
            "The form is not filled in as it is declared.",
            code="form_invalid",
            status=422,
            details={
                "fields": wrong,
                "unknown_fields": unknown,
                "known_fields": list(form.fields),
            },
        )
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class FormExamination:
    """Examines what is entered, under one policy."""

    policy: Policy
    hash_key: bytes = field(repr=False)
    examines: Examines

    def kept(self, form: Form, given: Mapping[str, str], *, budget: Budget) -> Filled:
        """What is kept of the fields.

        Raises:
            Refused: 422 ``content_blocked``, or it could not be examined.
        """
        names = list(given)
        segments = [
            Segment(
                pointer=f"/fields/{name}",
                kind=Kind.TEXT,
                role="user",
                text=given[name],
                before=name.replace("_", " "),
            )
            for name in names
        ]
        try:
            found = self.examines.segments(segments, budget)
            budget.check()
            found = self._with_joined(form, segments, found=found, budget=budget)
            examined = with_known_values(self.policy, segments, found=found)
        except DetectionError as error:
            raise as_refusal(error) from None
        self._check_blocked(form, names, examined=examined)
        redacted: dict[str, int] = {}
        fields: dict[str, str] = {}
        for name, each in zip(names, examined, strict=True):
            declared = form.fields[name].entity_types
            fields[name] = self._rewritten(each, declared=declared, redacted=redacted)
        return Filled(fields=fields, redacted=redacted)

    def _with_joined(
        self,
        form: Form,
        segments: Sequence[Segment],
        *,
        found: Sequence[tuple[Finding, ...]],
        budget: Budget,
    ) -> list[tuple[Finding, ...]]:
        """The findings with those that only show where fields are read together.

        What lies in one field and is declared there stays; a value that runs over several, or
        a check digit that is right within an e-mail address, comes before it.
        """
        texts = [each.text for each in segments]
        orders = [list(range(len(texts)))]
        if len(texts) > 1:
            orders.append(orders[0][::-1])
        joined = [" ".join(texts[index] for index in order) for order in orders]
        apart = [text.replace("@", " ") for text in texts]
        seen = self.examines.segments([_as_segment(text) for text in (*joined, *apart)], budget)
        budget.check()
        declared = [form.fields[_field_of(each)].entity_types for each in segments]
        first: list[list[Finding]] = [[] for _ in texts]
        others: list[list[Finding]] = [[] for _ in texts]
        for order, findings in zip(orders, seen, strict=False):
            for parts in _by_field(findings, [len(texts[index]) for index in order]):
                there = [(order[index], part) for index, part in parts]
                if len(there) > 1 and any(
                    part.entity_type in declared[index] for index, part in there
                ):
                    continue  # a telephone number ends where its field ends
                for index, part in there:
                    (first if len(there) > 1 else others)[index].append(part)
        for index, findings in enumerate(seen[len(orders) :]):
            first[index] += [each for each in findings if each.score >= _CHECKED]
        merged = []
        for index in range(len(texts)):
            split = first[index]
            own = [each for each in found[index] if not _meets_any(each, split)]
            stays = [each for each in own if each.entity_type in declared[index]]
            more = [each for each in others[index] if not _meets_any(each, (*stays, *split))]
            merged.append(resolve((*own, *more, *split), acts_on=self.policy.touches))
        return merged

    def _check_blocked(
        self, form: Form, names: Sequence[str], *, examined: Sequence[Examined]
    ) -> None:
        counts: dict[str, int] = {}
        pointers: set[str] = set()
        for name, each in zip(names, examined, strict=True):
            for finding in each.findings:
                is_declared = finding.entity_type in form.fields[name].entity_types
                if not is_declared and self._action(finding) is Action.BLOCK:
                    counts[finding.entity_type] = counts.get(finding.entity_type, 0) + 1
                    pointers.add(each.segment.pointer)
        if counts:
            raise content_blocked(counts, pointers)

    def _action(self, finding: Finding) -> Action:
        return self.policy.action(finding.entity_type, Destination.STORE)

    def _rewritten(
        self, examined: Examined, *, declared: Collection[str], redacted: dict[str, int]
    ) -> str:
        text, put = examined.segment.text, []
        for finding in examined.findings:
            action = self._action(finding)
            if finding.entity_type in declared or action is Action.ALLOW:
                continue
            value = text[finding.start : finding.end]
            new = put_in_place(finding.entity_type, action, value=value, hash_key=self.hash_key)
            put.append(Replacement(start=finding.start, end=finding.end, text=new))
            redacted[finding.entity_type] = redacted.get(finding.entity_type, 0) + 1
        return replace(text, put)


def _as_segment(text: str) -> Segment:
    return Segment(pointer="/fields", kind=Kind.TEXT, role="user", text=text)


def _field_of(segment: Segment) -> str:
    return segment.pointer.removeprefix("/fields/")


def _by_field(
    findings: Iterable[Finding], lengths: Sequence[int]
) -> Iterator[list[tuple[int, Finding]]]:
    """The parts of each finding, with the field of each.

    Names, places and words of health are left to their own field: between two fields
    they would join what does not belong together.
    """
    for each in findings:
        if each.entity_type in OF_RUNNING_TEXT:
            continue
        parts: list[tuple[int, Finding]] = []
        begin = 0
        for index, length in enumerate(lengths):
            start, end = max(each.start, begin), min(each.end, begin + length)
            if start < end:
                part = dataclasses.replace(each, start=start - begin, end=end - begin)
                parts.append((index, part))
            begin += length + 1
        yield parts


def _meets_any(one: Finding, others: Iterable[Finding]) -> bool:
    return any(one.start < other.end and other.start < one.end for other in others)
