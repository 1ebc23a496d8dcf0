"""Probes of what is found in texts, and of what of it reaches a model or the store."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Sequence

from gateway.check.bench import Bench
from gateway.check.configuration import OWN, PARTNER
from gateway.check.probe import Probes
from gateway.check.samples import CARDS, SAMPLES, Sample
from gateway.check.sandbox import Sandbox
from gateway.check.verdict import Promised, Sheet, Verdict
from gateway.data_categories import CATEGORIES, types_of
from gateway.policy_attachments import Images

_TEXT_FILE = "data:text/plain;base64,"
# One white pixel, and silence.
_PICTURE = {
    "type": "image_url",
    "image_url": {
        "url": "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mP8"
        "/x8AAwMCAO+ip1sAAAAASUVORK5CYII="
    },
}
_SOUND = {
    "type": "input_audio",
    "input_audio": {
        "data": "UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAIA+AAACABAAZGF0YQAAAAA=",
        "format": "wav",
    },
}


async def stored_categories(bench: Bench, promised: Promised) -> Verdict:
    """Says something of every category, and looks for it in the transcript."""
    categories = frozenset(promised.words("categories"))
    sandbox, sheet = await bench.shared(), Sheet()
    permitted = types_of(categories)
    others = [each for key, each in SAMPLES.items() if key not in permitted]
    stored = await _transcript(sandbox, others)
    leaked = _standing(others, stored)
    sheet.note(
        not leaked and stored,
        f"{len(others)} kinds of data outside of the list were said, none is in the transcript",
        bad=f"stored as it was said: {', '.join(leaked)}" if leaked else "nothing was stored",
    )
    usage = sandbox.policy.usage is not None
    sheet.note(
        not usage or CATEGORIES["usage"].records <= _records(categories),
        "kinds of record are of the list",
        bad="usage is recorded and is not of the list",
    )
    return sheet.verdict()


def _records(categories: Iterable[str]) -> frozenset[str]:
    known = (CATEGORIES[each].records for each in categories if each in CATEGORIES)
    return frozenset(record for records in known for record in records)


async def cards_never_stored(bench: Bench, promised: Promised) -> Verdict:
    """Pays by chat, streamed and not, in texts and tools, and looks everywhere for the card."""
    sandbox, sheet = await bench.shared(), Sheet()
    first, logged = len(sandbox.received()), len(bench.logs.getvalue())
    stored = await _transcript(sandbox, CARDS)
    sent = _sent(sandbox, first)
    _note(sheet, "the transcript", leaked=_standing(CARDS, stored), reached=bool(stored))
    _note(sheet, "what a model was sent", leaked=_standing(CARDS, sent), reached=True)
    four = SAMPLES["CREDIT_CARD"].value[-4:]
    places = (("the transcript", stored), ("what a model was sent", sent))
    for where, text in () if promised.flag("four_digits", default=True) else places:
        bad = f"the last four digits can be read in {where}"
        sheet.note(four not in text, f"no four digits of it are in {where}", bad=bad)
    number = CARDS[:1]
    files = sandbox.files().decode("latin-1")
    _note(sheet, "the files", leaked=_standing(number, files), reached=bool(files))
    logs = bench.logs.getvalue()[logged:]
    _note(sheet, "the log", leaked=_standing(number, logs), reached=True)
    await _unseen(sheet, sandbox)
    return sheet.verdict()


async def never_reaches(bench: Bench, promised: Promised) -> Verdict:
    """Says values of these types in chats, files and tool calls."""
    sandbox, sheet = await bench.shared(), Sheet()
    wanted = promised.words("types")
    if unknown := [each for each in wanted if each not in SAMPLES]:
        return Verdict(kept=False, seen=f"there is no sample of {', '.join(unknown)}")
    samples = [SAMPLES[each] for each in wanted]
    first = len(sandbox.received())
    stored = await _transcript(sandbox, samples)
    _note(sheet, "the transcript", leaked=_standing(samples, stored), reached=True)
    _note(
        sheet,
        "what a model was sent",
        leaked=_standing(samples, _sent(sandbox, first)),
        reached=True,
    )
    await _unseen(sheet, sandbox)
    return sheet.verdict()


async def _unseen(sheet: Sheet, sandbox: Sandbox) -> None:
    """Sends a picture and a sound: nobody can tell what is in them, so that nobody gets them.

    A picture whose text is blackened has been looked into.
    """
    person = await sandbox.newcomer()
    await sandbox.opt_in(person)
    looked_into = sandbox.policy.attachments.images is Images.REDACT
    for name, part in (("picture", _PICTURE), ("sound", _SOUND)):
        if name == "picture" and looked_into:
            continue
        for model in (OWN, PARTNER):
            content = [{"type": "text", "text": "Look at that."}, part]
            more = {"messages": [{"role": "user", "content": content}]}
            before = len(sandbox.received())
            answer = await sandbox.chat("", subject=person, model=model, more=more)
            sheet.note(
                answer.status >= 400 and len(sandbox.received()) == before,
                f"no {name} is let through",
                bad=f"a {name} that nobody looked into is sent",
            )
    sheet.good = list(dict.fromkeys(sheet.good))
    sheet.bad = list(dict.fromkeys(sheet.bad))


def _note(sheet: Sheet, where: str, *, leaked: Sequence[str], reached: bool) -> None:
    sheet.note(
        not leaked and reached,
        f"nothing of it is in {where}",
        bad=f"{', '.join(leaked)} can be read in {where}" if leaked else f"{where}: empty",
    )


def _standing(samples: Iterable[Sample], text: str) -> list[str]:
    return [each.entity_type for each in samples if each.stands_in(text)]


def _sent(sandbox: Sandbox, first: int) -> str:
    """The texts of all that a model was sent, from that request on."""
    return "\n".join(
        text for each in sandbox.received(first) for text in _strings(each.json().get("messages"))
    )


def _strings(tree: object) -> list[str]:
    if isinstance(tree, str):
        if tree.startswith(_TEXT_FILE):
            return [base64.b64decode(tree.removeprefix(_TEXT_FILE)).decode()]
        return [tree]
    if isinstance(tree, dict):
        return [text for value in tree.values() for text in _strings(value)]
    return [text for value in tree for text in _strings(value)] if isinstance(tree, list) else []


async def _transcript(sandbox: Sandbox, samples: Sequence[Sample]) -> str:
    """Says each value to the operator's own model and to a third party's.

    It does so in a text, in a tool call and in an attached file.

    A request that is refused for what it holds has reached nobody.
    """
    person = await sandbox.newcomer()
    await sandbox.opt_in(person)
    for sample in samples:
        await sandbox.chat(sample.text, subject=person, model=OWN)
    whole = " ".join(sample.text for sample in samples)
    for model in (OWN, PARTNER):
        await sandbox.chat(whole, subject=person, model=model, more={"stream": model == PARTNER})
        for sample in samples:
            messages = _tool_call(sample)
            more = {"messages": messages, "stream": False}
            await sandbox.chat("", subject=person, model=model, more=more)
            more = {"messages": [{"role": "user", "content": [_attached(sample.text)]}]}
            await sandbox.chat("", subject=person, model=model, more=more)
    return await sandbox.said(person)


def _attached(text: str) -> dict[str, object]:
    """A text file with these words."""
    packed = base64.b64encode(text.encode()).decode()
    data = f"{_TEXT_FILE}{packed}"
    return {"type": "file", "file": {"filename": "notes.txt", "file_data": data}}


def _tool_call(sample: Sample) -> list[dict[str, object]]:
    """A call of a tool with the value among its arguments and in its result."""
    called = {
        "id": "call_1",
        "type": "function",
        "function": {"name": "note", "arguments": json.dumps({"text": sample.text})},
    }
    return [
        {"role": "user", "content": "Write that down, please."},
        {"role": "assistant", "content": None, "tool_calls": [called]},
        {"role": "tool", "tool_call_id": "call_1", "content": sample.text},
    ]


PROBES: Probes = {
    "stored_categories": stored_categories,
    "cards_never_stored": cards_never_stored,
    "never_reaches": never_reaches,
}
