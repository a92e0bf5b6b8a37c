"""The way of one rectification case (整顿个案, domain §7.2). Days, lines and levels come from the regulation pack.

Acceptance: members ≥ 95 % and representatives ≥ 85 %, else the whole case is rectified again (domain §1, row 11).
"""

from baxing.rules.flow import SYSTEM, Flow, Move, State
from baxing.rules.roles import CITY, COUNTY, MEETING, OFFICER, SECRETARY, TOWNSHIP
from baxing.rules.text import words as _t

WATCHERS = (*COUNTY, *CITY)
SELF = ("self_check", "self_check_fails")
RECHECK = ("recheck", "recheck_fails")
REVIEW = ("review", "review_fails")
CHECKS = (*SELF, *RECHECK, *REVIEW)
CLOSERS = ("review", "announce", "close_up")
BY_SYSTEM = (SYSTEM,)
# From the decision to the closing: a branch whose case stands here is under rectification (V1).
UNDER_RECTIFICATION = (
    "CONFIRMED",
    "PLANNING",
    "PLAN_SENT",
    "PLAN_APPROVED",
    "RECTIFYING",
    "ESCALATED",
    "CLEARED",
    "SELF_CHECKED",
    "TOWNSHIP_RECHECKED",
    "DEPT_REVIEWED",
    "BALLOT",
    "PASSED",
    "NOTICE",
    "RE_RECTIFY",
)
WORKING = ("RECTIFYING", "ESCALATED")

STATES = (
    State("SCREENED", _t("排查", "Screening"), "township", "screen_days"),
    State("WATCH", _t("关注", "Watched"), "township", "watch_calendar_days"),
    State("CANDIDATE", _t("拟列，听取支部说明", "Proposed, branch heard"), "branch", "answer_days"),
    State("HEARD", _t("已说明，待认定", "Heard, to be decided"), "county", "confirm_days"),
    State("CONFIRMED", _t("认定", "Confirmed"), "township"),
    State("PLANNING", _t("定方案", "Planning"), "township", "plan_days"),
    State("PLAN_SENT", _t("方案报批", "Plan sent"), "county", "approve_days"),
    State("PLAN_APPROVED", _t("方案批准", "Plan approved"), "township"),
    State("RECTIFYING", _t("集中整顿", "Rectifying"), "branch"),
    State("ESCALATED", _t("提级督导", "Escalated"), "county", "escalated_days"),
    State("CLEARED", _t("问题清零，待自查", "All settled, self-check due"), "branch", "self_check_days"),
    State("SELF_CHECKED", _t("已自查，待乡镇复查", "Self-checked, recheck due"), "township", "recheck_days"),
    State("TOWNSHIP_RECHECKED", _t("已复查，待部门审查", "Rechecked, review due"), "county", "review_days"),
    State("DEPT_REVIEWED", _t("已审查，待测评", "Reviewed, ballot due"), "county", "ballot_days"),
    State("BALLOT", _t("验收测评", "Acceptance ballot"), "county", "ballot_days"),
    State("PASSED", _t("达标", "Passed"), "county", "pass_days"),
    State("NOTICE", _t("达标公示", "On notice"), "county", "notice_days"),
    State("CLOSED_UP", _t("销号·晋位升级", "Closed and moved up"), "county"),
    State("RE_RECTIFY", _t("重新整顿", "To be rectified again"), "county", "restart_days"),
    State("FOLLOW_UP", _t("跟踪问效", "Follow-up"), "county"),
    State("LOOK_BACK", _t("回头看", "Look-back"), "county", "look_back_days"),
    State("CONSOLIDATED", _t("巩固", "Consolidated"), "county", final=True),
    State("RELAPSED", _t("反弹", "Relapsed"), "county", final=True),
    State("DROPPED", _t("不列", "Not listed"), "county", final=True),
)

LISTING = (
    Move(
        "list",
        _t("党委会拟列", "Propose for the list"),
        ("SCREENED",),
        "CANDIDATE",
        TOWNSHIP,
        needs=("signs_chosen", "jointly_looked"),
        reason=True,
        minute=True,
    ),
    Move("watch", _t("先关注", "Watch"), ("SCREENED",), "WATCH", TOWNSHIP, reason=True, main=False),
    Move("watch", _t("先关注", "Watch"), ("HEARD",), "WATCH", MEETING, reason=True, main=False),
    Move("look_again", _t("再排查", "Look again"), ("WATCH",), "SCREENED", OFFICER, reason=True),
    Move(
        "drop", _t("不列", "Do not list"), ("SCREENED", "WATCH"), "DROPPED", TOWNSHIP, reason=True, main=False
    ),
    Move("drop", _t("不列", "Do not list"), ("HEARD",), "DROPPED", MEETING, reason=True, main=False),
    Move("answer", _t("交支部说明", "Answer"), ("CANDIDATE",), "HEARD", SECRETARY, reason=True),
    Move(
        "unanswered",
        _t("说明期满", "Time to answer is over"),
        ("CANDIDATE",),
        "HEARD",
        BY_SYSTEM,
        needs=("term_over",),
    ),
    Move(
        "confirm",
        _t("认定整顿", "Confirm"),
        ("HEARD",),
        "CONFIRMED",
        MEETING,
        needs=("signs_chosen",),
        minute=True,
        document=True,
    ),
    Move("to_plan", _t("转入定方案", "Go on to the plan"), ("CONFIRMED",), "PLANNING", BY_SYSTEM),
)

PLANNING = (
    Move(
        "send_plan",
        _t("党委会通过，报县", "Adopt and send the plan"),
        ("PLANNING",),
        "PLAN_SENT",
        TOWNSHIP,
        needs=("plan_whole", "seats_named", "kicked_off"),
        minute=True,
    ),
    Move(
        "return_plan",
        _t("退回再改", "Send the plan back"),
        ("PLAN_SENT",),
        "PLANNING",
        (*COUNTY, *MEETING),
        reason=True,
        main=False,
    ),
    Move(
        "approve_plan",
        _t("批准方案", "Approve the plan"),
        ("PLAN_SENT",),
        "PLAN_APPROVED",
        MEETING,
        needs=("key_approved",),
        minute=True,
        apart=("send_plan",),
    ),
    Move("begin", _t("开始整顿", "Begin"), ("PLAN_APPROVED",), "RECTIFYING", BY_SYSTEM),
    Move(
        "escalate",
        _t("提级督导", "Escalate"),
        ("RECTIFYING",),
        "ESCALATED",
        (SYSTEM, *COUNTY),
        reason=True,
        main=False,
    ),
    Move(
        "hand_back",
        _t("督导后交回", "Hand back"),
        ("ESCALATED",),
        "RECTIFYING",
        WATCHERS,
        needs=("watch_level",),
        reason=True,
    ),
    Move("clear", _t("问题清零", "All settled"), WORKING, "CLEARED", BY_SYSTEM, needs=("items_settled",)),
)

CHECKING = (
    Move(
        "self_check",
        _t("交自查结果", "Hand in the self-check"),
        ("CLEARED",),
        "SELF_CHECKED",
        SECRETARY,
        needs=("items_settled", "check_whole"),
        apart=(*RECHECK, *REVIEW),
    ),
    Move(
        "self_check_fails",
        _t("自查没过，接着整顿", "Self-check fails"),
        ("CLEARED",),
        "RECTIFYING",
        SECRETARY,
        needs=("check_whole", "item_open"),
        reason=True,
        apart=(*RECHECK, *REVIEW),
        main=False,
    ),
    Move(
        "recheck",
        _t("复查通过", "Recheck passes"),
        ("SELF_CHECKED",),
        "TOWNSHIP_RECHECKED",
        OFFICER,
        needs=("items_settled", "check_whole"),
        apart=(*SELF, *REVIEW),
    ),
    Move(
        "recheck_fails",
        _t("复查没过，接着整顿", "Recheck fails"),
        ("SELF_CHECKED",),
        "RECTIFYING",
        OFFICER,
        needs=("check_whole", "item_open"),
        reason=True,
        apart=(*SELF, *REVIEW),
        main=False,
    ),
    Move(
        "review",
        _t("审查通过", "Review passes"),
        ("TOWNSHIP_RECHECKED",),
        "DEPT_REVIEWED",
        COUNTY,
        needs=("items_settled", "check_whole", "sheet_passes"),
        apart=(*SELF, *RECHECK),
    ),
    Move(
        "review_fails",
        _t("审查没过，接着整顿", "Review fails"),
        ("TOWNSHIP_RECHECKED",),
        "RECTIFYING",
        COUNTY,
        needs=("check_whole", "item_open"),
        reason=True,
        apart=(*SELF, *RECHECK),
        main=False,
    ),
)

CLOSING = (
    Move(
        "open_ballot",
        _t("开始测评", "Open the ballot"),
        ("DEPT_REVIEWED",),
        "BALLOT",
        COUNTY,
        needs=("rolls_fixed", "warning_seen"),
    ),
    Move(
        "pass",
        _t("测评过线", "Ballot passes"),
        ("BALLOT",),
        "PASSED",
        BY_SYSTEM,
        needs=("ballots_certified", "lines_reached", "items_settled", "checked_thrice"),
    ),
    Move(
        "fail",
        _t("测评没过线", "Ballot fails"),
        ("BALLOT",),
        "RE_RECTIFY",
        BY_SYSTEM,
        needs=("ballots_certified", "line_missed"),
    ),
    Move(
        "announce",
        _t("部务会通过，公示", "Approve and put on notice"),
        ("PASSED",),
        "NOTICE",
        MEETING,
        needs=("items_settled",),
        minute=True,
        apart=CHECKS,
    ),
    Move(
        "sustain",
        _t("异议成立，接着整顿", "Objection upheld"),
        ("NOTICE",),
        "RECTIFYING",
        COUNTY,
        needs=("item_open",),
        reason=True,
        main=False,
    ),
    Move(
        "close_up",
        _t("销号，晋位升级", "Close the case"),
        ("NOTICE",),
        "CLOSED_UP",
        MEETING,
        needs=("notice_over", "items_settled", "checked_thrice", "lines_reached"),
        document=True,
        apart=CHECKS,
    ),
    Move(
        "follow",
        _t("转入跟踪问效", "Go on to the follow-up"),
        ("CLOSED_UP",),
        "FOLLOW_UP",
        BY_SYSTEM,
        needs=("look_backs_drawn",),
    ),
    Move(
        "restart",
        _t("重新整顿", "Rectify again"),
        ("RE_RECTIFY",),
        "PLANNING",
        COUNTY,
        needs=("seats_settled",),
        reason=True,
    ),
    Move(
        "relist",
        _t("反弹，重新整顿", "Relapsed: rectify again"),
        ("SCREENED",),
        "RE_RECTIFY",
        BY_SYSTEM,
        needs=("relapsed_before",),
    ),
)

LOOKING_BACK = (
    Move(
        "look_back",
        _t("到回头看的日子", "A look-back falls due"),
        ("FOLLOW_UP",),
        "LOOK_BACK",
        BY_SYSTEM,
        needs=("look_back_due",),
    ),
    Move(
        "hold",
        _t("没有反弹", "It holds"),
        ("LOOK_BACK",),
        "FOLLOW_UP",
        WATCHERS,
        needs=("look_back_whole", "nothing_found"),
        apart=CLOSERS,
    ),
    Move(
        "relapse",
        _t("认定反弹", "Find a relapse"),
        ("LOOK_BACK",),
        "RELAPSED",
        WATCHERS,
        needs=("look_back_whole", "something_found"),
        reason=True,
        apart=CLOSERS,
        main=False,
    ),
    Move(
        "consolidate",
        _t("转为巩固", "Consolidate"),
        ("FOLLOW_UP",),
        "CONSOLIDATED",
        MEETING,
        needs=("follow_up_over", "look_backs_held", "items_settled"),
        document=True,
    ),
)

RECTIFICATION = Flow(
    code="rectification",
    name=_t("软弱涣散整顿", "Rectification"),
    states=STATES,
    moves=(*LISTING, *PLANNING, *CHECKING, *CLOSING, *LOOKING_BACK),
    needs={
        "signs_chosen": _t("先选出依据哪几项情形", "choose the situations it rests on first"),
        "jointly_looked": _t(
            "支部、乡镇、县里三级还没有都看过", "branch, township and county have not all looked yet"
        ),
        "term_over": _t("期限还没有到", "the term is not over yet"),
        "plan_whole": _t(
            "方案不全：至少一条问题，每条要有原因、措施、牵头人和期限",
            "the plan is not whole: at least one problem, each with cause, measure, lead and day",
        ),
        "seats_named": _t("四个一还没有都到位", "not all of the four ones are named"),
        "kicked_off": _t("还没有开启动会", "the kick-off meeting was not held"),
        "key_approved": _t(
            "重点个案还要有常委会纪要", "a key case needs the minute of the standing committee too"
        ),
        "watch_level": _t("要由现在督导的那一级交回", "only the level that is watching now may hand it back"),
        "items_settled": _t("还有问题没有销号", "some problems are not settled"),
        "item_open": _t(
            "先重开没有办好的问题，或者添上新的问题", "reopen what is not done, or add a new problem first"
        ),
        "check_whole": _t("检查记录不全", "the record of the check is not whole"),
        "sheet_passes": _t("验收表没有到合格线", "the acceptance sheet is below its line"),
        "rolls_fixed": _t("各类测评人数还没有定", "the size of each electorate is not fixed"),
        "warning_seen": _t(
            "先看清最多能有几张不满意票", "first confirm how many dissents each group can bear"
        ),
        "ballots_certified": _t(
            "测评结果还没有两人录入一致", "the counts are not yet entered alike by two accounts"
        ),
        "lines_reached": _t("测评没有到线", "a ballot is below its line"),
        "line_missed": _t("测评都到线了", "every ballot reached its line"),
        "checked_thrice": _t("三查没有查全", "the three checks are not complete"),
        "notice_over": _t("公示期未满", "the notice period is not over"),
        "look_backs_drawn": _t("回头看的日子还没有抽定", "the look-backs are not drawn yet"),
        "seats_settled": _t(
            "四个一要换人，或者写明不换的理由", "change the four ones, or give the reason to keep them"
        ),
        "relapsed_before": _t("没有反弹的个案", "there is no relapsed case"),
        "look_back_due": _t("还没到回头看的日子", "no look-back is due yet"),
        "look_back_whole": _t("回头看记录不全", "the record of the look-back is not whole"),
        "nothing_found": _t("有问题反弹，或者测评没到线", "a problem is back, or a ballot is below its line"),
        "something_found": _t("没有发现反弹", "nothing was found to be back"),
        "follow_up_over": _t("跟踪期还没有满", "the follow-up is not over"),
        "look_backs_held": _t("回头看的次数还不够", "too few look-backs were held"),
    },
)
