"""The small world that database tests share.

    region 高原自治区 > prefecture 南谷市 > county 澄湖县
      township 云杉镇: branches V (village), V2 (general branch of a village), C, G, E, H, N
      township 石桥乡: branches V3, E2
      committee 县级机关党工委: branches G2, S, O

Every role in ROLES has one account, named after the role: branch roles at V, township roles at 云杉镇, the
others at the county, `city_officer` at the prefecture. Besides them: `other_officer` (石桥乡),
`other_secretary` (V3), `rater_two`, `teller_two`, `region_admin` (the root), and `stranger` without a duty.

With the fixture `world` (conftest), `world.client_as("secretary")` is a logged-in client.
Nothing here goes through the actions: the world must not depend on what is tested, and takes milliseconds.
"""

from dataclasses import dataclass
from typing import Any

from django.test import Client

from baxing.rules.roles import ROLES
from baxing.units.models import Grant, Unit, User
from baxing.units.paths import segment

BRANCHES = {
    "V": ("town", "云杉镇一村党支部", "branch", "V", 20),
    "V2": ("town", "云杉镇二村党总支", "general_branch", "V", 62),
    "C": ("town", "云杉镇河畔社区党支部", "branch", "C", 19),
    "G": ("town", "云杉镇机关党支部", "branch", "G", 12),
    "E": ("town", "云杉镇中心小学党支部", "branch", "E", 16),
    "H": ("town", "云杉镇卫生院党支部", "branch", "H", 5),
    "N": ("town", "云杉镇合作社联合党支部", "joint_branch", "N", 8),
    "V3": ("other_town", "石桥乡一村党支部", "branch", "V", 27),
    "E2": ("other_town", "石桥乡中心小学党支部", "branch", "E", 9),
    "G2": ("organs", "县统计局党支部", "branch", "G", 14),
    "S": ("organs", "县水务公司党支部", "branch", "S", 11),
    "O": ("organs", "县书画协会党支部", "branch", "O", 7),
}
MORE = {
    "other_officer": ("township_officer", "other_town"),
    "other_secretary": ("secretary", "V3"),
    "rater_two": ("rater", "county"),
    "teller_two": ("teller", "county"),
    "region_admin": ("admin", "region"),
}


@dataclass
class World:
    """Units by name, branches by key (BRANCHES), users by role or name (MORE)."""

    region: Unit
    prefecture: Unit
    county: Unit
    town: Unit
    other_town: Unit
    organs: Unit
    branches: dict[str, Unit]
    users: dict[str, User]

    def client_as(self, who: str | User) -> Client:
        """A client that is logged in as this role, name or user."""
        client = Client()
        user = self.users[who] if isinstance(who, str) else who
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client


def _unit(parent: Unit | None, order: int, name: str, level: str, **facts: Any) -> Unit:
    path = (parent.path if parent else "") + segment(order)
    return Unit(parent=parent, order=order, path=path, name=name, level=level, **facts)


def make_world() -> World:
    """A fresh world in the test's database."""
    region = _unit(None, 0, "高原自治区", "region")
    region.save()
    prefecture = _unit(region, 0, "南谷市", "prefecture")
    prefecture.save()
    county = _unit(prefecture, 0, "澄湖县", "county")
    county.save()
    town, other_town, organs = Unit.objects.bulk_create(
        [
            _unit(county, 0, "云杉镇", "township"),
            _unit(county, 1, "石桥乡", "township"),
            _unit(county, 2, "县级机关党工委", "township", form="committee"),
        ]
    )
    parents = {"town": town, "other_town": other_town, "organs": organs}
    made = [
        _unit(
            parents[at],
            [k for k in BRANCHES if BRANCHES[k][0] == at].index(key),
            name,
            "branch",
            form=form,
            sector=sector,
            members_full=members,
            members_probationary=1,
        )
        for key, (at, name, form, sector, members) in BRANCHES.items()
    ]
    branches = dict(zip(BRANCHES, Unit.objects.bulk_create(made), strict=True))
    places = {"region": region, "prefecture": prefecture, "county": county, **parents, **branches}
    return World(region, prefecture, county, town, other_town, organs, branches, _people(places))


def _people(places: dict[str, Unit]) -> dict[str, User]:
    home = {"branch": "V", "township": "town", "county": "county", "prefecture": "prefecture"}
    held = {code: (code, home[role.levels[0]]) for code, role in ROLES.items()} | MORE
    names = [*held, "stranger"]
    users = dict(
        zip(
            names,
            User.objects.bulk_create([User(username=name, name=name, password="!") for name in names]),
            strict=True,
        )
    )
    Grant.objects.bulk_create(
        [Grant(user=users[name], unit=places[place], role=role) for name, (role, place) in held.items()]
    )
    return users
