-- Finds the oldest answers for the sweep that forgets them.
create index answers_at on outbox.answers (cell, at);
comment on index outbox.answers_at is 'The oldest answers, which are forgotten first.';
