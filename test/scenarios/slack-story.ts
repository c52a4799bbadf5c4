/** Stories in which people approve in Slack: the policy names a channel, and who is who is known already. */
import type { Person } from '../../src/core/person.ts';
import { DEMO_SLACK_POLICY } from '../../src/demo/policy.ts';
import type { SlackDelivery } from '../../src/sandbox/slack/deliver.ts';
import type { ReadMessage } from '../../src/sandbox/slack/reading.ts';
import { type Story, tellStory, timeless } from './story.ts';

/** Somebody of the platform team is needed for one environment, and asked in the channel. */
export const ONE_APPROVAL = `version: 1
notify: { slack: "#releases" }
environments:
  - name: staging
    gates: { contains-live: false, checks: { required: [build, test] } }
    approvals: { rules: [{ name: platform, count: 1, teams: [platform] }] }
`;

const ACCOUNTS: Readonly<Record<string, number>> = {
  ada: 1001,
  grace: 1002,
  linus: 1003,
  bob: 1004,
  mallory: 1005,
  omar: 1006,
  zoe: 1007,
};

export interface SlackStory extends Story {
  readonly slack: Story['sandbox']['slack'];
  /** As if both had proved in a browser that they are the same person. */
  link(slackName: string, login?: string): Promise<void>;
  /** The newest message of the channel. */
  message(): ReadMessage;
  /** What people read in it, commits by the names that the story gives them. */
  said(commits?: Readonly<Record<string, string>>): string;
  /** Presses a button of the newest message; what Slack was answered. */
  pressInSlack(name: string, button: string, on?: ReadMessage): Promise<SlackDelivery>;
  /** Types behind `/lockkeeper`; what the person reads. */
  type(name: string, text: string): Promise<string>;
  /** What a person alone was answered last. */
  answer(name: string): string;
}

export const tellSlackStory = async (
  policy: string = DEMO_SLACK_POLICY,
  options: Parameters<typeof tellStory>[1] = {},
): Promise<SlackStory> => {
  const story = await tellStory(policy, { slack: true, ...options });
  const { slack } = story.sandbox;
  const message = (): ReadMessage => {
    const newest = slack.read.messages('releases').at(-1);
    if (newest === undefined) throw new Error('nothing was said in the channel');
    return newest;
  };
  const answer = (name: string): string =>
    timeless(slack.read.ephemerals(name).at(-1)?.shown ?? 'nothing');
  return {
    ...story,
    get app() {
      return story.app;
    },
    get url() {
      return story.url;
    },
    slack,
    link: async (slackName, login = slackName) => {
      const user = slack.workspace.users.find(({ name }) => name === slackName);
      const id = ACCOUNTS[login];
      if (user === undefined || id === undefined) throw new Error(`there is no ${slackName}`);
      const person: Person = { id, login, machine: false };
      await story.app.store.identities.put({
        id: `link-${slackName}`,
        slack: { team: slack.workspace.team.id, user: user.id },
        person,
        provedAt: story.clock.now(),
        toldOnGitHub: true,
      });
    },
    message,
    said: (commits) => timeless(message().shown, commits),
    pressInSlack: async (name, button, on = message()) => {
      const sent = await slack.as(name).press(on, button);
      await story.quiet();
      return sent;
    },
    type: async (name, text) => {
      await slack.as(name).command('releases', text);
      await story.quiet();
      return answer(name);
    },
    answer,
  };
};
