"""English, in lower case and without apostrophes, as the words arrive after folding."""

from qianbei.reader.packs import Pack, Word


def _each(words: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in words.split("|"))


PACK = Pack(
    words={
        Word.MEASURE: _each("cup of|cups of|cup|cups|glass of|glasses of|bottle of|bottles of|order of|orders of|pieces|pieces of|piece of|x|of them|ones|drinks"),
        Word.PORTION: _each("portion of|portions of|portion|portions|serving of|servings of|scoop of|scoops of|scoops|pump of|pumps of|pumps"),
        Word.NEGATE: _each("no|without|hold the|skip the|skip|hold|dont add|dont want|do not want|dont put|do not add|leave out|leave out the|not|dont|do not|nope|no thanks|no thank you|without any|minus"),
        Word.REMOVE: _each("remove|delete|take off|take out|drop|get rid of|lose"),
        Word.ADD: _each("add|plus|put in|put|added"),
        Word.WITH: _each("with|include|including|topped with|have|has"),
        Word.MORE: _each("more|another|again|one more of|additional|same again|the same again"),
        Word.FEWER: _each("fewer|one less|less"),
        Word.CHANGE: _each("change to|change it to|change that to|make it|make that|make|switch to|switch it to|swap for|swap|change|switch|replace|replace with|turn it into|instead make it"),
        Word.CORRECT: _each("actually|sorry|wait|i mean|no wait|correction|scratch that"),
        Word.EACH: _each("all|each|both|every|all of them|both of them|everything|for both|for all"),
        Word.LAST: _each("it|that one|the last one|last one|this one|that|this|the last"),
        Word.JOIN: _each("and|or|nor|as well as|and also|also|then"),
        Word.WANT: _each("i want|i would like|id like|i d like|can i get|could i get|can i have|could i have|may i have|ill have|i will have|ill take|i ll have|give me|get me|let me have|let me get|order|i need|bring me|want|get|lets get|we want|wed like|have"),
        Word.FILLER: _each("a|an|the|please|pls|of|to|for|me|my|i|you|us|can|could|would|like|some|with the|on|in|just|only|hey|um|uh|er|well|so|is|are|be|do|from|into|kindly|there|hmm|now|too|one of|also please|in it|on it|instead|drink|as|do you have|we|ok so|at|that is"),
        Word.ANY: _each("any|anything|whatever|either|you choose|you pick|dont care|no preference|default|the default|up to you|any is fine|anything is fine"),
        Word.CONFIRM: _each("yes|yeah|yep|yup|ok|okay|sure|confirm|correct|right|go ahead|place the order|place order|place it|checkout|check out|pay|thats it|thats all|that is all|sounds good|looks good|perfect|good|great|fine|do it|yes please|order it|buy it|confirm the order|confirm order|thats right|all good"),
        Word.CANCEL: _each("cancel|cancel it|cancel the order|cancel my order|cancel order|never mind|nevermind|forget it|forget about it|stop"),
        Word.STATUS: _each("where is it|wheres it|where is my order|wheres my order|order status|status|track|track it|track my order|how long|how much longer|when will it arrive|is it ready|whens it coming|my order|my orders|eta"),
        Word.START_OVER: _each("start over|start again|from scratch|clear the cart|clear cart|empty the cart|reset|begin again|clear everything"),
        Word.OTHER_STORE: _each("other store|another store|another shop|different store|different shop|other shop|somewhere else|other stores|other shops|change store|change shop"),
        Word.MENU: _each("menu|the menu|show menu|show me the menu|see the menu|what do you have|what do you sell|what have you got|whats on the menu|what is there|what can i get|what can i order"),
        Word.HELP: _each("help|help me|how does this work|what can you do|how do i order|how to order"),
        Word.WALLET: _each("wallet|my card|my cards|my wallet|coupons|coupon|vouchers|my vouchers|free order card|show my cards"),
        Word.SMALL_TALK: _each("hi|hello|good morning|good afternoon|good evening|bye|goodbye|how are you|who are you|whats up|thanks|thank you|thx|cheers"),
    },
    numbers={
        "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
        "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "dozen": 12, "a dozen": 12, "a couple of": 2,
        "a couple": 2, "twenty": 20, "hundred": 100, "a hundred": 100, "thousand": 1000, "zero": 0,
    },
    ordinals={
        "first": 1, "the first": 1, "first one": 1, "the first one": 1, "1st": 1, "number one": 1,
        "second": 2, "the second": 2, "second one": 2, "the second one": 2, "2nd": 2, "number two": 2,
        "third": 3, "the third": 3, "third one": 3, "the third one": 3, "3rd": 3, "number three": 3,
        "fourth": 4, "the fourth": 4, "fourth one": 4, "the fourth one": 4, "4th": 4,
        "fifth": 5, "the fifth": 5, "fifth one": 5, "the fifth one": 5, "5th": 5,
    },
    qualifiers={
        "light": _each("light|easy|a little|a bit of|light on the"),
        "extra": _each("extra|lots of|heavy|more of the"),
        "half": _each("half|half portion of"),
        "double": _each("double|twice the|double portion of"),
    },
)  # fmt: skip
