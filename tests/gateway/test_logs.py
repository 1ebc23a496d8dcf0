from __future__ import annotations

import ast
import asyncio
import io
import json
import logging
import sys
import threading
import warnings
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway import logs
from gateway.logs import UNLISTED, configure_logs, describe_error, get_logger

ROOT = Path(__file__).parents[2]
CANARIES = ("4111 1111 1111 1111", "4111111111111111", "jane@example.com", "078-05-1120", "Malathi")
LEVELS = ("debug", "info", "warning", "error", "critical")


pytestmark = pytest.mark.usefixtures("log_state")


class Taken:
    """Everything that was logged."""

    def __init__(self, *names: str) -> None:
        self.stream = io.StringIO()
        configure_logs("debug", names=names, stream=self.stream)

    @property
    def text(self) -> str:
        return self.stream.getvalue()

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.text.splitlines()]

    def check_clean(self) -> None:
        for canary in CANARIES:
            assert canary not in self.text
            assert json.dumps(canary)[1:-1] not in self.text


def test_a_line_holds_what_the_allow_list_names() -> None:
    taken = Taken("main", "local-model")
    get_logger("gateway.logs").info(
        "exchange_finished",
        status=200,
        tenant="main",
        recipient="local-model",
        entity_counts={"CREDIT_CARD": 1, "PERSON": 2},
        pointer="/messages/3/content",
        code="consent_required",
        milliseconds=1.5,
        restored=2,
    )
    (line,) = taken.lines
    assert line.pop("time").endswith("Z")
    assert line == {
        "level": "info",
        "logger": "gateway.logs",
        "event": "exchange_finished",
        "status": 200,
        "tenant": "main",
        "recipient": "local-model",
        "entity_counts": {"CREDIT_CARD": 1, "PERSON": 2},
        "pointer": "/messages/3/content",
        "code": "consent_required",
        "milliseconds": 1.5,
        "restored": 2,
    }


@pytest.mark.parametrize("canary", CANARIES)
def test_a_canary_in_any_field_is_never_written(canary: str) -> None:
    taken = Taken("main")
    log = get_logger(canary)
    for level in LEVELS:
        for field in logs._FIELDS:
            for value in (
                canary,
                [canary],
                {canary: canary},
                {canary: 1},
                object(),
                canary.encode(),
            ):
                getattr(log, level)("exchange_finished", **{field: value})
        getattr(log, level)(canary)
        getattr(log, level)("exchange_finished", **{canary: canary})
        getattr(log, level)("exchange_finished", pointer=f"/messages/0/{canary}/{canary}")
        getattr(log, level)("exchange_finished", request_id=canary, error=canary)
    assert len(taken.lines) > 100
    taken.check_clean()


@given(st.text(min_size=3, max_size=40))
def test_no_text_passes_through_a_field(value: str) -> None:
    taken = Taken()
    get_logger("gateway").info("exchange_finished", tenant=value, code=value, status=value)
    (line,) = taken.lines
    listed = value in logs._CODES["code"]
    assert (line["tenant"], line["status"]) == (UNLISTED, UNLISTED)
    assert line["code"] == (value if listed else UNLISTED)


@pytest.mark.parametrize(
    "number", [4111111111111111, -4111111111111111, float("inf"), float("nan")]
)
def test_numbers_that_may_be_ids_are_not_written(number: float) -> None:
    taken = Taken()
    get_logger("gateway").info("exchange_finished", count=number)
    assert taken.lines[0]["count"] == UNLISTED


def _fail(canary: str) -> None:
    try:
        raise KeyError(canary)
    except KeyError as error:
        raise ValueError(f"value {canary}") from error


@pytest.mark.parametrize("canary", CANARIES)
def test_an_error_is_its_classes_and_places(canary: str) -> None:
    taken = Taken()
    try:
        _fail(canary)
    except ValueError as error:
        get_logger("gateway").error("internal_error", error=error)
        logging.getLogger("uvicorn.error").exception("failed on %s", canary)
        logging.getLogger("asyncio").error(canary, exc_info=error)
        described = describe_error(error)
    assert described["error"] == ["ValueError", "KeyError"]
    assert all(position.startswith(f"{__name__}:") for position in described["at"])
    assert len(taken.lines) == 3
    taken.check_clean()


@pytest.mark.parametrize("name", [*logs._LOGGERS, "someone.else", "sqlalchemy.engine.Engine.jane"])
@pytest.mark.parametrize("canary", CANARIES)
def test_a_librarys_record_keeps_logger_level_and_place_only(
    name: str, canary: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = Taken("main")
    logger = logging.getLogger(name)
    monkeypatch.setattr(logger, "level", logging.DEBUG)  # as SQLAlchemy's echo does
    monkeypatch.setattr(logger, "_cache", {})
    for number in (logging.DEBUG, logging.INFO, logging.WARNING, logging.ERROR, 35):
        logger.log(number, "%s %s", canary, {"x": canary})
        logger.log(number, canary)
        logger.log(number, {"canary": canary})
        logger.log(number, "%d", canary)  # does not format: the error must not print it
        logger.log(number, "x", extra={"note": canary})
        logger.log(number, "x", stack_info=True)
    assert len(taken.lines) == 30
    assert {line["event"] for line in taken.lines} == {UNLISTED}
    taken.check_clean()


def test_known_messages_of_the_server_keep_a_code() -> None:
    taken = Taken()
    logging.getLogger("uvicorn.error").info("Started server process [%d]", 4111111111111111)
    assert taken.lines[0]["event"] == "server_started"
    taken.check_clean()


def test_handlers_of_libraries_are_taken_away() -> None:
    spill = io.StringIO()
    logger = logging.getLogger("someone.else.with.handler")
    logger.addHandler(logging.StreamHandler(spill))
    logger.propagate = False
    taken = Taken()
    logger.warning(CANARIES[0])
    assert spill.getvalue() == ""
    assert len(taken.lines) == 1
    taken.check_clean()


def test_warnings_are_reduced() -> None:
    taken = Taken()
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn(CANARIES[0], stacklevel=1)
    assert [line["logger"] for line in taken.lines] == ["py.warnings"]
    taken.check_clean()


def test_uncaught_errors_are_reduced(capsys: pytest.CaptureFixture[str]) -> None:
    taken = Taken()
    try:
        _fail(CANARIES[0])
    except ValueError as error:
        sys.excepthook(type(error), error, error.__traceback__)

    def fail() -> None:
        _fail(CANARIES[1])

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    assert [line["event"] for line in taken.lines] == ["uncaught_error", "uncaught_error"]
    assert all(canary not in capsys.readouterr().err for canary in CANARIES)
    taken.check_clean()


def test_asyncios_own_reports_are_reduced() -> None:
    taken = Taken()

    async def lost() -> None:
        async def fail() -> None:
            raise ValueError(CANARIES[0])

        task = asyncio.get_running_loop().create_task(fail(), name=CANARIES[2])
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        del task

    asyncio.run(lost(), debug=True)
    assert any("ValueError" in line.get("error", ()) for line in taken.lines)
    taken.check_clean()


def test_a_level_holds_back_what_is_below_it() -> None:
    stream = io.StringIO()
    configure_logs("warning", stream=stream)
    get_logger("gateway").info("ready")
    logging.getLogger("asyncio").info("x")
    assert stream.getvalue() == ""


def test_every_event_and_field_that_the_gateway_logs_is_on_the_list() -> None:
    unknown = []
    for path in (ROOT / "gateway").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                continue
            owner = getattr(node.func.value, "id", "")
            if owner not in ("log", "_log") or node.func.attr not in LEVELS:
                continue
            event = getattr(node.args[0], "value", None)
            fields = {each.arg for each in node.keywords} - {"error"}
            if event not in logs.EVENTS or not fields <= set(logs._FIELDS):
                unknown.append(f"{path.name}:{node.lineno}")
    assert unknown == []
