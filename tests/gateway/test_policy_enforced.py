"""What a policy file says of categories and coarser values, in a gateway that runs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.gateway.serving import Serving, serving
from tests.simulators.upstream import Upstream

OPEN = "{upstream: allow, store: allow, user: allow, log: suppress}"
COARSE = "{upstream: generalise, store: generalise, user: allow, log: suppress}"
POLICY = {
    f"AGE: {OPEN}": f"AGE: {COARSE}",
    f"DATE_TIME: {OPEN}": f"DATE_TIME: {COARSE}",
    "language: en\n": "language: en\ndata_categories: [email, age, date_time, usage]\n",
}
LINK = "https://shop.example.org/orders/77"
SAID = f"I am 93 years old. It was on 4 May 2019, see {LINK} please."
COARSER = "I am 90+ years old. It was on 2019, see "


@pytest.fixture(scope="module")
def upstream() -> Iterator[Upstream]:
    with Upstream() as running:
        yield running


@pytest.fixture(scope="module")
def gateway(upstream: Upstream, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    directory = tmp_path_factory.mktemp("gateway")
    with serving(upstream.url, directory, policy=POLICY) as running:
        yield running


@pytest.mark.parametrize("stream", [False, True])
def test_coarser_values_leave_and_other_categories_are_not_kept(
    upstream: Upstream, gateway: Serving, *, stream: bool
) -> None:
    subject = f"visitor-{stream}"
    gateway.opt_in(subject)
    answered = gateway.chat(SAID, subject=subject, stream=stream)
    assert answered.status == 200
    assert upstream.requests[-1].holds(COARSER + LINK)
    assert not upstream.saw("93 years")
    assert not upstream.saw("4 May")
    named = answered.headers["x-discreet-conversation"]
    [conversation] = [each for each in gateway.stored() if each.conversation_id == named]
    texts = [message.text for message in conversation.messages]
    # The question, and the answer that repeats it: links are of no listed category.
    assert len(texts) == 2
    for text in texts:
        assert COARSER + "[URL] please." in text
        assert LINK not in text


def test_the_policy_that_is_in_force_is_named(gateway: Serving) -> None:
    policy = gateway.settings.tenants["main"].policy
    answered = gateway.chat("hello", subject="visitor-False")
    assert answered.headers["x-discreet-policy"] == policy.reference
    assert policy.scope.data_categories == frozenset({"email", "age", "date_time", "usage"})
