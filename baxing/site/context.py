"""What every page's shell shows: place, sections by role, languages, and where the standing links lead."""

from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from baxing.rules.roles import ROLES
from baxing.units.models import Unit

from .middleware import is_public
from .templatetags.words import tongue, words

TOWNSHIP = {"township_officer", "township_secretary"}
OFFICERS = TOWNSHIP | {"county_officer", "county_lead", "city_officer", "auditor"}
BRANCH = {"secretary", "recorder", "member"}
EVERYBODY: set[str] = set()

# (url name, words, roles that see it; EVERYBODY = all)
SECTIONS = [
    ("dossiers:desk", _("My desk"), EVERYBODY),
    ("accreditation:cycles", _("Star rating"), OFFICERS | BRANCH | {"rater", "teller"}),
    (
        "rectification:board",
        pgettext_lazy("section", "Rectification"),
        OFFICERS | BRANCH | {"first_secretary", "liaison", "township_leader", "county_leader"},
    ),
    ("units:tree", _("Organisations"), OFFICERS | {"admin", "secretary", "recorder"}),
    ("standards:packs", _("Standards"), OFFICERS | BRANCH | {"rater", "admin"}),
    ("records:facts", _("Facts"), OFFICERS | {"secretary", "recorder"}),
    ("dossiers:calendar", _("Calendar"), OFFICERS | {"admin"}),
    ("units:people", _("People and roles"), {"admin", "county_officer", "auditor"}),
]
PUBLIC_SECTIONS = [
    ("accreditation:notices", _("Public notice"), EVERYBODY),
    ("standards:packs", _("Standards"), EVERYBODY),
    ("accreditation:verify", _("Check a certificate"), EVERYBODY),
]
LANGUAGES = {"zh-hans": "中文", "en": "EN", "bo": "བོད་ཡིག"}


def link(name: str) -> str:
    """The address of a url name, "" while no page has it."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def sections(request: HttpRequest) -> list[dict[str, Any]]:
    """The entries of the bar that this person can use."""
    user = request.user
    inside = user.is_authenticated
    held = {grant.role for grant in user.grants_now} if user.is_authenticated else set()
    items = []
    for name, text, roles in SECTIONS if inside else PUBLIC_SECTIONS:
        url = link(name)
        if url and (roles is EVERYBODY or roles & held):
            here = request.path == url if url == "/" else request.path.startswith(url)
            items.append({"url": url, "words": text, "here": here})
    return items


def place(request: HttpRequest) -> str:
    """Where this person works: county and unit of the highest grant; for the public the county alone."""
    if not request.user.is_authenticated:
        counties = Unit.objects.filter(level="county", state="active").values_list("name", flat=True)[:2]
        return counties[0] if len(counties) == 1 else ""
    if not request.user.grants_now:
        return gettext("no duty yet")
    unit = request.user.grants_now[0].unit
    county = unit.at("county") if unit.level in ("township", "branch") else None
    return f"{county.name} · {unit.name}" if county else unit.name


def languages(request: HttpRequest) -> list[dict[str, str]]:
    """The languages that the switch offers here: Tibetan on public pages, to people without an account."""
    match = request.resolver_match
    public = match is not None and is_public(match.func) and not request.user.is_authenticated
    return [{"code": code, "words": text} for code, text in LANGUAGES.items() if public or code != "bo"]


def duty(request: HttpRequest) -> str:
    """What this person is here as: the account's name; in other languages that of the highest role held."""
    user = request.user
    if not user.is_authenticated:
        return ""
    if tongue() == "zh" or not user.grants_now:
        return user.name
    return words(ROLES[user.grants_now[0].role].name)


def shell(request: HttpRequest) -> dict[str, Any]:
    """The context of every page; what costs a query is looked up only where a page shows it."""
    return {
        "nav": SimpleLazyObject(lambda: sections(request)),
        "where": SimpleLazyObject(lambda: place(request)),
        "signed_in_as": SimpleLazyObject(lambda: duty(request)),
        "languages": SimpleLazyObject(lambda: languages(request)),
        "public_home": link("accreditation:notices") or "/",
        "language_url": link("site:language"),
        "login_url": link("site:login"),
        "logout_url": link("site:logout"),
        "password_url": link("site:password"),
        "account_url": link("units:me"),
        "tokens_url": link("site:tokens"),
        "box_url": link("site:box"),
        "how_url": link("site:how"),
    }
