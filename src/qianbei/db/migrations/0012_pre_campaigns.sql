CREATE SCHEMA campaigns;

CREATE TABLE campaigns.campaigns (
    cell smallint NOT NULL,
    campaign_id uuid NOT NULL,
    name jsonb NOT NULL,
    face_fen bigint NOT NULL CHECK (face_fen > 0),
    budget_fen bigint NOT NULL CHECK (budget_fen >= 0),
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    PRIMARY KEY (cell, campaign_id),
    CHECK (starts_at < ends_at)
);
COMMENT ON TABLE campaigns.campaigns IS 'One campaign of a cell: what its cards are worth and until when. The money stands in the ledger.';
COMMENT ON COLUMN campaigns.campaigns.cell IS 'The unit of scale: a city.';
COMMENT ON COLUMN campaigns.campaigns.campaign_id IS 'Id made by the application.';
COMMENT ON COLUMN campaigns.campaigns.name IS 'Name by language, as people read it.';
COMMENT ON COLUMN campaigns.campaigns.face_fen IS 'Face value of one card, in fen.';
COMMENT ON COLUMN campaigns.campaigns.budget_fen IS 'Money given to the campaign at its start, in fen.';
COMMENT ON COLUMN campaigns.campaigns.starts_at IS 'Cards are issued from here.';
COMMENT ON COLUMN campaigns.campaigns.ends_at IS 'Cards are issued and, as issued, valid until here.';

CREATE TABLE campaigns.cards (
    cell smallint NOT NULL,
    card_id uuid NOT NULL,
    campaign_id uuid NOT NULL,
    person_id uuid NOT NULL,
    face_fen bigint NOT NULL CHECK (face_fen > 0),
    state text NOT NULL CHECK (state IN ('issued', 'held', 'redeemed', 'expired', 'revoked', 'gifted')),
    order_id uuid,
    valid_until timestamptz NOT NULL,
    issued_at timestamptz NOT NULL,
    moves smallint NOT NULL CHECK (moves >= 0),
    PRIMARY KEY (cell, card_id),
    UNIQUE (cell, person_id, campaign_id),
    FOREIGN KEY (cell, campaign_id) REFERENCES campaigns.campaigns (cell, campaign_id),
    CHECK ((state IN ('held', 'redeemed')) = (order_id IS NOT NULL))
) WITH (fillfactor = 70);
COMMENT ON TABLE campaigns.cards IS 'One card of one person. No index on state or order, so that a hold updates in place.';
COMMENT ON COLUMN campaigns.cards.cell IS 'The unit of scale: a city.';
COMMENT ON COLUMN campaigns.cards.card_id IS 'Derived from campaign and person: a retry finds the same card.';
COMMENT ON COLUMN campaigns.cards.campaign_id IS 'The campaign that gave it.';
COMMENT ON COLUMN campaigns.cards.person_id IS 'Its owner (people.persons).';
COMMENT ON COLUMN campaigns.cards.face_fen IS 'What it is worth, in fen.';
COMMENT ON COLUMN campaigns.cards.state IS 'issued, held, redeemed; or an end: expired, revoked, gifted.';
COMMENT ON COLUMN campaigns.cards.order_id IS 'The order it is held for or was redeemed by; empty otherwise.';
COMMENT ON COLUMN campaigns.cards.valid_until IS 'A new order may use it until here; a fault of ours only lengthens it.';
COMMENT ON COLUMN campaigns.cards.issued_at IS 'When it was given.';
COMMENT ON COLUMN campaigns.cards.moves IS 'How many rows of history it has; the next one has this number plus one.';

CREATE TABLE campaigns.card_moves (
    cell smallint NOT NULL,
    card_id uuid NOT NULL,
    seq smallint NOT NULL,
    event text NOT NULL,
    from_state text NOT NULL,
    to_state text NOT NULL,
    order_id uuid NOT NULL,
    reason text NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (cell, card_id, seq),
    FOREIGN KEY (cell, card_id) REFERENCES campaigns.cards (cell, card_id)
);
COMMENT ON TABLE campaigns.card_moves IS 'The history of every card after its issue, which is told by the card itself.';
COMMENT ON COLUMN campaigns.card_moves.cell IS 'The unit of scale: a city.';
COMMENT ON COLUMN campaigns.card_moves.card_id IS 'The card.';
COMMENT ON COLUMN campaigns.card_moves.seq IS '1 for the first move of the card, without gaps.';
COMMENT ON COLUMN campaigns.card_moves.event IS 'hold, release, redeem or return.';
COMMENT ON COLUMN campaigns.card_moves.from_state IS 'State before.';
COMMENT ON COLUMN campaigns.card_moves.to_state IS 'State after.';
COMMENT ON COLUMN campaigns.card_moves.order_id IS 'The order it moved for.';
COMMENT ON COLUMN campaigns.card_moves.reason IS 'Why, as a word of the catalogue.';
COMMENT ON COLUMN campaigns.card_moves.at IS 'When.';
