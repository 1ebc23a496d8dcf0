"""Whom to tell: given consents that a materially new notice ends, and only those."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from gateway.consent import announcements as module
from gateway.consent.announcements import announcements
from gateway.consent.records import ConsentState
from gateway.errors import InvalidRequest
from gateway.notice import Notice, series
from gateway.policy import Tenant
from tests.gateway.notices import DAY, FACTS, START, WORDS, version
from tests.gateway.proxy.policies import policy
from tests.gateway.storage.acts import Acts
from tests.gateway.storage.acts import acts as acts
from tests.gateway.storage.samples import consent

CHANGED = WORDS | {"purpose": "To answer you and to learn."}
SPELLED = WORDS | {"purpose": "To answer you!"}


class WithNotice(Tenant):
    """A tenant whose notice changes on day 10 in spelling and on day 20 in substance."""

    @property
    def notices(self) -> Any:
        return {("answering", "model-eu"): SERIES}


SERIES = series(
    Notice(
        key="answering",
        versions=(
            version("3", day=20, texts={"en": CHANGED}),
            version("2", day=10, material=False, texts={"en": SPELLED}),
            version("1", day=0, texts={"en": WORDS}),
        ),
    ),
    FACTS,
)
THIRD, SECOND, FIRST = (next(iter(each.hashes)) for each in SERIES.versions)


def tenant(acts: Acts) -> Tenant:
    return WithNotice(key=acts.tenant(), policy=policy(), recipients=())


def given(acts: Acts, named: Tenant, subject: str, notice: str = FIRST, **changes: Any) -> None:
    record = consent(
        record_id=f"{named.key}-{subject}",
        tenant=named.key,
        subject=subject,
        notice=notice,
        notice_version="1",
        **changes,
    )
    acts.run(acts.store.put_consent(record))


def told(acts: Acts, named: Tenant, day: float) -> list[str]:
    page = acts.do(announcements, named, at=START + day * DAY)
    assert page.after is None
    return [each["subject"] for each in page.items]


def test_a_consent_ends_with_a_change_of_substance_and_not_of_spelling(acts: Acts) -> None:
    named = tenant(acts)
    given(acts, named, "first")
    given(acts, named, "second", SECOND)
    given(acts, named, "third", THIRD)
    for state in (ConsentState.WITHDRAWN, ConsentState.REFUSED):
        given(acts, named, state.value, state=state)
    for day in (11, 19.999):
        assert told(acts, named, day) == ["third"]  # whose notice is not in force yet
    for day in (20, 400):
        assert told(acts, named, day) == ["first", "second"]
    page = acts.do(announcements, named, at=START + 20 * DAY)
    assert page.items[0] == {
        "subject": "first",
        "purpose": "answering",
        "recipient": "model-eu",
        "consent": f"{named.key}-first",
        "notice_version": "1",
        "new_version": "3",
    }


def test_a_text_that_the_configuration_does_not_have_ends_and_another_purpose_is_left_out(
    acts: Acts,
) -> None:
    named = tenant(acts)
    given(acts, named, "unknown", "ab" * 32)
    given(acts, named, "elsewhere", "ab" * 32, recipient="model-us")
    given(acts, named, "unasked", "ab" * 32, purpose="coaching")
    assert told(acts, named, 1) == ["unknown"]
    assert told(acts, replace(named, key=acts.tenant()), 1) == []


def test_pages_follow_one_another_even_where_nobody_of_one_is_told(
    acts: Acts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PAGE", 2)
    named = tenant(acts)
    for number in range(5):
        given(acts, named, f"s{number}", THIRD if number < 2 else FIRST)
    pages, after = [], None
    while True:
        page = acts.do(announcements, named, at=START + 30 * DAY, after=after)
        pages.append([each["subject"] for each in page.items])
        if page.after is None:
            break
        after = page.after
    assert pages == [[], ["s2", "s3"], ["s4"]]


@pytest.mark.parametrize(
    "after",
    [
        *("", "x", "null", "[]", "{}", '["a","b"]', '["a","b","c","d"]', "[1,2,3]"),
        *('["a","b",null]', '["\\u0000","b","c"]', '["\\ud800","b","c"]', '["a","b\\n","c"]'),
        "[" * 100_000,
    ],
)
def test_a_page_that_no_page_named_is_refused(acts: Acts, after: str) -> None:
    named = Tenant(key="tenant-0", policy=policy(), recipients=())
    with pytest.raises(InvalidRequest) as refused:
        acts.do(announcements, named, at=START, after=after)
    assert (refused.value.status, refused.value.details) == (422, {"fields": ["after"]})


def test_words_of_a_database_are_only_words(acts: Acts) -> None:
    named = tenant(acts)
    given(acts, named, "first")
    after = json.dumps(["' OR 1=1 --", "%", "_"])
    page = acts.do(announcements, named, at=START + 20 * DAY, after=after)
    assert [each["subject"] for each in page.items] == ["first"]
