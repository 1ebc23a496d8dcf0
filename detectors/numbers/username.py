"""User names and handles.

Issuer: whoever runs the service. Layout: ``@`` and letters, digits, ``_``; or a word that
words name ("my username is jane_doe", "WeChat: jane88") or that answers a question for a
user name. Check digit: none. What words name counts if it looks made up (a digit, ``_``,
``.`` or ``-`` in it), or if nothing but it follows.
Source: the sign-up rules of large services as their help pages state them, read 2026-11.

>>> from detectors.numbers.username import looks_made_up
>>> looks_made_up("jane_doe"), looks_made_up("jane88"), looks_made_up("incorrect")
(True, True, False)
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from detectors.context import Words
from detectors.types import Finding, Input, Pattern

NAME = "username"

_HANDLE = re.compile(
    r"(?:(?:(?<![\w.@/\\+\-])|(?<=[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]))"
    r"@[A-Za-z][A-Za-z0-9_]{2,29}"
    r"|(?<=[a-z])@[A-Z][a-z]{1,20}[A-Z][A-Za-z0-9_]{1,24})(?![A-Za-z0-9_@(/:]|\.[A-Za-z])"
)
# Words of groups, of code and of places, which name nobody.
_NOBODY_WORDS = (
    "all everyone here channel team home work media import param params return returns override"
    " property charset keyframes supports todo gmail yahoo hotmail outlook include extends mixin"
    " apply layer container the least most once any some night noon first last example"
)
_NOBODY = frozenset(_NOBODY_WORDS.split())
_KINDS = (
    r"(?:user ?names?|user[\-_ ]?id|user[\-_ ]name|login(?:[\-_ ](?:id|name))?"
    r"|log[\- ]in (?:id|name)|screen ?name|nick ?name|handle|gamer ?tag|benutzername"
    r"|nutzername|nom d'utilisateur|identifiant|usuario|nombre de usuario"
    r"|nome utente|nome de usu\u00e1rio|gebruikersnaam|kasutajanimi"
    r"|nazwa u\u017cytkownika|anv\u00e4ndarnamn|k\u00e4ytt\u00e4j\u00e4tunnus"
    r"|kullan\u0131c\u0131 ad\u0131"
    r"|\u7528\u6237\u540d|\u8d26\u53f7|\u8d26\u6237\u540d)"
)
_SERVICES = (
    r"(?:we ?chat|wx|qq|line|skype|telegram|snap ?chat|snap|insta(?:gram)?|twitter|tik ?tok"
    r"|discord|kakao(?:talk)?|kik|signal|facebook|fb|viber|steam|psn|xbox"
    r"|github|linkedin|reddit|venmo|cash ?app|zalo"
    r"|\u5fae\u4fe1(?:\u53f7)?|\u5fae\u535a|\u6296\u97f3(?:\u53f7)?)"
)
_NAMED = re.compile(
    rf"(?:(?<![A-Za-z])|(?<=[\u3040-\uffff]))(?:{_KINDS}(?P<kind>)|{_SERVICES})"
    r"(?:\s(?:id|name|handle|account|user ?name|number))?"
    r"(?P<link>\s{0,2}[:=\uff1a]\s{0,2}|\s(?:is|was|ist|es|est|\u00e8|\u00e9|on)\s{1,2}|\u662f|\s)"
    r"[\"'`(\[]?@?(?P<value>[A-Za-z0-9](?:[A-Za-z0-9_.\-]{0,30}[A-Za-z0-9_])?)(?![\w@]|\.[\w])",
    re.IGNORECASE,
)
_ASKED = Words(
    "username", "user name", "usernames", "user id", "userid", "login", "login id", "login name",
    "screen name", "handle", "nickname", "benutzername", "nombre de usuario", "nom d utilisateur",
    "\u7528\u6237\u540d",
)  # fmt: skip
_ANSWER = re.compile(r"(?<!\S)@?[A-Za-z0-9][A-Za-z0-9_.\-]{1,31}(?!\S)")
_FILLER_WORDS = (
    "yes yeah yep yup sure surely ok okay okey k it is it's its my the username user name id"
    " ids login so thanks thank you u please plz pls here hello hi hey no not and i am i'm im"
    " this that's thats one moment wait waiting sorry just a sec second minute let me check of"
    " course right done what why how when where good great fine nope know don't dont do have"
    " forgot forget remember which correct hold hang on give few got cool nice perfect excellent"
    " awesome alright all bye goodbye morning afternoon evening night later now never mind"
    " nothing none anything else help need want can could would will cannot can't cant yet still"
    " there hmm um oh well actually maybe think absolutely definitely exactly certainly welcome"
    " same above already told sent you're ur your we they he she to in at for from with by be"
    " was were are but or if then also too very much more less first last look looking find get"
    " see say tell understand understood appreciate wonderful lovely sir madam mam maam agent"
    " human person bot hahaha haha lol wow yea ya yah ye mine mr mrs ms dr"
)
_FILLERS = frozenset(_FILLER_WORDS.split())
_INTRODUCING = frozenset(("is", "its", "it's", "id", "name", "username", "login", "handle"))
_LONGEST_ANSWER = 60


def looks_made_up(word: str) -> bool:
    """Whether a word has what user names have and words do not."""
    return any(map(str.isalpha, word)) and (
        any(map(str.isdigit, word)) or "_" in word or "." in word[1:-1]
    )


class UsernameDetector:
    """Finds user names: handles, named ones, and answers to a question for one."""

    name = NAME
    entity_types = ("USERNAME",)
    patterns = (
        Pattern(expression=r"@[a-z][a-z0-9_]{2}", max_length=5),
        Pattern(
            expression=(
                r"(?:user ?names?|user[\-_ ]?id|user[\-_ ]name|log[\- ]?in[\-_ ](?:id|name)"
                r"|screen ?name|nick ?name|handle|gamer ?tag"
                r"|benutzername|nutzername|utilisateur|usuario|nome utente"
                r"|gebruikersnaam|kasutajanimi|\x{7528}\x{6237}\x{540d}|\x{5fae}\x{4fe1}"
                r"|\x{6296}\x{97f3}|we ?chat|wx|qq|skype|telegram|snap ?chat"
                r"|insta(?:gram)?|discord|kakao(?:talk)?|tik ?tok)"
                r"[^a-z0-9]"
            ),
            max_length=20,
        ),
        Pattern(expression=r"\A[a-z0-9_.@\-]+[\s.!]?\z", max_length=60),
        Pattern(
            expression=(
                r"\A(?:it'?s|it is|sure|yes|yeah|my|the|ok|okay)[, ](?:[a-z']+[ ]){0,3}"
                r"[a-z0-9_.@\-]+[\s.!]?\z"
            ),
            max_length=100,
        ),
    )

    def confirm(self, seen: Input, start: int, end: int) -> Iterable[Finding]:
        """Findings that touch a window; see ``detectors.types.Detector``."""
        text = seen.text
        low, high = max(0, start - 1), min(len(text), end + 40)
        if text.find("@", low, end) >= 0:
            for match in _HANDLE.finditer(text, low, high):
                if match.start() < end and match.group()[1:].lower() not in _NOBODY:
                    seen.check()
                    yield _finding(match.span(), score=0.6, evidence="layout")
        for match in _NAMED.finditer(text, max(0, start - 20), min(len(text), end + 60)):
            seen.check()
            if _is_named(text, match):
                yield _finding(match.span("value"), score=0.55, evidence="context")
        if seen.before and len(text) <= _LONGEST_ANSWER and _ASKED.asked(seen):
            yield from _answer(text)


def _is_named(text: str, match: re.Match[str]) -> bool:
    value = match.group("value")
    if looks_made_up(value):
        return True
    linked = match.group("link").strip() != ""
    if match.group("kind") is None:
        # A service's user may be all digits (QQ), but "wechat is down" names nobody.
        return value.isdigit() and len(value) > 4 and match.group("link").strip() in (":", "=")
    colon = match.group("link").strip() in (":", "=", "\uff1a")
    rest = text[match.end() : match.end() + 2].strip()
    return linked and len(value) > 2 and (colon or not rest) and value.lower() not in _FILLERS


def _answer(text: str) -> Iterator[Finding]:
    """The words of an answer that are more than fillers: one or two, or made-up ones."""
    words = list(_ANSWER.finditer(text.rstrip(" .!?")))
    left = [each for each in words if each.group().lower() not in _FILLERS]
    made_up = [each for each in left if looks_made_up(each.group())]
    for match in made_up:
        if len(match.group()) > 2:
            yield _finding(match.span(), score=0.55, evidence="context")
    if made_up or not left or len(left) > 2 or len(words) != len(text.split()) or "?" in text:
        return
    # Plain words are a name alone, or after "it is" and the like.
    first = len(words) - len(left)
    introduced = first and words[first - 1].group().lower() in _INTRODUCING
    if words[first:] != left or not (introduced or len(words) == 1):
        return
    yield _finding((left[0].start(), left[-1].end()), score=0.55, evidence="context")


def _finding(span: tuple[int, int], *, score: float, evidence: str) -> Finding:
    return Finding(
        entity_type="USERNAME",
        start=span[0],
        end=span[1],
        score=score,
        detector=NAME,
        evidence=(evidence,),
    )
