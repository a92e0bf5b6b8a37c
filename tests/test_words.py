"""The words of the field stand in one table, and every noun of the code among them."""

import re
from pathlib import Path

from django.apps import apps

TABLE = Path(__file__).resolve().parent.parent / "docs" / "words.md"


def test_every_model_has_its_word_in_chinese_and_english() -> None:
    rows = [line.split("|")[1:-1] for line in TABLE.read_text().splitlines() if line.startswith("| ")][1:]
    assert all(len(row) == 5 and row[0].strip() and row[2].strip() for row in rows)
    named = set(re.findall(r"`([A-Za-z]+)`", " ".join(row[4] for row in rows)))
    ours = {
        model.__name__
        for config in apps.get_app_configs()
        if config.name.startswith("baxing.")
        for model in config.get_models()
    }
    assert ours - named == set()


def test_every_fact_named_in_the_table_is_in_the_catalogue() -> None:
    from baxing.standards.loading import base_facts

    said = set(re.findall(r"`([a-z]+_[a-z_]+)`", TABLE.read_text()))
    facts = {word for word in said if word.endswith(("_valid", "_months", "_quarters", "_on"))}
    assert facts <= set(base_facts())
