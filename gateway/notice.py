"""Notices: what a person is told before they opt in, in which words, since when.

A notice has versions, newest first, each in one or more languages. Its words may hold
``{recipient}``, ``{country}``, ``{retention}``, ``{operator}`` and ``{contact}``; they are
filled with the facts that the configuration states, so that a fact which changes changes
the notice. What was shown is named by its SHA-256 over words and facts.

Source: GDPR Articles 7 and 13; ISO/IEC TS 27560:2023 for what a notice must say.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from gateway.notice_words import common_parts, country_words, duration_words

# The parts of a notice in the order in which they are shown; ``unredacted`` comes after
# them, and only where text leaves as it was written.
PARTS = (
    *("title", "purpose", "benefits", "recipient", "country", "retention", "contact"),
    "withdrawal",
)
UNREDACTED = "unredacted"
PLACES = frozenset({"recipient", "country", "retention", "operator", "contact"})
# The fact that a part must hold, where it must hold one.
FACTS_OF_PARTS: Mapping[str, str] = {
    part: part for part in ("recipient", "country", "retention", "contact")
}
_PLACE = re.compile(r"\{([a-z_]+)\}")
_BRACES = re.compile(r"\{[^{}]*\}|[{}]")
# Each field of Filling by the name it has in a document.
_KEPT: Mapping[str, str] = {
    **{name: name for name in ("purpose", "purpose_title", "recipient", "recipient_name")},
    **{name: name for name in ("recipient_role", "parent", "transfer_mechanism", "training")},
    **{name: name for name in ("operator", "contact")},
    "country": "recipient_country",
    "retention": "recipient_retention",
    "redacted": "text_is_redacted",
}
_EPOCH = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeVersion:
    """One version.

    Attributes:
        version: as people know it.
        valid_from: it is shown from then on; aware, UTC.
        material_change: whether consents to earlier versions end with it.
        texts: by language (ISO 639-1), each part's words by name.
    """

    version: str
    valid_from: datetime
    material_change: bool
    texts: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A notice with all its versions, newest first; never empty."""

    key: str
    versions: tuple[NoticeVersion, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """The facts that a notice is filled with, for one purpose and one recipient."""

    purpose: str
    purpose_title: str
    recipient: str
    recipient_name: str
    recipient_role: str
    parent: str | None
    country: str
    transfer_mechanism: str | None
    retention: str | None
    training: bool
    operator: str
    contact: str
    redacted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownNotice:
    """A notice as one person sees it: one purpose, one recipient, one language.

    Attributes:
        key, version, language, valid_from: which one.
        languages: all that this version has.
        facts: of the configuration.
        parts: its words by name of the part, in order.
        sha256: hex; names what was shown.
    """

    key: str
    version: str
    language: str
    languages: tuple[str, ...]
    valid_from: datetime
    facts: Filling
    parts: Mapping[str, str]
    sha256: str

    def described(self) -> dict[str, Any]:
        """All that is needed to ask for the opt-in, as JSON."""
        facts = self.facts
        return {
            "purpose": facts.purpose,
            "recipient": facts.recipient,
            "notice": self.key,
            "version": self.version,
            "valid_from": self.valid_from.isoformat(),
            "language": self.language,
            "languages": list(self.languages),
            "purpose_title": facts.purpose_title,
            "benefits": self.parts["benefits"],
            "recipient_name": facts.recipient_name,
            "recipient_country": facts.country,
            "transfer_mechanism": facts.transfer_mechanism,
            "recipient_retention": facts.retention,
            "training": facts.training,
            "operator": facts.operator,
            "contact": facts.contact,
            "text_is_redacted": facts.redacted,
            "parts": dict(self.parts),
            "sha256": self.sha256,
            "notice_sha256": self.sha256,
        }

    def document(self) -> dict[str, Any]:
        """All that the hash is over, and nobody's name, as JSON; see ``read_document``."""
        return {
            **self.described(),
            "recipient_role": self.facts.recipient_role,
            "parent": self.facts.parent,
        }


class Standing(StrEnum):
    """What a consent to a text is worth at a time."""

    IN_FORCE = "in_force"  # it is what is shown
    STILL_COUNTS = "still_counts"  # no material change since
    STALE = "stale"  # a material change since
    NOT_YET_VALID = "not_yet_valid"
    UNKNOWN = "unknown"  # of no version that the configuration has

    @property
    def counts(self) -> bool:
        """Whether a consent to it holds."""
        return self in (Standing.IN_FORCE, Standing.STILL_COUNTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class FilledVersion:
    """One version of a notice, filled for one purpose and recipient.

    Attributes:
        version, valid_from, material_change: as in NoticeVersion.
        texts: by language; the first one is for people whose own is not there.
        hashes: of all texts.
    """

    version: str
    valid_from: datetime
    material_change: bool
    texts: Mapping[str, ShownNotice]
    hashes: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeSeries:
    """All versions of a notice for one purpose and recipient, newest first."""

    versions: tuple[FilledVersion, ...]

    def in_force(self, now: datetime, language: str | None = None) -> ShownNotice | None:
        """What is shown at a time: in a language, else in the notice's first one.

        ``de-AT`` is German. None before the first version is valid.
        """
        wanted = re.split("[-_]", language or "", maxsplit=1)[0].lower()
        for version in self.versions:
            if version.valid_from <= now:
                texts = version.texts
                return texts.get(wanted) or next(iter(texts.values()))
        return None

    def find(self, sha256: str) -> ShownNotice | None:
        """The notice with this hash, of any version and language."""
        for version in self.versions:
            if sha256 in version.hashes:
                return next(text for text in version.texts.values() if text.sha256 == sha256)
        return None

    def standing(self, sha256: str, now: datetime) -> Standing:
        """What a consent to the text with this hash is worth at a time.

        From the newest version that is valid back to the text's own: a material change on
        the way, and it is stale. Versions to come change nothing.
        """
        newest, changed = True, False
        for version in self.versions:
            if version.valid_from > now:
                if sha256 in version.hashes:
                    return Standing.NOT_YET_VALID
                continue
            if sha256 in version.hashes:
                if changed:
                    return Standing.STALE
                return Standing.IN_FORCE if newest else Standing.STILL_COUNTS
            newest, changed = False, changed or version.material_change
        return Standing.UNKNOWN

    def still_counts(self, sha256: str, now: datetime) -> bool:
        """Whether a consent to this text holds: shown now, or no material change since."""
        return self.standing(sha256, now).counts


def series(notice: Notice, facts: Filling) -> NoticeSeries:
    """Fills a notice, in all its versions and languages."""
    return NoticeSeries(
        versions=tuple(_filled(notice.key, version, facts=facts) for version in notice.versions)
    )


def generated(key: str, *, version: str, language: str, title: str, benefits: str) -> Notice:
    """The notice of a purpose that names none: its own words, and ours for the rest.

    Ours are in the language where we have them, else in English.
    """
    words = {"title": title, "purpose": title, "benefits": benefits, **common_parts(language)}
    ordered = {part: words[part] for part in (*PARTS, UNREDACTED)}
    only = NoticeVersion(
        version=version, valid_from=_EPOCH, material_change=True, texts={language: ordered}
    )
    return Notice(key=key, versions=(only,))


def read_document(document: Mapping[str, Any]) -> ShownNotice | None:
    """The notice that was kept as a document; None where its hash is not that of its words."""
    try:
        shown = ShownNotice(
            key=document["notice"],
            version=document["version"],
            language=document["language"],
            languages=tuple(document["languages"]),
            valid_from=datetime.fromisoformat(document["valid_from"]),
            facts=Filling(**{name: document[key] for name, key in _KEPT.items()}),
            parts=dict(document["parts"]),
            sha256=document["sha256"],
        )
    except (KeyError, TypeError, ValueError):
        return None
    return shown if _sha256(shown) == shown.sha256 else None


def unknown_places(words: str) -> set[str]:
    """What stands in braces in a notice's words and is no fact; a brace alone, too."""
    known = {f"{{{place}}}" for place in PLACES}
    return set(_BRACES.findall(words)) - known


def _filled(key: str, version: NoticeVersion, *, facts: Filling) -> FilledVersion:
    texts = {
        language: _fill(key, version, language=language, facts=facts) for language in version.texts
    }
    return FilledVersion(
        version=version.version,
        valid_from=version.valid_from,
        material_change=version.material_change,
        texts=texts,
        hashes=frozenset(text.sha256 for text in texts.values()),
    )


def _fill(key: str, version: NoticeVersion, *, language: str, facts: Filling) -> ShownNotice:
    values = {
        "recipient": facts.recipient_name,
        "country": country_words(facts.country, language),
        "retention": duration_words(facts.retention, language),
        "operator": facts.operator,
        "contact": facts.contact,
    }
    words = version.texts[language]
    shown = {part: words[part] for part in PARTS if part in words}
    if not facts.redacted:
        # Never left out: who consents must know that nothing is replaced.
        shown[UNREDACTED] = words.get(UNREDACTED) or common_parts(language)[UNREDACTED]
    # One pass: braces in a fact are text.
    parts = {
        part: _PLACE.sub(lambda match: values.get(match[1], match[0]), template)
        for part, template in shown.items()
    }
    filled = ShownNotice(
        key=key,
        version=version.version,
        language=language,
        languages=tuple(version.texts),
        valid_from=version.valid_from,
        facts=facts,
        parts=parts,
        sha256="",
    )
    return replace(filled, sha256=_sha256(filled))


def _sha256(shown: ShownNotice) -> str:
    """What names it: a hash over which notice it is, its words and its facts."""
    named = {
        "notice": shown.key,
        "version": shown.version,
        "language": shown.language,
        "valid_from": shown.valid_from.isoformat(),
        "facts": asdict(shown.facts),
        "parts": shown.parts,
    }
    canonical = json.dumps(named, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
