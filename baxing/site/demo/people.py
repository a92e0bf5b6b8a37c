"""The accounts of the demo: one button per role on the login page, and a secretary and a recorder for every branch."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.contrib.auth.hashers import make_password

from baxing.rules.roles import FOUR_ONES
from baxing.site.demo import case_cast
from baxing.site.demo.places import Branch, County
from baxing.units.models import AccessEvent, Grant, Unit, User

TOWN = "云杉镇"
HOME = f"{TOWN}/V1"  # the branch whose secretary, recorder and member have a button
CASE = case_cast.HOME  # the village under rectification, whose secretary and helpers have one
# User name, role, place, name shown, and what waits there (zh, en). The order is that of the login page.
SHOWN = (
    ("zhibu", "secretary", HOME, "书记", "自查填了一半，还要交支委会", "Self-check half filled"),
    ("weiyuan", "recorder", HOME, "组织委员", "逐项自评，写短板怎么补", "Scores task by task"),
    ("dangyuan", "member", HOME, "党员代表", "看本支部的星和公示", "Sees the stars of the own branch"),
    ("xiangzhen", "township_officer", TOWN, "组织委员", "接收、核实、退回申报", "Takes up, checks, returns"),
    ("shuji", "township_secretary", TOWN, "党委书记", "推荐或者不予推荐", "Recommends or declines"),
    ("zuzhike", "county_officer", "county", "组织科", "组织评定、拟定结果", "Leads the evaluation"),
    ("hecha", "county_officer", "county", "组织科（核查回访）", "核查异议，做整顿后的回头看", "Examines objections, looks back"),
    ("buwuhui", "county_lead", "county", "部务会", "审定公示、定星，认定整顿、销号", "Approves, publishes, rates, closes cases"),
    ("pingding1", "rater", "county", "评定组甲", "现场评定，独立锁定", "Rates and locks alone"),
    ("pingding2", "rater", "county", "评定组乙", "还有没锁定的评分表", "Has sheets to lock"),
    ("pingding3", "rater", "county", "评定组丙", "还有没锁定的评分表", "Has sheets to lock"),
    ("jipiao1", "teller", "county", "计票人甲", "录入测评票数", "Enters ballot counts"),
    ("jipiao2", "teller", "county", "计票人乙", "第二人录入，一致才算数", "Enters the second count"),
    ("shiwei", "city_officer", "prefecture", "市委组织部", "看全市进度，不改数据", "Looks, changes nothing"),
    ("shenji", "auditor", "county", "审计员", "只读记录簿", "Reads the record books"),
    ("guanli", "admin", "county", "系统管理员", "管组织、账号、职责", "Units, accounts, duties"),
    ("cunshuji", "secretary", CASE, "书记", "整顿个案：下一步做什么，逐条办", "A case at work: the next step first"),
    ("diyi", "first_secretary", CASE, "第一书记", "驻村整顿，自己牵头的问题一条条办", "Stationed there, works on the problems"),
    ("jiedui", "liaison", CASE, "结对单位联络人", "牵头管水一条，走访记到问题上", "Paired unit: one problem, its visits"),
    ("liandian", "county_leader", CASE, "联点县级领导", "每季度到点一次，看还有什么没办", "Comes once a quarter"),
    ("ziqu", "city_officer", "region", "党委组织部", "看全区整顿，填报年度总数", "Looks, enters the yearly totals"),
)  # fmt: skip
QUIET = (("pingding4", "rater", "评定组丁"), ("pingding5", "rater", "评定组戊"), ("pingding6", "rater", "评定组己"),
         ("pingding7", "rater", "评定组庚"))  # fmt: skip


@dataclass
class People:
    """Accounts by user name, and who holds the two township roles where (by the township's key)."""

    users: dict[str, User]
    officers: dict[int, User]
    secretaries: dict[int, User]

    def __getitem__(self, username: str) -> User:
        return self.users[username]

    def raters(self, *numbers: int) -> list[User]:
        """The members of an evaluation group."""
        return [self.users[f"pingding{number}"] for number in numbers]


def demo_password() -> str:
    """One password for the accounts with a button: made of this installation's secret key, so nobody else knows it."""
    seal = hmac.new(settings.SECRET_KEY.encode(), b"baxing demo accounts", hashlib.sha256).hexdigest()
    return f"{seal[:4]}-{seal[4:8]}-{seal[8:12]}"


def settle(county: County, since: date, *, stationed: date) -> People:
    """Everybody with their duties, the four ones since `stationed`; only the accounts with a button have a password."""
    places = {"county": county.county, "prefecture": county.prefecture, "region": county.region,
              TOWN: county.townships[0], **{key: county.branches[key].unit for key in (HOME, CASE)}}  # fmt: skip
    password, closed = make_password(demo_password()), make_password(None)
    held: list[tuple[User, str, Unit]] = []
    for username, role, place, name, zh, en in SHOWN:
        unit = places[place]
        title = name if unit.name in name or place == "prefecture" else f"{unit.name}{name}"
        shown = {"zh": f"{unit.name}：{zh}", "en": en}
        held.append((User(username=username, name=title, password=password, demo_role=shown), role, unit))
    for username, role, name in QUIET:
        held.append(
            (
                User(username=username, name=f"{county.county.name}{name}", password=closed),
                role,
                county.county,
            )
        )
    for at, town in enumerate(county.townships, 1):
        taken = town.name == TOWN
        held += [] if taken else [
            (User(username=f"xiangzhen{at}", name=f"{town.name}组织委员", password=closed), "township_officer", town),
            (User(username=f"shuji{at}", name=f"{town.name}书记", password=closed), "township_secretary", town),
        ]  # fmt: skip
    for number, branch in enumerate(county.branches.values(), 1):
        taken_roles = {role for _name, role, place, *_texts in SHOWN if place == branch.key}
        held += [row for row in _team(branch, number, closed) if row[1] not in taken_roles]
    return _keep(county, held, since, stationed)


def join(county: County, branch: Branch, since: date) -> None:
    """The two accounts of a branch that came later."""
    _keep(county, _team(branch, len(county.branches), make_password(None)), since, since)


def _team(branch: Branch, number: int, password: str) -> list[tuple[User, str, Unit]]:
    names = (("s", "secretary", "书记"), ("r", "recorder", "组织委员"))
    return [
        (
            User(username=f"{code}{number:03d}", name=f"{branch.unit.name}{duty}", password=password),
            role,
            branch.unit,
        )
        for code, role, duty in names
    ]


def _keep(county: County, held: list[tuple[User, str, Unit]], since: date, stationed: date) -> People:
    """Writes accounts, duties and their log; each account knows its duties without asking the database again."""
    users = User.objects.bulk_create([user for user, _role, _unit in held])
    grants = Grant.objects.bulk_create(
        Grant(user=user, unit=unit, role=role, since=stationed if role in FOUR_ONES else since)
        for user, role, unit in held
    )
    AccessEvent.objects.bulk_create(
        [AccessEvent(kind="created", user=user) for user in users]
        + [AccessEvent(kind="granted", user=grant.user, grant=grant) for grant in grants]
    )
    people = People({user.username: user for user in users}, {}, {})
    by_unit = {branch.unit.pk: branch for branch in county.branches.values()}
    for grant in grants:
        grant.user.__dict__["grants_now"] = [grant]
        if grant.role == "township_officer":
            people.officers[grant.unit.pk] = grant.user
        elif grant.role == "township_secretary":
            people.secretaries[grant.unit.pk] = grant.user
        elif grant.role in ("secretary", "recorder"):
            setattr(by_unit[grant.unit.pk], grant.role, grant.user)
    return people
