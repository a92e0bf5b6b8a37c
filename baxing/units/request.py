"""What a view gets from somebody who is logged in."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from baxing.units.models import User


class Request(HttpRequest):
    """A request as the views behind the login get it: a person, and whether htmx asks."""

    user: User
    htmx: HtmxDetails
