"""A third set of kinds of farm that no number was tuned on, written from the facts of the trade before the rules were opened
(only what docs/abuse.md says of two signs was known). `held_out_3.sha256` shows it did not move since. `crowds` are honest people
who look like them.

Every kind obeys what the second set obeys: a number needs its one message; somebody whom a bank knows pays the fen; a cup is
drunk by the gang, sold to somebody at a door, or never made by a shop that is in it; an account earns more than it costs.
Some kinds have no wallet to pay for, since a buyer, a hired person or a customer pays the fen.

buyer_pays       cups sold by the order: buyer's door, buyer's own purse by a pay-for-me link; racked phones, platform numbers
rented_accounts  real people's accounts with a past, rented for a day with phone and purse; only the buyer's door is not theirs
till_clerks      clerks enrol walk-in customers on the shop's tablet and keep the customers' cash; no cup is carried anywhere
opening_burst    a script in the launch's first twenty minutes, through home routers of the city that were broken into
virtual_numbers  SIM boxes of virtual-operator numbers, twenty phones, thirty wallets; cups by the dozen to shops that sell them
cafe_house       an internet café's manager makes its guests' cups free: one door, its machines wiped at each log-off
home_kits        two dozen people at home with a bought kit: six to eight accounts each, cups to neighbours of the compound
idle_sims        a firm's idle numbers on a dozen of its phones, cups to its front desk, sold to colleagues
stolen_codes     codes read off elders' phones by planted software: cloud phones, ten wallets, strangers' doors, two weeks
invite_mill      rented old accounts invite twenty bought newcomers each; the invites are the point, the cup goes with them
foreman          a foreman signs a shift up under their own numbers; they pay the fen and sell him the cup for three yuan
pair_shops       two shops and their relatives' second numbers: homes for doors, own purses, no cup made, two weeks
"""

from evals.abuse.held_out_3 import crowds as crowds
from evals.abuse.held_out_3 import houses, sellers

KINDS = (
    sellers.buyer_pays,
    sellers.rented_accounts,
    sellers.opening_burst,
    sellers.virtual_numbers,
    sellers.stolen_codes,
    sellers.invite_mill,
    houses.till_clerks,
    houses.cafe_house,
    houses.home_kits,
    houses.idle_sims,
    houses.foreman,
    houses.pair_shops,
)
