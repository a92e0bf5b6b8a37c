"""Every address of the product, filled in from the small world, and the state of the branch V in which it makes sense.

`Streets.path(operation)` gives an address that exists, for each operation of `url_list`. The branch V is brought from
stage to stage.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from baxing.accreditation.actions import flags, objections
from baxing.accreditation.models import Application
from baxing.accreditation.scores import rates_due
from baxing.records.models import FactImport
from baxing.site.actions import put_in_box
from baxing.standards.actions import copy_pack
from baxing.units.models import Grant, UnitImport
from tests.cycle_world import YEAR, CycleWorld, today
from tests.url_cases import SPACES, CaseStreet
from tests.url_cases import STAGES as CASE_STAGES
from tests.url_list import patterns


@dataclass
class Streets:
    """The world in which the addresses lead somewhere."""

    cycles: CycleWorld
    found: dict[str, Any] = field(default_factory=dict)
    case: CaseStreet = field(init=False)

    def __post_init__(self) -> None:
        assert self.cycles.clock is not None
        self.case = CaseStreet(self.cycles.world, self.cycles.clock)

    @property
    def sheet(self) -> Application:
        """The sheet of V as it is now."""
        return self.cycles.fresh(self.cycles.applications["V"])

    def settle(self) -> None:
        """What stands beside the cycle: a draft, a slip, imports."""
        world, officer = self.cycles.world, self.cycles.world.users["county_officer"]
        imported = {"file_name": "a.xlsx", "digest": "0" * 64, "by": officer}
        self.found = {
            "draft": copy_pack(self.cycles.cycle.pack, by=officer, unit=world.county).uid,
            "slip": put_in_box(
                "两处要填同一个数", "/", today() + timedelta(days=14), by=world.users["secretary"]
            ).uid,
            "unit_import": UnitImport.objects.create(under=world.county, channel="page", **imported).uid,
            "fact_import": FactImport.objects.create(
                unit=world.county,
                pack=self.cycles.cycle.pack,
                year=YEAR,
                counts={"new": 0, "changed": 0},
                **imported,
            ).uid,
            "duty": Grant.objects.get(user=world.users["rater_two"]).uid,
        }

    def bring(self, stage: str) -> None:
        """V comes to the stage, and what that stage makes."""
        if stage in CASE_STAGES:
            self.case.bring(stage)
            return
        self.cycles.bring(self.cycles.applications["V"], stage)
        sheet, world = self.sheet, self.cycles.world
        if stage == "PUBLIC_NOTICE":
            self.found["notice"] = sheet.notice.uid
            sheet = self.cycles.bring(self.cycles.applications["G2"], stage)
            objections.object_to(sheet, fact="公示的第三季度党员大会那天村里没有开会，可以问村民小组长。")
            self.found["objection"] = sheet.objections.get().uid
        if stage in ("PUBLIC_NOTICE", "RATED") and "flag" not in self.found:
            veto = next(v.code for v in self.cycles.cycle.standard.vetoes if v.when is None)
            raised = flags.raise_flag(
                self.sheet, veto, by=world.users["county_officer"], document="澄纪〔2026〕1 号"
            )
            self.found["flag"] = raised.uid

    def path(self, operation: str) -> str:
        """An address for the operation."""
        where = operation.split()[1]
        if where.startswith("/api/"):
            return self._filled(where)
        name = where
        pattern = next(pattern for each, pattern in patterns() if each == name)
        names = list(pattern.pattern.converters)
        path = reverse(name, kwargs={key: self._value(str(pattern.pattern), key) for key in names})
        asked = {
            "insight:near": {"star": "S4", "township": self.cycles.world.town.pk, "by": "S4-1"},
            "problems:new": {"parent": self.case.file},
            "rectification:totals-enter": {"year": YEAR, "measure": "screened"},
        }.get(name)
        return f"{path}?{urlencode(asked)}" if asked else path

    def _filled(self, route: str) -> str:
        path = route
        for part in route.split("/"):
            if part.startswith("{"):
                path = path.replace(part, str(self._value(route, part.strip("{}"))), 1)
        return path

    def _value(self, route: str, key: str) -> Any:
        place = route.removeprefix("/api/v1/")
        if key == "uid":
            return self.case.uid(place) or self._uid(place)
        own = place.split("/")[0] in (*SPACES, "cases") or key in ("measure", "electorate")
        if own or (key == "version" and "regulations" in place):
            return self.case.value(route, key)
        if key == "dossier":
            return self.cycles.cycle.dossier.uid if "cycles/" in route else self.sheet.dossier.uid
        values = {
            "task": self._task(rated="level" in route or "/rate/" in route),
            "verb": "start_review" if "cycles/" in route else "withdraw",
            "rate": next(iter(rates_due(self.sheet))),
            "username": "rater_two",
            "star": "S1",
            "flow": "accreditation",
            "status": "SELF_CHECK",
            "year": YEAR,
            "code": self._code(route),
            "version": self.cycles.cycle.pack.version,
            "digest": "0" * 64,
            "flag": self.found.get("flag"),
        }
        return values[key]

    def _code(self, route: str) -> str:
        if "certificates" in route:
            return str(self.sheet.award.code)
        return "eight-star" if "standards" in route else "dues_months_full"

    def _uid(self, route: str) -> Any:
        world = self.cycles.world
        beginnings = {
            "applications/": self.sheet.uid,
            "cycles/": self.cycles.cycle.uid,
            "dossiers/": self.sheet.dossier.uid,
            "notices/": self.found.get("notice"),
            "objections/": self.found.get("objection"),
            "flags/": self.found.get("flag"),
            "duties/": self.found["duty"],
            "box/": self.found["slip"],
            "tokens/": self.found["slip"],
            "standards/drafts/": self.found["draft"],
            "units/imports/": self.found["unit_import"],
            "facts/imports/": self.found["fact_import"],
            "ledger/": world.town.uid,
            "units/": world.branches["V"].uid,
            "facts/": world.branches["V"].uid,
        }
        return next(uid for beginning, uid in beginnings.items() if route.startswith(beginning))

    def _task(self, *, rated: bool) -> str:
        tasks = self.sheet.tasks.items()
        if rated:
            return next(code for code, task in tasks if task.rated)
        return next(code for code, task in tasks if task.auto == "H" and not task.rated)
