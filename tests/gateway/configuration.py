"""A small configuration for tests, written anew into a directory of theirs."""

from __future__ import annotations

from pathlib import Path

POLICY = """\
id: default
version: "1"
operator: {name: Example Operator, contact: privacy@example.com}
actions:
  default: {upstream: surrogate, store: surrogate, user: allow, log: suppress}
  CREDIT_CARD: {store: mask}
purposes:
  answering:
    title: Answering
    benefits: An answer.
    legal_basis: contract
    retention_class: conversation
default_purpose: answering
retention_classes:
  conversation: {trigger: last_interaction, duration: P30D, legal_ground: Needed.}
"""

GATEWAY = """\
listen: {host: 127.0.0.1, port: 8080}
storage:
  directory: data
  region: DE
  master_key_env: DISCREET_MASTER_KEY
recipients:
  - id: model
    party: {name: Example Operator, role: controller}
    third_party: false
    country: DE
    training: false
    retention: P0D
    wire: openai
    base_url: http://127.0.0.1:9
    models: ["*"]
tenants:
  - {id: main, policy: default, recipients: [model]}
"""


def write(directory: Path, *, gateway: str = GATEWAY, policy: str = POLICY) -> Path:
    """Writes both files; returns the path of the first."""
    policies = directory / "policies"
    policies.mkdir(parents=True, exist_ok=True)
    (policies / "default.yaml").write_text(policy, "utf-8")
    path = directory / "gateway.yaml"
    path.write_text(gateway, "utf-8")
    return path
