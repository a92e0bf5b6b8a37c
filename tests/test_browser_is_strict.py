"""The fixture `page` fails a test whose page breaks the content security policy; here it is shown to notice."""

from typing import Any

import pytest

from tests.policy import note_breach


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_an_inline_style_is_noticed_as_a_breach(browser: Any, live: str) -> None:
    faults: list[str] = []
    with browser.new_context() as context:
        opened = context.new_page()
        opened.on("console", lambda said: note_breach(faults, said))
        assert opened.goto(f"{live}/login").status == 200
        assert faults == []
        opened.evaluate("document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\">x</p>')")
        opened.wait_for_timeout(200)
    assert len(faults) == 1
