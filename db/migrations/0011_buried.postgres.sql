-- What was given up is counted whenever metrics are read, among all that was ever done.
CREATE INDEX inbox_buried ON inbox (seq) WHERE state = 'buried';
CREATE INDEX outbox_buried ON outbox (seq) WHERE state = 'buried';
