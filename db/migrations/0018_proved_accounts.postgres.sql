-- Every account that a Slack user ever proved to be theirs: whoever proves another is still one person.
CREATE TABLE proved_accounts (
  slack_team TEXT NOT NULL,
  slack_user TEXT NOT NULL,
  person_id BIGINT NOT NULL,
  login TEXT NOT NULL,
  PRIMARY KEY (slack_team, slack_user, person_id)
);
CREATE INDEX proved_accounts_by_person ON proved_accounts (person_id);
INSERT INTO proved_accounts (slack_team, slack_user, person_id, login)
  SELECT slack_team, slack_user, person_id, body::json -> 'person' ->> 'login' FROM identities;
