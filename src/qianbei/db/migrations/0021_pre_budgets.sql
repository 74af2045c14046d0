create schema budgets;

create table budgets.nodes (
    cell smallint not null,
    node_id uuid not null,
    parent_id uuid,
    campaign_id uuid,
    kind text not null check (kind in ('programme', 'campaign', 'wave', 'city', 'day')),
    label text not null,
    cap_fen bigint check (cap_fen >= 0),
    cap_count bigint check (cap_count >= 0),
    drawn_fen bigint not null check (drawn_fen >= 0),
    drawn_count bigint not null check (drawn_count >= 0),
    opened_at timestamptz not null,
    primary key (cell, node_id),
    foreign key (cell, parent_id) references budgets.nodes (cell, node_id),
    check ((kind = 'programme') = (campaign_id is null)),
    check ((kind = 'campaign') = (campaign_id is not distinct from node_id)),
    constraint drawn_within_cap check (
        (cap_fen is null or drawn_fen <= cap_fen) and (cap_count is null or drawn_count <= cap_count)
    )
) with (fillfactor = 50);
comment on table budgets.nodes is 'The tree of budgets: programme, campaign, then caps on what leaves the campaign through them.';
comment on column budgets.nodes.cell is 'The unit of scale: a city.';
comment on column budgets.nodes.node_id is 'Id made by the application; of a campaign, the campaign''s own.';
comment on column budgets.nodes.parent_id is 'The budget above it; empty at the top.';
comment on column budgets.nodes.campaign_id is 'The campaign whose money it lets out; empty for a programme.';
comment on column budgets.nodes.kind is 'programme, campaign, wave, city or day.';
comment on column budgets.nodes.label is 'What an operator calls it.';
comment on column budgets.nodes.cap_fen is 'At most this much money may be drawn through it; empty: no cap of its own.';
comment on column budgets.nodes.cap_count is 'At most this many pieces may be drawn through it; empty: no cap of its own.';
comment on column budgets.nodes.drawn_fen is 'Given out, or lent to a worker, through it or a budget under it.';
comment on column budgets.nodes.drawn_count is 'The same in pieces, such as cards.';
comment on column budgets.nodes.opened_at is 'When it was opened.';

create table budgets.leases (
    cell smallint not null,
    lease_id uuid not null,
    node_id uuid not null,
    campaign_id uuid not null,
    holder text not null,
    epoch int not null check (epoch > 0),
    piece_fen bigint not null check (piece_fen > 0),
    granted bigint not null check (granted >= 0),
    used bigint not null check (used >= 0),
    used_before_fen bigint not null check (used_before_fen >= 0),
    used_before bigint not null check (used_before >= 0),
    expires_at timestamptz,
    primary key (cell, lease_id),
    foreign key (cell, node_id) references budgets.nodes (cell, node_id),
    constraint used_within_granted check (used <= granted),
    constraint closed_lease_is_empty check (expires_at is not null or (granted = 0 and used = 0))
) with (fillfactor = 50);
create index leases_of_campaign on budgets.leases (cell, campaign_id);
comment on table budgets.leases is 'What a worker may give out without asking the budget: one row a budget and worker.';
comment on column budgets.leases.cell is 'The unit of scale: a city.';
comment on column budgets.leases.lease_id is 'Derived from budget and holder.';
comment on column budgets.leases.node_id is 'The budget it was lent from.';
comment on column budgets.leases.campaign_id is 'The campaign whose money it is.';
comment on column budgets.leases.holder is 'The process that holds it, or `direct` for what was given without lending.';
comment on column budgets.leases.epoch is 'Counts grants and closings: who still knows an earlier one is fenced out.';
comment on column budgets.leases.piece_fen is 'What one piece costs, in fen.';
comment on column budgets.leases.granted is 'Pieces lent in this epoch.';
comment on column budgets.leases.used is 'Of them, pieces given out.';
comment on column budgets.leases.used_before_fen is 'Money given out in earlier epochs.';
comment on column budgets.leases.used_before is 'Pieces given out in earlier epochs.';
comment on column budgets.leases.expires_at is 'Usable until here; empty while closed.';

-- Campaigns that were opened before there were budgets: what they gave was given directly.
insert into budgets.nodes (cell, node_id, campaign_id, kind, label, drawn_fen, drawn_count, opened_at)
select
    campaign.cell, campaign.campaign_id, campaign.campaign_id, 'campaign', coalesce(campaign.name ->> 'en', ''),
    coalesce(sum(card.face_fen), 0), count(card.card_id), campaign.starts_at
from campaigns.campaigns as campaign
left join campaigns.cards as card on card.cell = campaign.cell and card.campaign_id = campaign.campaign_id
group by campaign.cell, campaign.campaign_id, campaign.name, campaign.starts_at;

insert into budgets.leases (
    cell, lease_id, node_id, campaign_id, holder, epoch, piece_fen, granted, used, used_before_fen, used_before
)
select cell, node_id, node_id, campaign_id, 'direct', 1, 1, 0, 0, drawn_fen, drawn_count
from budgets.nodes
where drawn_count > 0;
