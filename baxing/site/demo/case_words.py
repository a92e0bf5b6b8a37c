"""What people have written in the demo's rectification cases: problems, promises, what changed. Duties, never persons."""

from typing import NamedTuple


class Trouble(NamedTuple):
    """One problem of a plan: the sign it comes from ("" for none), what is wrong, why, what is promised, whose duty it is,
    what changed in the end, and who gains by it."""

    code: str
    what: str
    cause: str
    measure: str
    lead: str
    changed: str
    signer: str


TROUBLES = {
    "meetings": Trouble(
        "R04", "第三、四季度没有开党员大会", "书记常在外，没人召集", "由副书记召集，每季度首月开", "书记",
        "连续两个季度按时开会，平均到会八成以上", "member"),
    "committee": Trouble(
        "R04", "支委会停了 4 个月", "分工没有定，有事碰不到一起", "固定每月 5 日开，事先发议题", "组织委员",
        "每月 5 日开会，4 次会议决定的 9 件事办结 8 件", "member"),
    "partyday": Trouble(
        "R04", "主题党日只有签名，没有内容", "没有人提前定主题", "每季度末定好下季度的主题", "组织委员",
        "三次党日都有主题，议定的 5 件事全部办结", "member"),
    "publicity": Trouble(
        "R06", "村务、财务两个季度没有公开", "公开栏损坏，账目没人整理", "修好公开栏，每季度第一周公开", "组织委员",
        "公开栏已修好，两个季度的账目按时公开", "villager"),
    "publicity_too": Trouble(
        "R06", "财务公开停了半年", "报账员换人，账没有接上", "补齐两个季度的账，按季公开", "书记",
        "公开栏已经修好，两个季度的账目都按时公开", "villager"),
    "oversight": Trouble(
        "R07", "村务监督委员会一年没有开会", "主任外出，没有补选", "补选主任，每季度开一次会", "书记",
        "补选完成，已开 2 次会，查出 1 笔重复报销并退回", "oversight"),
    "reps": Trouble(
        "R07", "村民代表会该议的事没有上会", "嫌麻烦，支委会直接定了", "列出必须上会的清单，贴在会议室", "书记",
        "清单上的 6 件事都上了会，有表决记录", "villager"),
    "water": Trouble(
        "", "冬季饮水管冻裂没有人管", "没有列入年度实事", "列为今年实事第一件，换管并埋深", "结对单位联络人",
        "换管 1.2 公里，38 户冬天有水", "villager"),
    "answers": Trouble(
        "", "群众提的意见没有回音", "没有登记，也没有定谁来答", "登记造册，10 个工作日内答复", "第一书记",
        "14 条意见全部答复，最慢 8 天", "villager"),
    "groups": Trouble(
        "", "党小组只在名册上", "没有分组，也没有组长", "分 3 组，各定组长，每月碰头", "组织委员",
        "3 组每月碰头，组长调整了 1 人", "member"),
    "roster": Trouble(
        "", "外出党员 7 人没有联系人", "名册一年没有核对", "逐人定联系人，每季度联系一次", "组织委员",
        "7 人都有联系人，上季度都联系上了", "member"),
    "repeat": Trouble(
        "", "党员学习计划与“问题 1”重复", "两处都列了", "并入问题 1", "组织委员", "", ""),
    "term": Trouble(
        "R05", "换届超期 5 个月，没有批准延期", "候选人一直没有酝酿好", "报换届方案，两个月内选出新班子", "书记",
        "新班子已选出并批复，分工已公布", "member"),
    "venue": Trouble(
        "R08", "没有固定的活动场所", "原来的房子已经归还", "与工会合用一间，挂牌、配桌椅", "书记",
        "合用场所已启用，上季度开放 26 天", "staff"),
    "service": Trouble(
        "R09", "窗口排队久，群众满意率只有 57%", "高峰时段只开一个窗口", "高峰时段加开窗口，党员轮值", "书记",
        "高峰时段开三个窗口，平均等 9 分钟", "served"),
    "lessons": Trouble(
        "R04", "党课一年没有上", "没有排进计划", "书记带头，每半年上一次", "书记",
        "书记讲了一次党课，支委讲了一次，都有讨论记录", "staff"),
    "slow": Trouble(
        "", "实事进度没有人讲", "只贴了一次", "每月主题党日通报一次", "组织委员",
        "已通报 3 次，村民代表可以当场问", "villager"),
    "unheard": Trouble(
        "", "改了什么，不少党员不知道", "整顿进展只在支委会上讲", "每月主题党日通报一次，当场答问", "第一书记", "", "member"),
}  # fmt: skip
KEPT_UP = "分组活动刚恢复，要坚持半年才看得出"
MILESTONES = ("三个组都有当季活动记录", "组长向党员大会述职，接受评议")
REJECTED = "到村核对，少一次会议记录，补齐再报"
EXTENDED = "冻土期不能开挖，开春施工"
DROPPED = "与第 1 条重复，列错了"

BRANCH_LOOK = "对照情形逐条看过，系统提示的属实"
TOWNSHIP_LOOK = "到支部看了会议记录和公开栏，与提示一致"
COUNTY_LOOK = "县里看了乡镇材料，抽查两处，属实"
LISTED = "组织生活和公开连续出现空档，支部自己一时改不动"
ANSWER = "情况属实。去年牧场转场人手不够，公开栏损坏没有及时修，愿意整改，请乡镇帮着配强副书记。"
WATCHED = "负责人出国培训，活动停了一个季度，本月已恢复，先看半年"
NOT_SO = "没有活动场所是年报填错：与工会合用一间，有登记，每周开放三天。"
NOT_LISTED = "到单位核对，合用场所有登记、每周开放，年报填错，已更正"
TARGET = "六个月内组织生活正常，账目按季公开，列出的问题件件有着落"
VISITED = (
    "与书记一起排了施工日期",
    "看了会议记录，提醒补签议题",
    "找三户问了情况，意见已登记",
    "协调经费，月底前到位",
)
PROGRESS = (
    "会议恢复了，公开栏在修",
    "两件办结，饮水管线等开工",
    "按计划推进，一件申请销号",
    "问题基本办完，等乡镇核实",
)
HELP = "请水利部门派人看一次管线"
SELF_OPINION = "逐条对照，问题都办了，党员大会听取了汇报"
TOWNSHIP_OPINION = "现场看过，台账齐，变化看得见"
DEPT_OPINION = "问题找得准，措施落了地，可以测评"
AGAIN = "党员测评 18/19，没有到线：问题讲得少，群众不知道改了什么"
KEPT_SEAT = "情况熟，派出单位同意再驻一轮"
LIGHT = ("会议、公开都按时，抽看两户", "新班子运转正常，实事通报到组")
HELD_OPINION = "抽查的问题没有反弹，台账齐，措施还在坚持"
RELAPSE_OPINION = "公开又停了两个季度，新班子磨合不够，测评没有到线"
RELAPSE = "抽查的问题有一条反弹，村民代表测评没有到线"
SECOND_LISTING = "去年整顿过，今年组织生活和公开又停了"
SOURCES = ("自治区通报：2019 年整顿的基层党组织", "自治区通报：2020 年排查出的基层党组织")
TOTALS = ((2019, "rectified", {"rural": 599, "other": 454, "all": 1053}, SOURCES[0]),
          (2020, "screened", {"all": 871}, SOURCES[1]))  # fmt: skip
IS_BACK = "公开又停了两个季度"
