"""Every problem of a pack in words: what is wrong, and how to mend it, in Chinese and English.

`%(name)s` places are filled from the finding's parameters. A test looks for codes without words.
"""

from collections.abc import Mapping
from decimal import Decimal

from baxing.rules.pack_words_form import FORM
from baxing.rules.text import Text

# code: (what zh, what en, mend zh, mend en)
_W: dict[str, tuple[str, str, str, str]] = {
    **FORM,
    # sums
    "star-sum": (
        "%(code)s 的各项加起来是 %(total)s 分，不是 100 分",
        "The tasks of %(code)s add up to %(total)s points, not 100",
        "各项分值一共再加或减 %(diff)s 分",
        "Add or take away %(diff)s points in all",
    ),
    "table-sum": (
        "全表各项加起来是 %(total)s 分，不是 100 分（加分项不算）",
        "The tasks of the table add up to %(total)s points, not 100 (bonus tasks left out)",
        "各项分值一共再加或减 %(diff)s 分；加分的写 bonus: true",
        "Add or take away %(diff)s points in all; mark extra points with bonus: true",
    ),
    "weight-sum": (
        "各星的权重加起来是 %(total)s，不是 100",
        "The weights of the stars add up to %(total)s, not 100",
        "权重一共再加或减 %(diff)s，或都不写（每颗星一样重）",
        "Add or take away %(diff)s in all, or leave all weights out (every star counts the same)",
    ),
    "bonus-without-cap": (
        "有 %(bonus)s 分加分项，但加分上限是 0",
        "There are %(bonus)s bonus points, but the cap is 0",
        "写上 bonus_cap，或去掉加分项",
        "Set bonus_cap, or remove the bonus tasks",
    ),
    "bonus-over-cap": (
        "加分项共 %(bonus)s 分，超过上限 %(cap)s 分",
        "The bonus tasks give %(bonus)s points, more than the cap of %(cap)s",
        "超过的部分不会计入；确实如此就不用改",
        "What is above the cap never counts; leave it if that is meant",
    ),
    "rule-sum": (
        "%(code)s 的规则最多给 %(most)s 分，这一项却是 %(points)s 分",
        "The rule of %(code)s gives at most %(most)s points, but the task has %(points)s",
        "让规则里的最高分等于这一项的分值（每个领域都一样）",
        "Make the highest of the rule equal to the points of the task (the same in every sector)",
    ),
    "level-parts": (
        "%(code)s 里由系统算的部分不能占满 %(points)s 分",
        "The computed parts of %(code)s must leave some of its %(points)s points to the raters",
        "减少 parts 的分值，或改用 CHK",
        "Lower the points of parts, or use CHK",
    ),
    "deduct-each": (
        "每次扣分要大于 0，不超过 %(points)s 分",
        "One deduction must be above 0 and at most %(points)s points",
        "改 each",
        "Change each",
    ),
    "deduct-most": (
        "最多扣分不能少于一次扣分，也不能超过 %(points)s 分",
        "at_most must not be less than each, nor more than %(points)s points",
        "改 at_most，或删掉它（扣完为止）",
        "Change at_most, or remove it (down to 0)",
    ),
    "no-points": (
        "%(code)s 是 0 分，做不做都一样",
        "%(code)s has 0 points, so it makes no difference",
        "给它分值，或写成门槛 gates",
        "Give it points, or write it as one of the gates",
    ),
    "else-first": (
        "没有条件的一行后面还有别的行，后面的永远轮不到",
        "Rows stand after a row without condition; they can never be reached",
        "把没有条件的一行放到最后",
        "Put the row without condition last",
    ),
    "bands-order": (
        "分档要从高到低，比率和分值都递减",
        "Bands must fall from top to bottom, in rate and in points",
        "按 at_least 从大到小排好",
        "Order them by at_least, highest first",
    ),
    "grades-order": (
        "等次要从高到低，分数和星数都递减",
        "Grades must fall from top to bottom, in points and in stars",
        "按 at_least 从大到小排好",
        "Order them by at_least, highest first",
    ),
    "grades-missing": (
        "按全表 100 分打分，却没有 grades（几分几颗星）",
        "The table has 100 points for a branch, but no grades (which points give which stars)",
        "补上 grades:",
        "Add grades:",
    ),
    "grades-unused": (
        "每颗星单独 100 分时用不到 grades",
        "grades are not used where every star has 100 points of its own",
        "删掉 grades，或改 scoring_mode",
        "Remove grades, or change scoring_mode",
    ),
    # references
    "twice": (
        "代码 %(code)s 用了两次",
        "The code %(code)s is used twice",
        "换一个没用过的代码",
        "Use a code that is free",
    ),
    "unknown-sector": (
        "没有 %(sector)s 这个领域",
        "There is no sector %(sector)s",
        "用已有的：%(known)s；或在 sectors: 里加上它",
        "Use one of %(known)s, or add it under sectors:",
    ),
    "empty-variant": (
        "领域 %(sector)s 没有写任何不同的内容",
        "The variant %(sector)s changes nothing",
        "写上不同之处，或删掉",
        "Write what differs, or remove it",
    ),
    "unknown-excuse": (
        "没有 %(code)s 这个免责情形",
        "There is no excuse %(code)s",
        "在 excuses: 里加上它，或改代码",
        "Add it under excuses:, or change the code",
    ),
    "unknown-star": (
        "没有 %(code)s 这颗星",
        "There is no star %(code)s",
        "用已有的：%(known)s",
        "Use one of %(known)s",
    ),
    "misspelt-fact": (
        "没有 %(code)s 这个事实，是不是 %(guess)s？",
        "There is no fact %(code)s; did you mean %(guess)s?",
        "改成 %(guess)s，或在 facts: 里定义 %(code)s",
        "Change it to %(guess)s, or define %(code)s under facts:",
    ),
    "unknown-fact": (
        "没有 %(code)s 这个事实",
        "There is no fact %(code)s",
        "改成 standards/facts.yaml 里有的代码，或在 facts: 里定义它",
        "Use a code of standards/facts.yaml, or define it under facts:",
    ),
    # kinds
    "not-a-date": (
        "%(code)s 不是日期（是 %(kind)s）",
        "%(code)s is not a date (but %(kind)s)",
        "这里用日期类的事实",
        "Use a fact of kind date here",
    ),
    "date-as-other": (
        "%(code)s 是日期，不能直接当数量或是非用",
        "%(code)s is a date and can be neither a number nor a yes/no",
        "写成 {months_since: %(code)s} 或 {date: %(code)s, before: 03-01}",
        "Write {months_since: %(code)s} or {date: %(code)s, before: 03-01}",
    ),
    "not-yes-no-fact": (
        "%(code)s 不是是非类的事实（是 %(kind)s），不能单独当条件",
        "%(code)s is not a yes/no fact (but %(kind)s) and is no condition by itself",
        "写成 {value: %(code)s, at_least: 1} 这样",
        "Write something like {value: %(code)s, at_least: 1}",
    ),
    "period-added-up": (
        "%(code)s 每个%(period)s都有一个值，直接用就是全年相加（比率取平均）",
        "%(code)s has a value for every %(period)s; used as it is, they are added up (shares are averaged)",
        "要数有几个达到，写成 {count: %(code)s}；本来就要相加，就不用改",
        "To count how many reached it, write {count: %(code)s}; leave it if the sum is meant",
    ),
    "year-has-no-periods": (
        "%(code)s 一年只有一个值，没有季度和月份可数",
        "%(code)s has one value a year; there are no quarters or months to count",
        "直接写 %(code)s",
        "Write %(code)s by itself",
    ),
    "not-a-rate": (
        "%(code)s 不是比率，测评只能用比率",
        "%(code)s is not a rate; a ballot needs one",
        "用 kind: share、period: year 的事实",
        "Use a fact with kind: share and period: year",
    ),
    "compare-what": (
        "只写了 value，没写和什么比",
        "There is a value, but nothing to compare it with",
        "补上 at_least、above、at_most、below 或 equals",
        "Add at_least, above, at_most, below or equals",
    ),
    # automatic tasks, vetoes, procedure
    "auto-needs-person": (
        "%(code)s 是自动项（auto: A），但这一部分要人来定",
        "%(code)s is automatic (auto: A), but a person has to decide this part",
        "写上 when 或 actual、target；或把 auto 改成 H 或 M",
        "Give it when, or actual and target; or change auto to H or M",
    ),
    "auto-evidence": (
        "%(code)s 由系统算，不能再要材料",
        "%(code)s is computed, so no papers may be asked for",
        "把 evidence_max 改成 0",
        "Set evidence_max to 0",
    ),
    "na-reason": (
        "%(code)s 有不适用的条件，但没写原因",
        "%(code)s can be not applicable, but no reason is given",
        "补上 na_reason，支部看得到",
        "Add na_reason; branches read it",
    ),
    "cap-missing": (
        "%(code)s 的效果是限制星数，但没写最多几颗",
        "%(code)s limits the stars, but does not say to how many",
        "补上 cap: 5 这样的数",
        "Add a number, such as cap: 5",
    ),
    "cap-without-effect": (
        "%(code)s 写了 cap，但效果是 %(effect)s",
        "%(code)s has a cap, but its effect is %(effect)s",
        "删掉 cap，或改成 effect: cap",
        "Remove cap, or write effect: cap",
    ),
    "cap-too-high": (
        "%(code)s 的上限不低于全部 %(stars)s 颗星，不起作用",
        "The cap of %(code)s is not below all %(stars)s stars, so it does nothing",
        "改小 cap",
        "Lower the cap",
    ),
    "dark-which": (
        "%(code)s 要让星不亮，但没写哪一颗",
        "%(code)s keeps a star dark, but does not say which",
        "补上 stars: [S5] 这样的代码",
        "Add codes, such as stars: [S5]",
    ),
    "negative": (
        "%(name)s 不能是负数",
        "%(name)s must not be negative",
        "改成 0 或更大",
        "Write 0 or more",
    ),
    "recheck-late": (
        "复核的月数比有效期还长，永远轮不到复核",
        "The recheck comes after the award has run out",
        "把 recheck_months 改得比 valid_months 小",
        "Make recheck_months smaller than valid_months",
    ),
    "satisfaction-half": (
        "满意度只写了一半",
        "Only half of the satisfaction rule is given",
        "satisfaction 和 satisfaction_at_least 一起写，或都不写",
        "Write satisfaction and satisfaction_at_least together, or neither",
    ),
    "not-a-share": (
        "比率要在 0 到 1 之间",
        "A rate lies between 0 and 1",
        "90% 写成 0.9",
        "Write 0.9 for 90 %",
    ),
    "over-hundred": (
        "综合分的最低线不可能达到",
        "Nobody can reach this minimum of the composite",
        "改成 0 到 100",
        "Write 0 to 100",
    ),
    "words-missing": (
        "缺少文字（%(language)s）",
        "Words are missing (%(language)s)",
        "中英文都要写",
        "Write Chinese and English",
    ),
    # warnings on content
    "quota": (
        "%(share)s% 的比例只作建议，系统不按它评定",
        "The share of %(share)s % is advice; nothing is decided by it",
        "不设比例，达到标准就亮星",
        "Set no quota: who reaches the standard is lit",
    ),
}
_WATCH: dict[str, tuple[str, str]] = {
    "religion": (
        "信仰是敏感个人信息，不是支部的考核内容",
        "belief is sensitive and no matter of a branch's standard",
    ),
    "petition": ("把信访当考核会惩罚提意见的人", "counting petitions punishes people who complain"),
    "security": (
        "维稳和人员管控不属于组织建设标准",
        "security work and control of persons are no part of this standard",
    ),
    "residents": ("看管居民不属于组织建设标准", "watching residents is no part of this standard"),
    "person": ("这类个人信息不该收集", "such data on persons should not be collected"),
    "tracking": (
        "打卡、定位、人脸是对人的监控，不是组织生活的质量",
        "check-ins, positions and faces watch people and say nothing of quality",
    ),
    "persons-scored": (
        "评的是组织，不给个人打分，不贴标签",
        "organisations are assessed; persons are not scored or listed",
    ),
    "ranking": (
        "达到标准就亮星，排名逼人造假",
        "who reaches the standard is lit; rankings invite false records",
    ),
    "photos": (
        "要求拍照留痕是负担，记录本身就够",
        "a duty to take photographs is a burden; the record is enough",
    ),
    "press": ("按报道篇数加分会助长形式主义", "points for press items breed formalism"),
}
for _group, (_zh, _en) in _WATCH.items():
    _W[f"watch-{_group}"] = (
        f"出现“%(word)s”：{_zh}",
        f"“%(word)s” is mentioned: {_en}",
        "删掉或改写这一条；确有需要就保留",
        "Remove or reword it; keep it only if it is really meant otherwise",
    )

CODES = frozenset(_W)


def say(code: str, params: Mapping[str, object]) -> tuple[Text, Text]:
    """(what is wrong, how to mend it) of a finding."""
    what_zh, what_en, mend_zh, mend_en = _W[code]
    return (
        Text(zh=fill(what_zh, params, "zh"), en=fill(what_en, params, "en")),
        Text(zh=fill(mend_zh, params, "zh"), en=fill(mend_en, params, "en")),
    )


_PERIOD = {"zh": {"quarter": "季度", "month": "月", "year": "年"}, "en": {}}


def fill(sentence: str, params: Mapping[str, object], language: str) -> str:
    """The sentence with its places filled; a per cent sign that is no place stays."""
    for name, value in params.items():
        shown = plain(value) if isinstance(value, Decimal) else str(value)
        shown = _PERIOD[language].get(shown, shown) if name == "period" else shown
        sentence = sentence.replace(f"%({name})s", shown)
    return sentence


def plain(number: Decimal) -> str:
    """The number without exponent and without idle zeros: 25, 2.5, 100."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
