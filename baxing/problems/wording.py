"""What changed, in one sentence: when it says something, and when two say the same."""

import hashlib
import unicodedata

LEAST, MOST, LETTERS = 10, 300, 5


def tidy(text: str) -> str:
    """The sentence on one line."""
    return " ".join(text.split())


def said(text: str) -> bool:
    """Whether this is a sentence: 10 to 300 characters, at least five of them letters or characters that are no figures."""
    letters = [sign for sign in plain(text) if sign != "0"]
    return LEAST <= len(tidy(text)) <= MOST and len(letters) >= LETTERS


def plain(text: str) -> str:
    """Only letters and figures, all figures alike: “开了 3 次会。” and “开了5次会” are the same."""
    signs = unicodedata.normalize("NFKC", text).casefold()
    return "".join(
        "0" if sign.isnumeric() and not sign.isalpha() else sign for sign in signs if sign.isalnum()
    )


def key(text: str) -> str:
    """What two identical sentences share: SHA-256 of the plain text; "" for nothing."""
    bare = plain(text)
    return hashlib.sha256(bare.encode()).hexdigest() if bare else ""
