"""The writes of the shell: a new password, a slip in the box and its answer."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from baxing.units.models import Grant, User
from baxing.units.refused import Refused

from .models import Suggestion, Token
from .tokens import digest_of, new_secret

ANSWER_DAYS = 10  # working days (domain §8: complaints are answered in ten)
LONGEST_TOKEN = 366  # days
MOST_TOKENS = 20  # in force at a time; who needs more has lost sight of them
UNSIGNED_A_DAY = 200  # slips without an account that the box takes in 24 hours; a flood helps nobody


@transaction.atomic(durable=True)
def set_own_password(user: User, password: str, *, by: User) -> User:
    """Give `user` the new `password`; only that person may, and accounts of a demonstration keep theirs."""
    if user.pk != by.pk:
        raise Refused(_("Not changed: everybody sets only their own password."), "not-own")
    if user.demo_role:
        raise Refused(
            _("Not changed: everybody uses this demonstration account, so it keeps its password."), "demo"
        )
    user.set_password(password)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])
    return user


@transaction.atomic(durable=True)
def put_in_box(text: str, page: str, due: date, *, by: User | None) -> Suggestion:
    """Put a slip into the box; `page` is the address it is about, `due` the day by which it is answered."""
    since = timezone.now() - timedelta(days=1)
    if by is None and Suggestion.objects.filter(by=None, at__gte=since).count() >= UNSIGNED_A_DAY:
        raise Refused(
            _("Not put in: the box is full today. Log in, come back tomorrow, or call the department."),
            "box-full",
        )
    return Suggestion.objects.create(text=text, page=page[:300], due=due, by=by)


@transaction.atomic(durable=True)
def answer(slip: Suggestion, text: str, *, by: User) -> Suggestion:
    """Answer a slip, once. Raises Refused when somebody else has answered meanwhile."""
    rows = Suggestion.objects.filter(pk=slip.pk, answer="").update(
        answer=text, answered_at=timezone.now(), answered_by=by
    )
    if rows != 1:
        raise Refused(
            _("Not saved: somebody has answered this meanwhile. Reload the page to read it."), "taken"
        )
    slip.refresh_from_db()
    return slip


@transaction.atomic(durable=True)
def make_token(grant: Grant, label: str, until: date, *, by: User) -> tuple[Token, str]:
    """A new token for one's own duty; the second value is the token itself, which is never shown again."""
    if grant.user_id != by.pk or grant.pk not in {own.pk for own in by.grants_now}:
        raise Refused(_("No token was made: a token is for a duty of your own."), "not-own")
    today = timezone.localdate()
    if not today <= until <= today + timedelta(days=LONGEST_TOKEN):
        raise Refused(_("No token was made: it must end within a year."), "until")
    if not label.strip():
        raise Refused(_("No token was made: say what it is for."), "label")
    if Token.objects.filter(grant__user=by, ended_at=None, until__gte=today).count() >= MOST_TOKENS:
        raise Refused(
            _("No token was made: you have %(n)s. End one that is not used any more.") % {"n": MOST_TOKENS},
            "tokens",
        )
    secret = new_secret()
    return Token.objects.create(
        grant=grant, label=label.strip(), until=until, digest=digest_of(secret)
    ), secret


@transaction.atomic(durable=True)
def end_token(token: Token, *, by: User) -> Token:
    """End one's own token; programs that use it are refused from now on."""
    if token.grant.user_id != by.pk:
        raise Refused(_("Not ended: this token is not yours."), "not-own")
    if Token.objects.filter(pk=token.pk, ended_at=None).update(ended_at=timezone.now()) != 1:
        raise Refused(_("Not ended: it had ended already."), "ended")
    token.refresh_from_db()
    return token
