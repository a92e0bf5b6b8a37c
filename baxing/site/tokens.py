"""Tokens for the programming interface: shown once, kept as a digest, ended with their duty."""

import hashlib
import secrets

from django.utils import timezone

from baxing.site.models import Token
from baxing.units.models import AccessEvent, Grant

PREFIX = "bx_"


def new_secret() -> str:
    """A token as it is handed out: 256 bits, with a prefix that scanners recognise."""
    return PREFIX + secrets.token_urlsafe(32)


def digest_of(secret: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(secret.encode()).hexdigest()


def grant_of(secret: str) -> Grant | None:
    """The duty behind a token, if token, duty and account are all in force.

    A password that an administrator has set anew ends the tokens made before: the account may have been in other hands.
    """
    found = (
        Token.objects.filter(digest=digest_of(secret), ended_at=None, grant__user__is_active=True)
        .select_related("grant__user", "grant__unit")
        .first()
    )
    if found is None or not Grant.objects.in_force().filter(pk=found.grant_id).exists():
        return None
    if found.until < timezone.localdate() or _reset_since(found):
        return None
    return found.grant


def _reset_since(token: Token) -> bool:
    events = AccessEvent.objects.filter(user=token.grant.user_id, kind="password")
    return events.filter(at__gt=token.made_at).exists()
