/** Somebody asks, is approved in Slack, and it deploys: what stands at the end is also what Slack shows. */
import { actionsIn } from '../../src/sandbox/slack/blocks/identify.ts';
import { ONE_APPROVAL, type SlackStory, tellSlackStory } from '../scenarios/slack-story.ts';
import { timeless } from '../scenarios/story.ts';
import { type End, endOf, isDeployed, settled, succeeds, until, type Walk } from './walks.ts';

interface SlackEnd extends End {
  /** Messages of the channel, each with its thread. */
  readonly channel: readonly (readonly string[])[];
  /** What the approver alone was answered. */
  readonly answers: readonly string[];
  /** What somebody was answered who typed: where it is not known whether they were, they are again. */
  readonly typed: readonly string[];
  readonly votes: readonly string[];
}

const MINUTE = 60_000;

export const SLACK_APPROVAL: Walk = {
  name: 'an approval in Slack',
  begin: async (options) => {
    const story = await tellSlackStory(ONE_APPROVAL, options);
    await story.link('grace');
    const pull = await story.openGreen();
    // Until the channel is spoken in its id is not known, and nothing can be looked for there.
    await story.say('omar', pull.number, '/lock staging because "measuring"');
    await story.say('omar', pull.number, '/unlock staging');
    return {
      story,
      acts: [
        {
          do: () => story.as('ada').comment(pull.number, '/promote staging'),
          until: () => until(story, 'a message with buttons', () => hasButtons(story)),
        },
        {
          do: () => {
            void story.slack.as('bob').command('releases', 'link');
            void story.slack.as('grace').press(story.message(), 'approve');
          },
          until: async () => {
            await story.quiet();
            await triedAgain(story);
            await isDeployed(story, 1);
          },
        },
        {
          do: () => succeeds(story),
          until: async () => {
            await settled(story, pull.headSha, 'staging');
            // Slack's part is tried again for longer than GitHub's is waited for.
            for (let step = 0; step < 3; step += 1) await story.later(MINUTE);
          },
        },
      ],
      end: async () => ({
        ...(await endOf(story, [pull.number], [pull.headSha])),
        ...(await slackEndOf(story, pull.headSha)),
      }),
    };
  },
};

/** What did not work, as Slack told them: she presses as long as she can, he types until he is answered. */
const triedAgain = async (story: SlackStory): Promise<void> => {
  const { read } = story.slack;
  const isTold = (name: string): boolean => read.trouble(name).length > 0;
  if (isTold('bob') && read.ephemerals('bob').length === 0) await story.type('bob', 'link');
  if (isTold('grace') && hasButtons(story)) await story.pressInSlack('grace', 'approve');
};

const hasButtons = ({ slack }: SlackStory): boolean => {
  const newest = slack.read.messages('releases').at(-1);
  return actionsIn(newest?.blocks ?? []).some(({ element }) => element.action_id === 'approve');
};

const slackEndOf = async (
  { app, slack }: SlackStory,
  sha: string,
): Promise<Omit<SlackEnd, keyof End>> => {
  const { read } = slack;
  const shown = (text: string): string =>
    timeless(text, { C1: sha }).replace(/Deployment \d+/g, 'Deployment N');
  const { record } = app.store;
  const [chain = ''] = await record.chains();
  const entries = await record.entries(chain, 0, 1_000);
  return {
    channel: read
      .messages('releases')
      .map((message) => [message, ...read.thread(message)].map((each) => shown(each.shown))),
    answers: read.ephemerals('grace').map((each) => shown(each.shown)),
    typed: [...new Set(read.ephemerals('bob').map((each) => shown(each.shown)))],
    votes: entries.filter(({ kind }) => kind.startsWith('vote.')).map(({ kind }) => kind),
  };
};
