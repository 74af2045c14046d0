"""A second set of kinds of farm that no number was tuned on, written from the facts of the trade alone, by somebody who
had not read the rules. `held_out_2.sha256` shows it did not move since. `crowds` are honest people who look like them.

What no farm escapes, and every kind here obeys: a number needs its one message; somebody pays the fen with an account
that a bank knows; a cup is drunk by the gang, sold to somebody at a door, or never made by a shop that is in it; and an
account must earn more than it costs. A sold card brings SOLD_FEN.

studio         forty racked phones, each wiped between accounts; staff and neighbours drink, eight wallets of staff pay
hired_hands    real people hired by the order: own phone, line, number and purse; the cup goes to the broker's customer
sleepers       accounts made months before and bought ready: emulators behind a cloud's lines, buyers' doors, twelve wallets
runners        cups fetched at the counter: every account names a door nobody knows, ten phones, ten wallets, mobile data
phantom_shop   a shop cashes cards for cups it never makes: relatives' phones, real doors nearby, fifteen wallets, two weeks
village        a broker signs up elders with their own numbers on four phones; cups to one station, two wallets
campus_agent   a student among honest fellows: their gate, their networks, second numbers, six wallets
mixed_crew     each account draws device, door and purse each from a pool of ten or from nowhere: no key is shared by all
second_sims    one person a household makes two to four more accounts with second numbers: own door, line and purse
"""

from evals.abuse.held_out_2 import crowds as crowds
from evals.abuse.held_out_2 import gangs, hidden

KINDS = (
    gangs.studio,
    gangs.hired_hands,
    gangs.sleepers,
    gangs.runners,
    gangs.phantom_shop,
    hidden.village,
    hidden.campus_agent,
    hidden.mixed_crew,
    hidden.second_sims,
)
