"""Catalogues: the same keys in every language, and no silence about a missing one."""

import json
from pathlib import Path

import opencc
import pytest

from qianbei.kit.words import Language, language_of, load_catalogue, spelled, to_traditional


def folder(path: Path, **files: dict[str, str]) -> Path:
    for name, texts in files.items():
        (path / f"{name.replace('_', '-')}.json").write_text(json.dumps(texts), encoding="utf-8")
    return path


def test_traditional_words_are_derived_and_corrected_where_told(tmp_path: Path):
    hans = {"wait": "还要{minutes}分钟", "cup": "奶茶软件"}
    english = {"wait": "{minutes} more minutes", "cup": "milk tea"}
    words = load_catalogue(folder(tmp_path, zh_Hans=hans, en=english, zh_Hant={"cup": "奶茶軟體"}))
    assert words.say(Language.ZH_HANS, "wait", minutes=3) == "还要3分钟"
    assert words.say(Language.ZH_HANT, "wait", minutes=3) == "還要3分鐘"
    assert words.say(Language.ZH_HANT, "cup") == "奶茶軟體"
    assert words.say(Language.EN, "wait", minutes=3) == "3 more minutes"
    assert "cup" in words
    assert words.keys(Language.ZH_HANT) == {"wait", "cup"}


def test_a_key_that_one_language_lacks_is_told_at_once(tmp_path: Path):
    with pytest.raises(ValueError, match="only"):
        load_catalogue(folder(tmp_path, zh_Hans={"only": "只"}, en={}))


def test_a_missing_key_or_parameter_raises(tmp_path: Path):
    words = load_catalogue(folder(tmp_path, zh_Hans={"a": "{n}"}, en={"a": "{n}"}))
    with pytest.raises(KeyError):
        words.say(Language.EN, "b")
    with pytest.raises(KeyError):
        words.say(Language.EN, "a", m=1)


def test_traditional_characters_follow_the_phrase_not_the_character():
    assert to_traditional("头发") == "頭髮"
    assert to_traditional("发送") == "發送"
    assert to_traditional("想吃这里的面包，核对一下") == "想吃這裡的麵包，核對一下"


def test_traditional_characters_are_those_of_the_whole_configuration():
    whole = opencc.OpenCC("s2tw")
    files = sorted((Path(__file__).parents[3] / "src/qianbei").rglob("words/zh-Hans.json"))
    texts = [text for file in files for text in json.loads(file.read_text(encoding="utf-8")).values()]
    texts += ["方便面里的头发", "皇后在后面", "群众为民请命", "干净的台面上有发酵的面团", "老板说里程表坏了"]
    assert len(texts) > 500
    assert [to_traditional(text) for text in texts] == [whole.convert(text) for text in texts]


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("zh-CN", Language.ZH_HANS),
        ("zh-TW,zh;q=0.9", Language.ZH_HANT),
        ("zh-Hant-HK", Language.ZH_HANT),
        ("en-GB,zh;q=0.5", Language.EN),
        ("fr-FR, en;q=0.8", Language.EN),
        ("fr", Language.ZH_HANS),
        ("", Language.ZH_HANS),
    ],
)
def test_a_reader_gets_the_nearest_language(tag: str, language: Language):
    assert language_of(tag) is language


def test_a_name_is_spelled_in_traditional_characters_unless_its_owner_did() -> None:
    assert spelled({"zh-Hans": "云边茶", "en": "Cloudside"})["zh-Hant"] == "雲邊茶"
    assert spelled({"zh-Hans": "云边茶", "zh-Hant": "云邊茶"})["zh-Hant"] == "云邊茶"
    assert spelled({"en": "Cloudside"}) == {"en": "Cloudside"}
