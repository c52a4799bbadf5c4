// Slack fails at each single call of an approval in it.
import { describeSlackFaults } from './every-call.ts';
import { SLACK_APPROVAL } from './slack-walk.ts';

describeSlackFaults(SLACK_APPROVAL);
