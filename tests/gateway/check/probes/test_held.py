from __future__ import annotations

import pytest

from gateway.check.bench import Bench
from gateway.check.probes.held import changeable, record_of, records, talk_for, talk_in
from gateway.check.sandbox import StepFailed
from tests.gateway.check.looking import Look


def test_a_talk_is_made_by_purpose_or_by_rule(look: Look) -> None:
    async def work(bench: Bench) -> list[str]:
        async with bench.fresh() as sandbox:
            made = [await talk_in(sandbox, key) for key in ("conversation", "korea_purpose")]
            return [(await each.row()).terms for each in made]

    plain, korean = look("instrukt").run(work)
    assert '"conversation"' in plain
    assert "korea_purpose" not in plain
    assert "korea_purpose" in korean


def test_a_talk_is_for_the_purpose_and_from_the_country_that_were_promised(look: Look) -> None:
    async def work(bench: Bench) -> tuple[str, str, bool]:
        async with bench.fresh() as sandbox:
            made = await talk_for(sandbox, "newsletter", country="KR")
            row = await made.row()
            return row.purpose, row.terms, made.consent is not None

    purpose, terms, asked = look("instrukt").run(work)
    assert (purpose, asked) == ("newsletter", True)
    assert "korea_consent" in terms


def test_a_purpose_that_the_policy_has_not_is_said(look: Look) -> None:
    async def work(bench: Bench) -> None:
        await talk_for(await bench.shared(), "no_such_purpose")

    with pytest.raises(StepFailed, match="has no purpose no_such_purpose"):
        look("instrukt").run(work)


def test_what_no_law_keeps_can_be_changed(look: Look) -> None:
    books = {"    legal_basis: contract\n    retention_class: training\n  training_records": None}
    (old,) = books
    new = old.replace("class: training", "class: books", 1)
    assert changeable(look("juttai").bench.policy) == "answering"
    assert changeable(look("juttai", {old: new}).bench.policy) == "analytics"


@pytest.mark.parametrize("name", ["no_such_class", "usage"])
def test_a_class_without_talks_is_said(look: Look, name: str) -> None:
    async def work(bench: Bench) -> None:
        await talk_in(await bench.shared(), name)

    with pytest.raises(StepFailed, match="no purpose and no rule"):
        look("instrukt").run(work)


@pytest.mark.parametrize(
    "kind",
    [
        *("disclosures", "refusals", "consents", "person_events", "events", "requests"),
        *("reports", "holds"),
    ],
)
def test_each_kind_of_record_can_be_made(look: Look, kind: str) -> None:
    async def work(bench: Bench) -> int:
        async with bench.fresh() as sandbox:
            return await records(sandbox, kind, person=await record_of(sandbox, kind))

    assert look("instrukt").run(work) >= 1
