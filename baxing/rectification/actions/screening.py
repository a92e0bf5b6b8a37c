"""From the look at a branch to the decision: screened, looked at by three levels, proposed, heard, confirmed (domain §7.1, §7.2).

Signs only suggest. Nothing here lists anybody by itself, and nothing knows a quota.
"""

from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from baxing.dossiers.actions import open_dossier, write
from baxing.rectification.actions.apart import need_outsider, of_branch
from baxing.rectification.actions.moves import keep, move, need, watch_up
from baxing.rectification.actions.standings import mark
from baxing.rectification.due import region_of, term_end
from baxing.rectification.models import Case, Look
from baxing.rectification.needs import chosen_well
from baxing.rectification.regulations import current
from baxing.rectification.signs import signs_of
from baxing.rules.rectification import WATCH_AT_FIRST
from baxing.rules.roles import BRANCH, COUNTY, MEETING, OFFICER, TOWNSHIP
from baxing.units.models import Unit, User, roles
from baxing.units.refused import Refused

SCREENERS = frozenset({*OFFICER, *TOWNSHIP, *COUNTY})
LOOKERS = {
    "branch": frozenset({*BRANCH, "first_secretary"}),
    "township": frozenset({*OFFICER, *TOWNSHIP}),
    "county": frozenset({*COUNTY, *MEETING}),
}
LONGEST = 300
LONGEST_ANSWER = 2000


@transaction.atomic(durable=True)
def screen(unit: Unit, *, by: User, year: int | None = None) -> Case:
    """Begin to look at one branch: what the facts say today is kept with the case, as a suggestion.

    Refused for others than the township and the county, for what is no active branch, and while a case of this branch
    is open, its follow-up included: what is found then belongs to the look-back.
    """
    need(roles(by, unit) & SCREENERS, _("Not begun: screening is for the township and the county."), "role")
    need(
        not of_branch(unit, by),
        _("Not begun: you serve this branch, so another person must look at it."),
        "apart",
    )
    need(
        unit.level == "branch" and unit.state == "active" and unit.sector,
        _("Not begun: %(unit)s is no active branch whose sector is known.") % {"unit": unit.name},
        "no-branch",
    )
    return open_case(unit, by=by, year=year)


@transaction.atomic
def open_case(unit: Unit, *, by: User | None, year: int | None = None, previous: Case | None = None) -> Case:
    """Open a case in its first state, inside the caller's transaction. `previous` is the case that relapsed: what was
    decided there is carried over, and it counts as listed from today."""
    today = timezone.localdate()
    county = unit.at("county") or unit
    regulation = current(unit)
    region = region_of(county)
    carried: dict[str, Any] = {}
    if previous:
        carried = {name: getattr(previous, name) for name in ("codes", "level", "watch", "months")}
        carried |= {"previous": previous, "confirmed_on": today}
    year = year or today.year
    dossier = open_dossier(
        "rectification",
        unit,
        title={"zh": f"{year} 年整顿个案", "en": f"Rectification {year}"},
        by=by,
        due=term_end(regulation.rules.terms, "screen_days", region, today),
        region=region,
    )
    case = Case(
        dossier=dossier,
        unit=unit,
        county=county,
        sector=unit.sector,
        year=year,
        regulation=regulation,
        signs=signs_of(unit, today=today),
        **carried,
    )
    _only_one(case)
    mark(case)
    return case


def _only_one(case: Case) -> None:
    """Of two officers who open a case for one branch at once, one wins; the table itself sees to it."""
    try:
        with transaction.atomic():
            case.save(force_insert=True)
    except IntegrityError as error:
        if not Case.objects.filter(unit=case.unit_id, open=True).exists():
            raise
        raise Refused(
            _("Not begun: %(unit)s has an open case already. Go on with that one.")
            % {"unit": case.unit.name},
            code="open-case",
        ) from error


@transaction.atomic(durable=True)
def look(case: Case, level: str, codes: Sequence[str], text: str, *, by: User) -> Look:
    """What one level saw: the branch itself, the township, the county (三级联查). Looking again replaces one's own level;
    nobody looks for two levels."""
    need(level in LOOKERS, _("Not saved: there is no such level."), "level")
    need(roles(by, case.unit) & LOOKERS[level], _("Not saved: this is not the look of your level."), "role")
    if level != "branch":
        need_outsider(case, by)
    need(case.dossier.status == "SCREENED", _("Not saved: the screening is over."), "state")
    need(
        not case.looks.filter(by=by).exclude(level=level).exists(),
        _("Not saved: you have looked for another level already. Another person must look for this one."),
        "apart",
    )
    text = _said(text)
    known = {sign.code for sign in case.rules.signs_for(case.sector)}
    need(set(codes) <= known, _("Not saved: choose among the situations of this sector."), "codes")
    chosen = sorted(set(codes))
    values = {"codes": chosen, "text": text, "by": by, "at": timezone.now()}
    found, _created = Look.objects.update_or_create(case=case, level=level, defaults=values)
    write(
        case.dossier,
        verb="looked",
        by=by,
        note=text,
        change={"level": level, "codes": chosen},
    )
    return found


@transaction.atomic(durable=True)
def propose(case: Case, *, by: User, codes: Sequence[str], reason: str, minute: str) -> Case:
    """The township committee proposes the branch for the list; the branch is told and has its days to answer."""
    chosen = _chosen(case, codes)
    change = {"minute": minute, "codes": chosen}
    move(case, "list", by=by, note=reason, change=change, given={"codes": chosen})
    return keep(case, codes=chosen)


@transaction.atomic(durable=True)
def watch(case: Case, *, by: User, reason: str) -> Case:
    """Weak signs only: no case yet, but somebody keeps an eye on it. The reason stays with the file."""
    return move(case, "watch", by=by, note=reason)


@transaction.atomic(durable=True)
def drop(case: Case, *, by: User, reason: str) -> Case:
    """Not listed; the reason stays with the file."""
    return move(case, "drop", by=by, note=reason)


@transaction.atomic(durable=True)
def look_again(case: Case, *, by: User, reason: str) -> Case:
    """A branch that was watched is screened again, with what the facts say now; the three levels look anew."""
    move(case, "look_again", by=by, note=reason)
    return keep(case, signs=signs_of(case.unit, today=timezone.localdate()))


@transaction.atomic(durable=True)
def answer(case: Case, *, by: User, text: str) -> Case:
    """What the branch itself says to the proposal. Its words are kept as they are."""
    need(
        len(text) <= LONGEST_ANSWER,
        _("Not sent: the answer takes at most %(n)s characters.") % {"n": LONGEST_ANSWER},
        "text",
    )
    move(case, "answer", by=by, note=text)
    return keep(case, answer=text.strip())


@transaction.atomic(durable=True)
def confirm(
    case: Case,
    *,
    by: User,
    codes: Sequence[str],
    level: str,
    minute: str,
    standing_minute: str,
    months: int | None = None,
) -> Case:
    """The county decides that the branch is rectified: department meeting (`minute`), then standing committee.

    A branch that was confirmed last year too is watched one level higher from the start. Planning begins at once.
    """
    need(level in Case.LEVELS, _("Not confirmed: choose normal or key."), "level")
    need(
        case.unit.state == "active",
        _("Not confirmed: this branch is out of use. Let it be watched, or do not list it."),
        "no-branch",
    )
    months = _months(case, months)
    chosen = _chosen(case, codes)
    change = {
        "minute": minute,
        "document": standing_minute,
        "codes": chosen,
        "level": level,
        "months": months,
    }
    move(case, "confirm", by=by, change=change, given={"codes": chosen})
    today = timezone.localdate()
    keep(
        case,
        codes=chosen,
        level=level,
        months=months,
        confirmed_on=today,
        watch=WATCH_AT_FIRST[level],
        second_year=confirmed_in(case, today.year - 1),
    )
    if case.second_year:
        watch_up(case, reason=_("Listed two years running."))
    return move(case, "to_plan", by=None)


def confirmed_in(case: Case, year: int) -> bool:
    """Whether the same branch was confirmed in that year, by another case."""
    earlier = Case.objects.filter(unit=case.unit_id, confirmed_on__year=year)
    return earlier.exclude(pk=case.pk).exists()


def _months(case: Case, months: int | None) -> int:
    """The time the county gives, within what the regulation allows; the regulation's own without a word."""
    terms = case.rules.terms
    months = months or terms.months
    need(
        terms.months_least <= months <= terms.months_most,
        _("Not confirmed: the time is between %(least)s and %(most)s months.")
        % {"least": terms.months_least, "most": terms.months_most},
        "months",
    )
    return months


def _chosen(case: Case, codes: Sequence[str]) -> list[str]:
    """The chosen signs in the order of the regulation; Refused for an unknown one, or advisory ones alone."""
    order = [sign.code for sign in case.rules.signs_for(case.sector)]
    if codes and not chosen_well(case, codes):
        raise Refused(
            _(
                "Nothing was changed: choose among the situations of this sector; one that is only advisory does not "
                "suffice alone."
            ),
            code="signs_chosen",
        )
    return sorted(set(codes), key=order.index)


def _said(text: str) -> str:
    """One short text that says something."""
    said = " ".join(text.split())
    need(
        0 < len(said) <= LONGEST,
        _("Not saved: say in at most %(n)s characters what was seen.") % {"n": LONGEST},
        "text",
    )
    return said
