"""What all hooks of one tenant share: policy, recipients, keys, engine, and a store or none."""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import cached_property
from pathlib import Path
from typing import Any, Final, Literal
from urllib.parse import urlsplit

from detectors import Engine
from detectors.budget import Budget
from detectors.clock import work_time
from detectors.numbers.incomplete import ENTITY_TYPE as INCOMPLETE_NUMBER
from gateway.errors import ConfigurationError, InvalidRequest
from gateway.hooks.acting import acting
from gateway.hooks.null_store import Approval, AskConsent, Asking, Disclose, NullStore
from gateway.hooks.run import Ports, Run
from gateway.hooks.store_thread import BlockingStore, StoreThread
from gateway.opt_in import Fallback
from gateway.policy import Recipient, Tenant
from gateway.proxy.context import Incoming, Setting, Wire
from gateway.proxy.examination import Examination
from gateway.proxy.exchange import exchange
from gateway.proxy.wire.base import Document
from gateway.proxy.wire.options import ReadOptions
from gateway.recipients import is_loopback, is_private
from gateway.settings import Limits, Settings, load_settings, read_master_key
from gateway.storage.crypto import KEY_BYTES, derive
from gateway.storage.ports import ExchangeStore, Store
from gateway.wiring import allowance, exchange_limits, new_engine, new_setting, tenant_keys

# A longer body is read, rewritten and examined in a worker thread, as in the proxy.
_LONG_BODY = 64 * 1024
# Opening is rare; one lock for all keeps two threads from making two engines or stores.
_opening = threading.RLock()


class _Configured(Enum):
    STORE = "the store of the configuration"


CONFIGURED: Final = _Configured.STORE


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A call to a model that a hook has caught.

    Attributes:
        wire: that it speaks.
        recipients: those that it may go to.
        incoming: the request itself; what it leaves open, the code around may have said.
        caller: what it authenticates with, or empty.
        redirectable: the call goes where the exchange says; a framework that calls its
            model itself would send it to the one that was refused, so the policy's
            fallback is for none of its calls.
    """

    wire: Wire
    recipients: tuple[Recipient, ...]
    incoming: Incoming
    caller: str = field(default="", repr=False)
    redirectable: bool = True


@dataclass(frozen=True, kw_only=True, eq=False)
class Privacy:
    """One tenant's privacy, for any number of hooks in any number of threads.

    Attributes:
        tenant: with its policy and its recipients in order of choice.
        key: master key, 32 bytes or more; the same on every replica.
        store: open, or None: nothing is kept.
        consent: without a store: gives a person's consent record, or None for no.
        disclosures: without a store: takes each disclosure before its bytes leave.
        limits: of one exchange.
        engine: finds; None makes one of everything shipped.
        unsafe_treat_as_first_party: recipients outside of private networks that are
            declared as no third parties although they are not the policy's operator.
        opens_store: the store is opened at first use and closed by ``close``.
    """

    tenant: Tenant
    key: bytes = field(repr=False)
    store: ExchangeStore | None = None
    consent: AskConsent | None = field(default=None, repr=False)
    disclosures: Disclose | None = field(default=None, repr=False)
    limits: Limits = field(default_factory=Limits)
    engine: Engine | None = field(default=None, repr=False)
    unsafe_treat_as_first_party: frozenset[str] = frozenset()
    opens_store: bool = False
    _kept: _Kept | None = field(init=False, repr=False, default=None)

    def __post_init__(self) -> None:
        """Raises ConfigurationError where the parts do not go together."""
        if len(self.key) < KEY_BYTES:
            raise ConfigurationError(f"key: must have at least {KEY_BYTES} bytes")
        if self.store is not None and (self.consent or self.disclosures):
            raise ConfigurationError("consent and disclosures stand in for a store: give either")
        if (self.consent is None) != (self.disclosures is None):
            raise ConfigurationError("consent and disclosures are given together or not at all")
        if not self.tenant.recipients:
            raise ConfigurationError(f"tenant {self.tenant.key}: has no recipients")
        for recipient in self.tenant.recipients:
            self._check(recipient)
        if self.store is not None:
            object.__setattr__(self, "_kept", _Kept(self.store, opens=self.opens_store))

    def _check(self, recipient: Recipient) -> None:
        """Holds a recipient to what a configuration file is held to."""
        url, place = recipient.base_url, f"recipient {recipient.key}"
        if urlsplit(url).scheme != "https" and not is_private(url):
            raise ConfigurationError(f"{place}: must be https:// outside private hosts")
        if recipient.third_party:
            if urlsplit(url).scheme != "https" and not is_loopback(url):
                raise ConfigurationError(f"{place}: must be https:// for a third party")
        elif not (
            is_private(url)
            or recipient.party == self.tenant.policy.operator.name
            or recipient.key in self.unsafe_treat_as_first_party
        ):
            raise ConfigurationError(
                f"{place}: third_party=False needs a private host, a party equal to the "
                "policy's operator, or unsafe_treat_as_first_party"
            )

    @classmethod
    def load(
        cls,
        config: Path | str,
        *,
        tenant: str | None = None,
        store: ExchangeStore | Literal[_Configured.STORE] | None = CONFIGURED,
        consent: AskConsent | None = None,
        disclosures: Disclose | None = None,
    ) -> Privacy:
        """What a gateway with this configuration would do; secrets from the environment.

        Args:
            config: a ``gateway.yaml``.
            tenant: one of its tenants; needed where there are several.
            store: that of the configuration, one of your own (open), or None.
            consent: see the class.
            disclosures: see the class.

        Raises:
            ConfigurationError: the configuration cannot be used so.
        """
        settings = load_settings(config, os.environ)
        key = tenant or next(iter(settings.tenants))
        if key not in settings.tenants or (tenant is None and len(settings.tenants) > 1):
            raise ConfigurationError(f"{config}: tenants: none of them is named")
        master = read_master_key(settings.storage, os.environ)
        if store is CONFIGURED and (consent or disclosures):
            store = None
        chosen = settings.tenants[key]
        return cls(
            tenant=chosen,
            key=master,
            store=_database(settings) if store is CONFIGURED else store,
            consent=consent,
            disclosures=disclosures,
            limits=settings.limits,
            engine=new_engine(settings),
            # The file was checked when it was loaded.
            unsafe_treat_as_first_party=frozenset(
                each.key for each in chosen.recipients if not each.third_party
            ),
            opens_store=store is CONFIGURED,
        )

    @cached_property
    def _tenants(self) -> dict[tuple[tuple[Recipient, ...], bool], Tenant]:
        return {}

    @cached_property
    def space(self) -> tuple[Setting, Examination]:
        """Where the exchanges take place.

        Raises:
            ConfigurationError: the policy names a type that the engine cannot find.
        """
        engine = self.engine or Engine(allowance=allowance(self.limits))
        policy = self.tenant.policy
        named = {*policy.actions, *policy.threshold, *policy.about_person_only}
        unknown = named - {"default", INCOMPLETE_NUMBER, *engine.entity_types}
        if unknown:
            raise ConfigurationError(f"policy {policy.key}: {min(unknown)}: nobody can find it")
        return new_setting(
            self.tenant,
            tenant_keys(self.key, self.tenant.key),
            engine=engine,
            limits=exchange_limits(self.limits),
        )

    @property
    def contact(self) -> str:
        """Whom people can write to; each refusal says so."""
        return self.tenant.policy.operator.contact

    @property
    def ready(self) -> bool:
        """Whether ``open`` would have nothing to do."""
        return "space" in self.__dict__ and (self._kept is None or self._kept.is_open)

    def open(self) -> None:
        """Makes everything ready now instead of at the first call; may block.

        Raises:
            ConfigurationError: the policy names a type that the engine cannot find.
            StorageFailed: the store cannot be opened.
        """
        with _opening:
            _ = self.space
            if self._kept is not None:
                self._kept.open()

    def close(self) -> None:
        """Closes the store if it was opened here; the next call opens it again."""
        with _opening:
            if self._kept is not None:
                self._kept.close()

    def begin(self, call: Call, *, blocking: bool) -> Run:
        """An exchange for a call, to be advanced.

        Args:
            call: that a hook has caught.
            blocking: nothing in it may wait for an event loop.

        Raises:
            InvalidRequest: the body is too long.
            StorageFailed: the store cannot be opened.
        """
        if not self.ready:
            self.open()
        incoming = _named(call.incoming)
        if len(incoming.body) > self.limits.body_bytes:
            raise InvalidRequest("The body is too long.", code="body_too_large", status=413)
        setting, examination = self.space
        store, wire = self._store_for(call, incoming, blocking=blocking)
        # Recipients that the call's address rules out are none for this exchange.
        setting = replace(setting, tenant=self._tenant_of(call))
        ports = Ports(
            store=store,
            examination=examination,
            new_budget=lambda: Budget(work_time, self.limits.request_seconds),
            blocking=blocking,
        )
        return Run(
            exchange(incoming, setting, wire=wire), ports, long=len(incoming.body) > _LONG_BODY
        )

    def _tenant_of(self, call: Call) -> Tenant:
        """The tenant as a call has it; one object each, as its notices are filled once."""
        kind = call.recipients, call.redirectable
        found = self._tenants.get(kind)
        if found is None:
            policy = self.tenant.policy
            if not call.redirectable:
                policy = replace(policy, fallback=Fallback())
            found = replace(self.tenant, policy=policy, recipients=call.recipients)
            self._tenants[kind] = found
        return found

    def _store_for(
        self, call: Call, incoming: Incoming, *, blocking: bool
    ) -> tuple[ExchangeStore, Wire]:
        if self._kept is not None:
            return self._kept.store(blocking=blocking), call.wire
        asking = Asking(subject=incoming.subject, caller=call.caller)
        store = NullStore(
            self._tenant_of(call),
            key=derive(self.key, self.tenant.key, "surrogates"),
            asking=asking,
            approval=Approval(consent=self.consent, disclosures=self.disclosures),
        )
        return store, _remembering(call.wire, asking)


def _named(incoming: Incoming) -> Incoming:
    """The request for whom the code around says that it is, where it does not say itself."""
    around = acting()
    return replace(
        incoming,
        subject=incoming.subject or around.subject,
        conversation_id=incoming.conversation_id or around.conversation,
        purpose=incoming.purpose or around.purpose,
        sources=incoming.sources | around.sources,
        signals=incoming.signals | around.signals,
        channel=incoming.channel or around.channel,
        bot=incoming.bot or around.bot,
    )


def _database(settings: Settings) -> Store:
    from gateway.storage.opening import configured_store

    return configured_store(settings, os.environ)


def _remembering(wire: Wire, asking: Asking) -> Wire:
    """The wire, which also tells who asks and how it began, once it has read the request."""

    def read_request(body: bytes, options: ReadOptions) -> Document:
        document = wire.read_request(body, options)
        messages = document.messages
        first = next((each for each in messages if each.role == "user"), None)
        opening: Sequence[str] = first.texts if first else messages[0].texts if messages else ()
        asking.opening = tuple(opening)
        asking.subject = asking.subject or document.user
        return document

    return replace(wire, read_request=read_request)


class _Kept:
    """The store of a Privacy, opened once."""

    def __init__(self, store: ExchangeStore, *, opens: bool) -> None:
        self._store = store
        self._opens = opens
        self._thread = StoreThread()
        self.is_open = not opens

    def open(self) -> None:
        if not self.is_open:
            store: Any = self._store
            self._thread.run(store.open())
            self.is_open = True

    def close(self) -> None:
        if self._opens and self.is_open:
            store: Any = self._store
            self._thread.run(store.close())
            self.is_open = False
        self._thread.stop()

    def store(self, *, blocking: bool) -> ExchangeStore:
        return BlockingStore(self._store, self._thread) if blocking else self._store
