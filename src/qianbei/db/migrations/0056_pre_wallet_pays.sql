alter table orders.orders add column wallet_fen bigint not null default 0 check (wallet_fen >= 0);
comment on column orders.orders.wallet_fen is 'What the person''s wallet pays, in fen; kept back in the ledger under a pending from the placing on.';
