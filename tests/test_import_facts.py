"""The county's yearly workbook of facts as it really is: read, previewed, confirmed, repeated and taken back."""

import re
from collections import Counter
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from click.testing import CliRunner, Result

from baxing.records import importer
from baxing.records.actions import revision, set_fact
from baxing.records.facts import facts_of, facts_of_many, sources
from baxing.records.models import FactBefore, FactImport, FactValue
from baxing.rules.pack import Pack
from baxing.site.cli import main
from baxing.standards.models import pack_of
from baxing.units.models import Unit
from baxing.units.refused import Refused
from tests.facts_world import FACTS, County, edited, make_county
from tests.world import World


@pytest.fixture
def county(world: World) -> County:
    return make_county(world)


def everything() -> list[tuple[Any, ...]]:
    """All facts on record, whoever wrote them and when, apart from their numbers."""
    return sorted(
        FactValue.objects.values_list(
            "unit_id", "year", "code", "period", "value", "source", "entered_at", "entered_by", "imported"
        )
    )


def correct(county: County, value: int, name: str = "白玛镇一村党支部") -> None:
    set_fact(
        county.branch(name), 2025, "study_members_done", "", Fraction(value),
        by=county.officer, source="培训登记", pack=pack_of(county.pack), reason="漏了一人",
    )  # fmt: skip


def test_the_sample_says_5580_values_and_20_that_are_not_known(county: County) -> None:
    seen = county.look()
    assert seen.counts == {
        "rows": 112, "units": 112, "values": 5580, "new": 5580, "changed": 0, "same": 0,
        "unknown": {"blank": 6, "dash": 5, "slash": 6, "unclear": 3},
        "mended": {"date-as-text": 30, "percent-number": 27, "percent-text": 59},
        "errors": {}, "warnings": {"mixed-shares": 1},
    }  # fmt: skip
    assert seen.found.mended["percent-number"][:2] == ["2025年度!AG3", "2025年度!AG6"]
    assert {gap.place for gap in seen.gaps["unclear"]} == {"2025年度!AC74", "2025年度!AQ78", "2025年度!K93"}
    assert not FactValue.objects.exists()


def test_confirmed_values_are_those_of_the_file_and_gaps_stay_unknown(county: County) -> None:
    record = importer.confirm(county.look(), by=county.officer)
    assert FactValue.objects.filter(imported=record).count() == 5580
    pack: Pack = pack_of(county.pack)
    branch = county.branch("白玛镇一村党支部")
    facts = facts_of(branch, 2025, pack, reference=date(2025, 12, 31))
    assert facts.values["attendance_rate", ""] == Fraction(90) / 100
    assert facts.values["excellent_share", ""] == Fraction(1) / 4
    assert facts.values["term_ends_on", ""] == date(2026, 3, 15)
    assert facts.values["setup_compliant", ""] is True
    assert [facts.values["members_meeting_valid", f"Q{n}"] for n in (1, 2, 3, 4)] == [1, 1, 1, 1]
    assert facts.number("mobile_members") is None
    assert facts.values["mobile_members_contacted", ""] == 0
    assert facts.values["founded_on", ""] == date(1975, 4, 7)
    assert facts.values["members_full", ""] == 20
    third = facts_of(county.branch("白玛镇三村党总支"), 2025, pack, reference=date(2025, 12, 31))
    assert third.values["plan_adopted_on", ""] == date(2025, 2, 26)


def test_every_value_knows_the_row_it_came_from(county: County) -> None:
    record = importer.confirm(county.look(), by=county.officer)
    found = sources(
        county.branch("江塘乡机关党支部"), 2025, ["attendance_rate", "founded_on"], pack_of(county.pack)
    )
    origin = found["attendance_rate", ""]
    assert origin.source == "facts.xlsx · 2025年度 · 第 24 行"
    assert (origin.by, origin.import_uid) == ("样例县委组织部", str(record.uid))
    assert found["founded_on", ""].entered_at is None


def test_the_facts_of_112_branches_take_two_queries_and_three_for_what_is_computed(
    county: County, django_assert_num_queries: Any
) -> None:
    importer.confirm(county.look(), by=county.officer)
    units = Unit.objects.filter(path__under=county.unit.path, level="branch")
    pack = pack_of(county.pack)
    with django_assert_num_queries(5):
        read = {unit.pk: facts for unit, facts in facts_of_many(units, 2025, pack, date(2025, 12, 31))}
    assert len(read) == 112
    assert sum(len(facts.values) for facts in read.values()) == 5580 + 2 * 112
    one = county.branch("县商会联合党支部")
    assert read[one.pk].values == facts_of(one, 2025, pack, reference=date(2025, 12, 31)).values


def test_the_same_file_again_changes_nothing(county: County) -> None:
    importer.confirm(county.look(), by=county.officer)
    before, seen = everything(), county.look()
    assert (seen.changes, seen.same) == ([], 5580)
    with pytest.raises(Refused) as refused:
        importer.confirm(seen, by=county.officer)
    assert refused.value.code == "nothing-new"
    assert everything() == before
    assert FactImport.objects.count() == 1


def test_undo_restores_what_stood_there_to_the_letter(county: County) -> None:
    importer.confirm(county.look(), by=county.officer)
    correct(county, 38)
    before = everything()
    changed = edited(O3=36, AH4=17, R3=2, AA5="/")
    seen = county.look(changed, "second.xlsx")
    assert Counter(change.before is None for change in seen.changes) == {True: 1, False: 2}
    assert len(seen.kept) == 1
    record = importer.confirm(seen, by=county.officer)
    assert FactBefore.objects.filter(by_import=record).count() == 2
    assert len(everything()) == 5581
    importer.undo(record, by=county.officer)
    assert everything() == before
    with pytest.raises(Refused, match="早已撤回"):
        importer.undo(record, by=county.officer)


def test_the_first_import_undone_leaves_nothing(county: County) -> None:
    record = importer.confirm(county.look(), by=county.officer)
    branch = county.branch("白玛镇一村党支部")
    assert revision(branch, 2025) == 1
    importer.undo(record, by=county.officer)
    assert everything() == []
    assert revision(branch, 2025) == 2


def test_undo_is_refused_once_a_value_was_corrected_and_says_which(county: County) -> None:
    record = importer.confirm(county.look(), by=county.officer)
    correct(county, 38)
    before = everything()
    with pytest.raises(Refused) as refused:
        importer.undo(record, by=county.officer)
    assert refused.value.code == "changed-since"
    assert "白玛镇一村党支部 · 达 32 学时党员数" in str(refused.value)
    assert everything() == before
    assert FactImport.objects.get(pk=record.pk).undone_at is None


def test_after_a_later_import_is_undone_the_earlier_can_be_too(county: County) -> None:
    first = importer.confirm(county.look(), by=county.officer)
    second = importer.confirm(county.look(edited(O3=36), "second.xlsx"), by=county.officer)
    with pytest.raises(Refused):
        importer.undo(first, by=county.officer)
    importer.undo(second, by=county.officer)
    importer.undo(first, by=county.officer)
    assert everything() == []


def test_a_preview_that_is_out_of_date_is_not_written(county: County) -> None:
    importer.confirm(county.look(), by=county.officer)
    seen = county.look(edited(O3=36), "second.xlsx")
    correct(county, 38)
    before = everything()
    with pytest.raises(Refused) as refused:
        importer.confirm(seen, by=county.officer)
    assert refused.value.code == "changed-meanwhile"
    assert everything() == before


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["import", "facts", *words], catch_exceptions=False)


def test_the_command_shows_first_then_writes_then_takes_back(county: County) -> None:
    asked = [str(FACTS), "--year", "2025", "--under", "样例县", "--lang", "en"]
    shown = run(*asked)
    assert shown.exit_code == 0
    assert re.search(r"5580\s+values read", shown.output)
    assert re.search(r"20\s+cells without a value", shown.output)
    assert "a slash × 6" in shown.output
    assert not FactValue.objects.exists()
    written = run(*asked, "--confirm")
    uid = re.search(r"--undo (\S+)", written.output)
    assert uid
    assert FactValue.objects.count() == 5580
    assert "Nothing has changed" in run(*asked, "--confirm").output
    assert run("--undo", uid[1], "--lang", "en").exit_code == 0
    assert not FactValue.objects.exists()
    assert run("--undo", uid[1], "--lang", "en").exit_code == 1
