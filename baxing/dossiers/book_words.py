"""Plain words for the record book: every verb that no flow table names, and every field of a change."""

from baxing.rules.flows import FLOWS
from baxing.rules.text import Text


def _t(zh: str, en: str) -> Text:
    return Text(zh=zh, en=en)


VERBS: dict[str, Text] = {
    "opened": _t("建档", "File opened"),
    "reseated": _t("随组织关系转到新的上级", "Moved to the desk of the new parent"),
    "scored": _t("自评", "Own score"),
    "measure": _t("写明怎么补", "Measure planned"),
    "measure_done": _t("措施办完", "Measure done"),
    "opinion": _t("审核意见", "Opinion given"),
    "sampled": _t("看过抽查", "Sample looked at"),
    "conflict": _t("回避", "Stepped back for a conflict of interest"),
    "sheet_locked": _t("锁定评分", "Rater's sheet locked"),
    "counted": _t("录入计票", "Ballot count entered"),
    "certified": _t("两人录入一致，签认", "Both counts agree: certified"),
    "prolonged": _t("公示顺延 1 个工作日", "Notice prolonged by one working day"),
    "object": _t("收到异议，公示暂停", "Objection received: the notice stops"),
    "noticed": _t("发布公示", "Public notice published"),
    "objected": _t("又收到异议", "Another objection received"),
    "checker": _t("指定核查人", "Checker appointed"),
    "objector_seen": _t("核查人看过异议人姓名", "The checker looked at who objected"),
    "settled": _t("核定任务得分", "Points of a task settled"),
    "extended": _t("核查延期", "Examination extended"),
    "answered": _t("书面答复异议", "Objection answered in writing"),
    "clock": _t("公示期接着算", "Notice period goes on"),
    "meeting": _t("开现场会", "On-site meeting held"),
    "flagged": _t("提出一票否决", "Veto raised"),
    "flag_answered": _t("支部答复一票否决", "Branch answered the veto"),
    "flag_decided": _t("认定一票否决", "Veto decided"),
    "changed_item": _t("改写问题", "Problem reworded"),
    "milestone": _t("时点做到", "Milestone reached"),
    "told": _t("告知", "Told"),
    "looked": _t("联查", "Looked at"),
    "planned": _t("写方案", "Plan written"),
    "seat_named": _t("四个一到位", "One of the four ones named"),
    "seat_kept": _t("四个一不换", "One of the four ones stays"),
    "seat_ended": _t("四个一到期", "One of the four ones ended"),
    "visited": _t("到点", "Visit made"),
    "progress": _t("每月进展", "Progress of the month"),
    "watch_up": _t("督导升一级", "Watched one level up"),
    "round_void": _t("本轮测评无效", "Ballot round void"),
    "light_checked": _t("季度看一次", "Light check of the quarter"),
    "look_back_held": _t("回头看", "Look-back held"),
    "drawn": _t("抽定回头看的日子，封存", "Look-back days drawn and sealed"),
}

FIELDS: dict[str, Text] = {
    "task": _t("任务", "Task"),
    "tasks": _t("退回的任务", "Returned"),
    "points": _t("分", "Points"),
    "reason": _t("说明", "Reason"),
    "excuse": _t("免责情形", "Excuse"),
    "what": _t("怎么补", "Measure"),
    "who": _t("谁办", "By whom"),
    "due": _t("哪天前", "By"),
    "done_on": _t("办完日期", "Done on"),
    "choice": _t("意见", "Opinion"),
    "text": _t("说明", "Note"),
    "note": _t("说明", "Note"),
    "minute": _t("会议记录", "Minute"),
    "document": _t("文号", "Document"),
    "on": _t("日期", "Date"),
    "should": _t("应到", "Should attend"),
    "present": _t("实到", "Present"),
    "facts": _t("封存的事实", "Facts frozen"),
    "digest": _t("摘要", "Digest"),
    "pack": _t("标准", "Standard"),
    "rater": _t("评定组成员", "Rater"),
    "sheet": _t("打分", "Levels"),
    "lit": _t("亮星", "Stars lit"),
    "low": _t("综合分", "Composite"),
    "high": _t("综合分至多", "Composite at most"),
    "full_award": _t("全部点亮", "Full award"),
    "vetoes": _t("一票否决", "Vetoes"),
    "satisfaction": _t("满意度", "Satisfaction"),
    "branches": _t("支部数", "Branches"),
    "notice": _t("公示期数", "Notice no."),
    "objection": _t("异议编号", "Objection no."),
    "days_left": _t("公示还剩", "Notice days left"),
    "checker": _t("核查人", "Checker"),
    "changed": _t("结果有变", "Result changed"),
    "until": _t("到", "Until"),
    "before": _t("原来亮星", "Stars before"),
    "after": _t("现在亮星", "Stars now"),
    "stars": _t("星", "Stars"),
    "veto": _t("一票否决", "Veto"),
    "confirmed": _t("成立", "Confirmed"),
    "visitors": _t("到场人数", "Visitors"),
    "rate": _t("测评项目", "Ballot"),
    "issued": _t("发出", "Issued"),
    "returned": _t("收回", "Returned"),
    "void": _t("无效", "Void"),
    "options": _t("各选项", "Options"),
    "held_on": _t("测评日期", "Held on"),
    "from": _t("从", "From"),
    "to": _t("到", "To"),
    "number": _t("问题", "Problem"),
    "code": _t("依据", "Ground"),
    "codes": _t("依据", "Grounds"),
    "cause": _t("原因", "Cause"),
    "measure": _t("措施", "Measure"),
    "lead": _t("牵头", "Lead"),
    "helper": _t("协助", "Helper"),
    "signer": _t("签认", "Signed by"),
    "signed_on": _t("签认日期", "Signed on"),
    "milestone": _t("时点", "Milestone"),
    "milestones": _t("各个时点", "Milestones"),
    "level": _t("级别", "Level"),
    "watch": _t("督导", "Watched by"),
    "round": _t("第几轮", "Round"),
    "months": _t("期限（月）", "Months"),
    "standing_minute": _t("常委会纪要", "Minute of the standing committee"),
    "target": _t("目标", "Target"),
    "kick_off": _t("启动会", "Kick-off"),
    "seat": _t("四个一", "Of the four ones"),
    "duty": _t("职务", "Duty"),
    "unit_name": _t("单位", "Unit"),
    "since": _t("从哪天起", "Since"),
    "next_step": _t("下一步", "Next step"),
    "month": _t("月份", "Month"),
    "line": _t("进展", "Progress"),
    "help": _t("要什么帮助", "Help wanted"),
    "how": _t("怎么告知的", "How told"),
    "methods": _t("方式", "Methods"),
    "members": _t("谈话党员", "Members talked to"),
    "households": _t("谈话户代表", "Households talked to"),
    "findings": _t("逐条查看", "Item by item"),
    "answers": _t("三问", "The three questions"),
    "score": _t("验收表", "Acceptance sheet"),
    "opinion": _t("意见", "Opinion"),
    "passed": _t("通过", "Passed"),
    "electorate": _t("测评人", "Electorate"),
    "sizes": _t("测评人数", "Size of each electorate"),
    "seals": _t("封存摘要", "Seals"),
    "holds": _t("还保持着", "Still holds"),
    "found": _t("有反弹", "Something is back"),
    "quarter": _t("第几季", "Quarter"),
    "look_back": _t("第几次回头看", "Look-back no."),
    "sampled": _t("抽查的问题", "Problems sampled"),
    "members_met": _t("党员大会", "Members' meeting"),
}

# Internals that another field of the same line already says.
QUIET = frozenset({"lit_mask", "gates"})

VALUES: dict[str, Text] = {
    "na": _t("不适用", "not applicable"),
    "self": _t("同意自评", "agrees with the branch"),
    "system": _t("按系统", "follows the system"),
    "verified": _t("按核实", "own verified points"),
    "return": _t("退回补正", "to be mended"),
    "satisfied": _t("满意", "satisfied"),
    "basically": _t("基本满意", "fairly satisfied"),
    "dissatisfied": _t("不满意", "dissatisfied"),
    "unknown": _t("不了解", "don't know"),
    "good": _t("好", "good"),
    "fairly": _t("较好", "fairly good"),
    "average": _t("一般", "average"),
    "poor": _t("差", "poor"),
    "normal": _t("一般", "normal"),
    "key": _t("重点", "key"),
    "branch": _t("支部", "branch"),
    "township": _t("乡镇", "township"),
    "county": _t("县", "county"),
    "prefecture": _t("市", "prefecture"),
    "region": _t("区", "region"),
    "dept": _t("部门", "department"),
}
YES, NO, UNDECIDED = _t("是", "yes"), _t("否", "no"), _t("待定", "not known yet")
LEVEL = _t("等次", "level")
COLON, SEMICOLON, COMMA = _t("：", ": "), _t("；", "; "), _t("，", ", ")
SYSTEM_NAME = _t("系统", "the system")
SOMEBODY = _t("公示期内有人", "somebody during the notice")
GROUP_MEMBER = _t("评定组成员", "a group member")
CHECKER = _t("核查人", "the checker")


def verb_words(flow: str, status: str, verb: str) -> Text:
    """What `verb` is called in the book: the word above, else the name in the flow's table; KeyError where there is none."""
    if verb in VERBS:
        return VERBS[verb]
    table = FLOWS[flow]
    move = table.move(status, verb) or next((move for move in table.moves if move.verb == verb), None)
    if move is None:
        raise KeyError(verb)
    return move.name
