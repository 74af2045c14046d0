create table campaigns.gifts (
    cell smallint not null,
    gift_id uuid not null,
    card_id uuid not null,
    giver_id uuid not null,
    state text not null check (state in ('offered', 'accepted', 'returned')),
    offered_at timestamptz not null,
    ends_at timestamptz not null,
    taker_id uuid,
    new_card_id uuid,
    primary key (cell, gift_id),
    foreign key (cell, card_id) references campaigns.cards (cell, card_id),
    constraint gift_has_an_end check (isfinite(ends_at) and ends_at > offered_at),
    constraint accepted_gift_names_its_taker check (
        (state = 'accepted') = (taker_id is not null) and (state = 'accepted') = (new_card_id is not null)
    )
) with (fillfactor = 85);
create unique index one_open_gift_a_card on campaigns.gifts (cell, card_id) where state = 'offered';
create index gifts_open on campaigns.gifts (cell, ends_at) where state = 'offered';
comment on table campaigns.gifts is 'A card offered to somebody: accepted once, or back with its giver.';
comment on column campaigns.gifts.cell is 'The unit of scale: a city.';
comment on column campaigns.gifts.gift_id is 'What the signed code names, and what the card is held for.';
comment on column campaigns.gifts.card_id is 'The giver''s card.';
comment on column campaigns.gifts.giver_id is 'Who gives (people.persons).';
comment on column campaigns.gifts.state is 'offered, accepted or returned.';
comment on column campaigns.gifts.offered_at is 'When it was offered.';
comment on column campaigns.gifts.ends_at is 'Until when it can be accepted; then the card goes back.';
comment on column campaigns.gifts.taker_id is 'Who accepted (people.persons).';
comment on column campaigns.gifts.new_card_id is 'The taker''s card, of the same kind and end.';

create table campaigns.till_sales (
    cell smallint not null,
    sale_id uuid not null,
    card_id uuid not null,
    person_id uuid not null,
    code text not null,
    state text not null check (state in ('shown', 'redeemed', 'lapsed')),
    shown_at timestamptz not null,
    ends_at timestamptz not null,
    store_id uuid,
    seller_id uuid,
    amount_fen bigint,
    card_fen bigint,
    redeemed_at timestamptz,
    primary key (cell, sale_id),
    foreign key (cell, card_id) references campaigns.cards (cell, card_id),
    constraint code_has_an_end check (isfinite(ends_at) and ends_at > shown_at),
    constraint redeemed_sale_is_whole check (
        (state = 'redeemed') = (
            store_id is not null and seller_id is not null and redeemed_at is not null
            and card_fen is not null and card_fen > 0 and amount_fen is not null and card_fen < amount_fen
        )
    )
) with (fillfactor = 85);
create unique index one_shown_code on campaigns.till_sales (cell, code) where state = 'shown';
create index till_codes on campaigns.till_sales (cell, code, shown_at);
create index till_sales_open on campaigns.till_sales (cell, ends_at) where state = 'shown';
comment on table campaigns.till_sales is 'A card shown at the till of an offline shop by a one-time code, and scanned there or lapsed.';
comment on column campaigns.till_sales.cell is 'The unit of scale: a city.';
comment on column campaigns.till_sales.sale_id is 'What the card is held for.';
comment on column campaigns.till_sales.card_id is 'The card.';
comment on column campaigns.till_sales.person_id is 'Who shows it (people.persons).';
comment on column campaigns.till_sales.code is 'What the till scans; no two shown at once are equal.';
comment on column campaigns.till_sales.state is 'shown, redeemed or lapsed.';
comment on column campaigns.till_sales.shown_at is 'When the code was made.';
comment on column campaigns.till_sales.ends_at is 'Until when it may be scanned; then the card is free again.';
comment on column campaigns.till_sales.store_id is 'Whose till scanned it (catalog.stores).';
comment on column campaigns.till_sales.seller_id is 'Who is paid (catalog.sellers).';
comment on column campaigns.till_sales.amount_fen is 'What the goods cost, in fen.';
comment on column campaigns.till_sales.card_fen is 'What the card paid, in fen; the rest was paid at the till.';
comment on column campaigns.till_sales.redeemed_at is 'When it was scanned.';
