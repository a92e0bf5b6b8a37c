"""Files of facts as they must not harm: wrong, broken, hostile, doubled, in long form or in plain text."""

import io
import zipfile
from collections import Counter
from datetime import date
from fractions import Fraction
from typing import Any

import openpyxl
import pytest

from baxing.records import importer
from baxing.records.actions import set_fact
from baxing.records.models import FactValue
from baxing.standards.models import pack_of
from baxing.units import actions
from baxing.units.models import Unit
from baxing.units.refused import Refused
from tests.facts_world import FACTS, County, edited, far_apart, make_county, saved, table
from tests.world import World


@pytest.fixture
def county(world: World) -> County:
    return make_county(world)


def codes(seen: importer.Preview, severity: str = "error") -> dict[str, int]:
    return dict(Counter(one.code for one in seen.found.problems if one.severity == severity))


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/media/image1.png", "w") as part:
            for _piece in range(260):
                part.write(bytes(1 << 20))
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file-empty"),
        (b"PK\x03\x04 nothing", "file-broken"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "file-old"),
        (b"<html><table><tr><td>1</table>", "file-kind"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "file-kind"),
        (bomb(), "file-large"),
        (far_apart(), "file-large"),
        (table(()), "file-blank"),
    ],
    ids=["empty", "broken", "old", "html", "picture", "bomb", "far-apart", "blank"],
)
def test_a_file_that_is_no_table_is_turned_away_in_words(county: County, data: bytes, code: str) -> None:
    with pytest.raises(Refused) as refused:
        county.look(data)
    assert refused.value.code == code


def test_wrong_cells_are_errors_with_their_place_and_block_the_import(county: County) -> None:
    seen = county.look(edited(E4="约3", AG7=1.05, E10=13, L11=9, A9="白玛镇六村党支布", AX12="2025.2.30"))
    assert codes(seen) == {
        "number-about": 1, "share-unclear": 1, "above-most": 2, "unit-near": 1, "no-such-day": 1
    }  # fmt: skip
    wrong = next(one for one in seen.errors if one.code == "number-about")
    assert (wrong.sheet, wrong.row, wrong.column) == ("2025年度", 4, "E")
    assert "白玛镇二村党支部" in wrong.what
    assert "白玛镇六村党支部" in next(one.mend for one in seen.errors if one.code == "unit-near")
    with pytest.raises(Refused) as refused:
        importer.confirm(seen, by=county.officer)
    assert refused.value.code == "has-errors"
    assert not FactValue.objects.exists()


def test_what_is_left_out_on_purpose_stays_unknown(county: County) -> None:
    seen = county.look(edited(E4="约3", A9="白玛镇六村党支布"))
    record = importer.confirm(seen, by=county.officer, leave_out=True)
    assert record.counts["errors"] == {"number-about": 1, "unit-near": 1}
    assert FactValue.objects.count() == 5580 - 1 - 50
    branch = county.branch("白玛镇二村党支部")
    assert not branch.facts.filter(code="secretary_vacant_months").exists()


def test_doubtful_values_are_taken_in_with_a_warning(county: County) -> None:
    seen = county.look(edited(O6=99, AX8="2024-02-20", AZ2="年度总结"), year=2026)
    said = codes(seen, "warning")
    assert (said["done-above-due"], said["unknown-column"], said["other-year"]) == (1, 1, 1)
    assert codes(seen) == {}
    assert codes(county.look(edited(AX8="2024-02-20")), "warning")["date-other-year"] == 1


def test_a_branch_named_twice_must_say_the_same(county: County) -> None:
    head, name = ("党组织名称", "上级党组织", "支委应配人数", "监督会议次数"), "白玛镇一村党支部"
    same = county.look(table(head, (name, "白玛镇", 5, 4), (name, "白玛镇", 5, None)))
    assert (codes(same), codes(same, "warning"), len(same.changes)) == ({}, {"row-twice": 1}, 2)
    other = county.look(table(head, (name, "白玛镇", 5, 4), (name, "白玛镇", 3, 4)))
    assert codes(other) == {"two-values": 1}
    assert [change.key[1] for change in other.changes] == ["oversight_meetings"]


def test_names_are_matched_whatever_blanks_and_width_they_have(county: County, world: World) -> None:
    head = ("党支部\n名称", "上级党组织", "监督会议次数")
    rows: list[tuple[Any, ...]] = [
        (" 白玛镇 一村党支部\u3000", None, 4), ("江塘乡一村党总支", "白玛镇", 4), ("合计", None, 8), (None, None, 7),
        ("不存在党支部", "白玛镇", 1), ("注:按年报填", None, None),
    ]  # fmt: skip
    seen = county.look(table(("某县汇总表",), head, *rows))
    assert len(seen.changes) == 2
    assert seen.found.totals == 1
    assert codes(seen) == {"no-name": 1, "unit-unknown": 1}
    assert codes(seen, "warning") == {"other-parent": 1}
    actions.close_unit(county.branch("白玛镇一村党支部"), by=world.users["region_admin"], why="撤销")
    assert codes(county.look(table(head, rows[0]))) == {"unit-closed": 1}


def test_the_long_form_carries_its_own_period_and_source(county: County) -> None:
    head = "党组织名称,事实代码,时段,值,来源"
    rows = [
        "白玛镇一村党支部,members_meeting_valid,Q2,1,会议记录第 6 号", "白玛镇一村党支部,党员大会(第三季度)有效次数,,2,",
        "白玛镇一村党支部,plan_adopted_on,全年,2025年2月20日,", "白玛镇一村党支部,attendance_rate,3月,0.9,",
        "白玛镇一村党支部,no_such_fact,,1,", "白玛镇一村党支部,satisfaction_rate_members,,1,",
    ]  # fmt: skip
    seen = county.look("\n".join([head, *rows]).encode("gb18030"), "long.csv")
    assert codes(seen) == {"period-does-not-fit": 1, "unknown-fact": 1, "computed-fact": 1}
    importer.confirm(seen, by=county.officer, leave_out=True)
    found = {(row.code, row.period): row for row in FactValue.objects.all()}
    assert {key: row.value for key, row in found.items()} == {
        ("members_meeting_valid", "Q2"): "1", ("members_meeting_valid", "Q3"): "2",
        ("plan_adopted_on", ""): "2025-02-20",
    }  # fmt: skip
    assert found["members_meeting_valid", "Q2"].source == "会议记录第 6 号 · long.csv · 第 2 行"


def test_several_sheets_are_read_and_hidden_ones_are_not(county: County) -> None:
    book = openpyxl.Workbook()
    for title, value, state in (("上半年", 3, "visible"), ("旧", 9, "hidden")):
        sheet = book.create_sheet(title)
        sheet.append(("党组织名称", "监督会议次数" if value == 3 else "支委应配人数"))
        sheet.append(("白玛镇一村党支部", value))
        sheet.sheet_state = state
    book.active.append(("只是说明",))  # type: ignore[union-attr]
    seen = county.look(saved(book))
    assert [(key[1], item.value) for key, item in seen.found.items.items()] == [
        ("oversight_meetings", Fraction(3))
    ]
    assert seen.found.passed_over == ["Sheet", "旧"]


def test_formulas_and_markup_in_cells_are_only_text(county: County) -> None:
    evil = "<script>alert(1)</script>"
    seen = county.look(
        table(("党组织名称", "监督会议次数"), (evil, 1), ("白玛镇一村党支部", "=1+1"), ("'; --", 2))
    )
    assert codes(seen) == {"unit-unknown": 2}
    assert [gap.kind for gap in seen.found.gaps] == ["blank"]
    assert seen.changes == []


def test_a_date_of_the_roster_may_be_given_for_the_year(county: County) -> None:
    seen = county.look(table(("党组织名称", "成立时间"), ("白玛镇一村党支部", date(1970, 1, 2))))
    assert [change.value for change in seen.changes] == ["1970-01-02"]


def test_a_township_officer_imports_only_below_the_township(county: County, world: World) -> None:
    town = county.branch("白玛镇一村党支部").parent
    with pytest.raises(Refused) as refused:
        importer.preview(
            FACTS.read_bytes(), "facts.xlsx", town, 2025, county.pack, by=world.users["township_officer"]
        )
    assert refused.value.code == "not-importer"
    seen = importer.preview(FACTS.read_bytes(), "facts.xlsx", town, 2025, county.pack, by=county.officer)
    assert len(seen.found.units) == 12
    assert seen.errors == []
    assert Counter(problem.code for problem in seen.warnings) == {"elsewhere": 8, "mixed-shares": 1}


def test_a_closed_branch_takes_no_more_facts(county: County) -> None:
    branch = county.branch("县商会联合党支部")
    Unit.objects.filter(pk=branch.pk).update(state="closed")
    branch.refresh_from_db()
    with pytest.raises(Refused) as refused:
        set_fact(
            branch,
            2025,
            "setup_compliant",
            "",
            True,
            by=county.officer,
            source="x",
            pack=pack_of(county.pack),
        )
    assert refused.value.code == "no-branch"
