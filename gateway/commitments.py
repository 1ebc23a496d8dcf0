"""The probes that a commitment may name, and what each must be told; a closed list.

A policy's commitment names one probe or more, each with what people were promised: the
probe exercises the running code under that very policy and looks whether it finds just
that. What is expected stands with the promise and never with the setting, so that a
setting which is changed later breaks its promise visibly. gateway/check/ runs them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Argument(StrEnum):
    """How a policy file writes an argument."""

    WORD = "word"
    WORDS = "words"
    NUMBER = "number"
    FLAG = "flag"
    PAIRS = "pairs"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbeForm:
    """One probe.

    Attributes:
        shows: what is kept where it succeeds, in words.
        needs: arguments that must be given.
        may: arguments that can be given.
    """

    shows: str
    needs: Mapping[str, Argument]
    may: Mapping[str, Argument]


def _form(shows: str, may: Mapping[str, Argument] | None = None, /, **needs: Argument) -> ProbeForm:
    return ProbeForm(shows=shows, needs=needs, may=may or {})


_WORD, _WORDS, _NUMBER, _PAIRS = Argument.WORD, Argument.WORDS, Argument.NUMBER, Argument.PAIRS

PROBES: Mapping[str, ProbeForm] = {
    # What is found, and what is stored.
    "stored_categories": _form(
        "only these data categories are stored; what else is said is redacted before",
        categories=_WORDS,
    ),
    "cards_never_stored": _form(
        "card number, code and expiry reach no store, log or upstream; where four_digits is "
        "false, not even the last four do",
        {"four_digits": Argument.FLAG},
    ),
    "never_reaches": _form(
        "values of these entity types reach neither upstream nor store, in chat, tool calls and "
        "attached files, and no picture or sound does that nobody can look into",
        types=_WORDS,
    ),
    "lead_form": _form(
        "declared fields of the form are kept apart, in its own class; all else is redacted",
        form=_WORD,
        retention_class=_WORD,
    ),
    "usage_coarse": _form(
        "a usage row has no more of an address than this (none or network), and a country at "
        "the finest",
        address=_WORD,
    ),
    "usage_suppressed": _form(
        "a group smaller than this is not shown, and counts go to nobody", least_group=_NUMBER
    ),
    "encrypted": _form("the database file holds no plain text; a third party needs TLS"),
    "database_alone": _form("the database without its keys reveals nothing"),
    # Purposes, consent, recipients.
    "purpose_bases": _form(
        "each purpose has its basis, and there is no other: consent is asked for where it is "
        "consent, and only there",
        bases=_PAIRS,
    ),
    "purpose_withdrawal": _form("withdrawal or objection ends the purpose at once", purpose=_WORD),
    "purpose_unknown": _form(
        "a request for this purpose is refused; where a list is given, it is whole",
        {"purposes": _WORDS},
        purpose=_WORD,
    ),
    "purpose_needs_consent": _form(
        "without prior consent this purpose is refused", {"country": _WORD}, purpose=_WORD
    ),
    "recipient_bound": _form("a recipient is refused for a purpose that is not listed for it"),
    "opt_in": _form("a third party sees nothing before its own opt-in and nothing after it ends"),
    "withdrawal_link": _form("a link withdraws by one page and one button", purpose=_WORD),
    "no_training": _form(
        "upstream is told not to store or train; who trains is refused, and so is the purpose"
    ),
    "source_bound": _form(
        "text of this source goes to these recipients only, for these purposes only",
        source=_WORD,
        recipients=_WORDS,
        purposes=_WORDS,
    ),
    "transfer_mechanism": _form(
        "a recipient abroad without a mechanism is refused; with one of these it is not",
        mechanisms=_WORDS,
    ),
    "recipient_countries": _form(
        "a recipient or its parent elsewhere is refused when the gateway starts",
        countries=_WORDS,
    ),
    "safeguards_required": _form("a third party without safeguards is refused at the start"),
    "country_in_notice": _form("the notice names the recipient's country"),
    "notice_versions": _form("notices have version, date and hash, and consents name them"),
    "material_change": _form("a material new notice makes consents stale and lists whom to tell"),
    "signals": _form(
        "with DNT or GPC there is no usage row, no cookie, and none of these purposes",
        purposes=_WORDS,
    ),
    "tracking_preference": _form(
        "a stored preference is as strong as DNT, also for these purposes", purposes=_WORDS
    ),
    "anonymous": _form("a chat without a name works, under a random pseudonym"),
    "age_gate": _form(
        "the young are refused; a report hides at once, its confirmation erases",
        minimum=_NUMBER,
    ),
    "integration_switch": _form("a recipient is off until the tenant switches it on"),
    "widget_storage": _form("the widget keeps these entries and no others", entries=_WORDS),
    # Retention.
    "always_classed": _form(
        "every stored row has a class, and a day unless it waits for one; none outlasts what is "
        "longest for its purpose",
        {"longest": _PAIRS},
    ),
    "retention": _form(
        "what is said for these purposes, or this class, or this kind of record, has this "
        "trigger and duration; it is gone the day after",
        {"retention_class": _WORD, "purposes": _WORDS, "record": _WORD},
        trigger=_WORD,
        duration=_WORD,
    ),
    "shorter": _form(
        "the first kind of record is kept for less time than the second",
        first=_WORD,
        second=_WORD,
    ),
    "restricted_class": _form(
        "only the privacy officer reads what is in this class",
        retention_class=_WORD,
        duration=_WORD,
    ),
    "kept_after_withdrawal": _form(
        "what is said for these purposes stays with the consent; after withdrawal it is "
        "restricted, and gone after this time",
        purposes=_WORDS,
        duration=_WORD,
    ),
    "separate_store": _form(
        "what is said for these purposes leaves the main database for the separate one with "
        "each of these triggers, or after the period, and ends unreadable when the law's is over",
        {"country": _WORD},
        purposes=_WORDS,
        triggers=_WORDS,
        period=_WORD,
        kept=_WORD,
    ),
    "hold_outlives": _form("a legal hold outlives the end of a class, and its release ends it"),
    "identity_proof_gone": _form("proof of identity is gone with the decision"),
    "backup_unreadable": _form("a restored back-up of an erased conversation cannot be read"),
    "erasure_leaves_nothing": _form("after erasure on request nothing is left but the proof"),
    "storage_region": _form("storage elsewhere refuses to start", regions=_WORDS),
    "termination": _form("at the end a tenant's data is exported, erased, and that is proved"),
    # Rights.
    "rights": _form("each of these rights runs to its end on a real conversation", kinds=_WORDS),
    "human_review": _form("a conversation under review gets a holding reply"),
    "verification_first": _form("an unverified request stays where it is"),
    "complaint_named": _form("closing messages name the right to complain"),
    "deadline": _form(
        "a request of a person in this country is due after so many of these units, in one of "
        "these countries no later; more time is taken no further than the extension",
        {
            "country": _WORD,
            "countries": _WORDS,
            "completeness": Argument.FLAG,
            "extension": _WORD,
        },
        count=_NUMBER,
        unit=_WORD,
    ),
    "blocking_period": _form(
        "an erasure that is granted waits for a blocked time first",
        {"country": _WORD},
        duration=_WORD,
    ),
    "directive": _form("a directive runs when death is recorded"),
    "self_service": _form("a person sees, exports and withdraws with a token of their own"),
    "push": _form("portability is pushed to an address that the person names"),
    "restriction_until": _form("restriction holds until its date, and open-ended ones hold on"),
    "rectified_everywhere": _form("after rectification the old value is in no stored copy"),
    "objection_leaves_out": _form(
        "after objection an export for this purpose leaves them out", purpose=_WORD
    ),
    "controller_told": _form("a request reaches the controller's webhook once it is verified"),
    # Who may read and change, and what is proved.
    "disclosures": _form("every disclosure of a person is in a report"),
    "legal_bases_recorded": _form("the record of processing lists these bases", bases=_WORDS),
    "roles": _form("each administrative call is refused to roles that are not in its row"),
    "read_with_reason": _form("content is read with a reason only, and the log says who and why"),
    "support_grant": _form("support reads under a grant that stands, and not before or after"),
    "instructions": _form("a change to a tenant's data needs the id of an instruction"),
    "guest_scoped": _form("a guest reads nothing of another tenant, and ends on its day"),
    "sign_in": _form("passwords are Argon2id, TOTP is asked for, cookies are secure"),
    "tamper_found": _form("an edited row of the audit log is found"),
    "incident_people": _form("an incident's scope gives the people touched, by time and recipient"),
    "authority_clock": _form(
        "the authority's clock of an incident runs for so long", hours=_NUMBER
    ),
    "incident_to_controller": _form(
        "the tenants touched are told, and there is no clock of an authority"
    ),
    "demand_register": _form("official demands are registered, and whether people may be told"),
}
