"""The words that offices use in a roster of organisations: headings, classes, sectors, dates."""

import re
from datetime import date, datetime, timedelta

from baxing.units.workbook import Cell, text

HEADINGS = {
    "number": ["序号", "编号", "no", "no.", "number"],
    "superior": [
        "上级党组织",
        "上级组织",
        "上级党组织名称",
        "所属党委",
        "所属党组织",
        "隶属党组织",
        "superior",
    ],
    "name": [
        "党组织名称",
        "支部名称",
        "党支部名称",
        "组织名称",
        "基层党组织名称",
        "organisation",
        "branch",
        "name",
    ],
    "form": ["党组织类别", "组织类别", "党组织类型", "组织类型", "类别", "form", "kind"],
    "sector": ["所属领域", "领域", "行业领域", "领域类别", "sector"],
    "members_full": [
        "正式党员数",
        "正式党员",
        "正式党员人数",
        "党员数",
        "党员人数",
        "fullmembers",
        "members",
    ],
    "members_probationary": ["预备党员数", "预备党员", "预备党员人数", "probationarymembers", "probationary"],
    "founded": ["成立时间", "成立日期", "组建时间", "设立时间", "founded"],
    "note": ["备注", "说明", "note", "remark"],
}
FORM_WORDS = {
    "党支部": "branch",
    "支部": "branch",
    "党总支": "general_branch",
    "总支": "general_branch",
    "党总支部": "general_branch",
    "党委": "committee",
    "基层党委": "committee",
    "联合党支部": "joint_branch",
    "联合支部": "joint_branch",
    "临时党支部": "temporary_branch",
    "临时支部": "temporary_branch",
    "branch": "branch",
    "generalbranch": "general_branch",
    "committee": "committee",
    "jointbranch": "joint_branch",
    "temporarybranch": "temporary_branch",
}
SECTOR_WORDS = {
    "V": ["农牧区村", "村", "行政村", "农村", "建制村", "village"],
    "C": ["社区", "城市社区", "城镇社区", "居委会", "community"],
    "G": ["机关", "党政机关", "国家机关", "governmentorgan"],
    "S": ["国企", "国有企业", "公有制企业", "state-ownedenterprise"],
    "E": ["学校", "中小学校", "高校", "school"],
    "H": ["医院", "卫生院", "公立医院", "事业单位", "publicinstitution", "hospital"],
    "N": ["非公企业", "非公有制企业", "非公", "民营企业", "非公有制经济组织", "non-publicenterprise"],
    "O": ["社会组织", "socialorganisation"],
}
SECTORS_BY_WORD = {word: code for code, words in SECTOR_WORDS.items() for word in words}


def form_of_name(name: str) -> str | None:
    """The form that a name ends in: 白玛镇三村党总支 → general_branch."""
    for word in sorted((word for word in FORM_WORDS if not word.isascii()), key=len, reverse=True):
        if name.endswith(word):
            return FORM_WORDS[word]
    return None


def read_day(cell: Cell) -> tuple[date, str] | None:
    """A date and how exact it is (day, month or year), from a date cell, a serial number or any usual spelling."""
    if isinstance(cell, datetime):
        return cell.date(), "day"
    if isinstance(cell, date):
        return cell, "day"
    said = text(cell).replace(" ", "")
    if said.isdecimal() and len(said) == 5:
        return date(1899, 12, 30) + timedelta(days=int(said)), "day"
    found = re.fullmatch(r"(\d{4})(?:(\d{2})(\d{2})?)?", said) or re.fullmatch(
        r"(\d{4})[年./\-](?:(\d{1,2})(?:[月./\-](?:(\d{1,2})日?)?)?)?", said
    )
    if found is None:
        return None
    precision = "day" if found[3] else "month" if found[2] else "year"
    try:
        return date(int(found[1]), int(found[2] or 1), int(found[3] or 1)), precision
    except ValueError:
        return None
