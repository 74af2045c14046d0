create schema people;
comment on schema people is 'Persons, what recognises them, their roles, addresses and riders.';

create table people.persons (
    cell smallint not null,
    person_id uuid not null,
    language text not null check (language in ('zh-Hans', 'zh-Hant', 'en')),
    phone_masked text,
    created_at timestamptz not null,
    primary key (cell, person_id)
);
comment on table people.persons is 'One row per person, guests included.';
comment on column people.persons.cell is 'City of the person.';
comment on column people.persons.person_id is 'Identity, made by the application.';
comment on column people.persons.language is 'Language the person last chose: zh-Hans, zh-Hant or en.';
comment on column people.persons.phone_masked is 'Masked form of the verified phone; null for a guest.';
comment on column people.persons.created_at is 'City time of joining.';

create table people.identity_keys (
    kind text not null check (kind in ('account', 'device', 'phone')),
    value_hash bytea not null check (octet_length(value_hash) = 32),
    cell smallint not null,
    person_id uuid not null,
    claimed_at timestamptz not null,
    primary key (kind, value_hash),
    -- Deferred: a key is claimed first, and only its winner becomes a person in the same transaction.
    foreign key (cell, person_id) references people.persons deferrable initially deferred
);
comment on table people.identity_keys is
    'What recognises a person in any city. The one table keyed without the cell: a phone is one in all of them.';
comment on column people.identity_keys.kind is 'account, device or phone.';
comment on column people.identity_keys.value_hash is 'Keyed BLAKE2b of the value; the value is not stored.';
comment on column people.identity_keys.cell is 'City of the person the key belongs to.';
comment on column people.identity_keys.person_id is 'Person the key belongs to.';
comment on column people.identity_keys.claimed_at is 'City time of the claim.';

create table people.phone_codes (
    cell smallint not null,
    person_id uuid not null,
    phone_hash bytea not null check (octet_length(phone_hash) = 32),
    code_hash bytea not null check (octet_length(code_hash) = 32),
    tries_left smallint not null check (tries_left >= 0),
    starts smallint not null check (starts > 0),
    window_from timestamptz not null,
    expires_at timestamptz not null,
    primary key (cell, person_id, phone_hash),
    foreign key (cell, person_id) references people.persons
);
comment on table people.phone_codes is 'One-time codes by which a person proves a phone; the last one per phone.';
comment on column people.phone_codes.cell is 'City of the person.';
comment on column people.phone_codes.person_id is 'Who asked for the code.';
comment on column people.phone_codes.phone_hash is 'Identity hash of the phone.';
comment on column people.phone_codes.code_hash is 'Keyed hash of the code; the code is not stored.';
comment on column people.phone_codes.tries_left is 'Wrong tries still allowed; 0 is locked or spent.';
comment on column people.phone_codes.starts is 'Codes asked for in the present window.';
comment on column people.phone_codes.window_from is 'City time at which the present window began.';
comment on column people.phone_codes.expires_at is 'City time from which the code is no longer accepted.';

create table people.roles (
    cell smallint not null,
    person_id uuid not null,
    role text not null check (role in ('merchant', 'rider')),
    subject uuid not null,
    granted_at timestamptz not null,
    primary key (cell, person_id, role, subject),
    foreign key (cell, person_id) references people.persons
);
comment on table people.roles is 'Roles held on something; customer and operator have no row.';
comment on column people.roles.cell is 'City of the person.';
comment on column people.roles.person_id is 'Who holds the role.';
comment on column people.roles.role is 'merchant or rider.';
comment on column people.roles.subject is 'Seller of the merchant, or rider id of the rider.';
comment on column people.roles.granted_at is 'City time of the grant.';

create table people.addresses (
    cell smallint not null,
    person_id uuid not null,
    address_id uuid not null,
    place_id uuid not null,
    names jsonb not null,
    detail text not null,
    lat_e6 integer not null,
    lng_e6 integer not null,
    chosen_at timestamptz not null,
    primary key (cell, person_id, address_id),
    foreign key (cell, person_id) references people.persons
);
comment on table people.addresses is 'Doors of a person; the one chosen last is the current one.';
comment on column people.addresses.cell is 'City of the person.';
comment on column people.addresses.person_id is 'Whose door it is.';
comment on column people.addresses.address_id is 'Derived from person, place and detail.';
comment on column people.addresses.place_id is 'Known place (catalog.places) the door belongs to.';
comment on column people.addresses.names is 'Name of the place by language, as it was when chosen.';
comment on column people.addresses.detail is 'Building, floor, room: the person''s own words.';
comment on column people.addresses.lat_e6 is 'Latitude, millionths of a degree.';
comment on column people.addresses.lng_e6 is 'Longitude, millionths of a degree.';
comment on column people.addresses.chosen_at is 'City time at which it was last chosen.';

create table people.riders (
    cell smallint not null,
    rider_id uuid not null,
    person_id uuid not null,
    name text not null,
    fleet text not null,
    created_at timestamptz not null,
    primary key (cell, rider_id),
    unique (cell, person_id),
    foreign key (cell, person_id) references people.persons
);
comment on table people.riders is 'Riders; a person is at most one.';
comment on column people.riders.cell is 'City the rider works in.';
comment on column people.riders.rider_id is 'Identity of the rider, made by the application.';
comment on column people.riders.person_id is 'The person who rides.';
comment on column people.riders.name is 'Name shown to customers and stores.';
comment on column people.riders.fleet is 'Fleet the rider rides for.';
comment on column people.riders.created_at is 'City time of registration.';
