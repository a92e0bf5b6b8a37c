"""Published versions of standard packs: open to everybody, like their pages."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from baxing.site.api.door import OPEN
from baxing.site.api.given import Code
from baxing.standards.models import StandardPack
from baxing.standards.views import find

router = Router(tags=["standards"], auth=None)


class StandardOut(Schema):
    """One published version."""

    code: str = Field(examples=["eight-star"])
    version: str
    name: dict[str, str]
    state: str = Field(description="published, or retired: no new cycle can be opened with it.")
    digest: str = Field(description="SHA-256 of its canonical JSON; a cycle freezes exactly this.")
    published_at: datetime | None


class StandardWhole(StandardOut):
    """One published version with its whole content."""

    content: dict[str, Any] = Field(description="The pack; its format is described in docs/packs.md.")


@router.get("", response={200: list[StandardOut]}, summary="Published standards")
def standards(request: HttpRequest) -> list[StandardPack]:
    """Every published version, retired ones too."""
    return list(StandardPack.objects.exclude(state="draft").defer("text"))


@router.get("/{code}/{version}", response={200: StandardWhole, **OPEN}, summary="One standard")
def standard(request: HttpRequest, code: Code, version: Code) -> StandardPack:
    """One version as JSON: stars, tasks, sector variants, points, methods, facts, gates and vetoes."""
    return find(code, version)
