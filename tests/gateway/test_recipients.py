from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from gateway.errors import ConfigurationError
from gateway.policy import Recipient
from gateway.recipients import ROLES, is_loopback, is_private
from gateway.settings import load_settings
from tests.gateway.configuration import GATEWAY, write

THIRD = GATEWAY.replace("third_party: false", "third_party: true").replace(
    "http://127.0.0.1:9", "https://api.example.com"
)


def load(directory: Path, text: str) -> Recipient:
    return load_settings(write(directory, gateway=text), {}).recipients["model"]


def swap(text: str, old: str, new: str) -> str:
    assert old in text
    return text.replace(old, new, 1)


def test_a_third_party_with_every_fact_is_accepted(tmp_path: Path) -> None:
    recipient = load(tmp_path, THIRD)
    assert recipient.third_party
    assert recipient.base_url == "https://api.example.com"
    assert (recipient.country, recipient.retention, recipient.training) == ("DE", "P0D", False)


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ("training: false", "training: true", "refused"),
        ("training: false", "training: null", "must not be null"),
        ("    training: false\n", "", "training is missing"),
        ("retention: P0D", "retention: null", "must be known"),
        ("    retention: P0D\n", "", "must be known"),
        ("retention: P0D", "retention: forever", "ISO 8601"),
        ("country: DE", "country: null", "must not be null"),
        ("country: DE", "country: ZZ", "unknown"),
        ("country: DE", "country: XX", "unknown"),
        ("country: DE", "country: NO", "quotes"),
        ("country: DE", "country: Germany", "3166"),
        ("third_party: true", "third_party: null", "must not be null"),
        ("third_party: true", "third_party: no", "true or false"),
        ("https://api", "http://api", "https://"),
        ("wire: openai", "wire: other", "one of openai"),
        ('["*"]', "[]", "empty"),
        ("name: Example Operator", 'name: ""', "empty"),
        ("api.example.com", "api.example.com/v1", "before /v1"),
        ("api.example.com", "user:canary@api.example.com", "no user"),
        ("api.example.com", "api.example.com/?key=canary", "query"),
        ("https://api.example.com", "ftp://api.example.com", "https://"),
        ("https://api.example.com", "https://", "host"),
        ("https://api.example.com", "https://a:99999", "host"),
        ("    models:", "    api_key_env: sk-canary\n    models:", "not a key"),
        ("    models:", "    transfer_mechanism: hope\n    models:", "one of adequacy"),
        ("    models:", "    region: DE\n    models:", "unknown key"),
        ("country: DE", "country: UK", "GB"),
        ("country: DE", "country: QQ", "unknown"),
        ("country: DE", "country: EEA", "3166"),
        ("role: controller", "role: canary", "one of controller"),
        ("role: controller", "mail: canary", "unknown key"),
        ("role: controller", 'role: controller, contact: ""', "empty"),
        ("    models:", "    active: 1\n    models:", "true or false"),
        ("    models:", "    model: a canary\n    models:", "name of a model"),
        ("    models:", "    model: []\n    models:", "name of a model"),
        ("    models:", "    processing_region: a/canary\n    models:", "such as eu"),
        ("    models:", "    parent: A canary\n    models:", "name of lower-case"),
        ("    models:", "    parent: other\n    models:", "nothing is known"),
        ("    models:", "    parent: model\n    models:", "leads back"),
        ("    models:", "    safeguards: canary\n    models:", "list"),
        ("    models:", '    safeguards: [""]\n    models:', "empty"),
        ("    models:", "    evidence: canary\n    models:", "mapping"),
        ("    models:", "    evidence: {reference: a}\n    models:", "date is missing"),
        ("    models:", "    evidence: {date: 2026-01-01}\n    models:", "reference is missing"),
        ("    models:", "    evidence: {reference: a, date: canary}\n    models:", "day such as"),
        ("    models:", "    evidence: {reference: a, date: 9999-01-01}\n    models:", "future"),
    ],
)
def test_an_unknown_or_unsafe_fact_is_refused(
    tmp_path: Path, *, old: str, new: str, word: str
) -> None:
    with pytest.raises(ConfigurationError, match=word) as caught:
        load(tmp_path, swap(THIRD, old, new))
    assert "recipients[0]" in str(caught.value)
    assert "canary" not in str(caught.value)


REGISTER = """\
    active: false
    parent: null
    safeguards: [encrypted at rest, content logging off]
    evidence: {reference: "https://example.com/annex-2", date: 2024-01-31}
    model: gpt-eu
    processing_region: eu
    models:"""


def test_the_register_holds_what_is_known_of_a_recipient(tmp_path: Path) -> None:
    text = swap(THIRD, "    models:", REGISTER)
    recipient = load(
        tmp_path, swap(text, "role: controller", "role: processor, contact: a@b.example")
    )
    assert (recipient.party_role, recipient.contact) == ("processor", "a@b.example")
    assert (recipient.active, recipient.parent) == (False, None)
    assert recipient.safeguards == ("encrypted at rest", "content logging off")
    assert recipient.evidence == "https://example.com/annex-2"
    assert recipient.evidence_date == date(2024, 1, 31)
    assert (recipient.model, recipient.processing_region) == ("gpt-eu", "eu")


def test_what_is_left_out_of_the_register_is_not_known(tmp_path: Path) -> None:
    recipient = load(tmp_path, THIRD)
    assert recipient.active
    assert (recipient.contact, recipient.parent, recipient.safeguards) == (None, None, ())
    assert (recipient.evidence, recipient.evidence_date) == (None, None)
    assert (recipient.model, recipient.processing_region) == (None, None)


@pytest.mark.parametrize("role", ROLES)
def test_a_party_has_one_of_the_roles_of_the_law(tmp_path: Path, role: str) -> None:
    text = swap(THIRD, "role: controller", f"role: {role}")
    assert load(tmp_path, text).party_role == role
    first = swap(text, "third_party: true", "third_party: false")
    if role == "third_party":
        with pytest.raises(ConfigurationError, match=r"recipients\[0\].party.role: contradicts"):
            load(tmp_path, first)
    else:
        assert load(tmp_path, first).party_role == role


FIRST = THIRD.replace("third_party: true", "third_party: false")


def test_a_first_party_is_believed_for_the_policys_operator(tmp_path: Path) -> None:
    assert not load(tmp_path, FIRST).third_party


def test_a_first_party_of_another_name_is_not_believed(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"third_party: .*unsafe_treat_as_first_party"):
        load(tmp_path, swap(FIRST, "name: Example Operator", "name: Another"))


def test_a_first_party_that_no_policy_covers_is_not_believed(tmp_path: Path) -> None:
    start, end = FIRST.index("  - id: model"), FIRST.index("tenants:")
    unused = FIRST[start:end].replace("id: model", "id: unused")
    with pytest.raises(ConfigurationError, match="unsafe_treat_as_first_party"):
        load(tmp_path, FIRST.replace("tenants:", unused + "tenants:"))


def test_the_unsafe_spelling_is_believed_and_says_so(tmp_path: Path) -> None:
    other = swap(FIRST, "name: Example Operator", "name: Another")
    text = swap(
        other, "third_party: false", "third_party: true\n    unsafe_treat_as_first_party: true"
    )
    assert not load(tmp_path, text).third_party
    with pytest.raises(ConfigurationError, match="https://"):
        load(tmp_path, swap(text, "https://api", "http://api"))


def test_plain_http_stays_inside(tmp_path: Path) -> None:
    for host in ("127.0.0.1:9", "localhost:9", "[::1]:9"):
        third = THIRD.replace("https://api.example.com", f"http://{host}")
        assert load(tmp_path, third).third_party
    for host in ("10.0.0.5", "model", "model.internal"):
        first = FIRST.replace("https://api.example.com", f"http://{host}")
        assert not load(tmp_path, first).third_party
        third = THIRD.replace("https://api.example.com", f"http://{host}")
        with pytest.raises(ConfigurationError, match="third party"):
            load(tmp_path, third)


def test_a_slash_at_the_end_does_not_matter(tmp_path: Path) -> None:
    text = swap(THIRD, "api.example.com", "api.example.com/azure/")
    assert load(tmp_path, text).base_url == "https://api.example.com/azure"


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1", "http://127.9.9.9:1", "http://localhost", "http://a.localhost.",
            "http://[::1]", "http://[::ffff:127.0.0.1]", "http://LOCALHOST"]
)  # fmt: skip
def test_loopback(url: str) -> None:
    assert is_loopback(url)
    assert is_private(url)


@pytest.mark.parametrize(
    "url", ["http://10.1.2.3", "http://172.31.0.1", "http://192.168.1.1", "http://[fd00::1]",
            "http://ollama:11434", "http://model.internal", "http://nas.home.arpa"]
)  # fmt: skip
def test_private(url: str) -> None:
    assert is_private(url)
    assert not is_loopback(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://8.8.8.8",
        "http://172.32.0.1",
        "http://134744072",  # 8.8.8.8 to most resolvers
        "http://0x08080808",
        "http://[::ffff:8.8.8.8]",
        "http://[64:ff9b::808:808]",
        "http://[2002:808:808::1]",
        "http://169.254.169.254",
        "http://0.0.0.0",
        "http://localhost.example.com",
        "http://127.0.0.1.example.com",
        "http://10.example.com",
        "http://internal.example.com",
        "http://example.com",
    ],
)
def test_the_internet_is_not_private(url: str) -> None:
    assert not is_private(url)
    assert not is_loopback(url)
