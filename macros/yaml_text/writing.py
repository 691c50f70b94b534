"""Write YAML that an editor can read, and that is read back as it was."""

from __future__ import annotations

from typing import Any

import yaml


class _Written(yaml.SafeDumper):
    """Writes values so that :func:`macros.yaml_text.reading.read_yaml` gives them back as they were: lists are set in below their name."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


class _AsText(_Written):
    """The same for readers that take every value as text: a day or a number needs no quotation marks."""

    yaml_implicit_resolvers: dict[str, Any] = {}


def _write_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else "'" if text in ("", "~", "null") else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Written.add_representer(str, _write_text)
_AsText.add_representer(str, _write_text)


def write_yaml(value: Any, for_any_reader: bool = False) -> str:
    """Text values, lists and groups as YAML, in the order given, which :func:`macros.yaml_text.reading.read_yaml` reads back unchanged.

    For other programs’ readers (``for_any_reader``) a text that they would take for a number, a day or a yes is quoted.
    """
    dumper = _Written if for_any_reader else _AsText
    written: str = yaml.dump(
        value, Dumper=dumper, sort_keys=False, allow_unicode=True, default_flow_style=False, width=1 << 20
    )
    return written
