"""The way of one problem item (问题条目, domain §7.3): nothing is closed on paper.

Closing takes what changed in one sentence, a verifier who is not the owner, and the sign of somebody who gains by it.
"""

from baxing.rules.flow import SYSTEM, Flow, Move, State
from baxing.rules.roles import CITY, COUNTY, OFFICER, TOWNSHIP, WORKERS
from baxing.rules.text import words as _t

CHECKERS = (*OFFICER, *TOWNSHIP, *COUNTY)
OWNED = ("start", "claim")
SETTLED = ("CLOSED", "LONG_TERM", "DROPPED")

PROBLEM = Flow(
    code="problem",
    name=_t("问题条目", "Problem item"),
    states=(
        State("OPEN", _t("待办", "Open")),
        State("IN_PROGRESS", _t("办理中", "In progress")),
        State("EXTENDED", _t("已延期", "Extended")),
        State("CLAIMED", _t("申请销号", "Claimed as done"), "township"),
        State("REJECTED", _t("退回", "Sent back")),
        State("VERIFIED", _t("乡镇已核实", "Verified by the township"), "township"),
        State("LONG_TERM", _t("长期坚持", "Kept up for long")),
        State("REOPENED", _t("重开", "Reopened")),
        State("CLOSED", _t("已销号", "Closed")),
        State("DROPPED", _t("列错撤下", "Taken off, listed by mistake"), final=True),
    ),
    moves=(
        Move("start", _t("着手办", "Start work"), ("OPEN", "REJECTED", "REOPENED"), "IN_PROGRESS", WORKERS),
        Move(
            "claim",
            _t("申请销号", "Claim as done"),
            ("IN_PROGRESS", "EXTENDED", "REJECTED"),
            "CLAIMED",
            WORKERS,
            needs=("change_said",),
        ),
        Move(
            "verify",
            _t("核实属实", "Verify"),
            ("CLAIMED",),
            "VERIFIED",
            CHECKERS,
            needs=("not_owner",),
            apart=OWNED,
        ),
        Move(
            "reject",
            _t("退回再办", "Send back"),
            ("CLAIMED", "VERIFIED"),
            "REJECTED",
            CHECKERS,
            reason=True,
            main=False,
        ),
        Move(
            "close",
            _t("销号", "Close"),
            ("VERIFIED",),
            "CLOSED",
            CHECKERS,
            needs=("change_said", "not_owner", "signed"),
            apart=OWNED,
        ),
        Move(
            "keep_up",
            _t("转为长期坚持", "Keep it up for long"),
            ("VERIFIED",),
            "LONG_TERM",
            TOWNSHIP,
            needs=("change_said", "not_owner", "milestones_set"),
            reason=True,
            apart=OWNED,
            main=False,
        ),
        Move(
            "finish",
            _t("坚持到期，销号", "Close after the last milestone"),
            ("LONG_TERM",),
            "CLOSED",
            CHECKERS,
            needs=("milestones_done", "not_owner", "signed"),
            apart=OWNED,
            main=False,
        ),
        Move(
            "extend",
            _t("延期一次", "Extend once"),
            ("OPEN", "IN_PROGRESS", "REJECTED", "REOPENED"),
            "EXTENDED",
            TOWNSHIP,
            needs=("not_extended", "later_day"),
            reason=True,
            minute=True,
            main=False,
        ),
        Move(
            "reopen",
            _t("重开", "Reopen"),
            ("CLOSED", "LONG_TERM"),
            "REOPENED",
            (*CHECKERS, *CITY, SYSTEM),
            reason=True,
            main=False,
        ),
        Move(
            "drop",
            _t("列错撤下", "Take off"),
            ("OPEN",),
            "DROPPED",
            (*WORKERS, *CHECKERS),
            needs=("plan_open",),
            reason=True,
            main=False,
        ),
    ),
    needs={
        "change_said": _t("还没有用一句话写明变了什么", "one sentence on what changed is missing"),
        "not_owner": _t(
            "问题是你负责办的，要由别人核实", "you own this problem: somebody else must verify it"
        ),
        "signed": _t(
            "还没有受益一方签认（只记身份和日期）",
            "nobody who gains by it has signed yet (role and day only)",
        ),
        "milestones_set": _t("还没有写明以后各个时点做到什么", "no milestones with their days are set"),
        "milestones_done": _t("还有时点没有做到", "some milestones are not reached"),
        "not_extended": _t("已经延过一次", "it was extended once already"),
        "later_day": _t(
            "新的期限要晚于原来的期限，也要晚于今天",
            "the new day must be later than the old one and than today",
        ),
        "plan_open": _t(
            "方案已报出，问题只能办结，不能撤下",
            "the plan has been sent: a problem can be closed, not taken off",
        ),
    },
)
