from __future__ import annotations

from datetime import UTC, datetime

from gateway.check.report import COLUMNS, as_json, as_page, lines, summary
from gateway.check.runner import Report, Row, State
from gateway.policy_scope import CommitmentKind


def _row(key: str, state: State, *, probe: str = "opt_in", seen: str = "so it is") -> Row:
    return Row(
        commitment=key,
        kind=CommitmentKind.ENFORCED,
        promise="We keep <it> & more.",
        settings=("purposes", "recipients"),
        probe=probe,
        state=state,
        seen=seen,
    )


REPORT = Report(
    policy="a@1",
    operator="A <b>",
    version="1",
    rows=(
        _row("A-1", State.KEPT),
        _row("A-2", State.BROKEN, seen="<script>"),
        _row("A-3", State.DECLARED, probe=""),
    ),
)
EMPTY = Report(policy="e@1", operator="E", version="2", rows=())
AT = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)


def test_a_summary_is_one_line() -> None:
    assert summary(REPORT) == "a@1: 1 kept, 1 BROKEN, 1 declared"
    assert summary(EMPTY) == "e@1: it has no commitments, so nothing was checked"


def test_lines_of_a_table() -> None:
    assert [dict(zip(COLUMNS, row, strict=True)) for row in lines(REPORT)][1:] == [
        {
            "commitment": "A-2",
            "kind": "enforced",
            "state": "BROKEN",
            "probe": "opt_in",
            "seen": "<script>",
            "kept by": "purposes, recipients",
        },
        {
            "commitment": "A-3",
            "kind": "enforced",
            "state": "declared",
            "probe": "-",
            "seen": "so it is",
            "kept by": "purposes, recipients",
        },
    ]


def test_json_has_all_of_it() -> None:
    told = as_json([REPORT, EMPTY])
    assert told["kept"] is False
    first, second = told["policies"]
    assert first["counts"] == {"kept": 1, "BROKEN": 1, "declared": 1}
    assert first["commitments"][0] == {
        "commitment": "A-1",
        "kind": "enforced",
        "promise": "We keep <it> & more.",
        "settings": ["purposes", "recipients"],
        "probe": "opt_in",
        "state": "kept",
        "seen": "so it is",
    }
    assert first["commitments"][2]["probe"] is None
    assert (second["kept"], second["commitments"]) == (True, [])


def test_the_page_is_whole_escaped_and_without_scripts() -> None:
    page = as_page([REPORT, EMPTY], at=AT)
    assert page.startswith("<!doctype html>")
    assert "<script" not in page.lower()
    assert "&lt;script&gt;" in page
    assert "We keep &lt;it&gt; &amp; more." in page
    assert "A &lt;b&gt;, policy a@1, version 1" in page
    assert '<td class="BROKEN">BROKEN</td>' in page
    assert "it has no commitments, so nothing was checked" in page
    assert "2026-03-01 09:30 UTC" in page
    assert "default-src 'none'" in page
    assert "http" not in page.replace("http-equiv", "")
