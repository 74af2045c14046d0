"""Makes src/qianbei/reader/packs/idle.txt: Chinese words that by their class name nothing sold, nor how it is wanted.

    pip download --no-deps --no-binary :all: jieba==0.42.1 (MIT), unpack it
    python scripts/idle_words.py jieba-0.42.1/jieba/dict.txt

Pronouns, adverbs, conjunctions, prepositions, particles and times of the dictionary, the common ones, less whatever denies,
changes, asks, counts, points at a line or a side, or says a quality or how something is made.
"""

import sys
from pathlib import Path

OUT = Path(__file__).parents[1] / "src/qianbei/reader/packs/idle.txt"
_KINDS = frozenset("rdcpyeotf")
_KINDS_ALONE = frozenset("rcpye")
_COUNT_MIN = 60
_LENGTH_MAX = 4
_LEFT_OUT = frozenset(
    "不没别无未非勿免莫甭否忌戒除走减去掉拿撤删换改变代替加添补配带含要留再更另追"
    "其余那这此该自己什么怎哪谁啥何孰吗几左右内外里边底旁侧顶角部方端"
    "一二两三四五六七八九十百千万半双俩仨多少每各倍全都满整够份些点度量第根针"
    "大小中高低长短粗细厚薄宽窄深浅轻重快慢热冷凉冰温烫暖冻鲜干湿软硬脆嫩老熟生甜咸酸苦辣麻香臭淡浓稠稀清白黑红黄绿蓝紫粉原纯素荤肥瘦油新旧"
    "切剁砍削剥刮片丝块丁段条绞碎末磨榨压捣拌搅摇匀打泡冲洗腌卤酱炒炸烤煎煮蒸炖焖烧烩煲涮焯烘焗煨熬熏烙贴包裹卷夹刷抹涂撒淋浇蘸装封盖插系扎写印刻送分拼混合调"
    "味料汤面饭米菜肉鱼虾蛋奶茶酒水糖盐醋果瓜豆花草皮骨籽核壳头尾"
)


def main(dictionary: Path) -> None:
    rows = (line.split() for line in dictionary.read_text("utf-8").splitlines())
    words = {word for word, count, kind in rows if int(count) >= _COUNT_MIN and _is_idle(word, kind)}
    OUT.write_text(" ".join(sorted(words)) + "\n", "utf-8")
    sys.stdout.write(f"{len(words)} words\n")


def _is_idle(word: str, kind: str) -> bool:
    kinds = _KINDS_ALONE if len(word) == 1 else _KINDS
    return kind in kinds and len(word) <= _LENGTH_MAX and _LEFT_OUT.isdisjoint(word)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
