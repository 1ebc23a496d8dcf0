"""The page behind a withdrawal link: what it ends, and one button. Pure.

It holds no script, loads nothing, and says nothing but the purpose and the recipients.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from html import escape

_STYLE = """
:root { color-scheme: light dark; font: 100%/1.5 system-ui, sans-serif; }
body { margin: 0 auto; max-width: 34rem; padding: 2rem 1.25rem; }
h1 { font-size: 1.5rem; line-height: 1.25; }
button { font: inherit; font-weight: 600; min-height: 2.75rem; padding: 0.5rem 1.25rem; }
p { overflow-wrap: anywhere; }
"""
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
HEADERS: Mapping[str, str] = {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "x-robots-tag": "noindex",
}


class Page(StrEnum):
    """What the page says."""

    ASK = "ask"
    DONE = "done"
    USED = "used"
    EXPIRED = "expired"
    INVALID = "invalid"
    FAILED = "failed"


STATUS: Mapping[Page, int] = {
    Page.ASK: 200,
    Page.DONE: 200,
    Page.USED: 410,
    Page.EXPIRED: 410,
    Page.INVALID: 401,
    Page.FAILED: 503,
}

# By language and page: heading, and a sentence below it; the button stands with ASK.
_WORDS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "en": {
        Page.ASK: (
            "Withdraw your consent?",
            "With one press you take back your consent. Nothing else is needed.",
        ),
        Page.DONE: (
            "Your consent is withdrawn",
            "It has ended now. You need do nothing more.",
        ),
        Page.USED: (
            "There is nothing to withdraw",
            "This consent has been withdrawn already, or was never given.",
        ),
        Page.EXPIRED: (
            "This link has expired",
            "Use the link of a newer message, or write to whoever sent you this one.",
        ),
        Page.INVALID: (
            "This link does not work",
            "Some of it may be missing. Open it from the message once more.",
        ),
        Page.FAILED: (
            "That did not work",
            "Your consent could not be withdrawn just now. Please try again in a minute.",
        ),
        "purpose": ("Purpose", ""),
        "recipient": ("Recipient", ""),
        "every": (
            "Every recipient",
            "This ends your consent for every recipient of this purpose.",
        ),
        "button": ("Withdraw", ""),
    },
    "de": {
        Page.ASK: (
            "Einwilligung widerrufen?",
            "Mit einem Druck nehmen Sie Ihre Einwilligung zurück. Mehr ist nicht nötig.",
        ),
        Page.DONE: (
            "Ihre Einwilligung ist widerrufen",
            "Sie gilt ab jetzt nicht mehr. Sie müssen nichts weiter tun.",
        ),
        Page.USED: (
            "Hier gibt es nichts zu widerrufen",
            "Diese Einwilligung ist schon widerrufen oder wurde nie erteilt.",
        ),
        Page.EXPIRED: (
            "Dieser Link ist abgelaufen",
            "Nehmen Sie den Link aus einer neueren Nachricht, oder schreiben Sie dem Absender.",
        ),
        Page.INVALID: (
            "Dieser Link funktioniert nicht",
            "Vielleicht fehlt ein Stück. Öffnen Sie ihn noch einmal aus der Nachricht.",
        ),
        Page.FAILED: (
            "Das hat nicht geklappt",
            "Der Widerruf war gerade nicht möglich. Bitte versuchen Sie es in einer Minute wieder.",
        ),
        "purpose": ("Zweck", ""),
        "recipient": ("Empfänger", ""),
        "every": (
            "Alle Empfänger",
            "Das beendet Ihre Einwilligung für alle Empfänger dieses Zwecks.",
        ),
        "button": ("Widerrufen", ""),
    },
    "fr": {
        Page.ASK: (
            "Retirer votre consentement ?",
            "Un seul clic suffit pour retirer votre consentement. Rien d’autre n’est demandé.",
        ),
        Page.DONE: (
            "Votre consentement est retiré",
            "Il ne vaut plus dès maintenant. Vous n’avez rien d’autre à faire.",
        ),
        Page.USED: (
            "Il n’y a rien à retirer",
            "Ce consentement est déjà retiré, ou n’a jamais été donné.",
        ),
        Page.EXPIRED: (
            "Ce lien a expiré",
            "Prenez le lien d’un message plus récent, ou écrivez à l’expéditeur.",
        ),
        Page.INVALID: (
            "Ce lien ne fonctionne pas",
            "Il en manque peut-être une partie. Ouvrez-le de nouveau depuis le message.",
        ),
        Page.FAILED: (
            "Cela n’a pas fonctionné",
            "Le retrait n’a pas pu se faire à l’instant. Réessayez dans une minute.",
        ),
        "purpose": ("Finalité ", ""),
        "recipient": ("Destinataire ", ""),
        "every": (
            "Tous les destinataires ",
            "Cela met fin à votre consentement pour tous les destinataires de cette finalité.",
        ),
        "button": ("Retirer", ""),
    },
    "es": {
        Page.ASK: (
            "¿Retirar su consentimiento?",
            "Basta con pulsar una vez para retirar su consentimiento. No hace falta nada más.",
        ),
        Page.DONE: (
            "Su consentimiento queda retirado",
            "Ya no vale desde ahora. No tiene que hacer nada más.",
        ),
        Page.USED: (
            "No hay nada que retirar",
            "Este consentimiento ya se retiró, o nunca se dio.",
        ),
        Page.EXPIRED: (
            "Este enlace ha caducado",
            "Use el enlace de un mensaje más reciente, o escriba a quien se lo envió.",
        ),
        Page.INVALID: (
            "Este enlace no funciona",
            "Puede que falte una parte. Ábralo otra vez desde el mensaje.",
        ),
        Page.FAILED: (
            "No ha funcionado",
            "El consentimiento no se pudo retirar ahora. Inténtelo de nuevo en un minuto.",
        ),
        "purpose": ("Finalidad", ""),
        "recipient": ("Destinatario", ""),
        "every": (
            "Todos los destinatarios",
            "Esto pone fin a su consentimiento para todos los destinatarios de esta finalidad.",
        ),
        "button": ("Retirar", ""),
    },
}
LANGUAGES = tuple(_WORDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """What a link ends, in words.

    Attributes:
        purpose: its title.
        language: of the title.
        recipients: names of those whom consents are given for, or of the one of the link.
        every: whether the link ends the purpose for every recipient.
    """

    purpose: str
    language: str
    recipients: tuple[str, ...]
    every: bool = False


def page(which: Page, *, language: str, withdrawal: Withdrawal | None = None) -> str:
    """The page as HTML.

    Args:
        which: what it says.
        language: one of LANGUAGES.
        withdrawal: shown with it, or None where nobody knows.
    """
    words = _WORDS[language]
    heading, sentence = words[which]
    facts = form = ""
    if withdrawal is not None:
        facts = f"<p>{_facts(words, withdrawal)}</p>"
        if withdrawal.every and which is Page.ASK:
            facts += f"<p>{words['every'][1]}</p>"
    if which is Page.ASK:
        form = f'<form method="post"><button type="submit">{words["button"][0]}</button></form>'
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{heading}</title><style>{_STYLE}</style></head>"
        f"<body><main><h1>{heading}</h1>{facts}<p>{sentence}</p>{form}"
        "</main></body></html>"
    )


def _facts(words: Mapping[str, tuple[str, str]], withdrawal: Withdrawal) -> str:
    title = f'lang="{escape(withdrawal.language)}" dir="auto"'
    purpose = f"<strong {title}>{escape(withdrawal.purpose)}</strong>"
    lines = [f"{words['purpose'][0]}: {purpose}"]
    if withdrawal.recipients:
        label = words["every" if withdrawal.every else "recipient"][0]
        names = ", ".join(
            f'<strong dir="auto">{escape(name)}</strong>' for name in withdrawal.recipients
        )
        lines.append(f"{label}: {names}")
    return "<br>".join(lines)
