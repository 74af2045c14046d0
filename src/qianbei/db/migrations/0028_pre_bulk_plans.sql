create table campaigns.bulk_plans (
    cell smallint not null,
    plan_id uuid not null,
    kind text not null check (kind in ('extend', 'recall', 'reissue')),
    campaign_id uuid not null,
    template_id uuid,
    source_kind text,
    ends_before timestamptz,
    new_end timestamptz,
    reason text not null,
    state text not null check (state in ('planned', 'applying', 'applied', 'undoing', 'undone')),
    after_card_id uuid not null,
    cards bigint not null check (cards >= 0),
    money_fen bigint not null check (money_fen >= 0),
    made_at timestamptz not null,
    told_at timestamptz,
    primary key (cell, plan_id),
    foreign key (cell, campaign_id) references campaigns.campaigns (cell, campaign_id),
    constraint plan_names_its_end check ((kind = 'recall') = (new_end is null) and (new_end is null or isfinite(new_end)))
) with (fillfactor = 50);
create index bulk_plans_under_way on campaigns.bulk_plans (cell, made_at) where state in ('applying', 'undoing');
comment on table campaigns.bulk_plans is 'What an operator does to many cards at once, and how far it is.';
comment on column campaigns.bulk_plans.cell is 'The unit of scale: a city.';
comment on column campaigns.bulk_plans.plan_id is 'Id made by the application; every move it makes names it.';
comment on column campaigns.bulk_plans.kind is 'extend, recall or reissue.';
comment on column campaigns.bulk_plans.campaign_id is 'Whose cards.';
comment on column campaigns.bulk_plans.template_id is 'Only cards of this kind; empty: all.';
comment on column campaigns.bulk_plans.source_kind is 'Only cards from such a source; empty: all.';
comment on column campaigns.bulk_plans.ends_before is 'Only cards whose end lies before this; empty: all.';
comment on column campaigns.bulk_plans.new_end is 'Until when the cards are good afterwards; empty for a recall.';
comment on column campaigns.bulk_plans.reason is 'Why, as their owners read it in the history.';
comment on column campaigns.bulk_plans.state is 'planned, applying, applied, undoing or undone.';
comment on column campaigns.bulk_plans.after_card_id is 'Cards up to this id are done: where the next batch begins.';
comment on column campaigns.bulk_plans.cards is 'Cards changed so far; while undoing, those still changed.';
comment on column campaigns.bulk_plans.money_fen is 'The sum of their faces, in fen.';
comment on column campaigns.bulk_plans.made_at is 'When it was planned.';
comment on column campaigns.bulk_plans.told_at is 'When their owners were told; then only a recall can be undone.';
