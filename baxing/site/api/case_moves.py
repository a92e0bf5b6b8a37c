"""The moves of a case that carry nothing but words. Mounted after all others, since its address takes any verb."""

from collections.abc import Callable
from typing import Any, Literal
from uuid import UUID

from ninja import Router

from baxing.rectification.actions import closing, planning, screening, working
from baxing.rectification.models import Case
from baxing.site.api import door
from baxing.site.api.case_shapes import CaseOut, case_out
from baxing.site.api.door import ACT, Call
from baxing.site.api.given import Reason

router = Router(tags=["cases"])
Verb = Literal["watch", "drop", "look_again", "return_plan", "escalate", "hand_back", "restart"]
ACTIONS: dict[str, Callable[..., Case]] = {
    "watch": screening.watch,
    "drop": screening.drop,
    "look_again": screening.look_again,
    "return_plan": planning.return_plan,
    "escalate": working.escalate,
    "hand_back": working.hand_back,
    "restart": closing.restart,
}


@router.post("/{uuid:uid}/moves/{verb}", response={200: CaseOut, **ACT}, summary="A move with its reason")
def move(request: Call, uid: UUID, verb: Verb, data: Reason) -> dict[str, Any]:
    """The moves that carry nothing but a reason; what each means says the flow (docs/flows.md)."""
    return case_out(ACTIONS[verb](door.case(request, uid), by=request.auth, reason=data.reason))
