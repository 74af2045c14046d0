"""How both languages say the rest of an order: money, time, place, for whom, card, which store, who brings it.

Patterns over the normal form of words, where every sentence mark is a comma. Named parts carry the value.
"""

NUMBER = r"(?:[0-9]+(?:\.[0-9]+)?|[零一二两三四五六七八九十百千]+)"
_COIN = r"(?:块钱|块|元钱|元)"
_COIN_EN = r"(?:yuan|rmb|kuai|cny|bucks|quid|dollars)"
_PERSON = (
    r"(?:妈妈|老妈|妈|爸爸|老爸|爸|老婆|老公|媳妇|女朋友|男朋友|女儿|儿子|孩子们|孩子|小孩|娃|同事们|同事|朋友们|朋友|奶奶|爷爷|外婆|外公|姥姥|姥爷|弟弟|"
    r"妹妹|哥哥|姐姐|老师|领导|室友|闺蜜|客户|家人|爸妈|父母)"
)
_PERSON_EN = (
    r"(?:mom|mum|mother|dad|father|wife|husband|girlfriend|boyfriend|daughter|son|kids|kid|children|boss|friends|friend|colleagues|"
    r"colleague|coworkers|coworker|team|grandma|grandpa|sister|brother|roommate|partner|guests|teacher|parents|family|nephew|niece)"
)
_AFTER_TIME = r"(?:能)?(?:给我)?(?:送到|送达|送来|到货|到手|到|过来拿|来拿|来取|取|就要|开始|开会)?"

BUDGET = (
    rf"(?:我的)?预算(?:是|在|就|大概|只有|控制在)?(?P<a>{NUMBER}){_COIN}?(?:钱)?(?:以内|之内|以下|左右)?",
    rf"(?:总共|一共|总价|加起来)?(?:不超过|不要超过|别超过|最多|控制在|不能超过|不要超)(?:花)?(?P<a>{NUMBER}){_COIN}(?:以内|之内)?",
    rf"(?P<a>{NUMBER}){_COIN}(?:钱)?(?:以内|之内|以下|内|封顶)(?:的)?",
    rf"(?:keep it |all )?(?:under|below|less than|at most|no more than|not more than|max|maximum|within|up to|not over|dont go over|for under|spend) (?P<a>[0-9]+(?:\.[0-9]+)?) ?{_COIN_EN}(?: total| in total)?",
    r"(?:my |our |the )?budget(?: is| of|s)? (?P<a>[0-9]+(?:\.[0-9]+)?)(?: ?" + _COIN_EN + r")?",
    r"(?:keep it |for )?under (?P<a>[0-9]+(?:\.[0-9]+)?)(?= total|,|$| please| if)",
)
PRICE_SAID = (
    rf"(?P<a>{NUMBER})(?:块钱|元钱|块|元)(?:钱)?(?:一|每|1)(?:杯|个|份|瓶|碗|条|斤|只|盒|套|单)",
    rf"(?P<a>[0-9]+|{NUMBER})(?:块钱|元钱)",
    r"(?P<a>[0-9]{1,4})(?:块|元|一条|一个|一份|一杯|一斤)?(?:卖不卖|卖吗|行不行|行吗|成不成|能不能|能做不|给我行不行|得了|怎么样)",
    r"(?P<a>[0-9]+(?:\.[0-9]+)?) ?" + _COIN_EN + r"(?: less| off| more| each| for| a piece)?",
    rf"(?P<a>{NUMBER})(?:分钱|毛钱)",
    r"(?:total|price|cost)s? ?=? ?(?:to |is )?(?P<a>[0-9]+(?:\.[0-9]+)?)\b",
)
CLOCK = (
    rf"(?P<day>今天|今日|明天|后天|今晚|明早|明晚)?(?P<half>早上|上午|中午|下午|晚上|傍晚|凌晨|早晨)(?P<h>{NUMBER})点(?:钟|整)?(?P<m>半|一刻|三刻|{NUMBER}分)?(?:左右)?(?P<before>之前|以前|前)?{_AFTER_TIME}",
    rf"(?P<day>今天|今日|明天|后天|今晚|明早|明晚)(?P<half>)(?P<h>{NUMBER})点(?:钟|整)?(?P<m>半|一刻|三刻|{NUMBER}分)?(?:左右)?(?P<before>之前|以前|前)?{_AFTER_TIME}",
    rf"(?P<day>)(?P<half>)(?P<h>{NUMBER})点(?:钟|整)?(?P<m>半|一刻|三刻|{NUMBER}分)?(?:左右)?(?P<before>之前|以前|前){_AFTER_TIME}",
    rf"(?P<day>)(?P<half>)(?P<h>{NUMBER})点(?:钟|整)?(?P<m>半|一刻|三刻|{NUMBER}分)?(?P<before>)(?:左右)?(?:能)?(?:送到|送达|送来|来拿|来取|取|过来)",
    r"(?P<before>by|before|no later than) (?:the )?(?P<h>[0-9]{1,2})(?:,? ?(?P<m>[0-9]{2}))? ?(?P<half>am|pm|oclock)?\b(?P<day> tomorrow| today| tonight)?",
    r"(?P<before>)(?:at|around|for|about|after|from) (?P<h>[0-9]{1,2})(?:,? ?(?P<m>[0-9]{2}))? ?(?P<half>am|pm|oclock)(?P<day> tomorrow| today| tonight)?",
    r"(?P<before>)at (?P<h>[0-9]{1,2})(?:, ?(?P<m>[0-9]{2}))?(?P<half>)(?P<day> tomorrow| today| tonight)?(?=,|$)",
    r"(?:at|by|before|around) (?P<half>half)(?: past)? (?P<h>[0-9]{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)(?P<before>)(?P<m>)(?P<day>)",
    r"(?P<before>)(?:at |by |around )(?P<half>noon|midday|lunchtime|lunch)(?P<h>)(?P<m>)(?P<day> tomorrow| today)?",
)
WAIT = (
    rf"(?P<a>{NUMBER}|半)(?:个)?(?P<unit>分钟|小时|刻钟)(?:之内|以内|内|之后|以后|后|左右){_AFTER_TIME}",
    r"(?:with)?in (?:the next )?(?P<a>[0-9]+|half an|an|a|ten|twenty|thirty|fifteen|five) (?P<unit>minutes|minute|mins|min|hours|hour)(?: or less| or so| time)?",
    r"(?P<a>)(?P<unit>越快越好|尽快送来|尽快|赶时间|马上要)",
    r"(?P<a>)(?P<unit>asap|as soon as possible|right away|im in a hurry|in a hurry)",
)
DAY = (
    r"(?P<day>今天|明天|后天|今晚|明早|明晚)(?:早上|上午|中午|下午|晚上)?(?:送来|送到|要用|要|送)",
    r"(?P<day>tomorrow|tonight)(?: morning| afternoon| evening)?",
)
PLACE = (
    r"(?:帮我|给我|麻烦|直接|就)?(?:送|寄|配送)(?:到|去|往|至|回)(?!哪|了|没)(?:我们|我)?(?P<p>家里|家|公司|单位|办公室|[^,+]{1,14}?)(?=,|\+|$|来|要|给我|再|吧|谢谢|[一二两三]杯|[一二两三]份)",
    r"(?:and )?(?:deliver|delivered|send|bring|ship|delivery|drop(?= (?:it |them )?off))(?: it| them| this| that| everything| all)?(?: off)? (?:to|at) (?:my |the |our )?(?P<p>home|house|place|flat|apartment|office|work|[^,+]{2,30}?)(?=,|\+|$| please| by | before | at | asap| and )",
    r"\bto (?:my |the |our )?(?P<p>office|home|house)\b",
    r"(?:please )?(?:leave|left) (?:it|them|this|the bag|everything) (?:with|at|by|outside|behind|in front of) (?!(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|[0-9]+)(?: [a-z]+)?(?:,|$))(?:the |my |our )?(?P<p>[^,+]{2,40}?)(?=,|\+|$| please)",
    r"(?:at )?(?:the )?(?P<p>(?:flat|apt|apartment|room|unit|gate|floor|block|building|house|no|number),? ?[0-9]+[a-z]?)\b",
    r"(?:在|到|送)?(?P<p>[0-9]{2,4}(?:层|楼|室|号楼|栋|房)[^,+]{0,6}?)(?=,|\+|$)",
)
RECIPIENT = (
    rf"(?:给|帮|替)(?:我|我们)?(?:家)?(?P<r>{_PERSON})(?:们)?(?:分|用|带的|喝|吃)?",
    rf"(?:我)?(?:和|跟|与)(?:我)?(?P<r>{_PERSON})",
    rf"(?:its |this is |thats |one is )?for (?:my |our |the |his |her )?(?P<r>{_PERSON_EN})\b",
)
CARD_OFF = (
    r"(?:不要|不用|别用|不使用|先别用)(?:我的|那张)?(?:免单卡|卡|优惠券|券)",
    r"(?:dont|do not|not|without) (?:use |using )?(?:my |the )?(?:free order |gift )?(?:card|coupon|voucher)",
)
CARD = (
    r"(?:用|使用|刷)(?:上)?(?:我的|那张|我那张)?(?:免单卡|卡|优惠券|券)(?:付|支付|抵)?",
    r"(?:use|using|pay with|with|apply|put it on) (?:my |the )(?:free order |gift )?(?:card|coupon|voucher)",
)
CASH_OFF = (
    r"(?:不要|不用|别用|不使用|先别用|别动|不动)(?:我的|我)?(?:钱包(?:里的?)?)?(?:余额|零钱|现金)(?:里的钱)?(?:付款|付|支付|抵扣|抵)?",
    r"(?:不要|不用|别用|不使用|先别用|别动|不动)(?:我的|我)?钱包(?:里的钱)?(?:付款|付|支付|抵扣|抵)?",
    r"余额(?:里的钱)?(?:先)?(?:不要|不用|别用|留着|别动)(?:了|吧)?",
    r"(?:dont|do not|not|without) (?:use |using |touch |touching |spend |spending )?(?:my |the |any )?(?:wallet )?(?:balance|wallet|wallet cash|cash)\b",
    r"(?:keep|leave|save) (?:my |the )(?:wallet )?(?:balance|wallet|wallet cash|cash)(?: alone)?\b",
)
CASH = (
    r"(?:用|使用)(?:上)?(?:我的|我)?(?:钱包里的?)?(?:余额|零钱)(?:里的钱)?(?:付款|付|支付|抵扣|抵)?",
    r"(?:use|using|pay with|with|apply|pay from|from) (?:my |the )(?:wallet )?(?:balance|wallet|wallet cash|cash)\b",
)
ORDER_BY = {
    "cheapest": (
        r"(?:哪家便宜(?:就)?(?:点|要)?哪家(?:的)?|(?:要|找|挑|选)?(?:一家)?最便宜的?(?:那家|一家|的店|店)?(?:就行)?)",
        r"(?:the |whatevers |whichever is |whatever is )?cheapest(?: youve got| you have| place| shop| store| option| one)?",
    ),
    "fastest": (
        r"(?:哪家快(?:就)?(?:点|要)?哪家|(?:要|找|挑|选)?(?:一家)?(?:送得)?最快的?(?:那家|一家|的店|店)?)",
        r"(?:the |whatevers |whichever is |whatever is )?(?:fastest|quickest)(?: one| place| shop| store| option)?",
    ),
    "nearest": (
        r"(?:离我)?最近的(?:那家|一家|店|门店)?",
        r"(?:the |from the |your )?(?:nearest|closest)(?: one| place| shop| store| branch)?",
    ),
    "best_rated": (
        r"(?:评分|评价|口碑)最(?:高|好)的?(?:那家|店)?",
        r"(?:the )?(?:best|highest|top) rated(?: one| place| shop| store)?",
    ),
}
PICK_UP = (
    r"(?:我)?(?:自提|自取|自己(?:过来|过去|来|去)(?:拿|取)|到店取|到店自取|来店里取|(?:过来|过去|下楼|等会来|一会来|待会来)(?:拿|取))",
    r"(?:ill |i will |im going to |ill be )?(?:pick(?:ing)? (?:it|them|this) up|pick ?up|collect(?:ing)?(?: it| them)?)(?: myself| in store| from the store)?\b",
)
BROUGHT = (r"(?:外送|送货上门|要配送|送上门)", r"(?:for |with )?(?:delivery)(?: please)?\b")
TRIP = (
    r"(?:从)?(?P<start>[\u4e00-\u9fff]{2,3})(?:飞往|飞到|飞|到|去)(?P<end>[\u4e00-\u9fff]{2,3}?)(?=的|机票|高铁|火车|动车|航班|车票|,|$)",
    r"(?:飞往|飞到|飞|去)(?P<start>)(?P<end>[\u4e00-\u9fff]{2,3}?)(?=的|机票|高铁|火车|动车|航班|车票|,|$)",
    r"from (?P<start>[a-z]+) to (?P<end>[a-z]+)",
    r"(?P<start>)(?:to|in) (?P<end>[a-z]+)",
)
TRIP_DATE = (
    r"(?P<d>今天|明天|大后天|后天|这?下?周[一二三四五六日天末]|[0-9]{1,2}月[0-9]{1,2}[号日]|tomorrow|today|tonight|next [a-z]+|on [a-z]+day|this [a-z]+)",
)
HALF_DAYS = {
    "早上": 0, "上午": 0, "早晨": 0, "凌晨": 0, "am": 0, "明早": 0, "中午": 12, "下午": 12, "晚上": 12, "傍晚": 12, "pm": 12, "今晚": 12, "明晚": 12, "tonight": 12,
    "noon": 12, "midday": 12, "lunchtime": 12, "lunch": 12,
}  # fmt: skip
DAYS = {
    "今天": 0,
    "今日": 0,
    "今晚": 0,
    "today": 0,
    "tonight": 0,
    "明天": 1,
    "明早": 1,
    "明晚": 1,
    "tomorrow": 1,
    "后天": 2,
}
SMALL = {
    "half an": 30,
    "half": 30,
    "an": 1,
    "a": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
    "fifteen": 15,
    "twenty": 20,
    "thirty": 30,
}
MINUTES = {"半": 30, "一刻": 15, "三刻": 45}
UNITS_MIN = {
    "分钟": 1,
    "小时": 60,
    "刻钟": 15,
    "minutes": 1,
    "minute": 1,
    "mins": 1,
    "min": 1,
    "hours": 60,
    "hour": 60,
}
HOMES = frozenset({"家里", "家", "home", "house", "place", "flat", "apartment"})
OFFICES = frozenset({"公司", "单位", "办公室", "office", "work"})
HINTS_WIDE = {
    "budget": "块元预",
    "price_said": "钱块元卖行成能得怎",
    "clock": "点",
    "wait": "分时刻快赶马",
    "day": "今明后",
    "place": "送寄层楼室栋房",
    "recipient": "给帮替和跟与",
    "card_off": "卡券",
    "card": "卡券",
    "cash_off": "余零现钱",
    "cash": "余零",
    "cheapest": "便",
    "fastest": "快",
    "nearest": "近",
    "best_rated": "评口",
    "pick_up": "自拿取",
    "brought": "送",
}
"""Characters of which each kind has one: words without them say nothing of the kind."""
HINTS_LATIN = {
    "budget": "under|below|less|most|more|max*|within|up|over|budget*",
    "price_said": "total*|price*|cost*|yuan|rmb|kuai|cny|bucks|quid|dollars",
    "clock": "by|before|later|at|around|for|about|after|from",
    "wait": "in|within|asap*|as|right|im",
    "day": "tomorrow*|tonight*",
    "place": "deliver*|send|bring|ship|drop|to|leave|left|flat|apt|apartment|room|unit|gate|floor|block|building|house|no|number",
    "recipient": "for",
    "card_off": "card*|coupon*|voucher*",
    "card": "card*|coupon*|voucher*",
    "cash_off": "balance|wallet|cash",
    "cash": "balance|wallet|cash",
    "cheapest": "cheapest*",
    "fastest": "fastest*|quickest*",
    "nearest": "nearest*|closest*",
    "best_rated": "rated*",
    "pick_up": "pick*|collect*",
    "brought": "deliver*",
}
"""Words, likewise; with a star, beginnings of words."""
