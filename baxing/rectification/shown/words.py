"""Words of the case pages that are no sentence of the book: levels, states of signs and problems."""

from baxing.rules.text import words

LEVEL_WORDS = {
    "normal": words("一般", "normal"),
    "key": words("重点", "key"),
    "township": words("乡镇", "township"),
    "county": words("县里", "county"),
    "prefecture": words("市里", "prefecture"),
    "region": words("自治区", "region"),
}
LOOK_WORDS = {
    "branch": words("支部自看", "The branch looked"),
    "township": words("乡镇到场看", "The township looked"),
    "county": words("县里联查", "The county looked"),
}
# What waits, and for whom, before the three checks begin.
STAGES = {
    "SCREENED": words(
        "三级联查：支部自己看、乡镇到场看、县里联查，再由乡镇党委会定列不列。系统只提示，不自动列入。",
        "Branch, township and county look; then the township committee decides. The system only suggests.",
    ),
    "WATCH": words(
        "先关注，不立案。乡镇到期再看一次。", "Watched, no case. The township looks again in time."
    ),
    "CANDIDATE": words(
        "支部可以书面说明；说不说都行，期满自动转县里认定。",
        "The branch may answer; if it says nothing, the county decides when its days are over.",
    ),
    "HEARD": words("等部务会、常委会认定。", "The department's meeting and the standing committee decide."),
    "PLANNING": words(
        "一支部一策：写问题清单、定四个一、开启动会，再由乡镇党委会通过。",
        "One plan for this branch: its problems, the four ones, the kick-off; then the township committee adopts it.",
    ),
    "PLAN_SENT": words("方案在县里审批。", "The county decides on the plan."),
    "RECTIFYING": words(
        "逐条办问题：办好写一句变了什么，乡镇核实，受益一方签认，才算销号。",
        "Work on each problem: say what changed, the township verifies, who gains by it signs, then it is closed.",
    ),
    "ESCALATED": words(
        "提级督导中：看卡在哪里，帮着解决，再交回。", "Escalated: see what holds it up, help, hand it back."
    ),
}
ITEM_KINDS = {
    "OPEN": "",
    "IN_PROGRESS": "now",
    "EXTENDED": "now",
    "CLAIMED": "now",
    "VERIFIED": "now",
    "REJECTED": "back",
    "REOPENED": "back",
    "LONG_TERM": "hold",
    "CLOSED": "done",
    "DROPPED": "na",
}
