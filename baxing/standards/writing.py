"""Writing a pack: the canonical text that is kept and digested, and YAML for people. Needs no Django."""

import hashlib
import json
from decimal import Decimal
from typing import Any

import yaml

from baxing.rules.pack import Pack
from baxing.rules.pack_words import plain
from baxing.standards.yaml_tree import looks_like_number


def content_of(pack: Pack) -> dict[str, Any]:
    """The pack as plain values by its own keys, without what is default; numbers are `Decimal`s without
    idle zeros."""
    value = _tidy(pack.model_dump(by_alias=True, exclude_defaults=True))
    assert isinstance(value, dict)  # noqa: S101 (a model dumps to a dict)
    return value


def _tidy(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _tidy(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_tidy(inner) for inner in value]
    return Decimal(plain(value)) if isinstance(value, Decimal) else value


def canonical(pack: Pack) -> str:
    """The one text of a pack that is stored and digested: JSON in the order of the format, numbers as
    words."""
    return json.dumps(content_of(pack), ensure_ascii=False, separators=(",", ":"), default=str)


def digest(text: str) -> str:
    """SHA-256 of a canonical text, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def dump_yaml(pack: Pack) -> str:
    """The pack as one YAML file that `loading.read_text` reads back to an equal pack."""
    value = content_of(pack)
    for star in value["stars"]:
        for task in star["tasks"]:
            for holder in (task, *task.get("variants", {}).values()):
                if "rule" in holder:
                    holder["rule"].pop("kind", None)  # the method says it
    return yaml.dump(
        value, Dumper=YamlDumper, allow_unicode=True, sort_keys=False, width=110, default_flow_style=False
    )


class YamlDumper(yaml.SafeDumper):
    """Numbers exact and plain, no references."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def _number(dumper: yaml.SafeDumper, value: Decimal) -> yaml.ScalarNode:
    whole = value == value.to_integral_value()
    return dumper.represent_scalar(f"tag:yaml.org,2002:{'int' if whole else 'float'}", plain(value))


def _words(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    style = "'" if looks_like_number(value) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


YamlDumper.add_representer(Decimal, _number)
YamlDumper.add_representer(str, _words)
