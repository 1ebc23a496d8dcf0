"""Text files and JSONL files: chunks of whole lines."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from gateway.errors import InvalidRequest
from gateway.proxy.wire import json_tree
from gateway.scan.examiner import Examiner, Looked, question
from gateway.scan.json_leaves import Kind, Leaf, column_of, leaves, literal, within
from gateway.scan.model import Chunk, Outcome, Place, Trouble

BYTE_ORDER_MARK = "\ufeff"
_DEPTH = 64


def decoded(chunk: Chunk, encoding: str) -> tuple[str, Trouble | None]:
    """The text of a chunk up to the first line that is none, and what is wrong with that."""
    data = chunk.data
    code, end = "", len(data)
    zero = data.find(b"\x00")
    if zero >= 0:
        code, end = "binary", zero
    try:
        text = data[:end].decode(encoding)
    except UnicodeDecodeError as error:
        cut_off = chunk.last and error.reason == "unexpected end of data"
        code, end = "truncated" if cut_off else "wrong_encoding", error.start
    if not code:
        return text, None
    whole_lines = data[: data.rfind(b"\n", 0, end) + 1]
    line = chunk.line + whole_lines.count(b"\n")
    trouble = Trouble(name=code, place=Place(line=line), ends_file=True)
    return whole_lines.decode(encoding), trouble


def without_mark(text: str, chunk: Chunk) -> tuple[str, str]:
    """The byte order mark at the start of a file, or nothing, and the rest."""
    if chunk.line == 1 and text.startswith(BYTE_ORDER_MARK):
        return BYTE_ORDER_MARK, text[1:]
    return "", text


def examine_text(chunk: Chunk, examiner: Examiner) -> Outcome:
    """Examines lines of plain text together, so that a value may go over a line's end."""
    text, trouble = decoded(chunk, examiner.plan.encoding)
    mark, text = without_mark(text, chunk)
    findings = examiner.findings(text)
    if findings is None:
        new = _line_by_line(text, chunk, examiner=examiner)
    else:
        starts = [0, *_line_ends(text)]
        examiner.outcome.texts += text.count("\n") + (not text.endswith("\n"))
        for each in findings:
            line = bisect_right(starts, each.start) - 1
            place = Place(line=chunk.line + line)
            examiner.note((each,), place, start=starts[line])
        new = examiner.redacted(text, findings, place=Place(line=chunk.line))
    return finished(chunk, examiner, new=new, mark=mark, trouble=trouble)


def _line_ends(text: str) -> Iterator[int]:
    place = text.find("\n") + 1
    while place:
        yield place
        place = text.find("\n", place) + 1


def _line_by_line(text: str, chunk: Chunk, *, examiner: Examiner) -> Looked:
    """What costs too much as a whole may be cheap but for one line."""
    parts: list[str] = []
    changed = False
    for place, line in enumerate(text.split("\n")):
        body = line.removesuffix("\r")
        looked = examiner.look(body, Place(line=chunk.line + place)) if body else Looked(text="")
        changed |= looked.changed
        parts.append(looked.text + line[len(body) :])
    return Looked(text="\n".join(parts), changed=changed)


def examine_jsonl(chunk: Chunk, examiner: Examiner) -> Outcome:
    """Examines every string, number and key at or under the columns asked for."""
    text, trouble = decoded(chunk, examiner.plan.encoding)
    mark, text = without_mark(text, chunk)
    lines = text.split("\n")
    changed = False
    for place, line in enumerate(lines):
        body = line.rstrip("\r")
        if not body.strip():
            continue
        at = Place(line=chunk.line + place)
        code = _unreadable(body)
        if code is not None:
            cut_off = chunk.last and trouble is None and place == len(lines) - 1
            examiner.trouble("truncated" if cut_off else code, at)
            continue
        new = _examined(body, at, examiner=examiner)
        if new is not None:
            changed = True
            lines[place] = new + line[len(body) :]
    looked = Looked(text="\n".join(lines), changed=changed)
    return finished(chunk, examiner, new=looked, mark=mark, trouble=trouble)


def _unreadable(body: str) -> str | None:
    try:
        json_tree.read(body, max_depth=_DEPTH, lone_surrogates=True)
    except InvalidRequest as error:
        return error.code
    return None


def _examined(body: str, at: Place, *, examiner: Examiner) -> str | None:
    """A line with what stands for its values; None if nothing changes."""
    parts: list[str] = []
    done = 0
    keys_changed = False
    for leaf in leaves(body):
        if not leaf.value or not _wanted(leaf, examiner):
            continue
        column = ".".join(
            examiner.name(step) if isinstance(step, str) else str(step) for step in leaf.path
        )
        place = Place(line=at.line, column=column)
        asked = next((step for step in reversed(leaf.path) if isinstance(step, str)), "")
        before = None if leaf.kind is Kind.KEY else question(asked)
        looked = examiner.look(leaf.value, place, before=before)
        if looked.changed:
            keys_changed |= leaf.kind is Kind.KEY
            parts += (body[done : leaf.start], literal(looked.text, like=body))
            done = leaf.end
    if not parts:
        return None
    new = "".join((*parts, body[done:]))
    if keys_changed and _unreadable(new) is not None:
        examiner.trouble("duplicate_key", at)
    return new


def _wanted(leaf: Leaf, examiner: Examiner) -> bool:
    columns = examiner.plan.columns
    if not columns:
        return True
    name = column_of(leaf.path)
    inside = [column for column in columns if within(name, column)]
    examiner.outcome.columns.update(inside)
    # The name of the column itself is the user's own.
    return bool(inside) and (leaf.kind is not Kind.KEY or name not in inside)


def finished(
    chunk: Chunk, examiner: Examiner, *, new: Looked, mark: str, trouble: Trouble | None
) -> Outcome:
    """The outcome of a chunk of text."""
    if trouble is not None:
        examiner.trouble(trouble.name, trouble.place, ends_file=True)
    outcome = examiner.end()
    if examiner.plan.operator is not None:
        encoding = examiner.plan.encoding
        outcome.copy = (mark + new.text).encode(encoding) if new.changed else chunk.data
    return outcome
