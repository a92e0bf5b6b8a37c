"""docs/packs.md explains every field of the format, and its examples are real."""

import re
from pathlib import Path

import pytest
import yaml
from pydantic import BaseModel, TypeAdapter

from baxing.rules import pack, terms
from baxing.rules.pack import Deduction, Part
from baxing.standards.loading import read_text

PAGE = (Path(__file__).resolve().parent.parent / "docs" / "packs.md").read_text("utf-8")
EXAMPLES = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
MODELS = [
    found
    for module in (pack, terms)
    for found in vars(module).values()
    if isinstance(found, type) and issubclass(found, BaseModel) and found.__module__ == module.__name__
]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_field_of_the_format_is_explained(model: type[BaseModel]) -> None:
    code = " ".join(re.findall(r"`[^`\n]+`|```.*?```", PAGE, re.DOTALL))
    names = [field.alias or name for name, field in model.model_fields.items() if name != "kind"]
    assert [name for name in names if not re.search(rf"\b{name}\b", code)] == []


def test_the_whole_small_pack_loads_without_a_problem() -> None:
    reading = read_text(EXAMPLES[0])
    assert reading.problems == []
    assert reading.sound().code == "small-clinic"


def test_the_turns_worth_knowing_are_valid() -> None:
    turn, once, third = (yaml.safe_load(text) for text in EXAMPLES[1:])
    assert Part.model_validate({"points": 10, **turn}).actual is not None
    assert Deduction.model_validate(once).at_most == 15
    assert TypeAdapter(terms.Condition).validate_python(third).at_most == 1


def test_the_defaults_of_the_procedure_are_those_of_the_code() -> None:
    for name, value in pack.Terms().model_dump().items():
        assert re.search(rf"`{name}` {value}\b", PAGE), name
