"""The OpenAPI document: what it says of each call, and that docs/ has the same."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from gateway.admin.roles import PERMITTED, PUBLIC
from gateway.model import Role
from gateway.openapi import document, document_text

DOCS = Path(__file__).parents[2] / "docs" / "openapi.json"
WHOLE = document()
OPERATIONS = {
    (method.upper(), path): operation
    for path, methods in WHOLE["paths"].items()
    for method, operation in methods.items()
}


def test_the_documentation_has_the_same_document() -> None:
    assert DOCS.read_text("utf-8") == document_text()


@pytest.mark.parametrize("row", sorted(OPERATIONS))
def test_every_operation_names_its_roles_and_its_parameters(row: tuple[str, str]) -> None:
    operation = OPERATIONS[row]
    if row in PUBLIC:
        assert operation["security"] == []
        assert "x-roles" not in operation
    else:
        assert {Role(each) for each in operation["x-roles"]} == PERMITTED[row]
        assert ({"subjectToken": []} in operation["security"]) is (Role.SUBJECT in PERMITTED[row])
        assert {"401", "403"} <= set(operation["responses"])
    named = {each["name"] for each in operation["parameters"] if each["in"] == "path"}
    assert all(f"{{{name}}}" in row[1] for name in named)
    assert len(named) == row[1].count("{")


def test_operation_ids_are_different() -> None:
    ids = [operation["operationId"] for operation in OPERATIONS.values()]
    assert len(set(ids)) == len(ids)


def references(tree: Any) -> set[str]:
    if isinstance(tree, dict):
        own = {tree["$ref"]} if "$ref" in tree else set()
        return own.union(*(references(each) for each in tree.values()), set())
    return set().union(*(references(each) for each in tree)) if isinstance(tree, list) else set()


def test_every_reference_has_a_schema_and_every_schema_is_one() -> None:
    schemas = WHOLE["components"]["schemas"]
    known = {f"#/components/schemas/{name}" for name in schemas}
    known |= {f"#/components/responses/{name}" for name in WHOLE["components"]["responses"]}
    assert references(WHOLE) <= known
    for schema in schemas.values():
        Draft202012Validator.check_schema(schema)
    assert "\\\\z" not in document_text()


def test_reads_of_content_take_a_reason() -> None:
    for path in ("/privacy/conversations/{conversation_id}", "/privacy/disclosures"):
        names = {each["name"] for each in OPERATIONS["GET", path]["parameters"]}
        assert "X-Discreet-Reason" in names


def test_the_document_is_json_without_a_secret_of_anybody() -> None:
    assert json.loads(document_text()) == WHOLE
    assert "dk_id_secret" in document_text()
    assert WHOLE["paths"]["/privacy/consents"]["post"]["x-roles"] == ["consent", "guest", "subject"]
