"""What the readable page of a package says, by language; English where there are no words."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_EN = {
    "title": "Your data",
    "access": "Everything that is held of you here",
    "portability": "What you gave us, to take elsewhere",
    "made_at": "Made on {at}.",
    "operator": "Who is responsible: {name}. Questions: {contact}",
    "files": "The same is in data.json (described by data.schema.json) and in the folder csv; "
    "conversations.dti.json is for other services, the folder receipts holds your signed consent "
    "receipts. manifest.json lists every file with its SHA-256.",
    "surrogates": "A text such as [PERSON_7KQ2M0XA] stands for a detail that was replaced before "
    "your words left for the model. No originals are kept: nobody here can put them back, you see "
    "what is stored. Details that a provider had to be reminded of are listed under their own "
    "heading, in clear.",
    "automated": "No decision about you is made by machine here.",
    "rights_title": "Your rights",
    "purposes_title": "What it is used for",
    "recipients_title": "Who may be sent it",
    "classes_title": "How long it is kept",
    "empty": "Nothing is held.",
    "user": "You",
    "assistant": "Assistant",
    "hidden": "its time is over; it is no longer used and waits for its erasure",
    "yes": "yes",
    "no": "no",
    "right.access": "to see what is held of you",
    "right.rectification": "to have it corrected",
    "right.erasure": "to have it erased",
    "right.restriction": "to have its use restricted",
    "right.portability": "to take it elsewhere",
    "right.objection": "to object to a use of it",
    "right.withdrawal": "to withdraw a consent at any time",
    "right.human_review": "to have a person look at a decision",
    "right.complaint": "to complain to a data protection supervisory authority",
    "conversations": "Conversations",
    "provider_states": "Details that a provider remembers",
    "disclosures": "What was sent to whom",
    "refusals": "Requests that were refused",
    "consents": "Your consents",
    "withdrawal_codes": "Your withdrawal code",
    "person": "What is known of you",
    "reports": "Reports about your age",
    "source_tags": "Marks on texts you sent",
    "retention_events": "Events that started a period",
    "holds": "Legal holds",
    "requests": "Your requests",
    "identity_proofs": "Proofs of identity",
    "objections": "Your objections",
    "restrictions": "Restrictions of use",
    "directives": "Directives for after death",
    "outbox": "Messages to parties about your requests",
    "usage": "Records of use",
    "forms": "Forms you filled in",
    "demands": "What authorities asked for about you",
}
_DE = {
    "title": "Ihre Daten",
    "access": "Alles, was hier über Sie gespeichert ist",
    "portability": "Was Sie uns gegeben haben, zum Mitnehmen",
    "made_at": "Erstellt am {at}.",
    "operator": "Verantwortlich: {name}. Fragen: {contact}",
    "files": "Dasselbe steht in data.json (beschrieben durch data.schema.json) und im Ordner csv; "
    "conversations.dti.json ist für andere Dienste, der Ordner receipts enthält Ihre signierten "
    "Einwilligungsbelege. manifest.json nennt jede Datei mit ihrer SHA-256-Summe.",
    "surrogates": "Ein Text wie [PERSON_7KQ2M0XA] steht für eine Angabe, die ersetzt wurde, bevor "
    "Ihre Worte das Modell erreichten. Die Originale werden nicht aufbewahrt: Niemand hier kann "
    "sie zurückholen, Sie sehen, was gespeichert ist. Angaben, an die ein Anbieter erinnert werden "
    "musste, stehen im Klartext unter einer eigenen Überschrift.",
    "automated": "Hier trifft keine Maschine eine Entscheidung über Sie.",
    "rights_title": "Ihre Rechte",
    "purposes_title": "Wofür die Daten verwendet werden",
    "recipients_title": "Wer sie erhalten kann",
    "classes_title": "Wie lange sie aufbewahrt werden",
    "empty": "Nichts gespeichert.",
    "user": "Sie",
    "assistant": "Assistent",
    "hidden": "die Frist ist um; wird nicht mehr verwendet und demnächst gelöscht",
    "yes": "ja",
    "no": "nein",
    "right.access": "Auskunft über Ihre Daten",
    "right.rectification": "Berichtigung",
    "right.erasure": "Löschung",
    "right.restriction": "Einschränkung der Verarbeitung",
    "right.portability": "Mitnahme zu einem anderen Dienst",
    "right.objection": "Widerspruch gegen eine Verwendung",
    "right.withdrawal": "Widerruf einer Einwilligung, jederzeit",
    "right.human_review": "Prüfung einer Entscheidung durch einen Menschen",
    "right.complaint": "Beschwerde bei einer Datenschutz-Aufsichtsbehörde",
    "conversations": "Gespräche",
    "provider_states": "Angaben, die ein Anbieter sich merkt",
    "disclosures": "Was an wen ging",
    "refusals": "Abgelehnte Anfragen",
    "consents": "Ihre Einwilligungen",
    "withdrawal_codes": "Ihr Widerrufscode",
    "person": "Was über Sie bekannt ist",
    "reports": "Meldungen zu Ihrem Alter",
    "source_tags": "Kennzeichen an Texten von Ihnen",
    "retention_events": "Ereignisse, mit denen eine Frist begann",
    "holds": "Rechtliche Sperren",
    "requests": "Ihre Anträge",
    "identity_proofs": "Identitätsnachweise",
    "objections": "Ihre Widersprüche",
    "restrictions": "Einschränkungen",
    "directives": "Verfügungen für die Zeit nach dem Tod",
    "outbox": "Mitteilungen an Beteiligte über Ihre Anträge",
    "usage": "Nutzungsaufzeichnungen",
    "forms": "Ausgefüllte Formulare",
    "demands": "Was Behörden über Sie wissen wollten",
}

PAGE_WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType({"en": _EN, "de": _DE})


def spoken(language: str | None) -> str:
    """The language of our own words that is nearest to a tag such as ``de-AT``."""
    base = (language or "").lower().replace("_", "-").partition("-")[0]
    return base if base in PAGE_WORDS else "en"
