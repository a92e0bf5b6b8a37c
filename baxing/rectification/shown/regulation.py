"""A regulation in words for its page, and two versions side by side (reads only)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from baxing.rules.pack_words import plain
from baxing.rules.regulation import Electorate, FourOne, Regulation, Sign
from baxing.rules.text import Text, words
from baxing.standards.describe import Words
from baxing.standards.loading import base_facts
from baxing.units.models import SECTORS

MODES = {
    "auto": words("系统按台账提示", "suggested from the records"),
    "half": words("系统提示一半，另一半由人看", "partly suggested, partly for people to see"),
    "manual": words("由人认定", "for people to find"),
}
DAYS = words("个工作日", "working days")
CALENDAR = words("天", "days")
MONTHS = words("个月", "months")
TIMES = words("次", "times")
PROBLEMS = words("条", "problems")
PEOPLE = words("人", "people")
# Every parameter of `CaseTerms`: what it is called, and what it counts. A test looks for one without words.
TERMS: dict[str, tuple[Text, Text]] = {
    "screen_days": (words("排查", "Screening"), DAYS),
    "watch_calendar_days": (words("关注期", "Watched for"), CALENDAR),
    "answer_days": (words("支部说明", "The branch may answer for"), DAYS),
    "confirm_days": (words("县里认定", "The county decides within"), DAYS),
    "plan_days": (words("定方案", "The plan is made within"), DAYS),
    "approve_days": (words("批准方案", "The plan is approved within"), DAYS),
    "months": (words("集中整顿，通常", "Rectifying, usually"), MONTHS),
    "months_least": (words("集中整顿，最短", "Rectifying, at least"), MONTHS),
    "months_most": (words("集中整顿，最长", "Rectifying, at most"), MONTHS),
    "escalated_days": (words("提级督导后走访", "Visited after it was escalated, within"), DAYS),
    "overdue_days": (words("问题超期多久提级", "A problem is escalated when late for more than"), DAYS),
    "self_check_days": (words("问题单自查", "Self-check"), DAYS),
    "recheck_days": (words("乡镇党委复查", "Township recheck"), DAYS),
    "review_days": (words("组织部门审查", "Department review"), DAYS),
    "talks_members": (words("复查谈话，党员至少", "Talks at the recheck, members at least"), PEOPLE),
    "talks_households": (
        words("复查谈话，农牧户代表至少", "Talks at the recheck, households at least"),
        PEOPLE,
    ),
    "ballot_days": (words("验收测评", "Acceptance ballot"), DAYS),
    "pass_days": (words("达标研究", "Decision after the ballot"), DAYS),
    "notice_days": (words("公示", "Notice"), DAYS),
    "restart_days": (words("重新整顿启动", "A new round begins within"), DAYS),
    "follow_up_months": (words("跟踪问效", "Follow-up"), MONTHS),
    "look_backs": (words("回头看，至少", "Look-backs, at least"), TIMES),
    "look_back_days": (words("每次回头看", "One look-back takes at most"), DAYS),
    "look_back_items": (words("每次回头看抽查问题", "Problems drawn at a look-back"), PROBLEMS),
    "round_months": (words("重新整顿一轮", "A further round"), MONTHS),
}
TABLES = {
    "signs": words("排查情形", "Situations"),
    "four_ones": words("四个一", "The four ones"),
    "items": words("验收表", "Acceptance sheet"),
    "outright": words("一票不过", "Fails outright"),
    "electorates": words("测评人", "Electorates"),
    "signers": words("受益方签认人", "Who may sign for those who gain"),
    "methods": words("检查方法", "Ways of checking"),
    "questions": words("回头看三问", "Questions of the look-back"),
    "terms": words("期限和数量", "Terms and numbers"),
    "top": words("规程", "The regulation"),
}


def sectors(codes: list[str]) -> str:
    """The sectors in words of the page's language; "" means all of them."""
    return "、".join(str(SECTORS.get(code, code)) for code in codes)


def speaker() -> Words:
    """Conditions over the base facts, in words."""
    return Words(list(base_facts().values()))


@dataclass(frozen=True)
class SignLine:
    """One situation with what the system reads for it."""

    sign: Sign
    mode: Text
    when: Text | None
    maybe: Text | None
    sectors: str


def sign_lines(regulation: Regulation) -> list[SignLine]:
    """Every situation in the order of the list."""
    say = speaker()
    return [
        SignLine(
            sign,
            MODES[sign.mode],
            None if sign.when is None else say.condition(sign.when),
            None if sign.maybe is None else say.condition(sign.maybe),
            sectors(sign.sectors),
        )
        for sign in regulation.signs
    ]


def term_lines(regulation: Regulation) -> list[tuple[Text, int, Text]]:
    """(name, number, unit) of every parameter."""
    return [(name, getattr(regulation.terms, key), unit) for key, (name, unit) in TERMS.items()]


@dataclass(frozen=True)
class Change:
    """One line that differs: where, which thing, before and after (None: it was, or is, not there)."""

    table: Text
    code: str
    before: Text | None
    after: Text | None


def compare(old: Regulation, new: Regulation) -> list[Change]:
    """What publishing `new` would change against `old`, in the order of the format; empty when nothing does."""
    before, after = dict(_lines(old)), dict(_lines(new))
    keys = [*before, *(key for key in after if key not in before)]
    order = list(TABLES)
    keys.sort(key=lambda key: order.index(key[0]))
    return [
        Change(TABLES[table], code, before.get((table, code)), after.get((table, code)))
        for table, code in keys
        if before.get((table, code)) != after.get((table, code))
    ]


def _lines(regulation: Regulation) -> Iterator[tuple[tuple[str, str], Text]]:
    """Every line of a regulation as one text, by table and code."""
    say = speaker()
    sheet = regulation.sheet
    yield ("top", "name"), regulation.name
    if regulation.note is not None:
        yield ("top", "note"), regulation.note
    for sign in regulation.signs:
        yield ("signs", sign.code), _sign(say, sign)
    for role in regulation.four_ones:
        yield ("four_ones", role.code), _four_one(role)
    yield ("items", sheet.code), _joined(sheet.name, both(f"≥ {plain(sheet.pass_mark)}"))
    for item in sheet.items:
        solved = words("系统算", "computed") if item.solved else None
        points = words(f"{item.points} 分", f"{item.points} points")
        yield ("items", item.code), _joined(item.name, item.look, points, solved)
    for at, text in enumerate(sheet.outright, start=1):
        yield ("outright", str(at)), text
    for row in regulation.electorates:
        yield ("electorates", row.code), _electorate(row)
    for table in ("signers", "methods", "questions"):
        for named in getattr(regulation, table):
            yield (table, named.code), named.name
    for key, (name, unit) in TERMS.items():
        number = getattr(regulation.terms, key)
        yield ("terms", key), words(f"{name.zh}：{number} {unit.zh}", f"{name.en}: {number} {unit.en}")


def both(text: str) -> Text:
    """The same in both languages: a figure."""
    return words(text, text)


def _joined(*parts: Text | None) -> Text:
    said = [part for part in parts if part is not None]
    return words("；".join(part.zh for part in said), "; ".join(part.en for part in said))


def _where(codes: list[str]) -> Text | None:
    return both(" ".join(codes)) if codes else None


def _sign(say: Words, sign: Sign) -> Text:
    conditions: list[Any] = [one for one in (sign.when, sign.maybe) if one is not None]
    advisory = words("仅供参考", "advisory") if sign.advisory else None
    said = [say.condition(one) for one in conditions]
    return _joined(sign.name, sign.sign, MODES[sign.mode], *said, _where(sign.sectors), advisory)


def _four_one(role: FourOne) -> Text:
    visits = words(f"每季度 {role.visits_per_quarter} 次", f"{role.visits_per_quarter} a quarter")
    stays = words("驻点", "stationed")
    return _joined(role.name, role.duty, stays if role.resident else visits, _where(role.sectors))


def _electorate(row: Electorate) -> Text:
    line = both(f"≥ {plain(row.threshold)}%")
    part, whole = row.quorum
    quorum = words(f"到会不少于 {part}/{whole}", f"at least {part}/{whole} present")
    one = row.one_below
    borne = words(f"不足 {one} 张时容许 1 张", f"one dissent borne below {one}") if one else None
    return _joined(row.name, line, quorum, borne, _where(row.sectors))
