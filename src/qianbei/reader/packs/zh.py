"""Chinese, written in simplified characters; traditional words are folded before they are looked up."""

from qianbei.reader.packs import Pack, Word


def _each(*lists: str) -> tuple[str, ...]:
    return tuple(word for words in lists for word in words.split())


PACK = Pack(
    words={
        Word.MEASURE: _each(
            "杯 个 瓶 碗 盒 罐 听 桶 块 片 根 只 串 笼 屉 套 打 袋 束 支 斤 包 枚 张 壶 单 件"
        ),
        Word.PORTION: _each("份 勺 泵 球"),
        Word.NEGATE: _each(
            "不要 别加 不加 别放 不放 不用加 不需要 不想要 别要 免 不带 没有 别 不 不用 不是 走"
        ),
        Word.REMOVE: _each("去掉 删掉 删除 去除 拿掉 减掉 移除 撤掉 退掉 去"),
        Word.ADD: _each("加 加点 加个 加上 多加 另加 要加 外加 再放 再加 放"),
        Word.WITH: _each("配 带 配上"),
        Word.MORE: _each("再来 再要 再加 再点 再 多来 多要 又来 同样的再来 一样的再来"),
        Word.FEWER: _each("少来 少要 减 减少"),
        Word.CHANGE: _each("换成 改成 改为 换为 变成 换 改 改做 做成 调成"),
        Word.CORRECT: _each("不对 错了 说错了 不不 打错了"),
        Word.EACH: _each("都 全部 全都 每杯 每个 每份 所有的 全"),
        Word.LAST: _each("刚才那杯 刚刚那杯 刚才那个 最后一杯 最后一个 最后那杯 那杯 这杯 那个 这个 它"),
        Word.JOIN: _each("和 跟 还有 以及 或 或者 与 还要 然后 另外 外带"),
        Word.WANT: _each(
            "来 要 点 给我 我要 我想要 想要 我想喝 想喝 我想点 想点 我来 帮我点 帮我来 帮我要 整 买 订 弄 喝 吃 上 做 点个"
        ),
        Word.FILLER: _each(
            "请 麻烦 帮我 帮忙 帮 我 你 您 给 把 将 的 了 吧 呢 啊 哦 呀 啦 嘛 哈 哎 嗯 呃 额 那 就 先 一下 下 "
            "辛苦 老板 店员 服务员 您好 你好啊 想 只 只要 就好 就行 就可以 也 吗 么 是 有 还 到 里 里面 要的 哟 喔 诶"
        ),
        Word.ANY: _each("都行 都可以 随便 随意 无所谓 任意 随你 看着办 默认 默认的 默认就好 哪个都行 都好"),
        Word.CONFIRM: _each(
            "好 好的 可以 行 就这个 就这样 就这些 下单 确认 确认下单 确定 没问题 没错 对 对的 是的 嗯嗯 ok okay 付款 支付 "
            "提交 提交订单 就它了 好啊 可以的 行的 好呀 没了 就要这个"
        ),
        Word.CANCEL: _each("取消 取消订单 算了 不要了 不点了 不买了 不喝了 不想要了 退单 撤单 取消吧"),
        Word.STATUS: _each(
            "到哪了 到哪儿了 到哪里了 在哪了 还要多久 多久到 什么时候到 好了没 好了吗 做好了吗 做好没 订单状态 我的订单 进度 "
            "送到哪了 催单 催一下 几点到 到了吗 做到哪了"
        ),
        Word.START_OVER: _each("重新来 重来 重新开始 重新点 清空 清空购物车 从头来 全部重来"),
        Word.OTHER_STORE: _each(
            "换一家 换家店 换家 别家 别的店 其他店 其它店 换个店 换一家店 另一家 有没有别家 别的家"
        ),
        Word.MENU: _each(
            "菜单 看菜单 看看菜单 有什么 有啥 有哪些 都有什么 卖什么 看看有什么 有什么喝的 有什么吃的"
        ),
        Word.HELP: _each("帮助 怎么用 怎么点 怎么下单 你会什么 你能做什么 能做什么 使用说明"),
        Word.WALLET: _each("我的卡 卡包 钱包 优惠券 免单卡 我的券 券 红包 余额 优惠"),
        Word.SMALL_TALK: _each(
            "你好 您好呀 嗨 哈喽 早上好 下午好 晚上好 再见 拜拜 在吗 你是谁 谢谢 多谢 谢谢你 辛苦了"
        ),
    },
    numbers={"俩": 2, "仨": 3},
    ordinals={"头一杯": 1, "头一个": 1},
    qualifiers={
        "light": _each("少量 少点 少一点 少放点 一点点"),
        "extra": _each("多点 多一点 加量 多放点"),
        "half": _each("半份 一半"),
        "double": _each("双份 双倍 加倍"),
    },
)
