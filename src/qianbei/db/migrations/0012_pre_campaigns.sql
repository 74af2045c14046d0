create schema campaigns;

create table campaigns.campaigns (
    cell smallint not null,
    campaign_id uuid not null,
    name jsonb not null,
    face_fen bigint not null check (face_fen > 0),
    budget_fen bigint not null check (budget_fen >= 0),
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    primary key (cell, campaign_id),
    check (starts_at < ends_at)
);
comment on table campaigns.campaigns is 'One campaign of a cell: what its cards are worth and until when. The money stands in the ledger.';
comment on column campaigns.campaigns.cell is 'The unit of scale: a city.';
comment on column campaigns.campaigns.campaign_id is 'Id made by the application.';
comment on column campaigns.campaigns.name is 'Name by language, as people read it.';
comment on column campaigns.campaigns.face_fen is 'Face value of one card, in fen.';
comment on column campaigns.campaigns.budget_fen is 'Money given to the campaign at its start, in fen.';
comment on column campaigns.campaigns.starts_at is 'Cards are issued from here.';
comment on column campaigns.campaigns.ends_at is 'Cards are issued and, as issued, valid until here.';

create table campaigns.cards (
    cell smallint not null,
    card_id uuid not null,
    campaign_id uuid not null,
    person_id uuid not null,
    face_fen bigint not null check (face_fen > 0),
    state text not null check (state in ('issued', 'held', 'redeemed', 'expired', 'revoked', 'gifted')),
    order_id uuid,
    valid_until timestamptz not null,
    issued_at timestamptz not null,
    moves smallint not null check (moves >= 0),
    primary key (cell, card_id),
    unique (cell, person_id, campaign_id),
    foreign key (cell, campaign_id) references campaigns.campaigns (cell, campaign_id),
    check ((state in ('held', 'redeemed')) = (order_id is not null))
) with (fillfactor = 70);
comment on table campaigns.cards is 'One card of one person. No index on state or order, so that a hold updates in place.';
comment on column campaigns.cards.cell is 'The unit of scale: a city.';
comment on column campaigns.cards.card_id is 'Derived from campaign and person: a retry finds the same card.';
comment on column campaigns.cards.campaign_id is 'The campaign that gave it.';
comment on column campaigns.cards.person_id is 'Its owner (people.persons).';
comment on column campaigns.cards.face_fen is 'What it is worth, in fen.';
comment on column campaigns.cards.state is 'issued, held, redeemed; or an end: expired, revoked, gifted.';
comment on column campaigns.cards.order_id is 'The order it is held for or was redeemed by; empty otherwise.';
comment on column campaigns.cards.valid_until is 'A new order may use it until here; a fault of ours only lengthens it.';
comment on column campaigns.cards.issued_at is 'When it was given.';
comment on column campaigns.cards.moves is 'How many rows of history it has; the next one has this number plus one.';

create table campaigns.card_moves (
    cell smallint not null,
    card_id uuid not null,
    seq smallint not null,
    event text not null,
    from_state text not null,
    to_state text not null,
    order_id uuid not null,
    reason text not null,
    at timestamptz not null,
    primary key (cell, card_id, seq),
    foreign key (cell, card_id) references campaigns.cards (cell, card_id)
);
comment on table campaigns.card_moves is 'The history of every card after its issue, which is told by the card itself.';
comment on column campaigns.card_moves.cell is 'The unit of scale: a city.';
comment on column campaigns.card_moves.card_id is 'The card.';
comment on column campaigns.card_moves.seq is '1 for the first move of the card, without gaps.';
comment on column campaigns.card_moves.event is 'hold, release, redeem or return.';
comment on column campaigns.card_moves.from_state is 'State before.';
comment on column campaigns.card_moves.to_state is 'State after.';
comment on column campaigns.card_moves.order_id is 'The order it moved for.';
comment on column campaigns.card_moves.reason is 'Why, as a word of the catalogue.';
comment on column campaigns.card_moves.at is 'When.';
