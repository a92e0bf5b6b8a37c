"""A light hand on guessing: counts in this process's memory, under a keyed digest, gone after minutes; nothing is stored."""

from django.core.cache import cache
from django.utils.crypto import salted_hmac


def too_many(what: str, most: int) -> bool:
    """Whether `what` was counted at least `most` times."""
    return int(cache.get(_key(what), 0)) >= most


def counted(what: str, seconds: int) -> None:
    """Count `what` once more; the count ends so many seconds after the first."""
    key = _key(what)
    if not cache.add(key, 1, seconds):
        cache.incr(key)


def _key(what: str) -> str:
    return salted_hmac("baxing.guesses", what).hexdigest()


paths: list[object] = []
