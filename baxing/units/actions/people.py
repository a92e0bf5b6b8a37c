"""What may be done to accounts and duties: each verb is one transaction, asks who may, and is logged."""

import re
import secrets
from datetime import date
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from baxing.rules.roles import ROLES
from baxing.units.models import AccessEvent, Grant, Unit, User, roles
from baxing.units.refused import Refused

MANAGERS = frozenset({"admin", "county_officer"})
# Whoever could name these would hold them: only an administrator gives or takes them.
GUARDED_ROLES = frozenset({"admin", "auditor"})
# No 0/O, 1/l/I: a one-time password is read out over the telephone.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def may_manage_unit(unit: Unit, by: Any) -> bool:
    """Whether `by` is an administrator or a county officer at `unit` or above it."""
    return bool(roles(by, unit) & MANAGERS)


def may_give(role: str, unit: Unit, by: Any) -> bool:
    """Whether `by` may give or take `role` at `unit`."""
    return bool(roles(by, unit) & ({"admin"} if role in GUARDED_ROLES else MANAGERS))


def may_manage_user(user: User, by: Any) -> bool:
    """Whether `by` may close the account of `user`: over everything that the user holds, or held last."""
    grants = Grant.objects.filter(user=user).select_related("unit")
    held = list(grants.in_force()) or list(grants)
    return by.pk != user.pk and bool(held) and all(may_give(grant.role, grant.unit, by) for grant in held)


def _need_manager_of(user: User, by: User) -> None:
    if not may_manage_user(user, by):
        raise Refused(
            _(
                "Nothing was changed: this account also holds duties that are not yours to manage. "
                "Ask an administrator above them."
            ),
            code="not-manager-of-user",
        )


def _log(kind: str, user: User, by: User | None, note: str = "", grant: Grant | None = None) -> AccessEvent:
    return AccessEvent.objects.create(kind=kind, user=user, by=by, note=note[:300], grant=grant)


def one_time_password() -> str:
    """Twelve letters and figures in groups of four, from 31: some 59 bits."""
    letters = [secrets.choice(LETTERS) for _number in range(12)]
    return "-".join("".join(letters[start : start + 4]) for start in (0, 4, 8))


def new_user(username: str, name: str, password: str | None, *, by: User | None) -> tuple[User, str]:
    """An account and its password (a one-time one unless given), inside the caller's transaction."""
    username, name = username.strip(), " ".join(name.split())
    if not re.fullmatch(r"[\w.@+\-]{1,60}", username):
        raise Refused(
            _("No account was made: a user name has 1 to 60 letters, digits or . @ + - _"),
            code="bad-username",
        )
    if not 0 < len(name) <= 60:
        raise Refused(_("No account was made: the name shown has 1 to 60 characters."), code="bad-name")
    if User.objects.filter(username__iexact=username).exists():
        raise Refused(
            _("No account was made: the user name “%(username)s” is taken. Choose another.")
            % {"username": username},
            code="username-taken",
        )
    word = password or one_time_password()
    user = User(username=username, name=name, must_change_password=password is None)
    user.set_password(word)
    user.save()
    _log("created", user, by)
    return user, word


def new_grant(
    user: User,
    unit: Unit,
    role: str,
    *,
    by: User | None,
    since: date | None = None,
    until: date | None = None,
    note: str = "",
) -> Grant:
    """A duty for `user`, inside the caller's transaction; the role must belong to the unit's level."""
    if role not in ROLES or unit.level not in ROLES[role].levels:
        raise Refused(_("No duty was given: there is no such duty at this level."), code="role-does-not-fit")
    if unit.state != "active":
        raise Refused(_("No duty was given: the unit is no longer in use."), code="unit-retired")
    since = since or timezone.localdate()
    if until is not None and until < since:
        raise Refused(_("No duty was given: it would end before it begins."), code="ends-before-start")
    clash = Q(until=None) | Q(until__gte=since)
    if until is not None:
        clash &= Q(since__lte=until)
    if Grant.objects.filter(clash, user=user, unit=unit, role=role, ended_at=None).exists():
        raise Refused(_("No duty was given: this person already holds it in that time."), code="already-held")
    try:
        with transaction.atomic():
            grant = Grant.objects.create(
                user=user, unit=unit, role=role, since=since, until=until, granted_by=by, note=note[:200]
            )
    except IntegrityError as error:
        raise Refused(
            _("No duty was given: this person already holds it in that time."), code="already-held"
        ) from error
    user.__dict__.pop("grants_now", None)
    _log("granted", user, by, note, grant)
    return grant


def end_all(grants: QuerySet[Grant], *, by: User | None, note: str) -> int:
    """Ends at once those of `grants` that hold today or later; returns how many."""
    today, number = timezone.localdate(), 0
    open_now = Q(until=None) | Q(until__gte=today)
    for grant in grants.filter(open_now, ended_at=None).select_related("user"):
        _end_now(grant, by=by, note=note)
        number += 1
    return number


def _end_now(grant: Grant, *, by: User | None, note: str) -> None:
    last = max(grant.since, timezone.localdate())
    changed = Grant.objects.filter(pk=grant.pk, ended_at=None).update(ended_at=timezone.now(), until=last)
    if changed != 1:
        raise Refused(_("Nothing was changed: this duty has already ended."), code="already-ended")
    grant.refresh_from_db()
    grant.user.__dict__.pop("grants_now", None)
    _log("ended", grant.user, by, note, grant)


def _need_may_give(role: str, unit: Unit, user: User | None, by: User) -> None:
    if user is not None and user.pk == by.pk:
        raise Refused(
            _("Nothing was changed: nobody gives or takes duties of his own. Ask another administrator."),
            code="own-duty",
        )
    if not may_give(role, unit, by):
        raise Refused(
            _("Nothing was changed: you may not give or take this duty at “%(unit)s”.") % {"unit": unit.name},
            code="may-not-give",
        )


@transaction.atomic(durable=True)
def create_user(
    unit: Unit,
    username: str,
    name: str,
    *,
    role: str,
    by: User,
    since: date | None = None,
    until: date | None = None,
    note: str = "",
) -> tuple[User, str]:
    """An account with its first duty, `role` at `unit`; returns it with its one-time password."""
    _need_may_give(role, unit, None, by)
    user, word = new_user(username, name, None, by=by)
    new_grant(user, unit, role, by=by, since=since, until=until, note=note)
    return user, word


@transaction.atomic(durable=True)
def grant_role(
    user: User,
    unit: Unit,
    role: str,
    *,
    by: User,
    since: date | None = None,
    until: date | None = None,
    note: str = "",
) -> Grant:
    """Gives `user` the duty `role` at `unit` from `since` (today) through `until` (open)."""
    _need_may_give(role, unit, user, by)
    if not user.is_active:
        raise Refused(_("No duty was given: this account is closed."), code="user-closed")
    return new_grant(user, unit, role, by=by, since=since, until=until, note=note)


@transaction.atomic(durable=True)
def end_grant(grant: Grant, *, by: User, until: date | None = None, note: str = "") -> Grant:
    """Ends a duty at once, or, with a coming `until`, after that day."""
    _need_may_give(grant.role, grant.unit, grant.user, by)
    today = timezone.localdate()
    if until is None or until < today:
        _end_now(grant, by=by, note=note)
        return grant
    changed = Grant.objects.filter(
        Q(until=None) | Q(until__gte=today), pk=grant.pk, ended_at=None, since__lte=until
    ).update(until=until)
    if changed != 1:
        raise Refused(_("Nothing was changed: this duty has already ended."), code="already-ended")
    grant.refresh_from_db()
    _log("ended", grant.user, by, note, grant)
    return grant


@transaction.atomic(durable=True)
def set_password(user: User, *, by: User) -> str:
    """Gives somebody whom `by` manages a one-time password and returns it; it is told now and never again.

    One's own password is changed on its own page, with the old one (site.actions.set_own_password).
    """
    if not user.is_active:
        raise Refused(_("Nothing was changed: this account is closed."), code="user-closed")
    _need_manager_of(user, by)
    word = one_time_password()
    user.set_password(word)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])
    _log("password", user, by)
    return word


@transaction.atomic(durable=True)
def deactivate_user(user: User, *, by: User, note: str = "") -> User:
    """Closes the account: no log-in any more, open pages stop working, its duties end; its history stays."""
    _need_manager_of(user, by)
    if User.objects.filter(pk=user.pk, is_active=True).update(is_active=False) != 1:
        raise Refused(_("Nothing was changed: this account is already closed."), code="user-closed")
    user.is_active = False
    end_all(user.grants.all(), by=by, note=note)
    _log("deactivated", user, by, note)
    return user


@transaction.atomic(durable=True)
def change_account(user: User, *, name: str, language: str, by: User) -> User:
    """One's own name shown and language ("" follows the browser)."""
    name = " ".join(name.split())
    known = language in {"", *(code for code, _words in settings.LANGUAGES)}
    if user.pk != by.pk or not known or not 0 < len(name) <= 60:
        raise Refused(_("Nothing was changed: the name shown has 1 to 60 characters."), code="bad-name")
    user.name, user.language = name, language
    user.save(update_fields=["name", "language"])
    return user
