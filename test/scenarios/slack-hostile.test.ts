/** Names and reasons of other people in Slack: everything is shown as it was written, cut, and calls nobody. */
import { afterEach, expect, it } from 'vitest';
import { type SlackStory, tellSlackStory } from './slack-story.ts';

let story: SlackStory;
afterEach(async () => {
  await story.close();
});

const EVIL =
  '<!channel> <@U07GRACE02> <#C07RELEASE|x> *b* _i_ `c` ```d``` <https://evil.example|here> [x](https://evil.example) @grace :tada: &lt;!here&gt; \u202eback';

/** Everything that was sent to Slack to be seen by somebody. */
const sent = () =>
  story.slack.calls
    .map(({ args }) => args)
    .filter((args) => 'blocks' in args || 'text' in args || 'view' in args);

const elementsIn = (value: unknown): readonly Readonly<Record<string, unknown>>[] => {
  if (Array.isArray(value)) return value.flatMap(elementsIn);
  if (typeof value === 'string' && /^[[{]/.test(value)) return elementsIn(JSON.parse(value));
  if (typeof value !== 'object' || value === null) return [];
  return [value as Record<string, unknown>, ...Object.values(value).flatMap(elementsIn)];
};

it('calls nobody, leads nowhere else and formats nothing, wherever it stands', async () => {
  const check = EVIL.slice(0, 60);
  story = await tellSlackStory();
  for (const name of ['grace', 'ada', 'omar']) await story.link(name);
  const branch = 'x/`<!channel>`*b*';
  const title = `${EVIL} ${'long '.repeat(600)}`.slice(0, 3_000);
  const o = { title, branch, files: { 'a.txt': 'a\n' } };
  const { number } = story.as('ada').openPull(o);
  await story.quiet();
  const head = story.sandbox.read.pull(number).headSha;
  await story.green(head);
  story.as('ada').setCheck(head, check, 'failure');
  await story.say('ada', number, `/promote staging because "${EVIL.slice(0, 150)}"`);
  await story.deployed('staging');
  await story.say('ada', number, `/promote production because "${EVIL.slice(0, 150)}"`);
  const message = story.message();
  expect(message.shown).toContain('<!channel> <@U07GRACE02> <#C07RELEASE|x> *b* _i_ `c`');
  expect(message.text).not.toMatch(/<|>/);
  await story.type('omar', `lock acme/shop production because "${EVIL.slice(0, 150)}"`);
  await story.type('grace', `why acme/shop#${number} ${EVIL}`);
  await story.pressInSlack('grace', 'why', message);
  await story.slack.as('grace').press(message, 'reject');
  const form = story.slack.read.modal('grace');
  await story.slack.as('grace').submit(form ?? { id: '' }, { written: EVIL });
  await story.quiet();
  const now = story.slack.read.messages('releases').find(({ ts }) => ts === message.ts);
  expect(now?.shown).toContain(`grace rejected it: ${EVIL.slice(0, 40)}`);
  const elements = elementsIn(sent());
  const called = ['broadcast', 'user', 'usergroup', 'channel', 'emoji', 'mrkdwn'];
  expect(elements.filter(({ type }) => called.includes(String(type)))).toEqual([]);
  expect(elements.filter(({ url }) => String(url).includes('evil.example'))).toEqual([]);
  for (const { text } of sent()) expect(String(text)).not.toMatch(/<|>|&(?!(?:amp|lt|gt);)/);
  expect(story.slack.calls.filter(({ error }) => error !== null)).toEqual([]);
  expect(JSON.stringify(sent())).not.toContain('\u202e');
});

it('keeps what Slack gave the app to itself: no log and no record holds it', async () => {
  const lines: string[] = [];
  const { bot, app } = { bot: 'xoxb-', app: 'response/' };
  story = await tellSlackStory();
  await story.link('grace');
  await story.waiting();
  story.slack.fail('response_url', { as: 500, times: 20 });
  story.slack.fail('chat.update', { as: 'cut', times: 3 });
  story.slack.fail('views.open', { as: { error: 'internal_error' } });
  for (const button of ['why', 'reject', 'approve']) await story.pressInSlack('grace', button);
  story.slack.heal();
  await story.later(20 * 60_000);
  lines.push(...story.warnings);
  for (const chain of await story.app.store.record.chains()) {
    for (const { body } of await story.app.store.record.entries(chain, 0, 1_000)) lines.push(body);
  }
  expect(lines.length).toBeGreaterThan(10);
  for (const secret of [bot, app, story.slack.workspace.tokens.bot]) {
    expect(lines.filter((line) => line.includes(secret))).toEqual([]);
  }
});
