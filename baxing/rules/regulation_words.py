"""Every problem of a rectification regulation in words: those of its own, beside the words that packs share."""

import re
from collections.abc import Mapping

from baxing.rules import pack_words
from baxing.rules.text import Text

# code: (what zh, what en, mend zh, mend en)
_W: dict[str, tuple[str, str, str, str]] = {
    "quota-key": (
        "这里不能写 %(key)s：应整尽整，不设比例、不定指标，列多少只看查到多少",
        "%(key)s cannot stand here: whoever needs it is rectified, there is no quota; how many are listed follows from what was found",
        "删掉这一行；程序里没有按比例、按名额、按名次列对象的办法",
        "Remove the line; nothing in the program lists organisations by share, number or rank",
    ),
    "unknown-fact": (
        "没有 %(code)s 这个事实",
        "There is no fact %(code)s",
        "改成 standards/facts.yaml 里有的代码",
        "Use a code of standards/facts.yaml",
    ),
    "misspelt-fact": (
        "没有 %(code)s 这个事实，是不是 %(guess)s？",
        "There is no fact %(code)s; did you mean %(guess)s?",
        "改成 %(guess)s",
        "Write %(guess)s",
    ),
    "codes-twice": (
        "代码 %(code)s 在这张表里用了两次",
        "The code %(code)s stands twice in this table",
        "换一个没用过的代码",
        "Use a code that is free",
    ),
    "sheet-sum": (
        "验收表各项加起来是 %(total)s 分，不是 100 分",
        "The acceptance sheet adds up to %(total)s points, not 100",
        "改各项分值，合计 100 分",
        "Change the points of its rows until they make 100",
    ),
    "sheet-solved": (
        "“问题解决了多少”由系统算，只能有一项",
        "Only one row can be the share of problems solved; the system computes it",
        "只留一个 solved: true",
        "Keep one solved: true",
    ),
    "sign-manual": (
        "%(code)s 由人认定（mode: manual），不能再写 when",
        "%(code)s is for people to find (mode: manual), so it has no when",
        "删掉 when，或改成 mode: auto",
        "Remove when, or write mode: auto",
    ),
    "sign-computed": (
        "%(code)s 由系统算，却没写 when",
        "%(code)s is computed, but has no when",
        "补上 when，或改成 mode: manual",
        "Add when, or write mode: manual",
    ),
    "months-order": (
        "整顿期限要满足：最短 %(least)s ≤ 通常 %(usual)s ≤ 最长 %(most)s 个月",
        "The months must rise: least %(least)s, usual %(usual)s, most %(most)s",
        "改 months_least、months、months_most",
        "Change months_least, months or months_most",
    ),
    "quorum-over": (
        "到会要求 %(part)s/%(whole)s 超过全部人数",
        "A quorum of %(part)s/%(whole)s is more than everybody",
        "写成 [2, 3] 这样，前面不大于后面",
        "Write it like [2, 3], the first not above the second",
    ),
    "look-backs-tight": (
        "%(months)s 个月里放不下 %(count)s 次回头看（每两次至少隔 %(apart)s 天）",
        "%(count)s look-backs at least %(apart)s days apart do not fit into %(months)s months",
        "减少 look_backs，或加长 follow_up_months",
        "Lower look_backs, or raise follow_up_months",
    ),
    "sector-nobody": (
        "%(sector)s 领域没有人参加验收测评",
        "Nobody votes on acceptance in sector %(sector)s",
        "在 electorates 里给这个领域加上测评人",
        "Add an electorate for this sector under electorates",
    ),
    "sector-one-group": (
        "%(sector)s 领域只有一类人测评，没有服务对象一方",
        "Only one group votes in sector %(sector)s; the people served have no say",
        "再加一类测评人；确实没有就保留",
        "Add a second group; keep it only if there is none",
    ),
    "sector-no-ones": (
        "%(sector)s 领域没有包联责任人（四个一）",
        "Nobody of the four ones goes to sector %(sector)s",
        "在 four_ones 里加上这个领域",
        "Add the sector under four_ones",
    ),
    "threshold-low": (
        "%(name)s 的线是 %(value)s%，低于自治区规程的 %(line)s%",
        "The line of %(name)s is %(value)s %, below the %(line)s % of the region's rule",
        "党员不低于 95，代表不低于 85；上级另有规定就保留",
        "Members 95 or more, representatives 85 or more; keep it only if a higher rule says so",
    ),
}
# What a quota may be called. `percent` inside a quantity of a sign is known there and never comes here.
_QUOTA = re.compile(
    r"quota|percent|proportion|ratio|share|rank|bottom|lowest_n|top_n|number_of|cases|organisations"
    r"|target|at_least_cases|minimum|maximum|比例|指标|名额|名次|排名|倒数|末位|任务数",
    re.IGNORECASE,
)
CODES = frozenset(_W)


def is_quota(key: str) -> bool:
    """Whether a key that nobody knows looks like an order to list so many (不设比例、不定指标, domain §1 row 9)."""
    return _QUOTA.search(key) is not None


def say(code: str, params: Mapping[str, object]) -> tuple[Text, Text]:
    """(what is wrong, how to mend it) of a finding."""
    if code not in _W:
        return pack_words.say(code, params)
    what_zh, what_en, mend_zh, mend_en = _W[code]
    return (
        Text(zh=pack_words.fill(what_zh, params, "zh"), en=pack_words.fill(what_en, params, "en")),
        Text(zh=pack_words.fill(mend_zh, params, "zh"), en=pack_words.fill(mend_en, params, "en")),
    )
