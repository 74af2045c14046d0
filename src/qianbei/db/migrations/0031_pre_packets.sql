create schema packets;

create table packets.packets (
    cell smallint not null,
    packet_id uuid not null,
    campaign_id uuid not null,
    name jsonb not null,
    plan jsonb not null,
    total_fen bigint not null check (total_fen > 0),
    shares integer not null check (shares > 0),
    commitment bytea not null check (length(commitment) = 32),
    seed bytea not null check (length(seed) = 32),
    opens_at timestamptz not null,
    ends_at timestamptz not null,
    taken integer not null,
    taken_fen bigint not null,
    closed_at timestamptz,
    primary key (cell, packet_id),
    check (opens_at < ends_at),
    constraint packet_not_overdrawn check (taken between 0 and shares and taken_fen between 0 and total_fen)
) with (fillfactor = 50);
create index packets_to_close on packets.packets (cell, ends_at) where closed_at is null;
comment on table packets.packets is 'A red packet: a deck of money whose shares are taken place by place.';
comment on column packets.packets.cell is 'The unit of scale: a city.';
comment on column packets.packets.packet_id is 'Id made by the application; its money lies in the ledger account of this owner.';
comment on column packets.packets.campaign_id is 'The campaign that pays, and that gets back what nobody took.';
comment on column packets.packets.name is 'What people call it, by language.';
comment on column packets.packets.plan is 'What the deck is made from; with the seed it says every share.';
comment on column packets.packets.total_fen is 'All shares together, in fen.';
comment on column packets.packets.shares is 'How many shares there are.';
comment on column packets.packets.commitment is 'SHA-256 over seed and plan, shown from the beginning.';
comment on column packets.packets.seed is 'What the deck was split and shuffled with, shown only when nobody can take a share any more.';
comment on column packets.packets.opens_at is 'Shares are taken from here.';
comment on column packets.packets.ends_at is 'Shares are taken until here.';
comment on column packets.packets.taken is 'How many shares are taken; the next one has this place.';
comment on column packets.packets.taken_fen is 'What they sum to, in fen.';
comment on column packets.packets.closed_at is 'When its rest went back to the campaign; empty before.';

create table packets.shares (
    cell smallint not null,
    packet_id uuid not null,
    place integer not null check (place >= 0),
    amount_fen bigint not null check (amount_fen > 0),
    person_id uuid,
    taken_at timestamptz,
    primary key (cell, packet_id, place),
    constraint one_share_a_person unique (cell, packet_id, person_id),
    foreign key (cell, packet_id) references packets.packets (cell, packet_id),
    check ((person_id is null) = (taken_at is null))
) with (fillfactor = 80);
create index shares_of_person on packets.shares (cell, person_id) where person_id is not null;
comment on table packets.shares is 'The deck of a packet, written before it opens.';
comment on column packets.shares.cell is 'The unit of scale: a city.';
comment on column packets.shares.packet_id is 'The packet.';
comment on column packets.shares.place is 'Its place in the shuffled deck, from 0 without gaps; taken in this order.';
comment on column packets.shares.amount_fen is 'What it is worth, in fen.';
comment on column packets.shares.person_id is 'Who took it (people.persons); empty while it lies there.';
comment on column packets.shares.taken_at is 'When it was taken.';

create table packets.payouts (
    cell smallint not null,
    payout_id uuid not null,
    person_id uuid not null,
    amount_fen bigint not null check (amount_fen > 0),
    state text not null check (state in ('asked', 'unknown', 'paid', 'declined')),
    asks smallint not null,
    next_ask_at timestamptz,
    asked_at timestamptz not null,
    primary key (cell, payout_id),
    check ((state in ('asked', 'unknown')) = (next_ask_at is not null))
) with (fillfactor = 70);
create index payouts_open_questions on packets.payouts (cell, next_ask_at) where next_ask_at is not null;
create index payouts_of_person on packets.payouts (cell, person_id, asked_at);
comment on table packets.payouts is 'Cash that a person wanted from the wallet to their own account, and what the payer is known to have answered.';
comment on column packets.payouts.cell is 'The unit of scale: a city.';
comment on column packets.payouts.payout_id is 'Id made by the application: the payer sees one id however often we ask.';
comment on column packets.payouts.person_id is 'Whose money it is (people.persons).';
comment on column packets.payouts.amount_fen is 'How much, in fen.';
comment on column packets.payouts.state is 'Known state; unknown means asked without an answer and asked again.';
comment on column packets.payouts.asks is 'How often the open question went unanswered.';
comment on column packets.payouts.next_ask_at is 'When the open question is put again; empty when none is open.';
comment on column packets.payouts.asked_at is 'When the person wanted it.';
