"""The one way in: `@action` opens the transaction and the audit context, `require` asks for permission.

An action is keyword-only, its actor first. Nested actions keep the outermost name in the audit.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, ParamSpec, Protocol, TypeVar

import pghistory
from django.db import Error as DatabaseError
from django.db import IntegrityError, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ..errors import Conflict, NotAllowed, WuliError

P = ParamSpec("P")
R = TypeVar("R")


class Actor(Protocol):
    """Who acts: a User, or SYSTEM for timed work."""

    pk: Any

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Whether the actor holds `perm` at the unit `obj`, or anywhere without one."""
        ...


class System:
    """The platform itself, for timed jobs and rules that run by the clock."""

    pk = None
    is_authenticated = True
    is_system = True

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """The platform may do what its own jobs ask."""
        return True

    def __str__(self) -> str:
        return str(_("系统"))


SYSTEM = System()


@dataclass(frozen=True)
class Capability:
    """A thing that may be done, e.g. `Capability("orgs.move", _("改隶属"), roles={"officer"})`.

    Declared at the top of the app's `actions.py`; `roles` are the codes of the roles that hold it
    (see `orgs.roles`). `sensitive` ones (health, hardship, counselling, ballots) are never implied.
    """

    code: str
    name: str | Promise
    roles: frozenset[str] | set[str] = field(default_factory=frozenset)
    sensitive: bool = False

    def __post_init__(self) -> None:
        known = CAPABILITIES.setdefault(self.code, self)
        if known is not self and known != self:
            raise ValueError(f"capability {self.code} is declared twice")


CAPABILITIES: dict[str, Capability] = {}
ACTIONS: dict[str, Callable[..., Any]] = {}
OWN_STEPS: dict[str, str | Promise] = {}

_told: ContextVar[dict[str, Any] | None] = ContextVar("wuli_told", default=None)
_purpose: ContextVar[str] = ContextVar("wuli_purpose", default="")
_request_id: ContextVar[str] = ContextVar("wuli_request", default="")


class Busy(Conflict):
    """Two people's work crossed so that neither could go on; the database let one of them go back."""

    code = "core.busy"
    message = _("别人正好也在改这里，您的这一步没有保存。")
    cure = _("请过几秒再试一次。")


@contextmanager
def because(purpose: str) -> Iterator[None]:
    """State the purpose 用途 of what is done inside; it is kept in the audit trail.

    Inside a running action the purpose is added to that action's entry, unless it has one.
    """
    token = _purpose.set(purpose)
    _tell("purpose", purpose)
    try:
        yield
    finally:
        _purpose.reset(token)


def bind_request(request_id: str) -> None:
    """Remember the request id for the audit rows written while it is served."""
    _request_id.set(request_id)


def _tell(key: str, value: str) -> bool:
    """Add to the audit entry of the running action what it does not hold yet; whether it did."""
    told = _told.get()
    if told is None or not value or key in told:
        return False
    told[key] = value
    return True


def action(code: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a function the action `code`: one transaction, audit context, database refusals translated."""

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        @wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            if args or "actor" not in kwargs:
                raise TypeError(f"action {code} takes keywords only, actor first")
            with _translated(), transaction.atomic(), _audited(code, kwargs["actor"]):
                return function(*args, **kwargs)

        if code in ACTIONS:
            raise ValueError(f"action {code} is declared twice")
        run.action_code = code  # type: ignore[attr-defined]
        ACTIONS[code] = run
        return run

    return decorate


def own_steps(names: Mapping[str, str | Promise]) -> None:
    """Name actions that people take for themselves, where no capability tells the audit what was done."""
    OWN_STEPS.update(names)


@contextmanager
def _audited(code: str, actor: Any) -> Iterator[None]:
    if _told.get() is not None:
        yield
        return
    told = {"action": code, "user": str(actor.pk) if actor.pk else None}
    if _purpose.get():
        told["purpose"] = _purpose.get()
    if _request_id.get():
        told["request"] = _request_id.get()
    with pghistory.context(**told) as kept:  # inside the transaction: the setting ends with it
        token = _told.set(kept.metadata)
        try:
            yield
        finally:
            _told.reset(token)


@contextmanager
def _translated() -> Iterator[None]:
    """Turn what the database refuses for everybody alike into errors; also what it refuses at commit."""
    try:
        yield
    except DatabaseError as error:
        if is_illegal_step(error):
            raise Conflict() from error
        if _sqlstate(error) in LOST_RACES:
            raise Busy() from error
        raise


def require(actor: Actor, capability: Capability, org: Any = None) -> None:
    """Refuse with NotAllowed unless `actor` holds `capability` at `org` (its grants cover the subtree now).

    The first unit asked for in an action is kept in its audit entry: who may audit there sees the entry.
    """
    if not actor.has_perm(capability.code, org):
        raise NotAllowed(what=capability.name)
    _tell("capability", capability.code)
    if org is not None and _tell("org", str(getattr(org, "pk", org))):
        _tell("org_name", str(org) if hasattr(org, "pk") else "")


LOST_RACES = {"40P01", "40001", "55P03"}  # deadlock, serialisation, lock not to be had in time


def _sqlstate(error: DatabaseError) -> str:
    return getattr(error.__cause__, "sqlstate", None) or ""


def is_illegal_step(error: DatabaseError) -> bool:
    """True when a state trigger refused the step (SQLSTATE P0001 with pgtrigger's words)."""
    return _sqlstate(error) == "P0001" and "Invalid transition" in str(error.__cause__)


@contextmanager
def refused_as(**by_constraint: WuliError) -> Iterator[None]:
    """Translate a constraint violation into the error named for that constraint; the rest goes up.

    Runs in a savepoint, so the transaction goes on after the refusal is handled.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
        if name in by_constraint:
            raise by_constraint[name] from error
        raise
