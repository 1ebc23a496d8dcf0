"""What is offered, and under which notice."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gateway.consent.offer import OPERATOR, offered, purpose_of
from gateway.errors import Refused
from tests.gateway.consent.desks import ANSWERING, NEWSLETTER, NOTICE, NOW, policy, tenant
from tests.gateway.proxy import policies


def test_an_offer_has_the_notice_of_its_purpose_and_recipient() -> None:
    main = tenant()
    offer = offered(main, purpose="answering", recipient="model")
    assert (offer.purpose, offer.recipient) == (ANSWERING, policies.MODEL)
    assert offer.notices is main.notices["answering", "model"]
    assert (offer.route.purpose, offer.route.recipient) == (ANSWERING, policies.MODEL)
    assert offer.route.needs_opt_in


@pytest.mark.parametrize(
    ("purpose", "recipient", "code"),
    [
        ("training", "model", "purpose_refused"),
        ("", "model", "purpose_refused"),
        ("Answering", "model", "purpose_refused"),
        ("answering", "nobody", "recipient_refused"),
        ("answering", "", "recipient_refused"),
        ("answering", "Model", "recipient_refused"),
        ("answering", OPERATOR, "recipient_refused"),
        ("research", OPERATOR, "recipient_refused"),
        ("analytics", OPERATOR, "purpose_refused"),
        ("newsletter", "Operator", "recipient_refused"),
    ],
)
def test_nothing_else_is_offered(purpose: str, recipient: str, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        offered(tenant(), purpose=purpose, recipient=recipient)
    assert (refusal.value.code, refusal.value.status) == (code, 403)
    if code == "purpose_refused":
        assert refusal.value.details == {"purposes": ["answering", "newsletter", "research"]}
    else:
        assert refusal.value.details == {"reasons": ["unknown_recipient"]}


def test_what_stays_here_names_the_operator_its_country_and_its_period() -> None:
    offer = offered(tenant(), purpose="newsletter", recipient=OPERATOR)
    shown = offer.notices.in_force(NOW)
    assert shown is not None
    assert shown.facts.recipient == OPERATOR
    assert shown.facts.recipient_name == policies.OPERATOR.name
    assert (shown.facts.country, shown.facts.retention) == ("DE", "P30D")
    assert not shown.facts.training
    assert "unredacted" not in shown.parts
    assert (offer.recipient.third_party, offer.recipient.base_url) == (False, "")
    assert offer.route.needs_opt_in  # by the purpose's legal basis


def test_what_stays_here_has_the_purposes_own_notice_where_it_names_one() -> None:
    named = replace(NEWSLETTER, notice="chat")
    under = policy(purposes={"answering": ANSWERING, "newsletter": named})
    main = replace(tenant(), policy=under)
    shown = offered(main, purpose="newsletter", recipient=OPERATOR).notices.in_force(NOW, "de")
    assert shown is not None
    assert (shown.key, shown.version, shown.language) == ("chat", "3", "de")
    assert policies.OPERATOR.name in shown.parts["recipient"]


def test_a_recipient_of_that_very_name_is_itself() -> None:
    own = replace(policies.MODEL, key=OPERATOR)
    main = replace(tenant(), recipients=(own,))
    assert offered(main, purpose="newsletter", recipient=OPERATOR).recipient is own


def test_a_key_stands_for_a_purpose_or_its_notice() -> None:
    second = replace(ANSWERING, key="second")
    both = policy(purposes={"answering": ANSWERING, "second": second, "newsletter": NEWSLETTER})
    main = replace(tenant(), policy=both)
    found = [
        purpose_of(main, key, wanted=wanted)
        for key, wanted in (
            ("answering", None), ("chat", None), ("chat", "second"), ("second", "second"),
            ("newsletter", None), ("chat", "newsletter"), ("chat", "nothing"), ("nothing", None),
            ("answering", "second"), ("", None),
        )
    ]  # fmt: skip
    assert found == [
        ANSWERING, ANSWERING, second, second, NEWSLETTER, None, None, None, None, None,
    ]  # fmt: skip


def test_default_stands_for_the_policys_default_purpose() -> None:
    second = replace(ANSWERING, key="second")
    purposes = {"answering": ANSWERING, "second": second, "newsletter": NEWSLETTER}
    for chosen in (ANSWERING, second, NEWSLETTER):
        under = policy(purposes=purposes, default_purpose=chosen.key)
        main = replace(tenant(), policy=under)
        assert purpose_of(main, "default") is chosen
        assert purpose_of(main, "default", wanted=chosen.key) is chosen
        assert purpose_of(main, "default", wanted="nothing") is None
        assert purpose_of(main, "Default") is None
    assert purpose_of(main, "default", wanted="second") is None


def test_what_is_called_default_is_itself() -> None:
    own = replace(NEWSLETTER, key="default")
    purposes = {"answering": ANSWERING, "default": own}
    main = replace(tenant(), policy=policy(purposes=purposes))
    assert purpose_of(main, "default") is own
    named = replace(NEWSLETTER, notice="default")
    under = policy(
        purposes={"answering": ANSWERING, "newsletter": named},
        notices={"chat": NOTICE, "default": replace(NOTICE, key="default")},
    )
    assert purpose_of(replace(tenant(), policy=under), "default") is named
    unused = replace(under, purposes={"answering": ANSWERING})
    assert purpose_of(replace(tenant(), policy=unused), "default") is None
