"""Compiles every message catalogue while a wheel is built: an installed Baxing speaks Chinese at once."""

import importlib.util
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileMessages(BuildHookInterface):
    """Runs `tools/messages.py compile` on the tree that is being packed."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        root = Path(self.root)
        spec = importlib.util.spec_from_file_location("messages", root / "tools" / "messages.py")
        assert spec is not None
        assert spec.loader is not None
        messages = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(messages)
        messages.compile_catalogues(root)
