"""The JSON Schema of a policy file, for editors that complete and check while one writes.

It says what a key is for, which keys there are, and what shape each value has. What one
part of a policy asks of another (that a class exists, that nothing contradicts itself) only
the loader knows. A policy that extends another need not say what it inherits, and may say
null to take an entry away; hence two variants of each section.

Source: JSON Schema 2020-12 (draft-bhutton-json-schema-01), read 2026-11-22.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from gateway.commitments import PROBES
from gateway.data_categories import CATEGORIES
from gateway.model import Action, Destination
from gateway.opt_in import AgeMethod, FallbackAction, SignalScope
from gateway.policy import Incomplete, LegalBasis, Mode, ProviderState
from gateway.policy_attachments import Audio, Documents, Images, TextFiles
from gateway.policy_incidents import AUTHORITY_HOURS
from gateway.policy_retention import DEFAULT_RECORDS, EndAction
from gateway.policy_rights import Acknowledging, LastDay, Start
from gateway.policy_schema_parts import (
    Schema,
    argument,
    country,
    duration,
    either,
    flag,
    list_of,
    name,
    number,
    one_of,
    or_null,
    text,
)
from gateway.policy_scope import CommitmentKind, PartyRole
from gateway.recipients import MECHANISMS, ROLES
from gateway.rights.kinds import WITHOUT_PROOF, Approval, Method, RightKind
from gateway.usage.rules import AddressForm
from gateway.yaml_values import NAME

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_TYPE = "^[A-Z][A-Z0-9_]{1,63}$"
_TRIGGER = (
    "^(collection|last_interaction|account_closure|contract_end|consent_withdrawal"
    "|purpose_fulfilled|verification_complete|event|event:[a-z0-9_]{1,40})$"
)
_OWN = ("id", "version", "operator")
_WHOLE = ("actions", "purposes", "default_purpose", "retention_classes")


class _Sections:
    """Makes the sections of one variant: whole policies, or those that extend another."""

    def __init__(self, *, extending: bool) -> None:
        self._extending = extending

    def object(self, about: str, keys: Mapping[str, Schema], *required: str) -> Schema:
        """A mapping of known keys; null stands for "without" one."""
        return {
            "type": "object",
            "description": about,
            "properties": {
                key: of if key in required and not self._extending else or_null(of)
                for key, of in keys.items()
            },
            "required": [] if self._extending else list(required),
            "additionalProperties": False,
        }

    def map(self, about: str, of: Schema, *, keys: str = f"^{NAME}$") -> Schema:
        """A mapping of keys of the operator's own."""
        return {
            "type": "object",
            "description": about,
            "patternProperties": {keys: or_null(of) if self._extending else of},
            "additionalProperties": False,
        }

    def top(self) -> Schema:
        """All keys of a policy."""
        keys = {
            **self._basics(),
            **self._what_is_found(),
            **self._opt_in(),
            **self._retention(),
            "rights": self._rights(),
            "processing": self._processing(),
            "data_categories": list_of(
                "Categories that may be stored; any other finding is redacted before.",
                one_of("A category.", CATEGORIES),
                least=1,
            ),
            "forms": self._forms(),
            "incidents": self.object(
                "Clocks of an incident.",
                {
                    "authority_hours": number(
                        "Until the authority is told.", least=1, most=AUTHORITY_HOURS
                    ),
                    "controller_hours": number(
                        "Until the controller is told.", least=1, most=24 * 14
                    ),
                },
            ),
            "commitments": {"$ref": "#/$defs/commitments"},
        }
        whole = self.object("A privacy policy.", keys, *_OWN, *_WHOLE)
        for key in _OWN:
            whole["properties"][key] = keys[key]
        return whole | {"required": [*_OWN, "extends"] if self._extending else [*_OWN, *_WHOLE]}

    def _basics(self) -> dict[str, Schema]:
        operator = _Sections(extending=False).object(
            "Whose policy it is. Never inherited.",
            {"name": text("As published."), "contact": text("Every refusal names it.")},
            *("name", "contact"),
        )
        return {
            "id": name("The file's name without its ending. Never inherited."),
            "version": text("Of the published text; in quotes. Never inherited."),
            "operator": operator,
            "extends": name("The policy that this one inherits from."),
            "include": list_of("Profiles, laid over what is inherited.", name("A profile's id.")),
            "language": text("Of the context words; ISO 639-1.", "^[a-z]{2}$"),
            "mode": one_of("unsafe_observe acts on no finding.", Mode),
            "strict_fields": flag("Refuse fields that the wire's table does not know."),
            "provider_state": one_of("Whether a request may go on from it.", ProviderState),
            "attachments": self.object(
                "What happens to attached files.",
                {
                    "text": one_of("Files of text.", TextFiles),
                    "documents": one_of("PDF and DOCX.", Documents),
                    "images": one_of("Images.", Images),
                    "audio": one_of("Sound.", Audio),
                },
            ),
            "tools": self.object(
                "Tools of the operator's own.",
                {"restore_arguments": list_of("Whose arguments get values back.", text("A tool."))},
            ),
        }

    def _what_is_found(self) -> dict[str, Schema]:
        coarser = [each for each in Action if each is not Action.GENERALISE]
        line = {
            Destination.UPSTREAM.value: one_of("On its way to the model.", Action),
            Destination.STORE.value: one_of("On its way to the transcript kept here.", Action),
            Destination.USER.value: one_of("In what the model says to the user.", coarser),
            Destination.LOG.value: one_of(
                "In logs.", [each for each in coarser if each is not Action.ALLOW]
            ),
        }
        actions = self.map("What happens to a type.", self.object("A type.", line), keys=_TYPE)
        actions["properties"] = {"default": self.object("All others.", line, *line)}
        actions["required"] = [] if self._extending else ["default"]
        score = {"type": "number", "minimum": 0, "maximum": 1}
        return {
            "actions": actions,
            "thresholds": self.map("Least score by type.", score, keys=f"^default$|{_TYPE}"),
            "about_person_only": list_of(
                "Types that count only where a text speaks of somebody.", text("A type.", _TYPE)
            ),
            "incomplete": one_of("The first part of a number.", Incomplete),
        }

    def _opt_in(self) -> dict[str, Schema]:
        purpose = self.object(
            "A purpose of processing.",
            {
                "title": text("What people are told it is."),
                "benefits": text("What they gain."),
                "legal_basis": one_of("GDPR Article 6(1).", LegalBasis),
                "retention_class": name("Of a conversation for it."),
                "notice": name("notices/<id>.yaml, beside the directory of the policies."),
            },
            *("title", "benefits", "legal_basis", "retention_class"),
        )
        return {
            "purposes": self.map("Why data is processed.", purpose),
            "default_purpose": name("Of a request that names none."),
            "region": text("Of people whose country is not known.", "^[A-Z]{2}$"),
            "storage_regions": list_of("Where the storage may be.", country("A place."), least=1),
            "age": self._age(),
            "signals": self.object(
                "Which consents a browser's signal refuses.",
                {key: one_of("See docs/consent.md.", SignalScope) for key in ("gpc", "dnt")},
            ),
            "recipient_conditions": self._recipients(),
            "sources": self._sources(),
            "fallback": self.object(
                "What a request without opt-in gets.",
                {"action": one_of("Instead.", FallbackAction), "text": text("The fixed answer.")},
                "action",
            ),
            "consents": self.object(
                "Consents.", {"validity": duration("After which one has expired.")}
            ),
            "usage": self.object(
                "How use is counted; without it nothing is.",
                {
                    "address": one_of("What is kept of an IP address.", AddressForm),
                    "least_group": number("Smaller counts are not shown.", least=2, most=1000),
                },
            ),
            "holding_reply": text("While a person looks at a conversation."),
        }

    def _age(self) -> Schema:
        words = text("As it is asked.")
        question = either(
            "One text, or one by language.", words, self.map("", words, keys="^[a-z]{2}$")
        )
        minimum: Schema = {"enum": [13, 16, 18], "description": "The least age."}
        return self.object(
            "From which age on the service may be used.",
            {"minimum": minimum, "asked": one_of("How.", AgeMethod), "question": question},
            *("minimum", "asked", "question"),
        )

    def _recipients(self) -> Schema:
        return self.object(
            "What is asked of recipients.",
            {
                "countries": list_of("Where they may be.", country("A place."), least=1),
                "mechanisms": list_of("Of transfer.", one_of("A mechanism.", MECHANISMS), least=1),
                "roles": list_of("Of the party.", one_of("A role.", ROLES), least=1),
                "longest_retention": duration("How long they may keep it."),
                "evidence_age": duration("How old their facts may be."),
            },
        )

    def _sources(self) -> Schema:
        rule = self.object(
            "Where text of a source may go.",
            {key: list_of("Ids.", name("An id.")) for key in ("recipients", "purposes")},
            *("recipients", "purposes"),
        )
        return self.map("By tag.", rule)

    def _retention(self) -> dict[str, Schema]:
        one = self.object(
            "How long something is kept, and from when.",
            {
                "trigger": text("What starts the clock.", _TRIGGER),
                "after": text("The event's type.", "^[a-z0-9_]{1,40}$"),
                "duration": duration("How long."),
                "action": one_of("What happens then.", EndAction),
                "legal_ground": text("Why so long."),
                "minimum": self.object(
                    "What a law wants kept.",
                    {"duration": duration("How long."), "law": text("Which law.")},
                    *("duration", "law"),
                ),
                "clamps": self.object(
                    "Bounds.", {key: duration("A bound.") for key in ("shortest", "longest")}
                ),
                "undo": duration("How long it can be brought back."),
                "restricted": flag("Only the privacy officer reads it."),
            },
            *("trigger", "duration", "legal_ground"),
        )
        words = either("A word, or some.", text("A word."), list_of("", text("A word."), least=1))
        conditions = ("purpose", "channel", "bot", "jurisdiction", "detected")
        entire = _Sections(extending=False)  # nothing in a list is inherited
        when = entire.object("What must fit.", dict.fromkeys(conditions, words))
        rule = entire.object(
            "A class beside the purpose's.",
            {"when": when, "class": name("The class."), "explicit": flag("Nothing shortens it.")},
            *("when", "class"),
        )
        record = {kind: or_null(name("Its class.")) for kind in DEFAULT_RECORDS}
        return {
            "retention_classes": self.map("How long things are kept.", one),
            "retention_rules": list_of("Which exchanges have another class.", rule),
            "records": self.object("Classes of other records.", record),
            "provider_state_retention": name("Class of what is kept of a provider's state."),
        }

    def _rights(self) -> Schema:
        period = text(
            "Such as P45D, P1M or 20 business days.",
            "^(P[1-9][0-9]{0,2}[DWM]|P[1-9][0-9]{0,2}D business|[1-9][0-9]{0,2} business days)$",
        )
        kinds = list_of("Kinds of request.", one_of("A kind.", RightKind), least=1)
        proved = [each.value for each in RightKind if each not in WITHOUT_PROOF]
        method = one_of("Least proof of who asks.", Method)
        deadline = _Sections(extending=False).object(
            "A deadline.",
            {
                "regime": text("Its regime."),
                "kinds": kinds,
                **dict.fromkeys(("ack", "due", "extend"), period),
                "start": one_of("What the clock runs from.", Start),
                "last_day": one_of("What a day off becomes.", LastDay),
            },
            *("regime", "due"),
        )
        by_kind = self.object("", dict.fromkeys(("default", *proved), method), "default")
        return self.object(
            "What people can ask for, and how.",
            {
                "identity": either("One degree, or by kind.", method, by_kind),
                "erasure_approval": one_of("Who approves.", Approval),
                "officer_for": kinds,
                "acknowledge": one_of("Who acknowledges.", Acknowledging),
                "regime": text("Of people whose country has none."),
                "regimes": self.map("By country.", text("A regime."), keys="^[A-Z]{2}"),
                "deadlines": list_of("Before the shipped ones.", deadline),
                "blocking": self.map("By regime.", duration("Before erasure."), keys="^[A-Z]"),
                "results_for": duration("How long a package can be fetched."),
                "proof_days": number("Then a proof of identity is gone.", least=1, most=7),
                "authority": text("That closing messages name."),
            },
        )

    def _processing(self) -> Schema:
        needed = ("required", "none")
        return self.object(
            "What the operator is in law, and where.",
            {
                "role": one_of("GDPR Article 4(7) and (8).", PartyRole),
                "regions": list_of("Whose people are served.", country("A place."), least=1),
                "instructions": one_of("Whether changes need one of the tenant.", needed),
                # Bare on and off are flags to YAML 1.1, and words to YAML 1.2.
                "integrations": {"enum": ["on", "off", True, False], "description": "At first."},
                "recipient_purposes": one_of("Must recipients name theirs?", ("required", "any")),
                "safeguards": one_of("Must third parties name some?", ("required", "any")),
            },
            "role",
        )

    def _forms(self) -> Schema:
        field = self.object(
            "A field.",
            {
                "entity_types": list_of("What may stand in it.", text("A type.", _TYPE)),
                "required": flag("Whether a form without it is refused."),
            },
        )
        form = self.object(
            "A lead form.",
            {
                "purpose": name("What the answers are used for."),
                "retention_class": name("Of what was filled in."),
                "fields": self.map("By name.", field),
            },
            *("purpose", "retention_class", "fields"),
        )
        return self.map("Fields that people fill in on purpose.", form)

    def commitments(self) -> Schema:
        """The promises, the same in both variants."""
        probes = {
            probe: self.object(
                form.shows,
                {key: argument(kind) for key, kind in {**form.needs, **form.may}.items()},
                *form.needs,
            )
            for probe, form in PROBES.items()
        }
        # A probe that needs nothing may be written without anything.
        probes |= {key: or_null(of) for key, of in probes.items() if not PROBES[key].needs}
        commitment = self.object(
            "What people were promised.",
            {
                "kind": one_of("Who makes it true.", CommitmentKind),
                "promise": text("In words."),
                "keeps": list_of("Settings that keep it.", text("A key path."), least=1),
                "probes": self.object("What shows it.", probes),
            },
            *("kind", "promise"),
        )
        return self.map(
            "Promises by id.", or_null(commitment), keys="^[A-Z][A-Z0-9]{1,15}-[A-Za-z0-9]+$"
        )


def policy_schema() -> Schema:
    """The schema of a policy file."""
    return {
        "$schema": DIALECT,
        "title": "Discreet privacy policy",
        "if": {"required": ["extends"], "properties": {"extends": {"type": "string"}}},
        "then": {"$ref": "#/$defs/extending"},
        "else": {"$ref": "#/$defs/whole"},
        "$defs": {
            "whole": _Sections(extending=False).top(),
            "extending": _Sections(extending=True).top(),
            "commitments": _Sections(extending=False).commitments(),
        },
    }


def schema_text() -> str:
    """The same, as the file beside the policies has it."""
    return json.dumps(policy_schema(), indent=1, ensure_ascii=False) + "\n"
