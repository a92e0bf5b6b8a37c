"""What addresses there are, and the stage of the branch V in which each makes sense.

`operations()` lists them: "GET accreditation:sheet", "POST api /api/v1/…". An operation belongs to the stage in which its
page is open, the first where nothing else is said.
"""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from baxing.site.api import api
from tests import url_cases

# A rating first, then a case of rectification.
STAGES = (
    *("SELF_CHECK", "TOWNSHIP_REVIEW", "EVALUATING", "PROPOSED", "PUBLIC_NOTICE", "RATED"),
    *url_cases.STAGES,
)
# The names of pages, and the beginnings of addresses of the interface, that need the branch to have come further.
OPEN_FROM = {
    "TOWNSHIP_REVIEW": "review agree opinion sampled opinions sample",
    "EVALUATING": "rate conflict level summary counts count my_rating levels ballots",
    "PROPOSED": "publish",
    "PUBLIC_NOTICE": (
        "notice poster prolong renew_proposal object objected enter_objection objections objection reveal_objector "
        "objection_checker objection_extend objection_settle objection_answer rate_notice flags answer_flag decide_flag "
        "proof objector checker extend settle"
    ),
    "RATED": "award certificate certificate_pdf recheck meeting ledger meetings awards",
}
STAGE_OF = {name: stage for stage, names in OPEN_FROM.items() for name in names.split()}


def patterns(resolver: URLResolver | None = None, space: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every url pattern outside the programming interface, with its full name."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            if entry.namespace != "api":
                yield from patterns(entry, f"{space}{entry.namespace}:" if entry.namespace else space)
        elif entry.name and not entry.name.startswith("api_"):
            yield f"{space}{entry.name}", entry


def methods(pattern: URLPattern) -> list[str]:
    """The methods that a view lets in, as its decorator says; GET where it says nothing."""
    view: Any = pattern.callback
    while view is not None:
        code, cells = getattr(view, "__code__", None), getattr(view, "__closure__", None) or ()
        for name, cell in zip(code.co_freevars if code else (), cells, strict=False):
            if name == "request_method_list":
                return [method for method in cell.cell_contents if method != "HEAD"]
        view = getattr(view, "__wrapped__", None)
    return ["GET"]


def operations() -> list[str]:
    """Everything that can be asked for."""
    pages = [f"{method} {name}" for name, pattern in patterns() for method in methods(pattern)]
    calls = [
        f"{method.upper()} {path}"
        for path, ways in api.get_openapi_schema()["paths"].items()
        for method in ways
    ]
    return [*pages, *calls]


def stage_of(operation: str) -> str:
    """The stage of V in which the operation is tried."""
    where = operation.split()[1]
    if where.startswith("/api/"):
        words = [word for word in where.split("/")[3:] if word]
        if words[0] in url_cases.CALLS:
            return url_cases.stage_of(words)
        if words[0] == "certificates":
            return "RATED"
        if words[0] in ("notices", "objections", "answers"):
            return "RATED" if words[-1] == "awards" else "PUBLIC_NOTICE"
        return next((STAGE_OF[word] for word in reversed(words) if word in STAGE_OF), STAGES[0])
    space, _, name = where.partition(":")
    if space in url_cases.SPACES:
        return url_cases.stage_of([name])
    return STAGE_OF.get(name, STAGES[0]) if space == "accreditation" else STAGES[0]
