"""How Chinese sounds: characters and typed pinyin as syllables, alike sounds folded together.

Only single characters are looked up, so two spellings with the same characters always sound alike. Tones
only tell apart what sounds alike. Deliberately absent: readings that depend on the word around a character.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from pypinyin import Style, lazy_pinyin

_TABLE = """
a ai an ang ao ba bai ban bang bao bei ben beng bi bian biao bie bin bing bo bu ca cai can cang cao ce
cen ceng cha chai chan chang chao che chen cheng chi chong chou chu chuai chuan chuang chui chun chuo ci
cong cou cu cuan cui cun cuo da dai dan dang dao de den deng di dian diao die ding diu dong dou du duan
dui dun duo e en er fa fan fang fei fen feng fo fou fu ga gai gan gang gao ge gei gen geng gong gou gu
gua guai guan guang gui gun guo ha hai han hang hao he hei hen heng hong hou hu hua huai huan huang hui
hun huo ji jia jian jiang jiao jie jin jing jiong jiu ju juan jue jun ka kai kan kang kao ke ken keng
kong kou ku kua kuai kuan kuang kui kun kuo la lai lan lang lao le lei leng li lia lian liang liao lie
lin ling liu long lou lu luan lun luo lv lve ma mai man mang mao me mei men meng mi mian miao mie min
ming miu mo mou mu na nai nan nang nao ne nei nen neng ni nian niang niao nie nin ning niu nong nou nu
nuan nun nuo nv nve ou pa pai pan pang pao pei pen peng pi pian piao pie pin ping po pou pu qi qia qian
qiang qiao qie qin qing qiong qiu qu quan que qun ran rang rao re ren reng ri rong rou ru ruan rui run
ruo sa sai san sang sao se sen seng sha shai shan shang shao she shen sheng shi shou shu shua shuai
shuan shuang shui shun shuo si song sou su suan sui sun suo ta tai tan tang tao te teng ti tian tiao tie
ting tong tou tu tuan tui tun tuo wa wai wan wang wei wen weng wo wu xi xia xian xiang xiao xie xin xing
xiong xiu xu xuan xue xun ya yan yang yao ye yi yin ying yong you yu yuan yue yun za zai zan zang zao ze
zei zen zeng zha zhai zhan zhang zhao zhe zhen zheng zhi zhong zhou zhu zhua zhuai zhuan zhuang zhui
zhun zhuo zi zong zou zu zuan zui zun zuo
"""
_SYLLABLES = frozenset(_TABLE.split())
_LENGTH_MAX = 6
PINYIN_LENGTH_MAX = 60
_ALIKE = re.compile(r"([zcs])h|n(g)(?![aeiouv])")
"""zh = z, ch = c, sh = s, and ng = n at the end of a syllable: what accents and input methods confuse."""


@lru_cache(maxsize=20_000)
def sound_of(character: str) -> str:
    """The syllable of one character; any other character is its own sound."""
    return lazy_pinyin(character, style=Style.NORMAL, v_to_u=False)[0].replace("ü", "v")


def tones(text: str) -> list[str]:
    """The syllables with their tones, as the single characters have them."""
    return [lazy_pinyin(character, style=Style.TONE3)[0] for character in text]


def melody(text: str) -> str:
    """One character for each syllable, so that how much two texts sound alike is compared as fast as their letters."""
    return "".join(map(_note, text))


_NOTES: dict[str, str] = {}
_FIRST_NOTE = 0xF0000
"""Of the private plane, where nobody writes."""


@lru_cache(maxsize=20_000)
def _note(character: str) -> str:
    sound = sound_of(character)
    return sound if len(sound) == 1 else _NOTES.setdefault(sound, chr(_FIRST_NOTE + len(_NOTES)))


def heard(text: str) -> str:
    """The whole text as letters, the way those say it who do not tell alike sounds apart."""
    return "".join(map(heard_character, text))


@lru_cache(maxsize=20_000)
def heard_character(character: str) -> str:
    """The letters of one character, as in `heard`."""
    return folded(sound_of(character))


def folded(letters: str) -> str:
    """Pinyin without the differences that are often not heard."""
    return _ALIKE.sub(lambda found: found[1] or "n", letters)


def is_pinyin(letters: str) -> bool:
    """True for Latin letters that are syllables from end to end. Linear in their length."""
    return 0 < len(letters) <= PINYIN_LENGTH_MAX and _is_syllables(letters)


@lru_cache(maxsize=4_000)
def _is_syllables(letters: str) -> bool:
    """Each menu asks it of the same words, so it is worked out once."""
    return len(letters) in _ends(letters, 0)


def syllable_rows(letters: str) -> Iterator[tuple[int, int]]:
    """(start, end) of every syllable and every row of syllables in letters that are pinyin, by their starts."""
    for start in sorted({0} | _ends(letters, 0)):
        for end in sorted(_ends(letters, start)):
            yield start, end


def _ends(letters: str, start: int) -> set[int]:
    """Where rows of syllables end that begin at `start`."""
    reached = {start}
    for place in range(start, len(letters)):
        if place in reached:
            last = min(place + _LENGTH_MAX, len(letters)) + 1
            reached.update([end for end in range(place + 1, last) if letters[place:end] in _SYLLABLES])
    return reached - {start}
