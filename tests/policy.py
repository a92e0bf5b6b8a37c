"""What the browser says when the content security policy keeps something off a page."""

from typing import Any


def note_breach(faults: list[str], said: Any) -> None:
    """Adds what the browser said if it kept something off the page because of the policy."""
    if said.type == "error" and "Content Security Policy" in said.text:
        faults.append(said.text)
