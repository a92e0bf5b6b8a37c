"""The list of the printed forms R1–R12: which make sense now, and where their content comes from (domain §11)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from baxing.dossiers.actions import words as say
from baxing.rectification.papers import content
from baxing.rectification.papers.content import Sources
from baxing.rectification.papers.notice import NOTICED, TITLES, notice_of
from baxing.rules.flow_rectification import UNDER_RECTIFICATION
from baxing.rules.text import Text, words

LISTED = (
    "CANDIDATE",
    "HEARD",
    *UNDER_RECTIFICATION,
    "CLOSED_UP",
    "FOLLOW_UP",
    "LOOK_BACK",
    "CONSOLIDATED",
    "RELAPSED",
)
PASSED = ("PASSED", "NOTICE", "CLOSED_UP", "FOLLOW_UP", "LOOK_BACK", "CONSOLIDATED", "RELAPSED")

Content = Callable[[Sources, int], dict[str, Any]]
Numbers = Callable[[Sources], list[int]]


@dataclass(frozen=True)
class Paper:
    """One form: its number and name, of which things there is one each (`numbers`), and what is on it."""

    code: str
    name: Text
    use: Text
    numbers: Numbers
    content: Content
    wide: bool = False
    each: Callable[[Sources, int], str] | None = None


def _nth(zh: str, en: str) -> Callable[[Sources, int], str]:
    name = words(zh, en)
    return lambda s, n: say(name) % n


def _event(s: Sources, n: int) -> str:
    entry = next(entry for entry in s.entries if entry.n == n)
    return f"{say(TITLES[entry.verb])} {timezone.localdate(entry.at).isoformat()}"


def _once(holds: Callable[[Sources], object]) -> Numbers:
    return lambda s: [0] if holds(s) else []


PAPERS = (
    Paper(
        "R1",
        words("软弱涣散党组织排查表", "Screening sheet"),
        words(
            "迹象、来源、支部说明、乡镇意见", "Signs, sources, the branch's answer, the township's opinion"
        ),
        _once(lambda s: True),
        content.screening,
        wide=True,
    ),
    Paper(
        "R2",
        words("整顿认定审批表", "Confirmation form"),
        words("依据、三级纪要、级别", "Grounds, minutes of three levels, key or normal"),
        _once(lambda s: s.case.dossier.status in LISTED),
        content.confirmation,
    ),
    Paper(
        "R3",
        words("一支部一策整顿方案", "Plan of one branch"),
        words("问题、措施、四个一、时间表", "Problems, measures, the four ones, timetable"),
        _once(lambda s: s.problems),
        content.plan,
    ),
    Paper(
        "R4",
        words("问题、责任、措施三清单台账", "Ledger of problems, duties and measures"),
        words(
            "一条问题一行，变了什么、谁核实都在上面", "One line a problem, with what changed and who verified"
        ),
        _once(lambda s: s.problems),
        content.ledger,
        wide=True,
    ),
    Paper(
        "R5",
        words("四个一责任台账", "Ledger of the four ones"),
        words("谁负责，走访应到和已到", "Who answers for it, visits due and made"),
        _once(lambda s: s.case.seats.exists()),
        content.four_ones,
        wide=True,
    ),
    Paper(
        "R6",
        words("月度进展表", "Monthly progress"),
        words("每月一句话和当月的数", "One line a month, with its figures"),
        _once(lambda s: s.case.progress.exists()),
        content.months,
    ),
    Paper(
        "R7",
        words("三查记录表", "Record of the three checks"),
        words("自查、复查、审查，逐条写明", "Self-check, recheck, review, point by point"),
        lambda s: sorted(set(s.case.checks.values_list("round", flat=True))),
        content.checks,
        wide=True,
        each=_nth("第 %s 轮", "Round %s"),
    ),
    Paper(
        "R8",
        words("满意度测评票", "Blank ballot"),
        words("A5，空白，没有编号，不记名", "A5, blank, without a number, unsigned"),
        content.ballot_numbers,
        content.blank,
        each=_nth("第 %s 次测评", "Ballot %s"),
    ),
    Paper(
        "R9",
        words("测评汇总表", "Result of the ballot"),
        words("票数、分数、要达到的线、签名栏", "Counts, fractions, lines to reach, places to sign"),
        lambda s: [r.number for r in s.case.dossier.ballot_rounds.exclude(state="open").order_by("number")],
        content.result,
        wide=True,
        each=_nth("第 %s 次测评", "Ballot %s"),
    ),
    Paper(
        "R10",
        words("销号申请审批表", "Closing approval"),
        words("问题、测评、各级意见", "Problems, ballot, opinions of every level"),
        _once(lambda s: s.case.dossier.status in PASSED),
        content.closing,
    ),
    Paper(
        "R11",
        words("回头看核查表", "Look-back sheet"),
        words(
            "三问、抽查、结论，到了日子才有",
            "Three questions, samples, conclusion; exists only from its day on",
        ),
        content.opened_look_backs,
        content.look_back,
        each=_nth("第 %s 次回头看", "Look-back %s"),
    ),
    Paper(
        "R12",
        words("重新整顿、提级督导通知", "Notice of another round or of escalation"),
        words("可打印，也可复制文字", "To print, or to copy as text"),
        lambda s: [entry.n for entry in s.entries if entry.verb in NOTICED],
        lambda s, n: notice_of(s.case, next(e for e in s.entries if e.n == n)),
        each=_event,
    ),
)
BY_CODE = {paper.code: paper for paper in PAPERS}
