"""The roles of the procedure (domain §5): who may hold them, at which level of the tree."""

from dataclasses import dataclass

from baxing.rules.text import Text


@dataclass(frozen=True)
class Role:
    """A duty that a person holds at one unit; `levels` are the levels of unit at which it can be granted."""

    code: str
    name: Text
    levels: tuple[str, ...]


def _role(code: str, zh: str, en: str, *levels: str) -> tuple[str, Role]:
    return code, Role(code, Text(zh=zh, en=en), levels)


ROLES: dict[str, Role] = dict(
    [
        _role("member", "党员", "member", "branch"),
        _role("secretary", "支部书记", "branch secretary", "branch"),
        _role("recorder", "组织委员", "branch recorder", "branch"),
        _role("first_secretary", "第一书记", "first secretary", "branch"),
        _role("liaison", "结对单位联络人", "pairing liaison", "branch"),
        _role("township_leader", "包点乡镇领导", "township leader in charge", "branch", "township"),
        _role("county_leader", "联点县级领导", "county leader in contact", "branch", "township"),
        _role("township_officer", "乡镇组织委员", "township organisation officer", "township"),
        _role("township_secretary", "乡镇党委书记", "township party secretary", "township"),
        _role("county_officer", "县委组织部组织科", "county organisation officer", "county"),
        _role("county_lead", "县委组织部部务会", "county department meeting", "county"),
        _role("rater", "评定组成员", "evaluation group member", "county", "township"),
        _role("teller", "计票人", "teller", "county", "township"),
        _role("city_officer", "市委组织部", "city organisation department", "prefecture", "region"),
        _role("auditor", "审计员", "auditor", "county", "prefecture", "region"),
        _role("admin", "系统管理员", "system administrator", "county", "prefecture", "region"),
    ]
)

# Who acts together in the tables of the flows.
BRANCH = ("secretary", "recorder")
SECRETARY = ("secretary",)
FOUR_ONES = ("first_secretary", "liaison", "township_leader", "county_leader")
WORKERS = (*BRANCH, *FOUR_ONES)
OFFICER = ("township_officer",)
TOWNSHIP = ("township_secretary",)
COUNTY = ("county_officer",)
MEETING = ("county_lead",)
CITY = ("city_officer",)
# Who may see a case of rectification and its problems: the branch, who works on it, who watches over it. Nobody else.
SEES_CASES = ("member", *WORKERS, *OFFICER, *TOWNSHIP, *COUNTY, *MEETING, *CITY, "auditor")
