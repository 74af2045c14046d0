create schema orders;

create table orders.orders (
    cell smallint not null,
    order_id uuid not null,
    person_id uuid not null,
    idempotency_key text not null,
    store_id uuid not null,
    seller_id uuid not null,
    state text not null check (
        state in (
            'placed', 'authorised', 'confirmed', 'making', 'ready', 'picked_up', 'at_door', 'handed_over', 'cancelling',
            'cancelled'
        )
    ),
    ended_reason text,
    checkout json not null,
    checkout_hash bytea not null,
    cart_hash bytea not null,
    approval text not null,
    card_id uuid,
    card_fen bigint not null check (card_fen >= 0),
    pay_fen bigint not null check (pay_fen > 0),
    cups smallint not null check (cups >= 0),
    placed_at timestamptz not null,
    updated_at timestamptz not null,
    version smallint not null,
    primary key (cell, order_id),
    unique (cell, person_id, idempotency_key),
    check ((card_id is null) = (card_fen = 0)),
    check ((state in ('cancelling', 'cancelled')) = (ended_reason is not null))
) with (fillfactor = 85);
create index orders_waiting on orders.orders (cell, state, updated_at) where state in ('placed', 'authorised', 'cancelling');
comment on table orders.orders is 'Every order, exactly as it was approved, and where it stands.';
comment on column orders.orders.cell is 'The unit of scale: a city.';
comment on column orders.orders.order_id is 'Derived from the intent (person, conversation, draft number): one intent, one order.';
comment on column orders.orders.person_id is 'Who ordered (people.persons).';
comment on column orders.orders.idempotency_key is 'The key of the approval: the same key with another body is refused.';
comment on column orders.orders.store_id is 'Who makes it (catalog.stores).';
comment on column orders.orders.seller_id is 'Who is paid (catalog.sellers).';
comment on column orders.orders.state is 'A state of the machine in orders/rules.py.';
comment on column orders.orders.ended_reason is 'Why it ends without a cup; empty otherwise.';
comment on column orders.orders.checkout is 'The approved checkout, byte for byte: lines, prices, place, slot, promise.';
comment on column orders.orders.checkout_hash is 'SHA-256 of the canonical JSON (RFC 8785) of exactly that checkout.';
comment on column orders.orders.cart_hash is 'SHA-256 of lines and place alone, to notice an equal cart.';
comment on column orders.orders.approval is 'Our seal over order, person, checkout hash, sum and time of the tap.';
comment on column orders.orders.card_id is 'The card used (campaigns.cards).';
comment on column orders.orders.card_fen is 'What the card pays, in fen.';
comment on column orders.orders.pay_fen is 'What the person pays, in fen.';
comment on column orders.orders.cups is 'Cups reserved at the store.';
comment on column orders.orders.placed_at is 'When it was placed.';
comment on column orders.orders.updated_at is 'When it last moved.';
comment on column orders.orders.version is 'How many rows of history it has.';

create table orders.history (
    cell smallint not null,
    order_id uuid not null,
    seq smallint not null,
    event text not null,
    from_state text not null,
    to_state text not null,
    by text not null,
    at timestamptz not null,
    primary key (cell, order_id, seq),
    foreign key (cell, order_id) references orders.orders (cell, order_id)
);
comment on table orders.history is 'Every step of an order after the placing, which is told by the order itself.';
comment on column orders.history.cell is 'The unit of scale: a city.';
comment on column orders.history.order_id is 'The order.';
comment on column orders.history.seq is '1 for the first step, without gaps.';
comment on column orders.history.event is 'What happened.';
comment on column orders.history.from_state is 'State before.';
comment on column orders.history.to_state is 'State after.';
comment on column orders.history.by is 'Who: customer, payer, store, rider or system.';
comment on column orders.history.at is 'When.';
