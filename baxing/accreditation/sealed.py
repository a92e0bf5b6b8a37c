"""Who objected, unreadable where it is stored: sealed with a key that is derived from the site's secret."""

import base64
import hashlib
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

PURPOSE = b"baxing.accreditation.objector:"


@lru_cache(maxsize=2)
def _box(secret: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(PURPOSE + secret.encode()).digest()))


def seal(text: str) -> str:
    """`text` sealed; nothing stays nothing."""
    return _box(settings.SECRET_KEY).encrypt(text.encode()).decode() if text else ""


def unseal(sealed: str) -> str | None:
    """What was sealed; None where the secret has changed since, so that nobody can read it any more."""
    if not sealed:
        return ""
    try:
        return _box(settings.SECRET_KEY).decrypt(sealed.encode()).decode()
    except InvalidToken:
        return None
