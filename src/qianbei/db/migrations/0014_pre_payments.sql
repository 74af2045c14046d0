create schema payments;

create table payments.payments (
    cell smallint not null,
    payment_id uuid not null,
    order_id uuid not null,
    amount_fen bigint not null check (amount_fen > 0),
    state text not null check (
        state in (
            'authorising', 'unknown', 'authorised', 'captured', 'voiding', 'refunding', 'declined', 'voided', 'refunded'
        )
    ),
    asks smallint not null,
    next_ask_at timestamptz,
    primary key (cell, payment_id),
    check ((state in ('authorising', 'unknown', 'voiding', 'refunding')) = (next_ask_at is not null))
) with (fillfactor = 70);
create index payments_open_questions on payments.payments (cell, next_ask_at) where next_ask_at is not null;
comment on table payments.payments is 'What we asked the payer for one order, and what it is known to have answered.';
comment on column payments.payments.cell is 'The unit of scale: a city.';
comment on column payments.payments.payment_id is 'Derived from the order: the payer sees one id however often we ask.';
comment on column payments.payments.order_id is 'The order it pays (orders.orders).';
comment on column payments.payments.amount_fen is 'How much the person pays, in fen.';
comment on column payments.payments.state is 'Known state; unknown means asked without an answer and asked again.';
comment on column payments.payments.asks is 'How often the open question went unanswered.';
comment on column payments.payments.next_ask_at is 'When the open question is put again; empty when none is open.';
