"""Who is calling: a token stands for one duty of one person, and for nothing else that the person may do."""

from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import Http404, HttpRequest
from ninja import Schema
from ninja.errors import ValidationError
from ninja.security import HttpBearer

from baxing.accreditation.actions.scores import is_stale, refresh
from baxing.accreditation.models import Application, Cycle
from baxing.accreditation.views import door
from baxing.site.tokens import grant_of
from baxing.units.models import User


class Call(HttpRequest):
    """A request with its caller, who holds exactly the token's duty."""

    auth: User


class Bearer(HttpBearer):
    """`Authorization: Bearer …`"""

    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        """The person behind the token, reduced to its one duty; None lets the call fail with 401."""
        grant = grant_of(token)
        if grant is None:
            return None
        user = grant.user
        user.__dict__["grants_now"] = [grant]
        request.user = user
        return user


class Refusal(Schema):
    """Why something was not done."""

    code: str
    detail: Any


ANSWERS = {401: Any, 404: Refusal, 409: Refusal, 422: Refusal}


def application(call: HttpRequest, uid: UUID) -> Application:
    """The application, up to date; 404 where it is not the caller's."""
    found = door.visible(call.user).filter(uid=uid).first()
    if found is None:
        raise Http404
    return refresh(found) if is_stale(found) else found


def cycle(call: HttpRequest, uid: UUID) -> Cycle:
    """The cycle, for whoever has a duty in its county."""
    found = (
        Cycle.objects.filter(uid=uid).select_related("dossier__unit", "unit", "pack").defer("text").first()
    )
    if found is None or not door.sees(call.user, found):
        raise Http404
    return found


def read(form: Form) -> dict[str, Any]:
    """The values of a form that the pages use too; 422 naming every field that could not be read."""
    if form.is_valid():
        return form.cleaned_data
    raise ValidationError(
        [{"loc": [name], "msg": " ".join(map(str, errors))} for name, errors in form.errors.items()]
    )
