-- name: insert_gift
insert into campaigns.gifts (cell, gift_id, card_id, giver_id, state, offered_at, ends_at)
values (
    %(cell)s::smallint, %(gift_id)s::uuid, %(card_id)s::uuid, %(giver_id)s::uuid, 'offered',
    %(offered_at)s::timestamptz, %(ends_at)s::timestamptz
);

-- name: find_gifts
select gift_id, card_id, giver_id, state, offered_at, ends_at, taker_id, new_card_id
from campaigns.gifts
where cell = %(cell)s::smallint and gift_id = any(%(gift_ids)s::uuid[]);

-- name: gifts_over
-- Offered gifts that nobody took in time, bounded.
select gift_id, card_id, giver_id, state, offered_at, ends_at, taker_id, new_card_id
from campaigns.gifts
where cell = %(cell)s::smallint and state = 'offered' and ends_at <= %(at)s::timestamptz
order by ends_at, gift_id
limit %(limit)s::int;

-- name: update_gift
-- Callers hold the lock of the gift's card: nobody else changes the gift meanwhile.
update campaigns.gifts
set state = %(state)s::text, taker_id = %(taker_id)s::uuid, new_card_id = %(new_card_id)s::uuid
where cell = %(cell)s::smallint and gift_id = %(gift_id)s::uuid and state = 'offered';

-- name: insert_sale
insert into campaigns.till_sales (cell, sale_id, card_id, person_id, code, state, shown_at, ends_at)
values (
    %(cell)s::smallint, %(sale_id)s::uuid, %(card_id)s::uuid, %(person_id)s::uuid, %(code)s::text, 'shown',
    %(shown_at)s::timestamptz, %(ends_at)s::timestamptz
);

-- name: find_sale
select
    sale_id, card_id, person_id, code, state, shown_at, ends_at, store_id, seller_id, amount_fen, card_fen, redeemed_at
from campaigns.till_sales
where cell = %(cell)s::smallint and sale_id = %(sale_id)s::uuid;

-- name: newest_sale_of_code
select
    sale_id, card_id, person_id, code, state, shown_at, ends_at, store_id, seller_id, amount_fen, card_fen, redeemed_at
from campaigns.till_sales
where cell = %(cell)s::smallint and code = %(code)s::text
order by shown_at desc
limit 1;

-- name: sales_over
-- Codes that no till scanned in time, bounded.
select
    sale_id, card_id, person_id, code, state, shown_at, ends_at, store_id, seller_id, amount_fen, card_fen, redeemed_at
from campaigns.till_sales
where cell = %(cell)s::smallint and state = 'shown' and ends_at <= %(at)s::timestamptz
order by ends_at, sale_id
limit %(limit)s::int;

-- name: update_sale
-- Callers hold the lock of the sale's card: nobody else changes the sale meanwhile.
update campaigns.till_sales
set
    state = %(state)s::text, store_id = %(store_id)s::uuid, seller_id = %(seller_id)s::uuid,
    amount_fen = %(amount_fen)s::bigint, card_fen = %(card_fen)s::bigint, redeemed_at = %(redeemed_at)s::timestamptz
where cell = %(cell)s::smallint and sale_id = %(sale_id)s::uuid and state = 'shown';
