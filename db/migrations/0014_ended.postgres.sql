-- What was done long ago is found to be removed, without looking at everything that was done.
CREATE INDEX inbox_ended ON inbox (done_at) WHERE done_at IS NOT NULL;
CREATE INDEX outbox_ended ON outbox (done_at) WHERE done_at IS NOT NULL;
