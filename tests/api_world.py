"""Calls of the programming interface in tests: one `Api` per token, in JSON, through the whole stack of middleware."""

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from baxing.site.actions import make_token
from baxing.units.models import Grant, User

ROOT = "/api/v1"


@dataclass(frozen=True)
class Api:
    """What a program with this token can call; without one, what everybody can."""

    token: str = ""

    def call(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """Status and answer."""
        sent = "" if body is None else json.dumps(body, ensure_ascii=False, default=str)
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        client = Client(raise_request_exception=True)
        answer = client.generic(method, ROOT + path, sent, content_type="application/json", headers=headers)
        return answer.status_code, json.loads(answer.content) if answer.content else None

    def get(self, path: str) -> Any:
        """The answer to a GET that works."""
        return self._good("GET", path, None)

    def post(self, path: str, body: Any = None) -> Any:
        """The answer to a POST that works."""
        return self._good("POST", path, {} if body is None else body)

    def put(self, path: str, body: Any) -> Any:
        """The answer to a PUT that works."""
        return self._good("PUT", path, body)

    def code(self, method: str, path: str, body: Any = None) -> tuple[int, str]:
        """Status and code of a call that is refused."""
        status, answer = self.call(method, path, body)
        assert status >= 400, answer
        assert set(answer) == {"code", "detail", "fields"}, answer
        assert answer["detail"]
        return status, answer["code"]

    def _good(self, method: str, path: str, body: Any) -> Any:
        status, answer = self.call(method, path, body)
        assert status in (200, 201), f"{method} {path}: {status} {answer}"
        return answer


def api_of(user: User, role: str | None = None) -> Api:
    """The interface for a fresh token of this person's duty (the one with `role`, if there are several)."""
    held = Grant.objects.in_force().filter(user=user)
    grant = (held.filter(role=role) if role else held).get()
    user = User.objects.get(pk=user.pk)
    until = timezone.localdate() + timedelta(days=300)
    return Api(make_token(grant, "test", until, by=user)[1])
