"""A year of facts for one branch: plausible for its sector and size, strong or weak star by star, and numbers that fit together."""

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from random import Random

from baxing.rules.calendar import add_months
from baxing.rules.facts import Value
from baxing.site.demo.places import Branch

Values = dict[tuple[str, str], Value]
GOOD, FAIR, WEAK = "good", "fair", "weak"
STARS = ("S1", "S2", "S3", "S4", "S5", "S6", "S7", "S8")
# What a branch may honestly not know yet; leaving it out leaves a task, and so a star, open.
FORGOTTEN = ("late_transfers", "study_members_done", "dues_months_full", "services_in_time", "pairing_activities",
             "half_year_check", "suggestions_answered", "venue_days_monthly", "committee_meeting_months")  # fmt: skip


@dataclass
class Year:
    """One branch in one year: what it is given is drawn from `rng` in a fixed order."""

    rng: Random
    branch: Branch
    year: int
    reference: date
    weak: tuple[str, ...]
    fair: tuple[str, ...]

    def level(self, star: str) -> str:
        """How this star stands."""
        return WEAK if star in self.weak else FAIR if star in self.fair else GOOD

    def part(self, star: str, total: int, slip: float = 0.2) -> int:
        """How many of `total` were done."""
        level = self.level(star)
        if level == GOOD:
            return total - (1 if total > 4 and self.rng.random() < slip else 0)
        low, high = (0.74, 0.94) if level == FAIR else (0.3, 0.6)
        return min(total, max(0, round(total * self.rng.uniform(low, high))))

    def yes(self, star: str) -> bool:
        """Whether it was done."""
        return self.rng.random() < {GOOD: 1.0, FAIR: 0.85, WEAK: 0.35}[self.level(star)]

    def up_to(self, low: int, high: int) -> int:
        """A number between the two, both among them."""
        return self.rng.randint(low, high)


def facts_of_year(year: Year) -> Values:
    """Every fact that the branch's sector is asked for, ballots and findings excepted."""
    found: Values = {}
    for star in STARS:
        found |= facts_of_star(year, star)
    return found


def facts_of_star(year: Year, star: str) -> Values:
    """The facts that one star counts."""
    found: Values = {(code, ""): _plain(value) for code, value in PARTS[star](year).items()}
    if star == "S4":
        quarters, order = year.part("S4", 4), ("Q1", "Q2", "Q4", "Q3")
        for at, quarter in enumerate(order):
            found["members_meeting_valid", quarter] = Fraction(int(at < quarters))
    return found


def _plain(value: Value | int) -> Value:
    return Fraction(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _set_up(y: Year) -> dict[str, Value | int]:
    members, overdue = y.branch.members, y.level("S1") == WEAK
    ends = add_months(y.reference, -y.up_to(4, 9) if overdue else y.up_to(2, 30)).replace(day=15)
    groups = members // 10 if members > 15 else 0
    units = y.up_to(2, 8)
    return {
        "setup_compliant": not (overdue and y.rng.random() < 0.3),
        "setup_application_filed": overdue,
        "term_ends_on": ends,
        "groups_due": groups,
        "groups_set": y.part("S1", groups, 0.05),
        "units_to_cover": units,
        "units_covered": y.part("S1", units, 0.1),
        "register_late_changes": 0 if y.level("S1") == GOOD else y.up_to(1, 3),
    }


def _team(y: Year) -> dict[str, Value | int]:
    posts = 5 if y.branch.members >= 15 else 3 if y.branch.members >= 7 else 1
    filled = posts - (1 if y.level("S2") == WEAK and posts > 1 else 0)
    others, duties = max(0, posts - 1), y.up_to(8, 14)
    return {
        "committee_due": posts,
        "committee_filled": filled,
        "secretary_vacant_months": y.up_to(1, 3) if y.level("S2") == WEAK else 0,
        "team_women": y.up_to(0, 2),
        "team_young": y.up_to(0, 2),
        "team_college": y.up_to(1, 3),
        "composition_plan": y.yes("S2"),
        "secretary_duties_due": duties,
        "secretary_duties_done": y.part("S2", duties),
        "secretary_lectures": y.up_to(1, 2),
        "secretary_training_hours": 56 + y.up_to(0, 16) if y.level("S2") != WEAK else y.up_to(24, 48),
        "secretary_courses": 1,
        "committee_study_due": others,
        "committee_study_done": y.part("S2", others),
        "committee_study_done_short": others,
    }


def _members(y: Year) -> dict[str, Value | int]:
    members = y.branch.members
    due = max(1, members - y.up_to(0, members // 6))
    mobile = y.up_to(1, max(1, members // 8)) if y.branch.sector in "VCN" else y.up_to(0, 1)
    needy = y.up_to(0, 3)
    return {
        "roster_quarters": max(1, y.part("S3", 4)),
        "late_transfers": {GOOD: 0, FAIR: 1, WEAK: 3}[y.level("S3")],
        "study_members_due": due,
        "study_members_done": y.part("S3", due),
        "candidates_two_years": y.up_to(1, 4),
        "candidates_three_years": y.up_to(2, 6),
        "dues_months_full": y.part("S3", 12),
        "dues_published_times": 1 if y.yes("S3") else 0,
        "mobile_members": mobile,
        "mobile_members_contacted": y.part("S3", mobile),
        "needy_members": needy,
        "needy_members_visited": y.part("S3", needy),
        "needy_members_helped": needy,
        "appraisal_done": True,
        "excellent_share": Fraction(y.up_to(20, 33), 100),
    }


def _life(y: Year) -> dict[str, Value | int]:
    days, matters, problems = y.part("S4", 12), y.up_to(3, 9), y.up_to(4, 9)
    pairs = max(3, y.branch.members * 3 // 2)
    rate = {GOOD: (86, 97), FAIR: (78, 90), WEAK: (58, 74)}[y.level("S4")]
    return {
        "committee_meeting_months": y.part("S4", 12),
        "group_meeting_months": y.part("S4", 12),
        "lecture_quarters": y.part("S4", 4),
        "party_day_months": days,
        "party_days_unprepared": 0 if y.level("S4") == GOOD else y.up_to(1, min(3, days)),
        "party_day_matters_due": matters,
        "party_day_matters_closed": y.part("S4", matters),
        "life_meeting_problems_due": problems,
        "life_meeting_problems_closed": y.part("S4", problems),
        "talks_due": pairs,
        "talks_held": y.part("S4", pairs),
        "attendance_rate": Fraction(y.up_to(*rate), 100),
    }


def _role(y: Year) -> dict[str, Value | int]:
    tasks, asked = y.up_to(3, 6), y.up_to(6, 70)
    able = max(2, y.branch.members * 4 // 5)
    claims, promises = y.up_to(4, 30), y.up_to(2, 5)
    return {
        "role_tasks_planned": tasks,
        "role_tasks_done": y.part("S5", tasks, 0.1),
        "services_received": asked,
        "services_in_time": y.part("S5", asked),
        "volunteer_services": y.up_to(3, 9) if y.level("S5") != WEAK else 1,
        "volunteer_claims": claims,
        "volunteer_claims_in_time": y.part("S5", claims),
        "members_able": able,
        "volunteers_twice": y.part("S5", able),
        "pairing_agreement": y.yes("S5"),
        "pairing_activities": y.up_to(4, 7) if y.level("S5") == GOOD else y.up_to(1, 3),
        "promises_made": promises,
        "promises_kept": y.part("S5", promises, 0.1),
        "promises_tracked": y.part("S5", promises, 0.0),
        "posts_claimed": y.part("S5", able),
    }


def _mechanism(y: Year) -> dict[str, Value | int]:
    matters, problems, letters = y.up_to(3, 8), y.up_to(2, 7), y.up_to(1, 9)
    late = y.level("S6") == WEAK and y.rng.random() < 0.6
    adopted = date(y.year, 3, 9) if late else date(y.year, 1, 25) + timedelta(days=y.up_to(0, 30))
    return {
        "plan_adopted_on": adopted,
        "half_year_check": y.yes("S6"),
        "year_summary": y.yes("S6"),
        "major_matters": matters,
        "major_matters_in_order": y.part("S6", matters, 0.1),
        "management_talks": y.up_to(2, 4) if y.level("S6") != WEAK else 1,
        "publicity_quarters": max(1, y.part("S6", 4)),
        "village_publicity_quarters": max(1, y.part("S6", 4)),
        "board_gaps": 0 if y.level("S6") != WEAK else 1,
        "problems_due": problems,
        "problems_closed_in_time": y.part("S6", problems),
        "suggestions_received": letters,
        "suggestions_answered": y.part("S6", letters),
        "oversight_meetings": max(1, y.part("S6", 4)),
    }


def _venue(y: Year) -> dict[str, Value | int]:
    days = {GOOD: (8, 14), FAIR: (6, 9), WEAK: (1, 2)}[y.level("S7")]
    return {
        "venue_days_monthly": y.up_to(*days),
        "venue_shared_times": y.up_to(2, 5) if y.level("S7") != WEAK else 0,
    }


def _support(y: Year) -> dict[str, Value | int]:
    funds = {"V": 70000, "C": 80000}.get(y.branch.sector, 200 * y.branch.members + 2000)
    in_place = y.part("S8", 20, 0.1) * funds // 20
    letters = y.up_to(0, 2)
    return {
        "funds_standard": funds,
        "funds_in_place": in_place,
        "party_worker_in_post": y.level("S8") != WEAK,
        "pay_months_on_time": y.part("S8", 12),
        "workload_counted": y.yes("S8"),
        "subsidy_paid": y.yes("S8"),
        "superior_visits": y.up_to(3, 8),
        "funds_published_times": 2 if y.level("S8") != WEAK else 1,
        "recognitions": y.up_to(1, 3) if y.level("S8") != WEAK else 0,
        "letters_due": letters,
        "letters_answered": letters,
    }


PARTS = {"S1": _set_up, "S2": _team, "S3": _members, "S4": _life, "S5": _role, "S6": _mechanism, "S7": _venue,
         "S8": _support}  # fmt: skip
