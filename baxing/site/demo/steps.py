"""The steps of one sheet. Every move goes through its action; what is typed line by line on a sheet (points, opinions, levels,
counts) is written at once, with the lines and the figures that the actions would have written one by one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random
from typing import Any

from django.utils import timezone

from baxing.accreditation.actions import cycles, evaluation, moves, review, selfcheck
from baxing.accreditation.actions.scores import save_totals
from baxing.accreditation.models import Application, Cycle, Group, RaterSheet, Remark
from baxing.accreditation.scores import measures_missing
from baxing.problems.actions import inside
from baxing.rules.pack import Task
from baxing.rules.sheet import get, put
from baxing.site.demo.book import Said, write_lines
from baxing.site.demo.cast import DEMONSTRATION
from baxing.site.demo.clock import Clock
from baxing.site.demo.facts import FAIR, GOOD, WEAK
from baxing.site.demo.people import People
from baxing.site.demo.places import Branch, County
from baxing.site.demo.words import FOUND, MEASURES, REASONS, RETURNS, SEEN
from baxing.units.models import User


@dataclass
class Run:
    """One cycle on its way: its sheets by branch key, its clock, who acts."""

    county: County
    people: People
    clock: Clock
    cycle: Cycle
    sheets: dict[str, Application]
    seed: int
    weak: Mapping[str, tuple[str, ...]]
    fair: Mapping[str, tuple[str, ...]]
    groups: list[tuple[Group, list[User]]] = field(default_factory=list)
    papers: int = 0

    def branch(self, a: Application) -> Branch:
        """The branch of a sheet."""
        return self.county.branches[self.key(a)]

    def key(self, a: Application) -> str:
        """The key of a sheet's branch."""
        return next(key for key, sheet in self.sheets.items() if sheet.pk == a.pk)

    def rng(self, a: Application, what: str) -> Random:
        """A generator of its own for each step of each sheet: the order of the story changes no figure."""
        return Random(f"{self.seed}/{self.cycle.year}/{self.key(a)}/{what}")

    def level(self, a: Application, star: str) -> str:
        """How the branch stands in this star in the cycle's year."""
        key = self.key(a)
        return WEAK if star in self.weak[key] else FAIR if star in self.fair[key] else GOOD

    def officer(self, a: Application) -> User:
        """The township's organisation officer."""
        return self.people.officers[a.township_id]

    def paper(self, kind: str) -> str:
        """The next number of a minute or a document."""
        self.papers += 1
        return f"{kind}〔{timezone.localdate().year}〕{self.papers} 号"


def reread(a: Application) -> None:
    """The cover as it is now, after an action that worked on its own copy of the file."""
    a.dossier.refresh_from_db(fields=["version", "seal", "status", "due", "changed_at"])


def start(run: Run, a: Application) -> None:
    moves.make_move(a, "start", by=run.branch(a).recorder)


def fill(run: Run, a: Application, share: float = 1.0) -> None:
    """The branch's own points with a reason where they are not full, and a measure for every star that stays dark."""
    rng, by, frame = run.rng(a, "fill"), run.branch(a).recorder, run.cycle.frame
    mine = [task for task in a.tasks.values() if task.auto != "A"]
    layer, said, remarks = bytes(a.self_scored), list[Said](), []
    for task in mine[: round(len(mine) * share)]:
        points = _own_points(run, a, task, rng)
        reason = "" if points == task.points else rng.choice(REASONS[task.code[:2]])
        layer = put(frame, layer, task.code, int(100 * points))
        remarks.append(
            Remark(application=a, task=task.code, layer="self", text=reason, by=by, at=timezone.now())
        )
        said.append(("scored", by, {"task": task.code, "points": str(points), "reason": reason}))
    a.self_scored = layer
    Remark.objects.bulk_create(remarks)
    save_totals(a, "self_scored")
    write_lines(a.dossier, said)
    if share == 1.0:
        _measures(run, a, by)


def _own_points(run: Run, a: Application, task: Task, rng: Random) -> Decimal:
    level = run.level(a, task.code[:2])
    if level == GOOD:
        return task.points - 1 if task.points >= 10 and rng.random() < 0.12 else task.points
    low, high = (0.76, 0.92) if level == FAIR else (0.3, 0.55)
    return Decimal(round(2 * float(task.points) * rng.uniform(low, high))) / 2


def _measures(run: Run, a: Application, by: User) -> None:
    due = run.clock.calendar.add(timezone.localdate(), 25)
    for star in measures_missing(a):
        task = next(task for task in a.tasks if task.startswith(star))
        what, who = MEASURES[star]
        inside.enlist(
            a.dossier, by=by, what=a.tasks[task].title.zh, due=due, measure=what, lead=who, code=task,
            raised_in="self_check",
        )  # fmt: skip
        change = {"task": task, "what": what, "who": who, "due": due.isoformat()}
        write_lines(a.dossier, [("measure", by, change)])


def adopt(run: Run, a: Application) -> None:
    rng, today = run.rng(a, "adopt"), timezone.localdate()
    should = 5 if run.branch(a).members >= 15 else 3
    selfcheck.adopt(a, by=run.branch(a).secretary, number=f"支委会纪要第 {rng.randint(9, 22)} 号", on=today,
                    should=should, present=should - rng.randint(0, 1))  # fmt: skip


def apply(run: Run, a: Application) -> None:
    willing = run.key(a) == DEMONSTRATION or run.rng(a, "willing").random() < 0.7
    selfcheck.apply_for_stars(a, by=run.branch(a).secretary, willing=willing)


def take_up(run: Run, a: Application) -> None:
    review.take_up(a, by=run.officer(a))


def opinions(run: Run, a: Application, share: float = 1.0) -> None:
    """The township's opinion on each task that needs one, and a look at the drawn records."""
    rng, by, frame = run.rng(a, "opinions"), run.officer(a), run.cycle.frame
    asked = [task for task in a.tasks.values() if task.auto == "H" and not task.rated]
    layer, said, remarks = bytes(a.reviewed), list[Said](), []
    for task in asked[: round(len(asked) * share)]:
        own = Decimal(get(frame, bytes(a.self_scored), task.code)) / 100
        lower = own >= 4 and rng.random() < 0.15
        choice, points, text = ("verified", own - 1, rng.choice(FOUND)) if lower else ("self", own, "")
        layer = put(frame, layer, task.code, int(100 * points))
        remarks.append(Remark(application=a, task=task.code, layer="township", choice=choice, text=text, by=by,
                              at=timezone.now()))  # fmt: skip
        change = {"task": task.code, "choice": choice, "points": str(points) if lower else "", "text": text}
        said.append(("opinion", by, change))
    drawn = list(a.sample.order_by("pk").values_list("task", flat=True))
    seen = drawn[: round(len(drawn) * share)]
    a.reviewed = layer
    Remark.objects.bulk_create(remarks)
    a.sample.filter(task__in=seen).update(seen=True, by=by)
    save_totals(a, "reviewed")
    write_lines(a.dossier, [*said, *(("sampled", by, {"task": task, "note": ""}) for task in seen)])


def recommend(run: Run, a: Application) -> None:
    on = timezone.localdate()
    by = run.people.secretaries[a.township_id]
    review.recommend(a, by=by, number=run.paper(f"{a.township.name}党委会纪要"), on=on)


def evaluate(run: Run, a: Application, group: int = 0) -> None:
    """Give the branch to a group and hand it over."""
    officer = run.people["zuzhike"]
    cycles.assign_group(run.groups[group][0], [a], by=officer)
    a.group = run.groups[group][0]
    if a.dossier.status == "RECOMMENDED":
        evaluation.evaluate(a, by=officer)


def rate(run: Run, a: Application, *, locked: int | None = None, spread: str = "") -> None:
    """The group's sheets; `locked` says how many are (all). In the task `spread` the last rater is two levels off."""
    rng = run.rng(a, "rate")
    out = set(a.rater_sheets.filter(conflict=True).values_list("rater", flat=True))
    raters = [user for group, users in run.groups if group == a.group for user in users if user.pk not in out]
    wanted = len(raters) if locked is None else locked
    rated = [task for task in a.tasks.values() if task.rated]
    common = {task.code: _agreed(run, a, task, rng) for task in rated}
    for at, user in enumerate(raters[:wanted]):
        levels = {task.code: _level(task, common[task.code], rng) for task in rated}
        if spread and at == wanted - 1:
            levels[spread] = _said_level(1, rng)
        _lock(a, user, levels, last=at == wanted - 1)


def _agreed(run: Run, a: Application, task: Task, rng: Random) -> int:
    if task.method == "GATE":
        return 4
    return {GOOD: 4, FAIR: 3, WEAK: rng.choice((1, 2))}[run.level(a, task.code[:2])]


def _level(task: Task, common: int, rng: Random) -> dict[str, Any]:
    if task.method == "GATE":
        return _said_level(common, rng)
    return _said_level(max(0, common - (1 if rng.random() < 0.15 else 0)), rng)


def _said_level(level: int, rng: Random) -> dict[str, Any]:
    return {"level": level, "reason": "" if level == 4 else rng.choice(FOUND), "seen": rng.choice(SEEN)}


def _lock(a: Application, user: User, levels: dict[str, Any], *, last: bool) -> None:
    """All but the last sheet are written locked; the last is locked by its action, which takes the median."""
    now = None if last else timezone.now()
    RaterSheet.objects.create(application=a, rater=user, levels=levels, locked_at=now)
    if last:
        evaluation.lock_sheet(a, by=user)
    else:
        write_lines(a.dossier, [("sheet_locked", user, {"sheet": levels})])


def propose(run: Run, a: Application) -> None:
    evaluation.propose(a, by=run.people["zuzhike"])


def send_back(run: Run, a: Application) -> None:
    """Two tasks are returned with a reason each."""
    by = run.officer(a)
    for code in ("S3-3", "S6-2"):
        review.give_opinion(a, code, "return", by=by, text=RETURNS[code])
    review.return_tasks(a, by=by)


def answer_return(run: Run, a: Application) -> None:
    """The branch mends what was returned and submits again."""
    branch = run.branch(a)
    for code in list(a.returned):
        selfcheck.score_task(
            a, code, a.tasks[code].points, by=branch.recorder, reason="已补齐，放在支部档案盒第 3 格"
        )
    moves.make_move(a, "resubmit", by=branch.secretary)
