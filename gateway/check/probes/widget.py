"""Probe of what the widget keeps in a browser, read from the very scripts that are served."""

from __future__ import annotations

import re

from gateway.check.bench import Bench
from gateway.check.probe import Probes
from gateway.check.verdict import Promised, Sheet, Verdict

_SCRIPTS = ("/widget.js", "/widget-data.js")
_CONSTANT = re.compile(r'\bconst\s+([A-Za-z_$][\w$]*)\s*=\s*"([^"\\]*)"')
# Whatever names an entry: a call with its first argument, or a key as a property.
_ENTRY = re.compile(
    r"\b(?:localStorage|sessionStorage)\s*(?:\.\s*(?P<call>\w+)\s*\(\s*(?P<argument>[^,)]*)"
    r"|\[\s*(?P<key>[^\]]*)|(?P<bare>(?!\s*[.\[])))"
)
_OTHER_PLACES = re.compile(
    r"\b(?:document\s*\.\s*cookie|cookieStore|indexedDB|caches\s*\.|openDatabase|serviceWorker)\b"
)
_WITHOUT_KEY = frozenset({"length", "clear"})


async def widget_storage(bench: Bench, promised: Promised) -> Verdict:
    """Looks for every use of the browser's storage."""
    entries = frozenset(promised.words("entries"))
    sandbox, sheet = await bench.shared(), Sheet()
    found: set[str] = set()
    for path in _SCRIPTS:
        answer = await sandbox.must("GET", path, key=None)
        text = _without_comments(answer.text)
        sheet.note(
            _OTHER_PLACES.search(text) is None and "set-cookie" not in answer.headers,
            "no cookie, no database, no cache",
            bad=f"{path} uses another place of the browser",
        )
        names, unclear = entries_of(text)
        found |= names
        sheet.note(not unclear, "every entry has a name", bad=f"{path} has entries without a name")
    sheet.note(
        found == entries,
        f"entries: {', '.join(sorted(found))}",
        bad=f"entries: {', '.join(sorted(found)) or 'none'}; not as listed",
    )
    if sheet.bad:
        return sheet.verdict()
    listed = ", ".join(sorted(found))
    return Verdict(kept=True, seen=f"{listed}, and no cookie, database or cache")


def entries_of(script: str) -> tuple[set[str], int]:
    """Names of the entries that a script uses, and how many uses name none that is known."""
    constants = dict(_CONSTANT.findall(script))
    found: set[str] = set()
    unclear = 0
    for match in _ENTRY.finditer(script):
        if match["bare"] is not None:
            continue  # compared, not used
        named = (match["argument"] if match["call"] else match["key"] or "").strip()
        if match["call"] in _WITHOUT_KEY:
            unclear += 1
        elif named[:1] in ('"', "'"):
            found.add(named.strip("\"'"))
        elif named in constants:
            found.add(constants[named])
        else:
            unclear += 1
    return found, unclear


def _without_comments(script: str) -> str:
    """A script without what stands behind ``//`` or inside of ``/* */``."""
    return re.sub(r"/\*[\s\S]*?\*/|(?m:^\s*//[^\n]*$)", "", script)


PROBES: Probes = {"widget_storage": widget_storage}
