"""Log lines that cannot hold what was examined.

Every line is one JSON object on stderr, built from an allow-list: an event code, numbers,
configured names, entity types with counts, pointers made of known words, ids made here,
and for an error its class and the code positions it passed. Whatever else is handed over
is replaced by ``unlisted``. The records of libraries (uvicorn, aiohttp, asyncio,
SQLAlchemy) keep their logger, level and position; their messages hold URLs and objects
and are reduced to a code where the message is a known one, at every level.
"""

from __future__ import annotations

import logging
import re
import sys
import threading
import time
from collections.abc import Callable, Collection, Mapping, MutableMapping
from types import TracebackType
from typing import IO, Any

import orjson
import structlog

UNLISTED = "unlisted"
_ENTITY_TYPE = re.compile(r"[A-Z][A-Z0-9_]{1,63}\Z")
_ID = re.compile(r"[0-9a-f]{32}\Z|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")
_CLASS = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}\Z")
_LARGEST = 10**11  # of a number; card numbers and most ids are larger
_POSITIONS = 12

_NUMBERS = frozenset(
    {
        *("status", "port", "pid", "count", "restored", "findings", "segments", "conversations"),
        *("erased", "due", "received_bytes", "sent_bytes", "body_bytes", "upstream_status"),
        *("attempt", "batch", "queue", "seconds", "milliseconds", "cpu_milliseconds"),
        *("recipients", "tenants", "policies", "entity_types"),
        *("held", "in_review", "pending", "overdue", "failed"),
    }
)
_NAMES = frozenset({"tenant", "recipient", "policy", "purpose", "retention_class"})
_IDS = frozenset({"request_id", "disclosure_id", "record_id"})
_CODES: Mapping[str, frozenset[str]] = {
    "code": frozenset(
        {
            *("consent_required", "consent_stale", "age_restricted", "recipient_refused"),
            *("purpose_refused", "content_blocked", "unmapped_field", "not_examinable"),
            *("budget_exhausted", "subject_restricted", "upstream_unreachable"),
            *("invalid_request", "invalid_api_key", "invalid_subject_token", "forbidden"),
            *("storage_unavailable", "not_found", "method_not_allowed", "body_too_large"),
            *("unknown_route", "duplicate_key", "internal_error", "detector_failed"),
            *("surrogate_collision", "upstream_timeout", "upstream_incomplete"),
            *("upstream_error", "model_not_found", "unsupported_media_type", "role_refused"),
            *("invalid_json", "lone_surrogate", "too_deep", "content_encoding"),
            *("detection_failed", "provider_state_refused", "consent_bundled"),
            *("consent_time_invalid", "consent_superseded", "report_decided"),
            *("push_target_refused", "push_failed", "erasure_refused", "reason_needed"),
            *("too_many_requests", "signal_not_shown", "invalid_withdrawal_link"),
            "expired_withdrawal_link",
            *("incident_state", "notice_missing", "notice_not_needed", "telling_forbidden"),
            *("form_refused", "form_invalid", "sign_in_refused"),
            *("instruction_needed", "invalid_instruction", "invalid_grant", "grant_needed"),
            *("grant_closed", "second_person_needed", "class_restricted", "tenant_terminated"),
            *("termination_refused", "no_termination"),
        }
    ),
    "outcome": frozenset(
        {
            *("answered", "upstream_error", "incomplete", "cancelled", "blocked"),
            *("stopped", "facts_broken"),
        }
    ),
    "job": frozenset(
        {
            *("sweep", "consents", "records", "hold_reviews", "closed_accounts", "rights_work"),
            *("rights_expiry", "outbox", "key_backups", "terminations"),
            *("restrictions", "audit_checkpoint", "audit_verification", "figures"),
            *("incident_notices", "sign_in_expiry"),
        }
    ),
    "mode": frozenset({"enforce", "unsafe_observe"}),
    "role": frozenset(
        {
            *("chat", "consent", "privacy_officer", "support", "admin", "guest", "auditor"),
            "subject",
        }
    ),
    "wire": frozenset({"openai"}),
    "method": frozenset({"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"}),
    "path": frozenset(
        {
            *("/v1/chat/completions", "/v1/models", "/privacy/consents", "/healthz"),
            *(
                "/privacy/subject-tokens",
                "/openapi.json",
                "/readyz",
                "/privacy/preferences",
                "/privacy/reports",
            ),
            *("/privacy/withdrawals", "/privacy/withdrawal-links", "/privacy/receipt-key"),
            *("/.well-known/gpc.json", "/widget.js", "/widget-data.js"),
            *("/privacy/conversations", "/privacy/disclosures"),
        }
    ),
}
_POINTER_WORDS = frozenset(
    {
        *("messages", "content", "text", "role", "name", "refusal", "reasoning_content"),
        *("tool_calls", "tool_call_id", "function", "arguments", "tools", "description"),
        *("parameters", "properties", "metadata", "user", "model", "type", "choices"),
        *("delta", "message", "response_format", "json_schema", "schema", "stop", "id"),
        *("image_url", "input_audio", "file", "functions", "function_call", "tool_choice"),
    }
)
_POINTER_TOKEN = re.compile(r"[0-9]{1,6}\Z|~k[0-9]{1,6}\Z")

# Loggers of the libraries in use; those below them are named by the longest prefix.
_LOGGERS = (
    *("uvicorn.error", "uvicorn.access", "uvicorn.asgi", "uvicorn", "aiohttp.access"),
    *("aiohttp.client", "aiohttp", "asyncio", "concurrent", "sqlalchemy.engine"),
    *("sqlalchemy.pool", "sqlalchemy", "alembic", "fastapi", "starlette", "presidio-analyzer"),
    *("presidio-anonymizer", "pypdf", "tldextract", "filelock", "hyperscan", "py.warnings"),
    *("gateway", "detectors", "root"),
)
_KNOWN_MESSAGES: Mapping[str, str] = {
    "Started server process [%d]": "server_started",
    "Waiting for application startup.": "application_starting",
    "Application startup complete.": "application_started",
    "Uvicorn running on %s://%s:%d (Press CTRL+C to quit)": "listening",
    "Shutting down": "shutting_down",
    "Waiting for connections to close. (CTRL+C to force quit)": "waiting_for_connections",
    "Waiting for background tasks to complete. (CTRL+C to force quit)": "waiting_for_tasks",
    "Waiting for application shutdown.": "application_stopping",
    "Application shutdown complete.": "application_stopped",
    "Finished server process [%d]": "server_finished",
    "Invalid HTTP request received.": "invalid_http",
    "Exception in ASGI application\n": "application_error",
    "Unclosed client session": "unclosed_session",
    "Unclosed connection": "unclosed_connection",
    "Task exception was never retrieved": "task_error_not_retrieved",
}


class _Output:
    """Where lines go, and which names they may hold; one for the process."""

    def __init__(self) -> None:
        self.stream: IO[str] = sys.stderr
        self.names: frozenset[str] = frozenset()
        self._lock = threading.Lock()

    def write(self, line: Mapping[str, Any]) -> None:
        text = orjson.dumps(line).decode() + "\n"
        with self._lock:
            self.stream.write(text)
            self.stream.flush()


_output = _Output()


def configure_logs(
    level: str, *, names: Collection[str] = (), stream: IO[str] | None = None
) -> None:
    """Sends every log line of the process through the allow-list.

    Args:
        level: ``debug``, ``info``, ``warning`` or ``error``.
        names: configured names that lines may hold (``Settings.names``).
        stream: where lines go; stderr by default.
    """
    number = logging.getLevelNamesMapping()[level.upper()]
    _output.stream = stream if stream is not None else sys.stderr
    _output.names = frozenset(names)
    structlog.configure(
        processors=[_write_event],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=_nothing,
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    root.handlers[:] = [_ReducedHandler()]
    root.setLevel(number)
    # Below a warning it speaks of selectors and handles only.
    logging.getLogger("asyncio").setLevel(max(number, logging.WARNING))
    for name in list(logging.Logger.manager.loggerDict):
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
    if number > logging.DEBUG:
        logging.getLogger("alembic").setLevel(logging.WARNING)  # ten lines a migration
    logging.raiseExceptions = False  # its report of a broken record prints the arguments
    logging.captureWarnings(capture=True)
    sys.excepthook = _report_uncaught
    threading.excepthook = _report_thread
    sys.unraisablehook = _report_unraisable


def get_logger(name: str) -> Any:
    """A logger whose methods take an event code and fields of the allow-list.

    Args:
        name: the module's name.

    Returns:
        A structlog logger: ``log.info("exchange_finished", status=200, tenant="main")``;
        pass ``error=exception`` for an error's class and positions.
    """
    return structlog.get_logger(source=name)


def describe_error(error: BaseException) -> dict[str, Any]:
    """The classes of an error and of its causes, and the code positions it passed.

    Never its message, which may quote what was examined.
    """
    classes: list[str] = []
    current: BaseException | None = error
    while current is not None and len(classes) < _POSITIONS:
        name = type(current).__name__
        classes.append(name if _CLASS.match(name) else UNLISTED)
        current = current.__cause__ or current.__context__
    return {"error": classes, "at": _positions(error.__traceback__)}


def _positions(traceback: TracebackType | None) -> list[str]:
    positions: list[str] = []
    while traceback is not None:
        module = traceback.tb_frame.f_globals.get("__name__", UNLISTED)
        positions.append(f"{module}:{traceback.tb_lineno}")
        traceback = traceback.tb_next
    return positions[-_POSITIONS:]


def _nothing(*_: Any) -> None:
    return None


def _write_event(*call: Any) -> Any:
    """A structlog processor: logger, level and fields come in that order."""
    level: str = call[1]
    event: MutableMapping[str, Any] = call[2]
    error = event.pop("error", None)
    source = event.pop("source", "root")
    code = event.pop("event", "")
    line: dict[str, Any] = {"time": _now(), "level": level}
    line |= {"logger": _logger_name(source), "event": _event(code)}
    for key, value in event.items():
        if key not in _FIELDS:
            line[UNLISTED] = line.get(UNLISTED, 0) + 1
        else:
            line[key] = _FIELDS[key](key, value)
    if isinstance(error, BaseException):
        line |= describe_error(error)
    _output.write(line)
    raise structlog.DropEvent


def _event(code: object) -> str:
    return code if isinstance(code, str) and code in EVENTS else UNLISTED


def _number(_: str, value: object) -> object:
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | float) and abs(value) < _LARGEST:
        return value
    return UNLISTED


def _name(_: str, value: object) -> str:
    return value if isinstance(value, str) and value in _output.names else UNLISTED


def _id(_: str, value: object) -> str:
    return value if isinstance(value, str) and _ID.match(value) else UNLISTED


def _code(key: str, value: object) -> str:
    return value if isinstance(value, str) and value in _CODES[key] else UNLISTED


def _counts(_: str, value: object) -> object:
    if not isinstance(value, Mapping):
        return UNLISTED
    return {
        (key if isinstance(key, str) and _ENTITY_TYPE.match(key) else UNLISTED): _number("", each)
        for key, each in value.items()
    }


def _pointer(_: str, value: object) -> str:
    if not isinstance(value, str) or not value.startswith("/"):
        return UNLISTED
    tokens = value[1:].split("/")[:_POSITIONS]
    known = (
        token if token in _POINTER_WORDS or _POINTER_TOKEN.match(token) else "*" for token in tokens
    )
    return "/" + "/".join(known)


_FIELDS: Mapping[str, Callable[[str, object], object]] = {
    **dict.fromkeys(_NUMBERS, _number),
    **dict.fromkeys(_NAMES, _name),
    **dict.fromkeys(_IDS, _id),
    **dict.fromkeys(_CODES, _code),
    "entity_counts": _counts,
    "pointer": _pointer,
}

# Every event that the gateway itself writes.
EVENTS = frozenset(
    {
        *("starting", "listening", "ready", "stopping", "stopped", "configuration_refused"),
        *("exchange_finished", "exchange_refused", "exchange_failed", "exchange_cancelled"),
        *("exchange_stopped", "watch_failed"),
        *("request_failed", "rights_request_failed", "webhook_failed", "webhook_given_up"),
        *("upstream_failed", "storage_failed", "storage_opened", "storage_migrated"),
        *("consent_recorded", "consent_withdrawn", "subject_token_made", "request_refused"),
        *("api_key_created", "api_key_revoked", "internal_error"),
        *("engine_ready", "scan_compiled", "scan_cache_refused", "detector_failed"),
        *("audit_checkpoint_failed", "audit_log_broken", "audit_verified"),
        *(
            "job_failed",
            "swept",
            "consents_ended",
            "records_swept",
            "erasure_overdue",
            "certificates_pending",
        ),
        *(
            "key_backup_damaged",
            "hold_reviews_overdue",
            "conversations_unreadable",
            "usage_dropped",
            "usage_failed",
            "counts_failed",
            "incidents_overdue",
        ),
        *("unsafe_mode", "unsafe_first_party", "upstream_key_missing", "uncaught_error"),
    }
)


class _ReducedHandler(logging.Handler):
    """Takes the records of libraries; reads no message's arguments."""

    def emit(self, record: logging.LogRecord) -> None:
        message = record.msg
        known = _KNOWN_MESSAGES.get(message) if isinstance(message, str) else None
        line: dict[str, Any] = {
            "time": _now(),
            "level": record.levelname.lower() if record.levelname.isalpha() else UNLISTED,
            "logger": _logger_name(record.name),
            "event": known or UNLISTED,
            "at": f"{record.module}:{record.lineno}",
        }
        if record.exc_info and isinstance(record.exc_info[1], BaseException):
            line |= describe_error(record.exc_info[1])
        _output.write(line)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802
        """Says nothing: what failed to be written may be what must not be."""


def _logger_name(name: object) -> str:
    if isinstance(name, str):
        if name.startswith(("gateway.", "detectors.")) and name in sys.modules:
            return name
        for known in _LOGGERS:
            if name == known or name.startswith(f"{known}."):
                return known
    return UNLISTED


def _now() -> str:
    seconds = time.time()
    whole = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds))
    return f"{whole}.{int(seconds % 1 * 1000):03d}Z"


def _uncaught(error: BaseException | None) -> None:
    line: dict[str, Any] = {"time": _now(), "level": "error", "logger": "root"}
    line["event"] = "uncaught_error"
    _output.write(line | (describe_error(error) if error is not None else {}))


def _report_uncaught(*arguments: Any) -> None:
    _uncaught(arguments[1])


def _report_thread(arguments: threading.ExceptHookArgs) -> None:
    _uncaught(arguments.exc_value)


def _report_unraisable(arguments: Any) -> None:
    _uncaught(arguments.exc_value)
