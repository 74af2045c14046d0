create table campaigns.templates (
    cell smallint not null,
    template_id uuid not null,
    campaign_id uuid not null,
    name jsonb not null,
    face_fen bigint not null check (face_fen > 0),
    valid_until timestamptz not null,
    threshold_fen bigint not null check (threshold_fen >= 0),
    categories text[] not null,
    seller_ids uuid[] not null,
    stacks boolean not null,
    primary key (cell, template_id),
    foreign key (cell, campaign_id) references campaigns.campaigns (cell, campaign_id),
    constraint template_has_an_end check (isfinite(valid_until))
);
comment on table campaigns.templates is 'What the cards of one kind are and where they may be used. Rows are never changed.';
comment on column campaigns.templates.cell is 'The unit of scale: a city.';
comment on column campaigns.templates.template_id is 'Id made by the application; of the joining card, the campaign''s own.';
comment on column campaigns.templates.campaign_id is 'The campaign that pays.';
comment on column campaigns.templates.name is 'What people call it, by language.';
comment on column campaigns.templates.face_fen is 'What a card of it can pay at most, in fen.';
comment on column campaigns.templates.valid_until is 'Until when a new card of it is good.';
comment on column campaigns.templates.threshold_fen is 'The price before the card must reach this, in fen.';
comment on column campaigns.templates.categories is 'Menu categories it may pay for; empty: all.';
comment on column campaigns.templates.seller_ids is 'Sellers it may be used at (catalog.sellers); empty: all.';
comment on column campaigns.templates.stacks is 'Whether it may pay beside another discount.';

-- Every campaign has had one kind of card so far: the joining card.
insert into campaigns.templates
select cell, campaign_id, campaign_id, name, face_fen, ends_at, 0, '{}', '{}', true
from campaigns.campaigns;

alter table campaigns.cards
add column template_id uuid,
add column source_kind text,
add column source_id uuid,
add column sweep_at timestamptz;
update campaigns.cards
set template_id = campaign_id, source_kind = 'join', source_id = campaign_id, sweep_at = valid_until;
alter table campaigns.cards
alter column template_id set not null,
alter column source_kind set not null,
alter column source_id set not null,
add foreign key (cell, template_id) references campaigns.templates (cell, template_id),
add constraint card_has_an_end check (isfinite(valid_until)),
add constraint one_card_a_person_and_source unique (cell, person_id, source_id),
drop constraint cards_cell_person_id_campaign_id_key,
drop constraint cards_cell_campaign_id_fkey;
create index cards_to_sweep on campaigns.cards (cell, sweep_at) where sweep_at is not null;
comment on column campaigns.cards.order_id is 'The order, gift or till sale that it is on; set exactly while held or redeemed.';
comment on column campaigns.cards.template_id is 'What kind of card it is.';
comment on column campaigns.cards.source_kind is 'Why it was given: join, update, invite, task, list, code, gift or reissue.';
comment on column campaigns.cards.source_id is 'The occasion: one source gives one person one card.';
comment on column campaigns.cards.sweep_at is 'When it must be looked at because its end is reached; empty when nothing is left to do. Holding leaves it alone, so that a hold touches no index.';

alter table campaigns.card_moves alter column order_id drop not null;
alter table campaigns.card_moves add column old_valid_until timestamptz;
comment on column campaigns.card_moves.order_id is 'What it was moved for: an order, gift, till sale, or a plan for many cards; empty when its time ended.';
comment on column campaigns.card_moves.old_valid_until is 'Its end before this move, where the move changed it.';
