"""Who is calling: a token stands for one duty of one person, and for nothing else that the person may do."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest
from django.utils import translation
from django.utils.translation import gettext as _
from ninja import Schema
from ninja.errors import ValidationError
from ninja.security import HttpBearer
from pydantic import Field

from baxing.accreditation.actions.objections import CHECKERS
from baxing.accreditation.actions.scores import freshen, is_stale
from baxing.accreditation.models import Application, Cycle, Objection
from baxing.accreditation.views import door
from baxing.accreditation.views.objections import OFFICE
from baxing.ballots.models import Round
from baxing.ballots.parents import parent_of
from baxing.dossiers.models import Dossier
from baxing.dossiers.pages import seen_by
from baxing.problems.models import Problem
from baxing.problems.views import door as items
from baxing.rectification.models import Case
from baxing.rectification.views import door as rectification
from baxing.site.tokens import grant_of
from baxing.units.models import Unit, User, roles, scope
from baxing.units.refused import Refused

INSIDE = ("zh-hans", "en")  # Tibetan is for public pages


class Call(HttpRequest):
    """A request with its caller, who holds exactly the token's duty."""

    auth: User


class Bearer(HttpBearer):
    """`Authorization: Bearer …`"""

    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        """The person behind the token, reduced to its one duty; None lets the call fail with 401.

        Words are in the language of the account.
        """
        grant = grant_of(token)
        if grant is None:
            return None
        user: User = grant.user
        user.__dict__["grants_now"] = [grant]
        request.user = user
        translation.activate(user.language if user.language in INSIDE else settings.LANGUAGE_CODE)
        return user


class Fault(Schema):
    """One field that could not be read."""

    at: list[str] = Field(
        description="Where it stands: body, query or path, then the names down to the field."
    )
    why: str


class Refusal(Schema):
    """Why something was not done. `code` is stable (docs/errors.md); `detail` is a sentence for people."""

    code: str = Field(examples=["role"])
    detail: str = Field(examples=["“申报”没有办：你的职务不含这一步。"])
    fields: list[Fault] = Field(
        [], description="With 422: every field that could not be read; with `unsound`: every error, by line."
    )


OPEN = {404: Refusal, 422: Refusal}
READ = {401: Refusal, **OPEN}
ACT = {400: Refusal, **READ, 409: Refusal}
OPEN_ACT = {400: Refusal, **OPEN, 409: Refusal}


def application(call: HttpRequest, uid: UUID) -> Application:
    """The application, up to date; 404 where it is not the caller's."""
    found = door.visible(call.user).filter(uid=uid).first()
    if found is None:
        raise Http404
    return freshen(found) if is_stale(found) else found


def held_at(call: HttpRequest, uid: UUID, *wanted: str) -> Application:
    """The application, for a caller with one of these roles there; 404 for everybody else."""
    found = application(call, uid)
    if not door.holds(call.user, found, *wanted):
        raise Http404
    return found


def applications(call: HttpRequest, uids: Iterable[UUID], **where: Any) -> list[Application]:
    """These applications in the order of the register; 404 if one of them is not there or not the caller's."""
    wanted = set(uids)
    found = list(door.visible(call.user).filter(uid__in=wanted, **where).order_by("unit__path"))
    if len(found) != len(wanted):
        raise Http404
    return found


def cycle(call: HttpRequest, uid: UUID) -> Cycle:
    """The cycle, for whoever has a duty in its county."""
    found = (
        Cycle.objects.filter(uid=uid).select_related("dossier__unit", "unit", "pack").defer("text").first()
    )
    if found is None or not door.sees(call.user, found):
        raise Http404
    return found


def opened(call: HttpRequest, uid: UUID) -> Cycle:
    """The cycle, once it was opened; before that it has no standard of its own."""
    found = cycle(call, uid)
    if not found.digest:
        raise Http404
    return found


def unit(call: HttpRequest, uid: UUID, *wanted: str) -> Unit:
    """The unit, for a caller whose duty (one of `wanted`, if given) covers it."""
    found = Unit.objects.filter(scope(call.user, "path", *wanted), uid=uid).first()
    if found is None:
        raise Http404
    return found


def objections() -> QuerySet[Objection]:
    """Objections with all that is shown of them."""
    return Objection.objects.select_related(
        "application__unit", "application__township", "application__dossier__unit",
        "application__cycle__unit", "application__cycle__dossier", "checker",
    ).defer("application__cycle__text")  # fmt: skip


def objection(call: Call, uid: UUID) -> Objection:
    """The objection, for the office and for its checker, called with the duty that lets one check."""
    found = objections().filter(uid=uid).first()
    if found is None:
        raise Http404
    checks = found.checker_id == call.auth.pk and holds_any(call, *CHECKERS)
    if not checks and not roles(call.user, found.application.cycle.unit) & OFFICE:
        raise Http404
    return found


def case(call: HttpRequest, uid: UUID) -> Case:
    """The rectification case; 404 for whoever may not see cases of this branch."""
    found: Case | None = rectification.visible(call.user).filter(uid=uid).first()
    if found is None:
        raise Http404
    return found


def file(call: Call, uid: UUID) -> Dossier:
    """The file of whatever kind; 404 for whoever may not see it."""
    found = Dossier.objects.filter(seen_by(call.auth), uid=uid).select_related("unit", "desk").first()
    if found is None:
        raise Http404
    return found


def problems(call: Call) -> QuerySet[Problem]:
    """The problem items that the caller may see, with all that is shown of them."""
    return items.visible(call.auth).select_related("parent__desk")


def problem(call: Call, uid: UUID) -> Problem:
    """The problem item; 404 for whoever may not see it."""
    found = problems(call).filter(uid=uid).first()
    if found is None:
        raise Http404
    return found


def round_(call: Call, uid: UUID) -> Round:
    """The round of a ballot; 404 for whoever may neither read its file nor count."""
    found = Round.objects.filter(uid=uid).select_related("unit", "parent__unit", "parent__desk").first()
    if found is None or not parent_of(found).may_see(found, call.auth):
        raise Http404
    return found


def holds_any(call: Call, *wanted: str) -> bool:
    """Whether the token's duty is one of these."""
    return any(grant.role in wanted for grant in call.auth.grants_now)


def people(names: Iterable[str]) -> list[User]:
    """The accounts with these user names; refused where one of them is not there."""
    wanted = set(names)
    found = list(User.objects.filter(username__in=wanted, is_active=True))
    if missing := wanted - {user.username for user in found}:
        raise Refused(
            _("Nothing was changed: there is no account %(names)s.") % {"names": ", ".join(sorted(missing))},
            code="account",
        )
    return found


def read(form: Form) -> dict[str, Any]:
    """The values of a form that the pages use too; 422 naming every field that could not be read."""
    if form.is_valid():
        return form.cleaned_data
    raise ValidationError(
        [{"loc": ("body", name), "msg": " ".join(map(str, errors))} for name, errors in form.errors.items()]
    )
