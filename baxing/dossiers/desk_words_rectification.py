"""What a desk says of problem items and rectification cases."""

from baxing.dossiers.todo import todo
from baxing.rules.flow_rectification import WATCHERS
from baxing.rules.roles import COUNTY, MEETING, OFFICER, SECRETARY, TOWNSHIP, WORKERS

ITEM, CASE = "problem", "rectification"
VERIFIERS = (*OFFICER, *TOWNSHIP)

PROBLEMS = (
    todo(
        ITEM,
        "OPEN",
        WORKERS,
        ("%(unit)s：着手办“%(title)s”", "去着手"),
        ("%(unit)s: start on “%(title)s”", "Start"),
    ),
    todo(
        ITEM,
        "IN_PROGRESS",
        WORKERS,
        ("%(unit)s：办好“%(title)s”，写明变了什么", "接着办"),
        ("%(unit)s: get “%(title)s” done and say what changed", "Go on"),
    ),
    todo(
        ITEM,
        "EXTENDED",
        WORKERS,
        ("%(unit)s：“%(title)s”延过一次，按新日子办好", "接着办"),
        ("%(unit)s: “%(title)s” was extended once; get it done by the new day", "Go on"),
    ),
    todo(
        ITEM,
        "REJECTED",
        WORKERS,
        ("%(unit)s：“%(title)s”被退回，看理由再办", "看理由"),
        ("%(unit)s: “%(title)s” was sent back; see why and go on", "See why"),
    ),
    todo(
        ITEM,
        "REOPENED",
        WORKERS,
        ("%(unit)s：“%(title)s”又出现了，重新办", "去着手"),
        ("%(unit)s: “%(title)s” is back; start again", "Start"),
    ),
    todo(
        ITEM,
        "CLAIMED",
        VERIFIERS,
        ("%(unit)s：核实“%(title)s”是不是真办好了", "去核实"),
        ("%(unit)s: verify that “%(title)s” is really done", "Verify"),
    ),
    todo(
        ITEM,
        "VERIFIED",
        VERIFIERS,
        ("%(unit)s：“%(title)s”已核实，请受益一方签认后销号", "去销号"),
        ("%(unit)s: “%(title)s” is verified; get the sign of who gains by it and close it", "Close it"),
    ),
)

RECTIFYING = (
    todo(
        CASE,
        "SCREENED",
        TOWNSHIP,
        ("党委会定 %(unit)s 拟不拟列整顿", "看排查"),
        ("Decide in the committee whether to propose %(unit)s", "See it"),
    ),
    todo(
        CASE,
        "SCREENED",
        OFFICER,
        ("排查 %(unit)s：到场看一看，写下看到的", "去排查"),
        ("Screen %(unit)s: go and look, write down what you see", "Look"),
    ),
    todo(
        CASE,
        "WATCH",
        OFFICER,
        ("%(unit)s 在关注：再看一次", "再看一次"),
        ("%(unit)s is watched: look again", "Look again"),
    ),
    todo(
        CASE,
        "CANDIDATE",
        SECRETARY,
        ("%(unit)s 拟列整顿：看依据，可以说明情况", "去说明"),
        ("%(unit)s is proposed for rectification: see why, and answer", "Answer"),
    ),
    todo(
        CASE,
        "HEARD",
        MEETING,
        ("部务会定 %(unit)s 列不列整顿", "去认定"),
        ("Decide whether %(unit)s is to be rectified", "Decide it"),
    ),
    todo(
        CASE,
        "PLANNING",
        TOWNSHIP,
        ("党委会通过 %(unit)s 的整顿方案，报县", "看方案"),
        ("Adopt the plan of %(unit)s and send it to the county", "See it"),
    ),
    todo(
        CASE,
        "PLANNING",
        OFFICER,
        ("和 %(unit)s 一起定方案：问题、四个一、启动会", "定方案"),
        ("Plan with %(unit)s: problems, the four ones, the kick-off", "Plan it"),
    ),
    todo(
        CASE,
        "PLAN_SENT",
        MEETING,
        ("部务会审批 %(unit)s 的整顿方案", "去审批"),
        ("Approve the plan of %(unit)s, or send it back", "See it"),
    ),
    todo(
        CASE,
        "ESCALATED",
        WATCHERS,
        ("督导 %(unit)s：看卡在哪里，帮着解决再交回", "去督导"),
        ("Watch over %(unit)s: see what holds it up, help, hand it back", "See it"),
    ),
    todo(
        CASE,
        "CLEARED",
        SECRETARY,
        ("%(unit)s 的问题清零了：逐条自查，开党员大会听取", "去自查"),
        ("All problems of %(unit)s are settled: check each, let the members hear it", "Self-check"),
    ),
    todo(
        CASE,
        "SELF_CHECKED",
        OFFICER,
        ("到 %(unit)s 现场复查", "去复查"),
        ("Recheck %(unit)s on site", "Recheck"),
    ),
    todo(
        CASE,
        "TOWNSHIP_RECHECKED",
        COUNTY,
        ("审查 %(unit)s：三问、打验收表", "去审查"),
        ("Review %(unit)s: the three questions, the acceptance sheet", "Review"),
    ),
    todo(
        CASE,
        "DEPT_REVIEWED",
        COUNTY,
        ("组织 %(unit)s 的验收测评", "去组织"),
        ("Hold the acceptance ballot of %(unit)s", "Open it"),
    ),
    todo(
        CASE,
        "PASSED",
        MEETING,
        ("%(unit)s 测评过线：部务会通过，公示", "去审定"),
        ("%(unit)s passed the ballot: approve it and put it on notice", "See it"),
    ),
    todo(
        CASE,
        "NOTICE",
        MEETING,
        ("%(unit)s 公示期满，可以销号", "去销号"),
        ("The notice of %(unit)s is over: close the case", "Close it"),
    ),
    todo(
        CASE,
        "RE_RECTIFY",
        COUNTY,
        ("%(unit)s 要重新整顿：四个一换人或写明理由", "重新开始"),
        ("Rectify %(unit)s again: change the four ones or say why they stay", "Start again"),
    ),
    todo(
        CASE,
        "FOLLOW_UP",
        MEETING,
        ("%(unit)s 跟踪期满，看能不能转为巩固", "去看看"),
        ("The follow-up of %(unit)s is over: see whether it can be consolidated", "See it"),
    ),
    todo(
        CASE,
        "LOOK_BACK",
        WATCHERS,
        ("到 %(unit)s 回头看", "回头看"),
        ("Look back at %(unit)s", "Look back"),
    ),
)
