"""The county's roster as it really is: read, previewed, confirmed, repeated, changed and taken back; by command and page."""

import io
from collections import Counter
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from baxing.site.cli import main
from baxing.units import actions, importer
from baxing.units.models import Grant, Unit, UnitEvent, UnitImport
from baxing.units.refused import Refused
from tests.world import World

SAMPLE = Path(__file__).parent / "data" / "units.xlsx"


@pytest.fixture
def county(world: World) -> Unit:
    """An empty county beside the world's own."""
    return actions.add_unit(world.prefecture, "样例县", level="county", by=world.users["region_admin"])


def seen(county: Unit, data: bytes | None = None) -> importer.Preview:
    return importer.preview(data or SAMPLE.read_bytes(), "units.xlsx", county, today=date(2026, 3, 1))


def below(county: Unit) -> int:
    return Unit.objects.filter(path__under=county.path).count() - 1


def edited(**cells: object) -> bytes:
    """The sample with some cells changed."""
    book = openpyxl.load_workbook(SAMPLE)
    for place, value in cells.items():
        book["党组织名册"][place] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_the_sample_gives_nine_superiors_and_112_organisations(county: Unit) -> None:
    preview = seen(county)
    assert (preview.parents, len(preview.roster.lines), preview.errors) == (9, 112, [])
    assert Counter(step.kind for step in preview.steps) == {"add_parent": 9, "add": 112}
    assert preview.roster.read == ["党组织名册"]
    assert [name for name, _why in preview.roster.passed_over] == ["说明", "Sheet3"]
    assert len(preview.roster.totals) == 1
    assert preview.roster.remarks == ["注:联合党支部按所在党(工)委统计。"]
    assert Counter(p.code for p in preview.problems) == {"large-branch": 9}
    assert [p.row for p in preview.warnings] == [5, 18, 21, 33, 39, 49, 53, 56, 92]
    assert below(county) == 0


def test_confirming_makes_them_with_every_figure_as_in_the_file(world: World, county: Unit) -> None:
    record = importer.confirm(seen(county), by=world.users["region_admin"])
    assert len(record.made) == 121
    branches = Unit.objects.filter(path__under=county.path, level="branch")
    assert Counter(branches.values_list("sector", flat=True)) == {
        "V": 60, "G": 14, "E": 11, "H": 11, "N": 7, "C": 4, "S": 3, "O": 2
    }  # fmt: skip
    assert Counter(branches.values_list("form", flat=True)) == {
        "branch": 95, "general_branch": 11, "joint_branch": 6
    }  # fmt: skip
    assert sum(branches.values_list("members_full", flat=True)) == 2781
    assert branches.filter(members_probationary=None).count() == 20
    assert Counter(branches.values_list("founded_precision", flat=True)) == {"day": 86, "month": 26}
    organs = Unit.objects.get(parent=county, name="县直机关工委")
    assert (organs.level, organs.form, organs.children.count()) == ("township", "committee", 20)
    assert Unit.objects.get(parent=county, name="措麦乡").children.count() == 13
    assert UnitEvent.objects.filter(unit__path__under=county.path, kind="added").count() == 122
    assert actions.rebuild_paths() == 0


@pytest.mark.parametrize(
    ("name", "full", "probationary", "founded", "precision", "note"),
    [
        ("白玛镇一村党支部", 20, 2, date(1975, 4, 7), "day", ""),
        ("白玛镇二村党支部", 62, 0, date(2010, 3, 9), "day", ""),
        ("白玛镇五村党支部", 19, 0, date(1987, 4, 1), "month", ""),
        ("江塘乡一村党总支", 19, 0, date(2006, 9, 21), "day", ""),
        ("江塘乡五村党支部", 14, 1, date(2003, 7, 1), "month", ""),
        ("白玛镇机关党支部", 5, None, date(1971, 5, 1), "month", ""),
        ("雪岭乡五村党支部", 22, 1, date(2004, 7, 2), "day", "书记空缺,待补选"),
    ],
)
def test_one_row_of_each_kind(
    world: World, county: Unit, name: str, full: int, probationary: int | None, founded: date,
    precision: str, note: str,
) -> None:  # fmt: skip
    importer.confirm(seen(county), by=world.users["region_admin"])
    unit = Unit.objects.get(path__under=county.path, name=name)
    assert (unit.members_full, unit.members_probationary) == (full, probationary)
    assert (unit.founded_on, unit.founded_precision, unit.note) == (founded, precision, note)


def test_the_same_file_again_changes_nothing_and_says_so(world: World, county: Unit) -> None:
    importer.confirm(seen(county), by=world.users["region_admin"])
    again = seen(county)
    assert (again.work, again.count("same")) == (0, 112)
    with pytest.raises(Refused) as refusal:
        importer.confirm(again, by=world.users["region_admin"])
    assert refusal.value.code == "nothing-new"
    assert below(county) == 121


def test_a_changed_row_is_shown_as_a_difference_and_taken_back_by_undo(world: World, county: Unit) -> None:
    admin = world.users["region_admin"]
    importer.confirm(seen(county), by=admin)
    second = seen(county, edited(F4=23, H5="2010年3月", G4=None))
    changes = {step.name: (step.before, step.facts) for step in second.steps if step.kind == "change"}
    assert changes == {
        "白玛镇一村党支部": ({"members_full": 20}, {"members_full": 23}),
        "白玛镇二村党支部": (
            {"founded_on": date(2010, 3, 9), "founded_precision": "day"},
            {"founded_on": date(2010, 3, 1), "founded_precision": "month"},
        ),
    }
    record = importer.confirm(second, by=admin)
    unit = Unit.objects.get(path__under=county.path, name="白玛镇一村党支部")
    assert (unit.members_full, unit.members_probationary) == (23, 2)
    importer.undo(record, by=admin)
    unit.refresh_from_db()
    assert unit.members_full == 20
    assert [event.kind for event in unit.events.all()] == ["added", "changed", "changed"]
    assert below(county) == 121


def test_undo_takes_everything_back_once(world: World, county: Unit) -> None:
    admin = world.users["region_admin"]
    record = importer.confirm(seen(county), by=admin)
    importer.undo(record, by=admin)
    assert below(county) == 0
    record.refresh_from_db()
    assert record.undone_by == admin
    with pytest.raises(Refused) as refusal:
        importer.undo(record, by=admin)
    assert refusal.value.code == "already-undone"
    importer.confirm(seen(county), by=admin)
    assert below(county) == 121


def test_undo_is_refused_when_something_was_built_on_it(world: World, county: Unit) -> None:
    admin = world.users["region_admin"]
    record = importer.confirm(seen(county), by=admin)
    town = Unit.objects.get(parent=county, name="白玛镇")
    actions.create_user(town, "baima", "组织委员", role="township_officer", by=admin)
    actions.add_unit(town, "白玛镇七村党支部", level="branch", by=admin)
    with pytest.raises(Refused, match=r"1.*1") as refusal:
        importer.undo(record, by=admin)
    assert refusal.value.code == "built-on"
    record.refresh_from_db()
    assert record.undone_at is None
    assert below(county) == 122
    assert Grant.objects.filter(unit=town).count() == 1


def test_a_preview_that_is_out_of_date_is_refused(world: World, county: Unit) -> None:
    admin = world.users["region_admin"]
    old = seen(county)
    actions.add_unit(county, "白玛镇", level="township", by=admin)
    with pytest.raises(Refused) as refusal:
        importer.confirm(old, by=admin)
    assert refusal.value.code == "changed-meanwhile"
    assert below(county) == 1
    assert not UnitImport.objects.exists()


def test_only_who_manages_the_county_may_import(world: World, county: Unit) -> None:
    with pytest.raises(Refused) as refusal:
        importer.confirm(seen(county), by=world.users["county_officer"])
    assert refusal.value.code == "not-manager"


def test_the_command_previews_confirms_and_undoes(world: World, county: Unit) -> None:
    def run(*args: str) -> tuple[int, str]:
        done = CliRunner().invoke(main, ["import", "units", *args, "--lang", "en"])
        return done.exit_code, done.output

    code, said = run(str(SAMPLE), "--under", "样例县")
    assert code == 0, said
    assert "9 superior organisations and 112 organisations below 样例县" in said
    assert "党组织名册 F5 [large-branch]" in said
    assert below(county) == 0
    code, said = run(str(SAMPLE), "--under", str(county.uid), "--confirm")
    assert (code, below(county)) == (0, 121), said
    uid = str(UnitImport.objects.get().uid)
    assert f"--undo {uid}" in said
    code, said = run(str(SAMPLE), "--under", "样例县", "--confirm")
    assert (code, "nothing to import" in said) == (0, True), said
    code, said = run("--undo", uid)
    assert (code, below(county)) == (0, 0), said
    code, said = run("--undo", uid)
    assert code == 1
    assert "undone already" in said
    assert run(str(SAMPLE), "--under", "没有这个县")[0] == 1
    assert run()[0] == 2
