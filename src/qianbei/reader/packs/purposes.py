"""What an order is for, and who is greeted: words that no order hangs on, in all the ways that they are put together.

Deliberately absent: names of dishes and things that are sold, and persons who shall get the order (`details.py`).
"""

from itertools import product


def _each(words: str) -> tuple[str, ...]:
    return tuple(words.split("|"))


def _in_turn(*lists: str) -> tuple[str, ...]:
    """One word of each list, in every way; a list that ends or begins with a bar may say nothing."""
    return tuple(dict.fromkeys("".join(words) for words in product(*(each.split("|") for each in lists))))


ASIDES_EN = (
    *_in_turn("while |whilst |as ", "we wait|i wait|im at it|im here|were here|you do that"),
    *_each("in the meantime|in the mean time|for the time being|if youd be so kind"),
)
GREETED_EN = _each(
    "yo|hon|luv|chief|champ|fella|fellas|bruv|missus|mister|sweetheart|sweetie|darlin|young man|young lady|chap|chaps|"
    "gday|aye|ello|heya|hey there|hi there|good evening|good afternoon|evening all|morning all|morning hon|happy monday|"
    "happy friday"
)

_VISITORS = "女票|男票|爸妈|爹妈|父母|丈母娘|客户|舍友|甲方"
_PERSONS = (
    f"{_VISITORS}|对象|老师|邻居|楼下邻居|亲戚|领导|老板|同学|室友|闺蜜|家里老人|老人|岳母|岳父|婆婆|公公|外甥|侄子|侄女|"
    "表弟|表妹|表哥|表姐|堂弟|堂妹|长辈|前台|师傅|保安|护士|医生|病人|长辈们|同事们|小孩子"
)
_PLACES = "前台|公司前台|会议室|办公室|办公桌|工位|书桌|茶几|餐桌|客厅|阳台|窗台|玄关|门口|店里|教室|宿舍|病房|床头|车上|车里|橱窗|大堂"
_FEARED = (
    "洒|洒了|撒|撒了|漏|胖|长胖|上火|凉|凉了|腻|撑|吃不完|喝不完|用不完|不够|不够吃|不够喝|不够分|不够用|麻烦|融|化了|坨|坨了|"
    "烫|睡不着|失眠"
)
PURPOSES_ZH = (
    *_in_turn("送|带给|拿给|寄给|分给|留给|捎给", _PERSONS),
    *_in_turn(_VISITORS, "生日|过生日|来了|来家里|来玩|要来"),
    *_in_turn("|放|摆", _PLACES, "摆的|摆着|放的|用的|要摆的|要放的|要用的|摆放|要摆|要放"),
    *_in_turn("怕", _FEARED),
    *_in_turn("用|吃|喝|花|费|长|耗|消耗", "得快|得多|得慢|得少|得很快|不快|得勤"),
    *_in_turn(
        "刚", "出生|满月|断奶|会爬|会走|开学|搬家|毕业|失恋|分手|吃完饭|吃过饭|喝过|吃过", "|嘛|呢|的|了"
    ),
    *_in_turn(
        "大家|一家人|几个人|同事们|全家|我们|俩人|两个人", "分|分分|分一分|一起分|分着|一块吃|一块喝|一起用"
    ),
    *_in_turn(
        "|今天|今儿|明天|周末",
        "带爸妈|带父母|带孩子|带客户|带女儿|带儿子|陪爸妈|陪客户",
        "|喝早茶|吃饭|出来|出来吃|去|来",
    ),
)
