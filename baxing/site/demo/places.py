"""The county of the demo: an invented one, its townships, 140 branches in eight sectors, about 3,000 members."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from baxing.site.demo.case_cast import MEMBERS
from baxing.units.actions import note_event
from baxing.units.models import Unit, UnitEvent, User
from baxing.units.paths import segment

REGION, PREFECTURE, COUNTY = "高原自治区", "南谷市", "澄湖县"
TOWNSHIPS = ("云杉镇", "石桥乡", "河湾镇", "青坡乡", "草坝乡", "柳滩乡", "长岭镇", "南渡乡")
ORGANS = "县级机关党工委"
VILLAGES = (8, 8, 8, 8, 7, 7, 7, 7)
SIDES, GROUNDS = "上下东西前后新", ("滩", "坪", "沟", "桥头", "泉", "岗", "畔", "坝口")
FIRMS = {0: "青稞加工合作社联合", 1: "牧草合作社", 2: "藏毯厂", 4: "砂石公司", 6: "客运公司"}
COUNTY_BRANCHES = {
    "G": ("统计局", "水利局", "农业农村局", "林草局", "交通运输局", "文化和旅游局", "医疗保障局", "档案馆", "气象局",
          "财政局", "审计局", "教育局", "人力资源和社会保障局", "政务服务中心"),
    "S": ("水务公司", "粮油公司", "供电公司", "公交公司", "城投公司", "热力公司"),
    "E": ("中学高中部", "中学初中部", "第一小学", "第二小学", "第一幼儿园", "第二幼儿园", "职业技术学校", "教师进修学校"),
    "H": ("人民医院门诊", "人民医院住院部", "疾病预防控制中心", "藏医院", "妇幼保健院"),
    "N": ("建材公司", "商贸公司", "网络信息公司"),
    "O": ("书画协会", "志愿者协会", "养殖业协会", "餐饮业协会", "民间艺术团", "律师事务所"),
}  # fmt: skip
# Full members by sector: lowest, usual, highest.
SIZES = {"V": (12, 20, 42), "C": (14, 26, 46), "G": (7, 16, 32), "S": (8, 17, 30), "E": (8, 18, 34), "H": (7, 15, 28),
         "N": (5, 9, 18), "O": (3, 7, 12)}  # fmt: skip


@dataclass
class Branch:
    """A branch with what the story knows of it: `weak` and `fair` are star codes, of the running cycle's year."""

    unit: Unit
    key: str
    secretary: User = field(init=False)
    recorder: User = field(init=False)
    weak: tuple[str, ...] = ()
    fair: tuple[str, ...] = ()

    @property
    def members(self) -> int:
        """Full members."""
        return self.unit.members_full or 0

    @property
    def sector(self) -> str:
        """The letter of its sector."""
        return self.unit.sector


@dataclass
class County:
    """The units of the demo; branches by key: "云杉镇/V1", "县/G3"."""

    region: Unit
    prefecture: Unit
    county: Unit
    townships: list[Unit]
    branches: dict[str, Branch]

    def of(self, township: Unit) -> list[Branch]:
        """The branches of a township, in the tree's order."""
        return [branch for branch in self.branches.values() if branch.unit.parent_id == township.pk]


def build(rng: Random, today: date) -> County:
    """The tree as it was before the first cycle; the branch that is still young comes later (`young`)."""
    region = _saved(Unit(path=segment(0), name=REGION, level="region"))
    prefecture = _saved(_child(region, 0, PREFECTURE, "prefecture"))
    county = _saved(_child(prefecture, 0, COUNTY, "county"))
    townships = [_saved(_child(county, at, name, "township")) for at, name in enumerate(TOWNSHIPS)]
    townships.append(_saved(_child(county, len(townships), ORGANS, "township", form="committee")))
    units: list[Unit] = []
    keys: list[str] = []
    for key, parent, name, sector in _planned(rng, townships):
        order = sum(unit.parent is parent for unit in units)
        units.append(
            _child(parent, order, name, "branch", sector=sector, **_figures(rng, key, sector, today))
        )
        keys.append(key)
    Unit.objects.bulk_create(units)
    branches = {key: Branch(unit, key) for key, unit in zip(keys, units, strict=True)}
    made = [region, prefecture, county, *townships, *units]
    UnitEvent.objects.bulk_create([UnitEvent(unit=unit, kind="added", after={"name": unit.name, "level": unit.level})
                                   for unit in made])  # fmt: skip
    return County(region, prefecture, county, townships, branches)


def young(county: County, by: User, founded: date) -> Branch:
    """The branch that is not a year old: it checks itself, but cannot be rated yet (V2)."""
    parent = county.townships[-1]
    order = len(county.of(parent))
    unit = _child(parent, order, "县大数据中心党支部", "branch", form="branch", sector="H", members_full=9,
                  members_probationary=1, founded_on=founded)  # fmt: skip
    unit.save()
    note_event(
        unit, "added", by, {}, {"name": unit.name, "parent": parent.name, "level": "branch"}, "机构新设"
    )
    county.branches["县/H6"] = branch = Branch(unit, "县/H6")
    return branch


def _planned(rng: Random, townships: list[Unit]) -> Iterator[tuple[str, Unit, str, str]]:
    """Key, parent, name and sector of every branch but the young one."""
    places = [side + ground for ground in GROUNDS for side in SIDES]
    for at, (town, count) in enumerate(zip(townships[:-1], VILLAGES, strict=True)):
        for number, place in enumerate(rng.sample(places, count), 1):
            yield f"{town.name}/V{number}", town, f"{town.name}{place}村", "V"
        for letter, what in (("C", "河畔社区"), ("G", "机关"), ("E", "中心小学"), ("H", "卫生院")):
            yield f"{town.name}/{letter}", town, f"{town.name}{what}", letter
        if at in FIRMS:
            yield f"{town.name}/N", town, f"{town.name}{FIRMS[at]}", "N"
    for letter, names in COUNTY_BRANCHES.items():
        for number, name in enumerate(names, 1):
            yield f"县/{letter}{number}", townships[-1], f"县{name}", letter


def _figures(rng: Random, key: str, sector: str, today: date) -> dict[str, Any]:
    low, usual, high = SIZES[sector]
    members = round(rng.triangular(low, high, usual))
    form = "branch"
    if sector == "V" and key.endswith(("V6", "V7")) and rng.random() < 0.4:
        members, form = rng.randint(52, 66), "general_branch"
    founded = today - timedelta(days=rng.randint(3 * 365, (45 if sector in "VCGEH" else 12) * 365))
    facts: dict[str, Any] = {"members_probationary": rng.choice((0, 0, 1, 1, 2)), "founded_on": founded}
    members = MEMBERS.get(key, members)
    if key == "云杉镇/N":
        members, form, facts["note"] = 8, "joint_branch", "由3家合作社联合组成"
    return {"members_full": members, "form": form, **facts}


def _child(parent: Unit, order: int, name: str, level: str, **facts: Any) -> Unit:
    tail = {"branch": "党支部", "general_branch": "党总支", "joint_branch": "党支部"}.get(
        facts.get("form", ""), ""
    )
    if level == "branch" and not name.endswith(tail):
        name += tail
    return Unit(
        parent=parent, order=order, path=parent.path + segment(order), name=name, level=level, **facts
    )


def _saved(unit: Unit) -> Unit:
    unit.save()
    return unit
