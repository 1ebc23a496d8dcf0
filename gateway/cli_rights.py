"""``discreet rights``: requests of people, what is late, and what officers decide.

A command acts as ``command``: it can approve what somebody else has filed.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from gateway.cli_instructed import InstructedOptions, on_instruction
from gateway.cli_officer import ACTOR, death, override, with_rights, word
from gateway.cli_store import (
    Table,
    TenantOptions,
    choose_tenant,
    now,
    open_settings,
    show_json,
    takes,
)

if TYPE_CHECKING:
    from gateway.rights.machine import Doing
    from gateway.rights.requests import RightsRequest
    from gateway.rights.wiring import Rights
    from gateway.storage.rights_rows import Wanted

Result = TypeVar("Result")

app = typer.Typer(no_args_is_help=True, help="Requests of people: list, decide, carry out.")
app.command("death")(death)
app.command("override")(override)

_COLUMNS = ("id", "kind", "status", "reason", "received_at", "due", "overdue", "next", "subject")
_PAGE = 500


@dataclass(frozen=True, kw_only=True)
class ListOptions(TenantOptions):
    """Options of ``rights list``."""

    overdue: Annotated[bool, typer.Option("--overdue", help="Only what is late.")] = False
    open: Annotated[bool, typer.Option("--open", help="Only what is not closed.")] = False


@dataclass(frozen=True, kw_only=True)
class RequestOptions(InstructedOptions):
    """Options of a command about one request."""

    request_id: Annotated[str, typer.Argument(help="From `discreet rights list`.")]


@dataclass(frozen=True, kw_only=True)
class VerifyOptions(RequestOptions):
    """Options of ``rights verify``."""

    method: Annotated[str, typer.Option(help="document or officer.")] = "officer"


@dataclass(frozen=True, kw_only=True)
class ApproveOptions(RequestOptions):
    """Options of ``rights approve``."""

    preview: Annotated[
        str, typer.Option(help="Digest that `discreet rights preview` showed; for an erasure.")
    ] = ""


@dataclass(frozen=True, kw_only=True)
class ReviewedOptions(RequestOptions):
    """Options of ``rights reviewed``."""

    outcome: Annotated[str, typer.Option(help="upheld or changed.")]


@dataclass(frozen=True, kw_only=True)
class ReasonOptions(RequestOptions):
    """Options of a command that says no, or not yet."""

    reason: Annotated[str, typer.Option(help="One of the list in docs/rights.md.")]


@app.command("list")
@takes(ListOptions)
def list_requests(options: ListOptions) -> None:
    """List requests, oldest first; the subject is a keyed hash."""
    _listed(options, overdue=options.overdue, open_only=options.open)


@app.command()
@takes(TenantOptions)
def overdue(options: TenantOptions) -> None:
    """List what is late; exit code 3 if anything is."""
    if _listed(options, overdue=True, open_only=True):
        raise typer.Exit(3)


@app.command()
@takes(RequestOptions)
def show(options: RequestOptions) -> None:
    """Show one request: where it stands, its steps, what each store did."""

    async def work(rights: Rights, request: RightsRequest) -> RightsRequest:
        return request

    _one(options, work)


@app.command()
@takes(RequestOptions)
def preview(options: RequestOptions) -> None:
    """Show what carrying a request out would do now."""

    async def work(rights: Rights, request: RightsRequest) -> dict[str, Any]:
        return (await rights.desk.service.preview(request)).as_json()

    shown = _with_request(options, work)
    if options.json:
        show_json(shown)
        return
    columns = ("store", "fate", "items", "ground")
    rows = [[each[name] for name in columns] for each in shown["lines"]]
    Table(title="Preview", columns=columns, rows=rows).show(as_json=False)
    typer.echo(f"preview: {shown['preview']}")


@app.command()
@takes(VerifyOptions)
def verify(options: VerifyOptions) -> None:
    """An officer has seen who it is, by the document handed in or in another way."""
    from gateway.rights.kinds import Method, Step

    known = {each.value: each for each in (Method.DOCUMENT, Method.OFFICER)}
    _step(options, Step.VERIFY.value, method=word("--method", options.method, known=known))


@app.command()
@takes(ApproveOptions)
def approve(options: ApproveOptions) -> None:
    """Approve a request, and carry it out; an erasure needs the digest of its preview."""
    _step(options, "approve", preview=options.preview)


@app.command()
@takes(ReviewedOptions)
def reviewed(options: ReviewedOptions) -> None:
    """Somebody has looked at what was decided by machine: answers go on."""
    from gateway.rights.kinds import Outcome

    known = {each.value: each for each in Outcome}
    outcome = word("--outcome", options.outcome, known=known)
    _step(options, "approve", command="rights reviewed", outcome=outcome.value)


@app.command()
@takes(ReasonOptions)
def require(options: ReasonOptions) -> None:
    """Ask the person for something that is missing."""
    _reasoned(options, "require")


@app.command()
@takes(ReasonOptions)
def reject(options: ReasonOptions) -> None:
    """Say no, with a reason of the list."""
    _reasoned(options, "reject")


@app.command()
@takes(ReasonOptions)
def extend(options: ReasonOptions) -> None:
    """Take more time, once and before the deadline."""
    _reasoned(options, "extend")


@app.command()
@takes(RequestOptions)
def acknowledge(options: RequestOptions) -> None:
    """Say that the request came in."""
    _step(options, "acknowledge")


@app.command()
@takes(TenantOptions)
def run(options: TenantOptions) -> None:
    """Go on with everything accepted, end what has expired, deliver what waits."""
    settings = open_settings(options.config)

    async def work(rights: Rights) -> dict[str, int]:
        return {
            "ended": await rights.desk.work.run(now()),
            "expired": await rights.desk.work.expire(now()),
            "delivered": await rights.outbox.run(now()),
        }

    done = with_rights(settings, work)
    if options.json:
        show_json(done)
        return
    for name, count in done.items():
        typer.echo(f"{name}: {count}")


def _listed(options: TenantOptions, *, overdue: bool, open_only: bool) -> int:
    from gateway.rights.answers import shown
    from gateway.storage.rights_rows import Wanted

    settings = open_settings(options.config)
    tenant = choose_tenant(settings, options.tenant)
    at = now()
    wanted = Wanted(open_only=open_only, overdue_at=at if overdue else None, most=_PAGE)

    async def work(rights: Rights) -> list[dict[str, Any]]:
        policy, steps = settings.tenants[tenant].policy, rights.desk.service.steps
        return [
            {
                **shown(each, policy=policy, terms=steps.terms(each), now=at, language="en"),
                "subject": each.subject,
            }
            for each in await _all(rights, tenant, wanted=wanted)
        ]

    found = with_rights(settings, work)
    rows = [[each[name] for name in _COLUMNS] for each in found]
    Table(title="Requests", columns=_COLUMNS, rows=rows).show(as_json=options.json)
    return len(found)


async def _all(rights: Rights, tenant: str, *, wanted: Wanted) -> list[RightsRequest]:
    from dataclasses import replace

    from gateway.storage.rights_rows import find_requests
    from gateway.storage.transaction import Transaction

    found: list[RightsRequest] = []
    while True:

        def page(transaction: Transaction, wanted: Wanted = wanted) -> list[RightsRequest]:
            return list(find_requests(transaction, tenant, wanted=wanted))

        rows = await rights.desk.service.store.act(page)
        found += rows
        if len(rows) < wanted.most:
            return found
        wanted = replace(wanted, after=rows[-1].request_id)


def _reasoned(options: ReasonOptions, step: str) -> None:
    from gateway.rights.kinds import Reason

    known = {each.value: each for each in Reason}
    _step(options, step, reason=word("--reason", options.reason, known=known))


def _step(options: RequestOptions, step: str, *, command: str = "", **more: Any) -> None:
    from gateway.access.instructions import COMMANDS
    from gateway.rights.kinds import Step
    from gateway.rights.machine import Doing

    doing: Doing = Doing(step=Step(step), by=ACTOR, now=now(), **more)

    async def work(rights: Rights, request: RightsRequest) -> RightsRequest:
        after = await rights.desk.service.step(request, doing)
        return await rights.desk.work.finish(after)

    command = command or f"rights {step}"
    _one(options, work, command=command if command in COMMANDS else "")


def _one(
    options: RequestOptions,
    work: Callable[[Rights, RightsRequest], Awaitable[RightsRequest]],
    *,
    command: str = "",
) -> None:
    """Shows the request that the work leaves."""

    async def told(rights: Rights, request: RightsRequest) -> dict[str, Any]:
        after = await work(rights, request)
        return dict(await rights.desk.told(after, language="en", officer=True))

    shown = _with_request(options, told, command=command)
    if options.json:
        show_json(shown)
        return
    for name, value in shown.items():
        for line in _lines(name, value):
            typer.echo(line)


def _lines(name: str, value: Any) -> Iterator[str]:
    """A fact as people read it; what has facts of its own comes line by line below it."""
    if not (isinstance(value, list) and value and isinstance(value[0], dict)):
        yield f"{name}: {_word(value)}"
        return
    yield f"{name}:"
    for each in value:
        facts = (f"{key}: {_word(fact)}" for key, fact in each.items() if fact not in (None, {}))
        yield f"  {', '.join(facts)}"


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return " ".join(f"{name}={each}" for name, each in value.items()) or "-"
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "-"
    return "-" if value is None else str(value)


def _with_request(
    options: RequestOptions,
    work: Callable[[Rights, RightsRequest], Awaitable[Result]],
    *,
    command: str = "",
) -> Result:
    settings = open_settings(options.config)
    tenant = choose_tenant(settings, options.tenant)

    async def found(rights: Rights) -> Result:
        return await work(rights, await rights.desk.service.find(tenant, options.request_id))

    first = on_instruction(settings, options, command=command) if command else None
    return with_rights(settings, found, first=first)
