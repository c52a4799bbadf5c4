/** What is signed and yet not whole: answered, said once in the log, and kept by nobody to fail again. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type SlackStory, tellSlackStory } from './slack-story.ts';

let story: SlackStory;
beforeEach(async () => {
  story = await tellSlackStory();
});
afterEach(async () => {
  await story.close();
});

const TEAM = { id: 'T07ACME001', domain: 'acme' };
const GRACE = { id: 'U07GRACE02', username: 'grace', team_id: 'T07ACME001' };
const APPROVE = { type: 'button', action_id: 'approve', block_id: 'b', value: 'x:0123456789ab' };
const PRESS = {
  type: 'block_actions',
  team: TEAM,
  user: GRACE,
  trigger_id: 't.1',
  actions: [APPROVE],
};
const VIEW = {
  id: 'V1',
  hash: '1.2',
  type: 'modal',
  callback_id: 'reject',
  private_metadata: '- x:0123456789ab',
  state: { values: { written: { written: { type: 'plain_text_input', value: 'no' } } } },
};
const FORM = { type: 'view_submission', team: TEAM, user: GRACE, view: VIEW };
const EVENT = { type: 'event_callback', team_id: TEAM.id, event_id: 'Ev1', api_app_id: 'A1' };
const COMMAND = {
  command: '/lockkeeper',
  text: 'status acme/shop',
  team_id: TEAM.id,
  user_id: GRACE.id,
  channel_id: 'C07RELEASE',
  trigger_id: 't.2',
  response_url: 'https://hooks.slack.com/commands/1',
};

const json = (body: unknown) => ({ body: JSON.stringify(body), contentType: 'application/json' });
const interaction = (payload: unknown) => ({
  body: new URLSearchParams({ payload: JSON.stringify(payload) }).toString(),
});
const command = (fields: Readonly<Record<string, string>>) => ({
  body: new URLSearchParams(fields).toString(),
});
const without = <T extends object>(whole: T, key: keyof T): object =>
  Object.fromEntries(Object.entries(whole).filter(([name]) => name !== key));

/** Slack never sends such: that is said once. */
const BROKEN: readonly (readonly [
  string,
  { readonly body: string; readonly contentType?: string },
])[] = [
  ['a press without actions', interaction(without(PRESS, 'actions'))],
  ['a press with none', interaction({ ...PRESS, actions: [] })],
  ['a press of a number', interaction({ ...PRESS, actions: [{ ...APPROVE, value: 7 }] })],
  [
    'a press with a list as its value',
    interaction({ ...PRESS, actions: [{ ...APPROVE, value: ['x'] }] }),
  ],
  ['a press by nobody', interaction(without(PRESS, 'user'))],
  ['a press by an empty user', interaction({ ...PRESS, user: {} })],
  ['a press by a list', interaction({ ...PRESS, user: { id: ['U1'], team_id: 'T1' } })],
  ['a press without a trigger', interaction(without(PRESS, 'trigger_id'))],
  ['a press in a channel that is a number', interaction({ ...PRESS, channel: { id: 7 } })],
  ['a press of no workspace', interaction({ ...without(PRESS, 'team'), user: { id: 'U1' } })],
  ['a form without a view', interaction(without(FORM, 'view'))],
  ['a form without values', interaction({ ...FORM, view: without(VIEW, 'state') })],
  ['a form without an id', interaction({ ...FORM, view: without(VIEW, 'id') })],
  [
    'a form without what it carries',
    interaction({ ...FORM, view: without(VIEW, 'private_metadata') }),
  ],
  [
    'a form with a number written in it',
    interaction({
      ...FORM,
      view: { ...VIEW, state: { values: { written: { written: { value: 7 } } } } },
    }),
  ],
  ['a form by nobody', interaction(without(FORM, 'user'))],
  ['a command by nobody', command(without(COMMAND, 'user_id') as Record<string, string>)],
  ['a command of no workspace', command(without(COMMAND, 'team_id') as Record<string, string>)],
  [
    'a command without a trigger',
    command(without(COMMAND, 'trigger_id') as Record<string, string>),
  ],
  ['a page opened by nobody', json({ ...EVENT, event: { type: 'app_home_opened', tab: 'home' } })],
  [
    'a page opened by a list',
    json({ ...EVENT, event: { type: 'app_home_opened', tab: 'home', user: ['U1'] } }),
  ],
  [
    'somebody left who is nobody',
    json({ ...EVENT, event: { type: 'user_change', user: { deleted: true } } }),
  ],
  ['a change of nobody', json({ ...EVENT, event: { type: 'user_change' } })],
];

describe.each(BROKEN)('%s', (_, request) => {
  it('is answered, said once, and not kept', async () => {
    const answered = await story.slack.forge(request);
    expect(answered).toEqual({ status: 200, body: '' });
    await story.quiet();
    await story.later(60 * 60_000);
    expect(story.warnings).toEqual([
      'Slack sent something that is not understood; nothing was done',
    ]);
    expect(story.slack.calls.filter(({ method }) => method !== 'auth.test')).toEqual([]);
  });
});

describe('what nobody here listens to', () => {
  it.each([
    [
      'a shortcut',
      interaction({ ...without(PRESS, 'actions'), type: 'shortcut', callback_id: 'x' }),
    ],
    ['a kind of tomorrow', interaction({ ...PRESS, type: 'of_tomorrow' })],
    ['another command', command({ ...COMMAND, command: '/other' })],
    ['nothing at all', json({})],
  ])('%s is answered, and said once', async (_, request) => {
    expect(await story.slack.forge(request)).toEqual({ status: 200, body: '' });
    await story.quiet();
    expect(story.warnings).toEqual([
      'Slack sent something that is not understood; nothing was done',
    ]);
  });

  it.each([
    [
      'a link that was pressed',
      interaction({ ...PRESS, actions: [{ type: 'button', action_id: 'view' }] }),
    ],
    [
      'the other tab',
      json({ ...EVENT, event: { type: 'app_home_opened', tab: 'messages', user: 'U07ZOE0007' } }),
    ],
    [
      'another change of somebody',
      json({ ...EVENT, event: { type: 'user_change', user: { id: 'U07ZOE0007' } } }),
    ],
    [
      'an event that was not asked for',
      json({ ...EVENT, event: { type: 'reaction_added', user: 'U1' } }),
    ],
    ['a look whether the app is there', command({ ssl_check: '1', token: 'x' })],
  ])('%s is nothing to speak of', async (_, request) => {
    expect((await story.slack.forge(request)).status).toBe(200);
    await story.quiet();
    expect(story.warnings).toEqual([]);
  });
});

describe('what is no request of Slack at all', () => {
  it.each([
    ['no JSON', json('').body.slice(1), 'application/json', 400],
    ['half of a form', 'payload=%7B%22type%22', 'application/x-www-form-urlencoded', 400],
    ['JSON that is null', 'null', 'application/json', 400],
    ['too much', 'x'.repeat(1024 * 1024 + 1), 'text/plain', 413],
  ])('%s is refused', async (_, body, contentType, status) => {
    expect((await story.slack.forge({ body, contentType })).status).toBe(status);
    await story.quiet();
    expect((await fetch(`${story.url}/healthz`)).status).toBe(200);
  });
});

describe('text that no record can hold', () => {
  it('is made whole', async () => {
    await story.link('grace');
    await story.waiting();
    await story.slack.as('grace').press(story.message(), 'reject');
    const form = story.slack.read.modal('grace');
    const reason = `\ud800half \u0000null ${'long '.repeat(500)}`.slice(0, 500);
    await story.slack.as('grace').submit(form ?? { id: '' }, { written: reason });
    await story.quiet();
    expect(story.said()).toContain('\ufffdhalf (U+0000)null long');
    expect(story.warnings).toEqual([]);
  });

  it('is taken in a command, of any length and on many lines', async () => {
    await story.link('grace');
    await story.openGreen();
    const many = await story.type('grace', 'status\nacme/shop\n/promote production\n/halt all');
    const long = await story.type('grace', `why acme/shop ${'<!channel> '.repeat(50_000)}`);
    expect({ many, long }).toMatchInlineSnapshot(`
      {
        "long": "/lockkeeper why acme/shop was not understood: there is too much after the environment: <!channel> <!channel> <!channel> <!channel> <!channel> <!cha. It is written /lockkeeper why acme/shop [<environment>].",
        "many": "What runs where
      development · live: – · on its way: –
      staging · live: – · on its way: –
      production · live: – · on its way: –",
      }
    `);
    expect(story.warnings).toEqual([]);
  });
});
