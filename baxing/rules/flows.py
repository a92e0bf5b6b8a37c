"""The workflows of the eight-star cycle (domain §6). Their numbers (days, returns, quorum) come from the pack."""

from baxing.rules.flow import SYSTEM, Flow, Move, State
from baxing.rules.text import Text


def _t(zh: str, en: str) -> Text:
    return Text(zh=zh, en=en)


BRANCH = ("secretary", "recorder")
SECRETARY = ("secretary",)
OFFICER = ("township_officer",)
TOWNSHIP = ("township_secretary",)
COUNTY = ("county_officer",)
MEETING = ("county_lead",)

CYCLE = Flow(
    code="cycle",
    name=_t("年度创建周期", "Yearly cycle"),
    states=(
        State("DRAFT", _t("草稿", "Draft"), "county"),
        State("OPEN", _t("启动", "Open"), "county"),
        State("REVIEWING", _t("评定期", "Under review"), "county"),
        State("NOTICE", _t("公示期", "Public notice"), "county"),
        State("CLOSED", _t("结束", "Closed"), "county"),
        State("ARCHIVED", _t("归档", "Archived"), "county", final=True),
    ),
    moves=(
        Move("open", _t("启动周期", "Open the cycle"), ("DRAFT",), "OPEN", COUNTY, needs=("pack_published",)),
        Move("start_review", _t("转入评定", "Start the review"), ("OPEN",), "REVIEWING", COUNTY, needs=("any_applied",)),
        Move("start_notice", _t("转入公示", "Start the notice"), ("REVIEWING",), "NOTICE", MEETING, needs=("any_notice",)),
        Move("close", _t("结束周期", "Close the cycle"), ("NOTICE",), "CLOSED", COUNTY, needs=("none_pending",)),
        Move("archive", _t("归档", "Archive"), ("CLOSED",), "ARCHIVED", COUNTY),
    ),
    needs={
        "pack_published": _t("先选一个已发布的标准包", "choose a published standard pack first"),
        "any_applied": _t("还没有支部申报", "no branch has applied yet"),
        "any_notice": _t("还没有拟定结果在公示", "no proposed result is on public notice yet"),
        "none_pending": _t("还有申报没有办完", "some applications are still pending"),
    },
)

ACCREDITATION = Flow(
    code="accreditation",
    name=_t("八星党支部创建", "Star accreditation"),
    states=(
        State("CREATING", _t("创建中", "Working towards it")),
        State("SELF_CHECK", _t("自查", "Self-check"), term="self_check_calendar_days"),
        State("SELF_ADOPTED", _t("自查已通过", "Self-check adopted"), term="adopt_days"),
        State("RECTIFY_SELF", _t("自改中", "Mending own shortfalls"), term="rectify_calendar_days"),
        State("APPLIED", _t("已申报", "Applied"), "township", "township_days"),
        State("TOWNSHIP_REVIEW", _t("乡镇党委审核", "Township review"), "township", "township_days"),
        State("RETURNED", _t("退回补正", "Returned"), term="returned_days"),
        State("RECOMMENDED", _t("党委推荐", "Recommended"), "county", "evaluate_days"),
        State("NOT_RECOMMENDED", _t("不予推荐", "Not recommended"), term="reconsider_days"),
        State("RECONSIDERING", _t("县级复议", "Reconsidered by the county"), "county", "objection_days"),
        State("EVALUATING", _t("评定组评定", "Evaluation group"), "county", "evaluate_days"),
        State("BALLOTING", _t("满意度测评", "Satisfaction ballot"), "county", "ballot_days"),
        State("PROPOSED", _t("拟定结果", "Result proposed"), "county", "propose_days"),
        State("PUBLIC_NOTICE", _t("公示中", "Public notice"), "county", "notice_days"),
        State("OBJECTION", _t("异议核查", "Objection examined"), "county", "objection_days"),
        State("RATED", _t("已定星", "Rated"), "county"),
        State("DEMO", _t("示范", "Demonstration"), "county"),
        State("DUE_RECHECK", _t("待复核", "Recheck due"), "township", "recheck_calendar_days"),
        State("STAR_WARNED", _t("限期整改", "Warned"), "township", "warning_calendar_days"),
        State("STAR_REMOVED", _t("摘星", "Star removed"), "county", final=True),
        State("REVOKED", _t("撤销", "Revoked"), "county", final=True),
        State("WITHDRAWN", _t("撤回", "Withdrawn"), final=True),
        State("ENDED", _t("结束", "Ended"), final=True),
    ),
    moves=(
        Move("start", _t("开始自查", "Start the self-check"), ("CREATING",), "SELF_CHECK", BRANCH),
        Move(
            "adopt", _t("支委会通过", "Adopt the self-check"), ("SELF_CHECK",), "SELF_ADOPTED", SECRETARY,
            needs=("all_self_scored", "shortfalls_planned", "quorum_met"), minute=True,
        ),
        Move("rectify", _t("先改再报", "Mend first"), ("SELF_ADOPTED",), "RECTIFY_SELF", SECRETARY, main=False),
        Move("check_again", _t("改好了，再自查", "Check again"), ("RECTIFY_SELF",), "SELF_CHECK", BRANCH),
        Move("apply", _t("申报", "Apply"), ("SELF_ADOPTED",), "APPLIED", SECRETARY, needs=("may_apply", "cycle_open")),
        Move("take_up", _t("开始审核", "Take up the review"), ("APPLIED",), "TOWNSHIP_REVIEW", OFFICER, apart=("adopt", "apply")),
        Move(
            "return", _t("退回补正", "Return for mending"), ("TOWNSHIP_REVIEW",), "RETURNED", OFFICER,
            needs=("returns_left", "return_reasons"), apart=("adopt", "apply"),
        ),
        Move("resubmit", _t("补正后再报", "Submit again"), ("RETURNED",), "APPLIED", SECRETARY, needs=("returned_answered",)),
        Move(
            "recommend", _t("党委会推荐", "Recommend"), ("TOWNSHIP_REVIEW",), "RECOMMENDED", TOWNSHIP,
            needs=("review_complete",), minute=True, apart=("adopt", "apply", "take_up", "return"),
        ),
        Move(
            "decline", _t("不予推荐", "Do not recommend"), ("TOWNSHIP_REVIEW",), "NOT_RECOMMENDED", TOWNSHIP,
            reason=True, minute=True, apart=("adopt", "apply", "take_up", "return"), main=False,
        ),
        Move(
            "appeal", _t("请县里复议", "Ask the county to look again"), ("NOT_RECOMMENDED",), "RECONSIDERING", SECRETARY,
            needs=("in_time",), reason=True,
        ),
        Move("lapse", _t("期满结束", "Lapse"), ("NOT_RECOMMENDED",), "ENDED", (SYSTEM,), needs=("term_over",)),
        Move(
            "uphold", _t("复议成立", "Uphold"), ("RECONSIDERING",), "EVALUATING", COUNTY,
            needs=("group_named",), reason=True,
        ),
        Move("dismiss", _t("维持不予推荐", "Dismiss"), ("RECONSIDERING",), "ENDED", COUNTY, reason=True, main=False),
        Move(
            "evaluate", _t("交评定组", "Hand to the group"), ("RECOMMENDED",), "EVALUATING", COUNTY,
            needs=("group_named",), apart=("adopt", "apply", "recommend"),
        ),
        Move("ballot", _t("组织测评", "Hold the ballot"), ("EVALUATING",), "BALLOTING", COUNTY, needs=("group_done",), main=False),
        Move(
            "propose", _t("拟定结果", "Propose the result"), ("EVALUATING", "BALLOTING"), "PROPOSED", COUNTY,
            needs=("group_done", "ballots_certified", "not_a_rater"),
        ),
        Move(
            "publish", _t("部务会通过，公示", "Approve and publish"), ("PROPOSED",), "PUBLIC_NOTICE", MEETING,
            needs=("not_a_rater",), minute=True, apart=("propose",),
        ),
        Move("object", _t("受理异议", "Take up an objection"), ("PUBLIC_NOTICE",), "OBJECTION", COUNTY, needs=("objection_open",), main=False),
        Move(
            "resume", _t("异议不成立，继续公示", "Not upheld: go on"), ("OBJECTION",), "PUBLIC_NOTICE", COUNTY,
            needs=("objections_answered", "result_stands"), main=False,
        ),
        Move(
            "correct", _t("改正结果，重新公示", "Correct and publish again"), ("OBJECTION",), "PUBLIC_NOTICE", COUNTY,
            needs=("objections_answered", "result_changed"), main=False,
        ),
        Move(
            "rate", _t("定星", "Rate"), ("PUBLIC_NOTICE",), "RATED", MEETING,
            needs=("notice_over", "no_objection"), document=True, apart=("propose",),
        ),
        Move("demonstrate", _t("列为示范", "Name as demonstration"), ("RATED",), "DEMO", MEETING, needs=("full_award", "willing"), document=True, main=False),
        Move("recheck", _t("到期复核", "Recheck falls due"), ("RATED", "DEMO"), "DUE_RECHECK", (SYSTEM,), needs=("recheck_due",)),
        Move("keep", _t("复核合格", "Keep"), ("DUE_RECHECK",), "RATED", OFFICER, needs=("stars_hold",)),
        Move("warn", _t("限期整改", "Warn"), ("DUE_RECHECK",), "STAR_WARNED", OFFICER, needs=("stars_fail",), reason=True, main=False),
        Move("mended", _t("整改到位", "Mended"), ("STAR_WARNED",), "RATED", OFFICER, needs=("stars_hold",)),
        Move(
            "remove_star", _t("摘星", "Remove the star"), ("STAR_WARNED",), "STAR_REMOVED", MEETING,
            needs=("term_over", "stars_fail"), reason=True, document=True, apart=("warn",), main=False,
        ),
        Move(
            "revoke", _t("撤销", "Revoke"), ("RATED", "DEMO", "DUE_RECHECK", "STAR_WARNED"), "REVOKED", MEETING,
            needs=("answer_heard",), reason=True, document=True, main=False,
        ),
        Move(
            "withdraw", _t("撤回", "Withdraw"),
            ("CREATING", "SELF_CHECK", "SELF_ADOPTED", "RECTIFY_SELF", "APPLIED", "TOWNSHIP_REVIEW", "RETURNED"),
            "WITHDRAWN", SECRETARY, reason=True, main=False,
        ),
        Move(
            "end", _t("周期结束", "End with the cycle"),
            ("CREATING", "SELF_CHECK", "SELF_ADOPTED", "RECTIFY_SELF", "RETURNED", "NOT_RECOMMENDED"),
            "ENDED", (SYSTEM,), needs=("cycle_over",),
        ),
    ),
    needs={
        "all_self_scored": _t("还有任务没有自评", "some tasks are not self-scored yet"),
        "shortfalls_planned": _t("还有短板没有写明怎么补、谁办、哪天前", "some shortfalls have no measure, person and date"),
        "quorum_met": _t("到会人数不足应到的一半", "fewer than half of those who should attend were present"),
        "may_apply": _t("按标准，本支部现在不能申报", "under the standard this branch cannot apply now"),
        "cycle_open": _t("周期已不收申报", "the cycle no longer takes applications"),
        "returns_left": _t("退回次数已用完", "no returns are left"),
        "return_reasons": _t("先选出要退回的任务，逐项写明理由", "choose the tasks to return and give a reason for each"),
        "returned_answered": _t("退回的任务还没有全部补正", "not every returned task was answered"),
        "review_complete": _t("还有任务没给意见，或抽查没看完", "some opinions are missing or the sample is not finished"),
        "in_time": _t("申请复议的期限已过", "the time for asking has passed"),
        "term_over": _t("期限还没有到", "the term is not over yet"),
        "group_named": _t("先组成评定组，回避后不少于规定人数", "name an evaluation group first, large enough without those in conflict"),
        "group_done": _t("评定组还没有全部锁定评分", "the group has not locked enough sheets"),
        "ballots_certified": _t("测评结果还没有两人录入一致", "the ballot counts are not yet entered alike by two people"),
        "not_a_rater": _t("给本支部评过分的人不能审批", "whoever rated this branch cannot approve it"),
        "objection_open": _t("没有待核查的异议", "there is no open objection"),
        "objections_answered": _t("异议还没有全部书面答复", "not every objection has a written answer"),
        "result_stands": _t("结果已改变，要重新公示", "the result has changed: publish it again"),
        "result_changed": _t("结果没有变化，接着公示即可", "the result has not changed: go on with the notice"),
        "notice_over": _t("公示期未满", "the notice period is not over"),
        "no_objection": _t("还有异议没有办完", "an objection is still open"),
        "full_award": _t("没有获得全部星", "the full award was not reached"),
        "willing": _t("支部没有表示愿意", "the branch has not said that it is willing"),
        "recheck_due": _t("还没到复核时间", "the recheck is not due yet"),
        "stars_hold": _t("复核有星不达标", "a star does not hold at the recheck"),
        "stars_fail": _t("复核各星都达标", "every star holds at the recheck"),
        "answer_heard": _t("还没有听取支部答复", "the branch has not been heard yet"),
        "cycle_over": _t("周期还没有结束", "the cycle is not over"),
    },
)

FLOWS: dict[str, Flow] = {flow.code: flow for flow in (CYCLE, ACCREDITATION)}
