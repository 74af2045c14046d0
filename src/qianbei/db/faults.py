"""What can be wrong with the database before the first query, said in one line with the way out."""

from collections.abc import Mapping
from enum import StrEnum
from importlib import resources

from qianbei.kit.words import Catalogue, Language, load_catalogue


class Fault(StrEnum):
    NO_BINARIES = "no_binaries"
    DISK_FULL = "disk_full"
    FOLDER_BROKEN = "folder_broken"
    FOLDER_IN_USE = "folder_in_use"
    FOLDER_NOT_WRITABLE = "folder_not_writable"
    WRONG_VERSION = "wrong_version"
    START_TIMED_OUT = "start_timed_out"


class DatabaseFault(Exception):
    """The database cannot serve. `say` gives the line for a person; `reason` is for programs."""

    def __init__(self, reason: Fault, **parameters: object) -> None:
        super().__init__(reason)
        self.reason = reason
        self.parameters: Mapping[str, object] = parameters

    def say(self, language: Language) -> str:
        return words().say(language, self.reason, **self.parameters)

    def __str__(self) -> str:
        return self.say(Language.EN)


def words() -> Catalogue:
    """This room's catalogue."""
    return load_catalogue(resources.files("qianbei.db") / "words")
