"""What the views of this slice share: who is there, and which units that person manages."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from baxing.units.actions import MANAGERS
from baxing.units.models import Unit, User, scope

SUGGESTED = 300


def account(request: HttpRequest) -> User:
    """The person at the other end."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def managed(user: User) -> QuerySet[Unit]:
    """Units in use over which the person is administrator or county officer."""
    return Unit.objects.filter(scope(user, "path", *MANAGERS), state="active").order_by("path")


def form_page(
    request: HttpRequest, form: Form, units: QuerySet[Unit] | None = None, **context: Any
) -> HttpResponse:
    """A page with one form; 422 when what was sent could not be read. `units` are suggested in its unit field."""
    suggested = units.select_related("parent")[:SUGGESTED] if units is not None else []
    context |= {"form": form, "suggested": suggested}
    return render(request, "units/form.html", context, status=422 if form.errors else 200)
