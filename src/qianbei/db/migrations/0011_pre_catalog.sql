create schema catalog;
comment on schema catalog is 'Sellers, stores, menus and places.';

create table catalog.revisions (
    cell smallint not null,
    revision bigint not null check (revision > 0),
    primary key (cell)
);
comment on table catalog.revisions is 'The last revision of each cell; its row lock puts catalogue changes in the order of their commits.';
comment on column catalog.revisions.cell is 'The cell (city).';
comment on column catalog.revisions.revision is 'Grows by one with every transaction that changes the catalogue.';

create table catalog.sellers (
    cell smallint not null,
    seller_id uuid not null,
    names jsonb not null,
    created_at timestamptz not null,
    revision bigint not null,
    primary key (cell, seller_id)
);
comment on table catalog.sellers is 'Who sells: a merchant with any number of stores.';
comment on column catalog.sellers.cell is 'The cell (city).';
comment on column catalog.sellers.seller_id is 'Made by the application.';
comment on column catalog.sellers.names is 'Name by language.';
comment on column catalog.sellers.created_at is 'City time of registration.';
comment on column catalog.sellers.revision is 'Revision of the last change.';

create table catalog.menus (
    cell smallint not null,
    menu_id uuid not null,
    version integer not null check (version > 0),
    seller_id uuid not null,
    document text not null,
    content jsonb not null,
    published_at timestamptz not null,
    primary key (cell, menu_id, version),
    foreign key (cell, seller_id) references catalog.sellers
);
comment on table catalog.menus is 'Every version of every menu; a version never changes.';
comment on column catalog.menus.cell is 'The cell (city).';
comment on column catalog.menus.menu_id is 'Derived from the store it was first uploaded for.';
comment on column catalog.menus.version is 'Counts from 1 within a menu.';
comment on column catalog.menus.seller_id is 'Whose menu it is.';
comment on column catalog.menus.document is 'The text as it was uploaded.';
comment on column catalog.menus.content is 'The checked menu in the form the application reads back without parsing the text again.';
comment on column catalog.menus.published_at is 'City time of the upload.';

create table catalog.stores (
    cell smallint not null,
    store_id uuid not null,
    seller_id uuid not null,
    names jsonb not null,
    address text not null,
    lat_e6 integer not null,
    lng_e6 integer not null,
    hours jsonb not null,
    utc_offset_minutes smallint not null,
    status text not null check (status in ('draft', 'open', 'paused')),
    cups_per_slot integer not null check (cups_per_slot > 0),
    prep_s integer not null check (prep_s > 0),
    delivery jsonb not null,
    phone text,
    menu_id uuid,
    menu_version integer,
    created_at timestamptz not null,
    revision bigint not null,
    primary key (cell, store_id),
    foreign key (cell, seller_id) references catalog.sellers,
    foreign key (cell, menu_id, menu_version) references catalog.menus,
    check ((menu_id is null) = (menu_version is null)),
    check (status <> 'open' or menu_id is not null)
);
create index stores_by_seller on catalog.stores (cell, seller_id);
comment on table catalog.stores is 'Stores: where, when, how fast and from which menu they sell.';
comment on column catalog.stores.cell is 'The cell (city).';
comment on column catalog.stores.store_id is 'Made by the application.';
comment on column catalog.stores.seller_id is 'Whose store it is.';
comment on column catalog.stores.names is 'Name by language.';
comment on column catalog.stores.address is 'Street address as people read it.';
comment on column catalog.stores.lat_e6 is 'Latitude, millionths of a degree.';
comment on column catalog.stores.lng_e6 is 'Longitude, millionths of a degree.';
comment on column catalog.stores.hours is 'Opening spans: days (0 is Monday), open_minute and close_minute after local midnight.';
comment on column catalog.stores.utc_offset_minutes is 'Local time of the store, minutes east of UTC.';
comment on column catalog.stores.status is 'draft (never open), open or paused.';
comment on column catalog.stores.cups_per_slot is 'Cups it can make in five minutes.';
comment on column catalog.stores.prep_s is 'Seconds that one cup takes.';
comment on column catalog.stores.delivery is 'Delivery terms: radius_m, base_fee_fen, free_m, per_km_fen.';
comment on column catalog.stores.phone is 'Number customers may call; null when it has none.';
comment on column catalog.stores.menu_id is 'The menu it sells from; null for a draft without one.';
comment on column catalog.stores.menu_version is 'The version of that menu.';
comment on column catalog.stores.created_at is 'City time of registration.';
comment on column catalog.stores.revision is 'Revision of the last change.';

create table catalog.places (
    cell smallint not null,
    place_id uuid not null,
    names jsonb not null,
    lat_e6 integer not null,
    lng_e6 integer not null,
    revision bigint not null,
    primary key (cell, place_id)
);
comment on table catalog.places is 'Known places one can have delivered to.';
comment on column catalog.places.cell is 'The cell (city).';
comment on column catalog.places.place_id is 'Derived from name and point, so the same place twice is one row.';
comment on column catalog.places.names is 'Name by language.';
comment on column catalog.places.lat_e6 is 'Latitude, millionths of a degree.';
comment on column catalog.places.lng_e6 is 'Longitude, millionths of a degree.';
comment on column catalog.places.revision is 'Revision of the last change.';
