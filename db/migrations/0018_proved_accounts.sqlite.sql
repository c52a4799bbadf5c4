-- Every account that a Slack user ever proved to be theirs: whoever proves another is still one person.
CREATE TABLE proved_accounts (
  slack_team TEXT NOT NULL,
  slack_user TEXT NOT NULL,
  person_id INTEGER NOT NULL,
  login TEXT NOT NULL,
  PRIMARY KEY (slack_team, slack_user, person_id)
) STRICT;
CREATE INDEX proved_accounts_by_person ON proved_accounts (person_id);
INSERT INTO proved_accounts (slack_team, slack_user, person_id, login)
  SELECT slack_team, slack_user, person_id, json_extract(body, '$.person.login') FROM identities;
