"""docs/settings.md, made from the settings themselves: `python -m qianbei.runtime.settings_page > docs/settings.md`."""

import sys
from typing import get_args

import msgspec

from qianbei.runtime.settings import Settings, variable

_HEAD = """# Settings

Made from `src/qianbei/runtime/settings.py`; do not edit by hand. A flag of the `qianbei` command wins over the
variable, the variable over the default. Not every command takes every flag; every command reads every variable.

| setting | variable | default | what it is |
|---|---|---|---|
"""


def settings_page() -> str:
    """The whole page as Markdown. Raises ValueError for a setting without a description."""
    return _HEAD + "".join(_row(field) for field in msgspec.structs.fields(Settings))


def _row(field: msgspec.structs.FieldInfo) -> str:
    description = next(
        (each.description for each in get_args(field.type) if isinstance(each, msgspec.Meta)), None
    )
    if not description:
        raise ValueError(f"the setting {field.name} has no description")
    default = "unset" if field.default is None else f"`{field.default}`"
    return f"| {field.name} | `{variable(field.name)}` | {default} | {description} |\n"


if __name__ == "__main__":
    sys.stdout.write(settings_page())
