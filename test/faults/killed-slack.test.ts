// The process is killed at each single step of an approval in Slack.
import { describeKills } from './every-step.ts';
import { SLACK_APPROVAL } from './slack-walk.ts';

describeKills(SLACK_APPROVAL, ['asking for it', 'the press', 'its success'], 41);
