"""Checks as JSON, as lines of a table, and as one page without scripts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from html import escape
from typing import Any

from gateway.check.runner import Report, Row, State

COLUMNS = ("commitment", "kind", "state", "probe", "seen", "kept by")
_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem;
  color: #1b1f24; background: #fff; }
table { border-collapse: collapse; width: 100%; margin: 1rem 0 3rem; }
th, td { text-align: left; vertical-align: top; padding: .5rem .7rem;
  border-bottom: 1px solid #d5dae0; }
caption { text-align: left; padding-bottom: .5rem; }
td code { overflow-wrap: anywhere; }
.kept { color: #0a5c2b; } .BROKEN { color: #a3131d; font-weight: 700; }
.declared { color: #515a64; }
@media (prefers-color-scheme: dark) { body { color: #e4e8ec; background: #14181c; }
  th, td { border-color: #39424b; } .kept { color: #72d495; } .BROKEN { color: #ff8d8d; }
  .declared { color: #a7b0ba; } }
""".strip()


def summary(report: Report) -> str:
    """One line: how many commitments fare how."""
    if not report.rows:
        return f"{report.policy}: it has no commitments, so nothing was checked"
    counts = ", ".join(f"{report.count(state)} {state.value}" for state in State)
    return f"{report.policy}: {counts}"


def as_json(reports: Iterable[Report]) -> dict[str, Any]:
    """All of it."""
    found = [
        {
            "policy": report.policy,
            "operator": report.operator,
            "version": report.version,
            "kept": report.is_kept,
            "counts": {state.value: report.count(state) for state in State},
            "commitments": [_row_as_json(row) for row in report.rows],
        }
        for report in reports
    ]
    return {"kept": all(each["kept"] for each in found), "policies": found}


def _row_as_json(row: Row) -> dict[str, Any]:
    return {
        "commitment": row.commitment,
        "kind": row.kind.value,
        "promise": row.promise,
        "settings": list(row.settings),
        "probe": row.probe or None,
        "state": row.state.value,
        "seen": row.seen,
    }


def lines(report: Report) -> list[Sequence[str]]:
    """Lines of a table, with COLUMNS."""
    return [
        (
            *(row.commitment, row.kind.value, row.state.value, row.probe or "-"),
            *(row.seen, ", ".join(row.settings)),
        )
        for row in report.rows
    ]


def as_page(reports: Sequence[Report], *, at: datetime) -> str:
    """One page of HTML.

    Args:
        reports: of each policy.
        at: when it was checked; aware, UTC.
    """
    parts = "".join(_section(report) for report in reports)
    when = escape(f"{at:%Y-%m-%d %H:%M} UTC")
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>Commitments, checked</title><style>{_STYLE}</style></head><body>"
        f"<h1>Commitments, checked</h1><p>Checked on {when} in a sandbox: the running gateway "
        "under each policy, with a simulated model. Enforced means that the gateway makes it "
        "true, evidenced that it keeps the record, declared that it is outside of its reach.</p>"
        f"{parts}</body></html>\n"
    )


def _section(report: Report) -> str:
    title = f"{report.operator}, policy {report.policy}, version {report.version}"
    if not report.rows:
        return f"<h2>{escape(title)}</h2><p>{escape(summary(report))}.</p>"
    heads = ("Id", "Promise", "Kind", "State", "Probe", "Seen", "Kept by")
    head = "".join(f'<th scope="col">{each}</th>' for each in heads)
    rows = "".join(_line(row) for row in report.rows)
    return (
        f"<h2>{escape(title)}</h2><table><caption>{escape(summary(report))}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    )


def _line(row: Row) -> str:
    settings = ", ".join(f"<code>{escape(each)}</code>" for each in row.settings)
    cells = (
        f'<th scope="row">{escape(row.commitment)}</th>',
        f"<td>{escape(row.promise)}</td>",
        f"<td>{escape(row.kind.value)}</td>",
        f'<td class="{row.state.value}">{row.state.value}</td>',
        f"<td><code>{escape(row.probe)}</code></td>" if row.probe else "<td></td>",
        f"<td>{escape(row.seen)}</td>",
        f"<td>{settings}</td>",
    )
    return f"<tr>{''.join(cells)}</tr>"
