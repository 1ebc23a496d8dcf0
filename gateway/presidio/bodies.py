"""The bodies of Presidio's REST API.

Fields that are not known are passed over, as Presidio does. Errors name fields and never
quote them.

Source: presidio-analyzer 2.2.366 (AnalyzerRequest), presidio-anonymizer 2.2.366
(AppEntitiesConvertor), read 2026-11.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from gateway.errors import InvalidRequest
from gateway.presidio.anonymize import Result
from gateway.proxy.wire.json_tree import Number, read

_MOST_TEXTS = 1_000
_MOST_RESULTS = 10_000
_EntityType = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[A-Za-z0-9_.:-]+$")]
_Word = Annotated[str, Field(min_length=1, max_length=1_000)]
_Score = Annotated[float, Field(ge=0, le=1)]
# An endless number has no form in JSON, and answers show scores.
_Finite = Annotated[float, Field(allow_inf_nan=False)]
_Parameters = dict[str, Any]


class _Body(BaseModel):
    # A constraint on a text would refuse half a UTF-16 pair, which the engine can read.
    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)


class PatternBody(_Body):
    """One expression of an ad-hoc recogniser."""

    name: Annotated[str, Field(max_length=200)] = ""
    regex: Annotated[str, Field(min_length=1, repr=False)]
    score: _Score


class RecogniserBody(_Body):
    """One ad-hoc recogniser."""

    name: Annotated[str, Field(max_length=200)] | None = None
    supported_language: str | None = None
    supported_entity: _EntityType | None = None
    supported_entities: Annotated[list[_EntityType], Field(min_length=1)] | None = None
    patterns: list[PatternBody] | None = None
    deny_list: Annotated[list[_Word] | None, Field(repr=False)] = None
    deny_list_score: _Score = 1.0
    context: Annotated[list[_Word] | None, Field(repr=False)] = None


class AnalyzeBody(_Body):
    """What /analyze takes."""

    text: Annotated[str | list[str], Field(repr=False)]
    language: Annotated[str, Field(max_length=35)] | None = None
    entities: list[_EntityType] | None = None
    correlation_id: str | None = None
    score_threshold: _Score | None = None
    return_decision_process: bool | None = False
    ad_hoc_recognizers: list[RecogniserBody] | None = None
    context: Annotated[list[_Word] | None, Field(repr=False)] = None
    allow_list: Annotated[list[str] | None, Field(repr=False)] = None
    allow_list_match: Literal["exact", "regex"] = "exact"
    regex_flags: Annotated[int, Field(ge=0)] | None = None


class ResultBody(_Body):
    """A result of /analyze, as it goes into /anonymize."""

    entity_type: _EntityType
    start: Annotated[int, Field(ge=0)]
    end: Annotated[int, Field(ge=0)]
    score: _Finite

    def result(self) -> Result:
        """The result itself."""
        return Result(
            entity_type=self.entity_type, start=self.start, end=self.end, score=self.score
        )


class AnonymizeBody(_Body):
    """What /anonymize takes."""

    text: Annotated[str, Field(repr=False)]
    analyzer_results: Annotated[list[ResultBody], Field(max_length=_MOST_RESULTS)]
    anonymizers: Annotated[dict[_EntityType, _Parameters] | None, Field(repr=False)] = None


class ItemBody(_Body):
    """An item of what /anonymize made."""

    entity_type: _EntityType
    start: Annotated[int, Field(ge=0)]
    end: Annotated[int, Field(ge=0)]
    score: _Finite | None = None

    def result(self) -> Result:
        """The item as a result."""
        return Result(
            entity_type=self.entity_type, start=self.start, end=self.end, score=self.score
        )


class DeanonymizeBody(_Body):
    """What /deanonymize takes."""

    text: Annotated[str, Field(repr=False)]
    anonymizer_results: Annotated[list[ItemBody], Field(max_length=_MOST_RESULTS)]
    deanonymizers: Annotated[dict[_EntityType, _Parameters], Field(repr=False)]


_Any = TypeVar("_Any", bound=_Body)


def read_body(data: bytes, kind: type[_Any], *, max_depth: int) -> _Any:
    """A body of a kind.

    Raises:
        InvalidRequest: it is not of its form; names the fields.
    """
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise InvalidRequest("The body is not UTF-8.", code="invalid_json") from None
    tree = _plain(read(text, max_depth=max_depth, lone_surrogates=True))
    try:
        body = kind.model_validate(tree)
    except ValidationError as error:
        places = sorted({"/".join(map(str, each["loc"][:1])) for each in error.errors()})
        raise InvalidRequest(
            f"These fields are not of their form: {', '.join(places)}.", status=422
        ) from None
    if not getattr(body, "text", None):
        raise InvalidRequest("There is no text.", status=422)
    if isinstance(body, AnalyzeBody):
        _check(body)
    return body


def _check(body: AnalyzeBody) -> None:
    if isinstance(body.text, list) and len(body.text) > _MOST_TEXTS:
        raise InvalidRequest("There are too many texts.", code="too_many_leaves", status=413)
    for each in body.ad_hoc_recognizers or ():
        if each.supported_entity is None and not each.supported_entities:
            raise InvalidRequest("An ad-hoc recogniser has no entity.", status=422)
        if not each.patterns and not each.deny_list:
            raise InvalidRequest("An ad-hoc recogniser has nothing to find.", status=422)


def _plain(tree: Any) -> Any:
    """The tree with numbers as numbers; the depth of the tree is bounded."""
    if isinstance(tree, Number):
        try:
            return int(tree)
        except ValueError:
            return float(tree)
    if isinstance(tree, dict):
        return {key: _plain(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [_plain(value) for value in tree]
    return tree
