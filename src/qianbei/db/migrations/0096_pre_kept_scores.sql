-- A worker that joins or starts anew told its first people a guessed range: it now knows how wrong others were lately.
comment on table gate.patience is 'How long people stay in line and how true their forecasts were, as a worker saw it last: read by a worker that starts.';
comment on column gate.patience.patience is 'Of those who look when told to and of those who knock before: by age in line, how many were there and how many left; actual by told waits, by the length of the wait. No persons.';
