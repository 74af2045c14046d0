"""The menu format as a JSON Schema, for editors: `python -m qianbei.menu.json_schema > docs/menu.schema.json`.

It says what types can say; references and names are checked by `parse_menu` only.
"""

import sys
from inspect import cleandoc
from typing import Any

import msgspec

from qianbei.menu.schema import Menu


def menu_json_schema() -> str:
    """The text of docs/menu.schema.json."""
    return json_schema(Menu, "Qianbei menu")


def json_schema(format_: type, title: str) -> str:
    """Any format's schema as text."""
    schema: dict[str, Any] = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title}
    schema |= msgspec.json.schema(format_)
    for each in schema["$defs"].values():  # Python 3.13 takes the indentation out of docstrings itself.
        if "description" in each:
            each["description"] = cleandoc(each["description"])
    return msgspec.json.format(msgspec.json.encode(schema), indent=2).decode() + "\n"


if __name__ == "__main__":
    sys.stdout.write(menu_json_schema())
