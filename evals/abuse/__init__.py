"""Farms and honest people, and what the screening of rewards does to each: `make eval-abuse`.

`accounts` says what a world is made of; `honest` and `crowds` draw its people, `farms` and `schemes` the farms that numbers
were chosen on, `held_out`, `held_out_2` and `held_out_3` kinds of farm that no number was tuned on; `mirror` keeps in memory what the
tables keep, `play` plays a world through the rules that production uses, `run` reports on a set of worlds, `curve` along other
numbers, `told` for a judge who knows the answers.
Deliberately absent: any rule of its own.
"""
