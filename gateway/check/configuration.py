"""The configuration of a sandbox: recipients of several kinds around the policy under test."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from gateway.policy import Policy
from gateway.recipients import ROLES as PARTY_ROLES
from gateway.recipients import THIRD_PARTY
from gateway.regions import region_of

# Recipients, each of which serves the model of its own name.
OWN = "own-model"  # the operator's own machine
PARTNER = "partner-model"  # a third party at home, with every fact
BOUND = "bound-model"  # the same, for the default purpose alone
ABROAD = "abroad-model"  # a third party outside of the region, without a mechanism
COVERED = "covered-model"  # the same, with one
# A country that is no region's but its own, and one of another region still.
FOREIGN, FARTHER = "US", "BR"
MAIN, OTHER = "main", "other"
SECRET, MASTER = "DISCREET_CHECK_SECRET", "DISCREET_CHECK_MASTER_KEY"

Configuration = dict[str, Any]
Change = Callable[[Configuration], None]


def home_of(policy: Policy) -> str:
    """The country of the sandbox's storage, which the policy permits."""
    permitted = policy.storage_regions
    wanted = policy.region or "DE"
    return wanted if permitted is None or wanted in permitted else sorted(permitted)[0]


def country_of(policy: Policy) -> str:
    """A country where a recipient may be: at home where the policy lets it."""
    permitted = policy.recipient_rules.countries
    home = home_of(policy)
    return home if permitted is None or home in permitted else sorted(permitted)[0]


def abroad_of(policy: Policy) -> str:
    """A country outside of the region of the policy's people."""
    people = region_of(policy.region or home_of(policy))
    return FOREIGN if people != region_of(FOREIGN) else FARTHER


def mechanism_of(policy: Policy) -> str:
    """A transfer mechanism that the policy permits."""
    permitted = policy.recipient_rules.mechanisms
    return "scc" if permitted is None or "scc" in permitted else sorted(permitted)[0]


def recipient(policy: Policy, key: str, *, url: str, today: date, **facts: Any) -> Configuration:
    """A third party that states every fact; ``facts`` replace some."""
    country = facts.get("country", country_of(policy))
    at_home = region_of(country) == region_of(policy.region or home_of(policy))
    return {
        "id": key,
        "party": {"name": "Partner Models Ltd", "role": _role(policy, third_party=True)},
        "third_party": True,
        "country": country,
        "transfer_mechanism": None if at_home else mechanism_of(policy),
        "training": False,
        "retention": "P0D",
        "safeguards": ["encrypted on the way and at rest"],
        "evidence": {"reference": "agreement of the sandbox", "date": today.isoformat()},
        "wire": "openai",
        "base_url": url,
        "api_key_env": None,
        "models": [key],
        "purposes": list(policy.purposes),
        **facts,
    }


def configuration(policy: Policy, *, directory: Path, url: str, today: date) -> Configuration:
    """The whole of it, for a gateway whose models and webhooks are at one address."""
    own = recipient(policy, OWN, url=url, today=today, third_party=False, country=home_of(policy))
    own |= {"party": {"name": policy.operator.name, "role": _role(policy, third_party=False)}}
    every = [own, recipient(policy, PARTNER, url=url, today=today)]
    bound = recipient(policy, BOUND, url=url, today=today)
    every.append(bound | {"purposes": [policy.default_purpose]})
    named = {each for rule in policy.sources.values() for each in rule.recipients}
    named -= {each["id"] for each in every}
    every += [recipient(policy, each, url=url, today=today) for each in sorted(named)]
    abroad, permitted = abroad_of(policy), policy.recipient_rules.countries
    if permitted is None or abroad in permitted:
        for key, mechanism in ((ABROAD, None), (COVERED, mechanism_of(policy))):
            facts = {"country": abroad, "transfer_mechanism": mechanism}
            every.append(recipient(policy, key, url=url, today=today, **facts))
    keys = [each["id"] for each in every]
    return {
        "storage": {
            "directory": str(directory),
            "region": home_of(policy),
            "master_key_env": MASTER,
        },
        "limits": {"connect_timeout": 2, "upstream_timeout": 10},
        "recipients": every,
        "tenants": [
            {
                "id": tenant,
                "policy": policy.key,
                "recipients": keys,
                "webhooks": _hooks(url, tenant),
            }
            for tenant in (MAIN, OTHER)
        ],
    }


def written(configuration: Configuration, path: Path) -> Path:
    """Writes a configuration as a file; JSON is YAML."""
    path.write_text(json.dumps(configuration, indent=1))
    return path


def _hooks(url: str, tenant: str) -> Configuration:
    return {"rights": {"url": f"{url}/hook/{tenant}", "secret_env": SECRET}}


def _role(policy: Policy, *, third_party: bool) -> str:
    """The role of a recipient in law, one that the policy permits."""
    usual = "sub_processor" if third_party else "controller"
    permitted = policy.recipient_rules.roles
    if permitted is None or usual in permitted:
        return usual
    others = [each for each in PARTY_ROLES if each in permitted]
    return next((each for each in others if third_party or each != THIRD_PARTY), usual)
