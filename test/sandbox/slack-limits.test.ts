// Slack's limits of blocks and views: each at the limit, and one beyond it with what Slack says of where.
import { describe, expect, test } from 'vitest';
import {
  areTooLong,
  checkBlocks,
  checkHome,
  checkModal,
} from '../../src/sandbox/slack/blocks/check.ts';

type Json = Readonly<Record<string, unknown>>;

const x = (length: number): string => 'x'.repeat(length);
const many = <T>(count: number, of: (index: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, index) => of(index));
const plain = (text: string): Json => ({ type: 'plain_text', text });
const mrkdwn = (text: string): Json => ({ type: 'mrkdwn', text });
const section = (more: Json = { text: mrkdwn('a') }): Json => ({ type: 'section', ...more });
const button = (more: Json = {}): Json => ({ type: 'button', text: plain('a'), ...more });
const actions = (...elements: readonly Json[]): Json => ({ type: 'actions', elements });
const option = (value = 'v', more: Json = {}): Json => ({ text: plain('a'), value, ...more });
const select = (more: Json): Json => actions({ type: 'static_select', ...more });
const input = (element: Json, more: Json = {}): Json => ({
  type: 'input',
  label: plain('a'),
  element,
  ...more,
});
const typed = (more: Json = {}): Json => ({ type: 'plain_text_input', ...more });
const rich = (...elements: readonly Json[]): Json => ({ type: 'rich_text', elements });
const richSection = (...elements: readonly Json[]): Json => ({
  type: 'rich_text_section',
  elements,
});
const confirm = (more: Json): Json => actions(button({ confirm: { text: plain('a'), ...more } }));
const url = (length: number): string => `https://a.example/${x(length - 18)}`;
const image = (more: Json = {}): Json => ({
  type: 'image',
  image_url: 'https://a.example/a.png',
  alt_text: 'a',
  ...more,
});

const said = (checked: ReturnType<typeof checkBlocks | typeof checkModal | typeof checkHome>) =>
  checked.kind === 'good' ? [] : checked.messages.map((each) => each.replace('[ERROR] ', ''));

/** What it is; how much of it may be there; a block with so much; what is said of one more. */
type Limit = readonly [string, number, (count: number) => Json, string];

const LESS = (at: string): string => `must be less than ${at}`;
const ITEMS = (at: string): string => `no more than ${at}`;

const LIMITS: readonly Limit[] = [
  [
    'text',
    3000,
    (n) => section({ text: mrkdwn(x(n)) }),
    LESS('3001 characters [json-pointer:/blocks/0/text/text]'),
  ],
  [
    'text of a field',
    2000,
    (n) => section({ fields: [plain(x(n))] }),
    LESS('2001 characters [json-pointer:/blocks/0/fields/0/text]'),
  ],
  [
    'fields',
    10,
    (n) => section({ fields: many(n, () => plain('a')) }),
    ITEMS('10 items allowed [json-pointer:/blocks/0/fields]'),
  ],
  [
    'header',
    150,
    (n) => ({ type: 'header', text: plain(x(n)) }),
    LESS('151 characters [json-pointer:/blocks/0/text/text]'),
  ],
  [
    'context',
    10,
    (n) => ({ type: 'context', elements: many(n, () => mrkdwn('a')) }),
    ITEMS('10 items allowed [json-pointer:/blocks/0/elements]'),
  ],
  [
    'actions',
    25,
    (n) => actions(...many(n, () => button())),
    ITEMS('25 items allowed [json-pointer:/blocks/0/elements]'),
  ],
  [
    'block_id',
    255,
    (n) => section({ text: plain('a'), block_id: x(n) }),
    LESS('256 characters [json-pointer:/blocks/0/block_id]'),
  ],
  [
    'button',
    75,
    (n) => actions(button({ text: plain(x(n)) })),
    LESS('76 characters [json-pointer:/blocks/0/elements/0/text/text]'),
  ],
  [
    'action_id',
    255,
    (n) => actions(button({ action_id: x(n) })),
    LESS('256 characters [json-pointer:/blocks/0/elements/0/action_id]'),
  ],
  [
    'value',
    2000,
    (n) => actions(button({ value: x(n) })),
    LESS('2001 characters [json-pointer:/blocks/0/elements/0/value]'),
  ],
  [
    'url',
    3000,
    (n) => actions(button({ url: url(n) })),
    LESS('3001 characters [json-pointer:/blocks/0/elements/0/url]'),
  ],
  [
    'accessibility_label',
    75,
    (n) => actions(button({ accessibility_label: x(n) })),
    LESS('76 characters [json-pointer:/blocks/0/elements/0/accessibility_label]'),
  ],
  [
    'confirm title',
    100,
    (n) => confirm({ title: plain(x(n)) }),
    LESS('101 characters [json-pointer:/blocks/0/elements/0/confirm/title/text]'),
  ],
  [
    'confirm text',
    300,
    (n) => confirm({ text: mrkdwn(x(n)) }),
    LESS('301 characters [json-pointer:/blocks/0/elements/0/confirm/text/text]'),
  ],
  [
    'confirm button',
    30,
    (n) => confirm({ confirm: plain(x(n)) }),
    LESS('31 characters [json-pointer:/blocks/0/elements/0/confirm/confirm/text]'),
  ],
  [
    'deny button',
    30,
    (n) => confirm({ deny: plain(x(n)) }),
    LESS('31 characters [json-pointer:/blocks/0/elements/0/confirm/deny/text]'),
  ],
  [
    'options',
    100,
    (n) => select({ options: many(n, () => option()) }),
    ITEMS('100 items allowed [json-pointer:/blocks/0/elements/0/options]'),
  ],
  [
    'option groups',
    100,
    (n) => select({ option_groups: many(n, () => ({ label: plain('a'), options: [option()] })) }),
    ITEMS('100 items allowed [json-pointer:/blocks/0/elements/0/option_groups]'),
  ],
  [
    'group label',
    75,
    (n) => select({ option_groups: [{ label: plain(x(n)), options: [option()] }] }),
    LESS('76 characters [json-pointer:/blocks/0/elements/0/option_groups/0/label/text]'),
  ],
  [
    'option text',
    75,
    (n) => select({ options: [option('v', { text: plain(x(n)) })] }),
    LESS('76 characters [json-pointer:/blocks/0/elements/0/options/0/text/text]'),
  ],
  [
    'option value',
    75,
    (n) => select({ options: [option(x(n))] }),
    LESS('76 characters [json-pointer:/blocks/0/elements/0/options/0/value]'),
  ],
  [
    'option description',
    75,
    (n) => select({ options: [option('v', { description: plain(x(n)) })] }),
    LESS('76 characters [json-pointer:/blocks/0/elements/0/options/0/description/text]'),
  ],
  [
    'placeholder',
    150,
    (n) => select({ options: [option()], placeholder: plain(x(n)) }),
    LESS('151 characters [json-pointer:/blocks/0/elements/0/placeholder/text]'),
  ],
  [
    'overflow',
    5,
    (n) => actions({ type: 'overflow', options: many(n, () => option()) }),
    ITEMS('5 items allowed [json-pointer:/blocks/0/elements/0/options]'),
  ],
  [
    'checkboxes',
    10,
    (n) => actions({ type: 'checkboxes', options: many(n, () => option()) }),
    ITEMS('10 items allowed [json-pointer:/blocks/0/elements/0/options]'),
  ],
  [
    'radio buttons',
    10,
    (n) => actions({ type: 'radio_buttons', options: many(n, () => option()) }),
    ITEMS('10 items allowed [json-pointer:/blocks/0/elements/0/options]'),
  ],
  [
    'label',
    2000,
    (n) => input(typed(), { label: plain(x(n)) }),
    LESS('2001 characters [json-pointer:/blocks/0/label/text]'),
  ],
  [
    'hint',
    2000,
    (n) => input(typed(), { hint: plain(x(n)) }),
    LESS('2001 characters [json-pointer:/blocks/0/hint/text]'),
  ],
  [
    'initial_value',
    3000,
    (n) => input(typed({ initial_value: x(n) })),
    LESS('3001 characters [json-pointer:/blocks/0/element/initial_value]'),
  ],
  [
    'min_length',
    3000,
    (n) => input(typed({ min_length: n, max_length: 3000 })),
    LESS('or equal to 3000 [json-pointer:/blocks/0/element/min_length]'),
  ],
  [
    'max_length',
    3000,
    (n) => input(typed({ max_length: n })),
    LESS('or equal to 3000 [json-pointer:/blocks/0/element/max_length]'),
  ],
  [
    'alt_text',
    2000,
    (n) => image({ alt_text: x(n) }),
    LESS('2001 characters [json-pointer:/blocks/0/alt_text]'),
  ],
  [
    'image_url',
    3000,
    (n) => image({ image_url: url(n) }),
    LESS('3001 characters [json-pointer:/blocks/0/image_url]'),
  ],
  [
    'image title',
    2000,
    (n) => image({ title: plain(x(n)) }),
    LESS('2001 characters [json-pointer:/blocks/0/title/text]'),
  ],
  [
    'indent',
    8,
    (n) => rich({ type: 'rich_text_list', style: 'bullet', indent: n, elements: [richSection()] }),
    LESS('or equal to 8 [json-pointer:/blocks/0/elements/0/indent]'),
  ],
];

describe('a block has at most so much', () => {
  test.each(LIMITS)('%s: %d', (_, limit, block, words) => {
    expect(said(checkBlocks([block(limit)]))).toEqual([]);
    expect(said(checkBlocks([block(limit + 1)]))[0]).toBe(words);
  });
});

test.each([
  [50, []],
  [51, ['no more than 50 items allowed [json-pointer:/blocks]']],
])('a message with %d blocks', (count, messages) => {
  expect(said(checkBlocks(many(count, () => ({ type: 'divider' }))))).toEqual(messages);
});

test('a message is short in the whole, too: measured, as Slack gives no number', () => {
  const long = (count: number, length: number): boolean => {
    const checked = checkBlocks(many(count, () => section({ text: mrkdwn(x(length)) })));
    return checked.kind === 'bad' || areTooLong(checked.value);
  };
  expect([long(4, 2970), long(4, 2971), long(50, 210), long(50, 211)]).toEqual([
    false,
    true,
    false,
    true,
  ]);
});

const modal = (more: Json = {}): Json => ({
  type: 'modal',
  title: plain('a'),
  blocks: [{ type: 'divider' }],
  ...more,
});

describe('a view has at most so much', () => {
  test.each<Limit>([
    [
      'title',
      24,
      (n) => modal({ title: plain(x(n)) }),
      LESS('25 characters [json-pointer:/view/title/text]'),
    ],
    [
      'submit',
      24,
      (n) => modal({ submit: plain(x(n)) }),
      LESS('25 characters [json-pointer:/view/submit/text]'),
    ],
    [
      'close',
      24,
      (n) => modal({ close: plain(x(n)) }),
      LESS('25 characters [json-pointer:/view/close/text]'),
    ],
    [
      'private_metadata',
      3000,
      (n) => modal({ private_metadata: x(n) }),
      LESS('3001 characters [json-pointer:/view/private_metadata]'),
    ],
    [
      'callback_id',
      255,
      (n) => modal({ callback_id: x(n) }),
      LESS('256 characters [json-pointer:/view/callback_id]'),
    ],
    [
      'external_id',
      255,
      (n) => modal({ external_id: x(n) }),
      LESS('256 characters [json-pointer:/view/external_id]'),
    ],
    [
      'blocks',
      100,
      (n) => modal({ blocks: many(n, () => ({ type: 'divider' })) }),
      ITEMS('100 items allowed [json-pointer:/view/blocks]'),
    ],
  ])('%s: %d', (_, limit, view, words) => {
    expect(said(checkModal(view(limit)))).toEqual([]);
    expect(said(checkModal(view(limit + 1)))).toEqual([words]);
  });

  test('the home tab too', () => {
    const home = (count: number) => ({ type: 'home', blocks: many(count, () => section()) });
    expect(said(checkHome(home(100)))).toEqual([]);
    expect(said(checkHome(home(101)))).toEqual([
      'no more than 100 items allowed [json-pointer:/view/blocks]',
    ]);
  });
});

describe('refused as a view is', () => {
  test.each<readonly [string, Json, string]>([
    [
      'inputs without submit',
      modal({ blocks: [input(typed())] }),
      'missing required field: submit [json-pointer:/view]',
    ],
    [
      'no title',
      { type: 'modal', blocks: [] },
      'missing required field: title [json-pointer:/view]',
    ],
    [
      'a title with markup',
      modal({ title: mrkdwn('a') }),
      'must be one of: plain_text [json-pointer:/view/title/type]',
    ],
    [
      'what only steps of workflows have',
      modal({ submit_disabled: true }),
      'invalid additional property: submit_disabled [json-pointer:/view]',
    ],
  ])('%s', (_, view, words) => {
    expect(said(checkModal(view))).toEqual([words]);
  });

  test('a home tab with a title', () => {
    expect(said(checkHome({ type: 'home', title: plain('a'), blocks: [] }))).toEqual([
      'invalid additional property: title [json-pointer:/view]',
    ]);
  });
});

describe('refused as a block is', () => {
  test.each<readonly [string, Json, string]>([
    [
      'a block that is unknown',
      { type: 'video' },
      'unsupported type [json-pointer:/blocks/0/type]',
    ],
    ['no type', { text: plain('a') }, 'missing required field: type [json-pointer:/blocks/0]'],
    [
      'what is unknown in a block',
      section({ text: plain('a'), color: 'red' }),
      'invalid additional property: color [json-pointer:/blocks/0]',
    ],
    [
      'what is unknown in a button',
      actions(button({ color: 'red' })),
      'invalid additional property: color [json-pointer:/blocks/0/elements/0]',
    ],
    ['no text', { type: 'header' }, 'missing required field: text [json-pointer:/blocks/0]'],
    [
      'an empty text',
      section({ text: mrkdwn('') }),
      'must be more than 0 characters [json-pointer:/blocks/0/text/text]',
    ],
    [
      'a header with markup',
      { type: 'header', text: mrkdwn('a') },
      'must be one of: plain_text [json-pointer:/blocks/0/text/type]',
    ],
    [
      'a button with markup',
      actions(button({ text: mrkdwn('a') })),
      'must be one of: plain_text [json-pointer:/blocks/0/elements/0/text/type]',
    ],
    [
      'an empty value',
      actions(button({ value: '' })),
      'must be more than 0 characters [json-pointer:/blocks/0/elements/0/value]',
    ],
    [
      'a style of its own',
      actions(button({ style: 'warning' })),
      'must be one of: primary, danger [json-pointer:/blocks/0/elements/0/style]',
    ],
    [
      'a url that is none',
      actions(button({ url: '/why' })),
      'must be a valid url [json-pointer:/blocks/0/elements/0/url]',
    ],
    [
      'a section of nothing',
      section({}),
      'must define either `fields` or `text` [json-pointer:/blocks/0]',
    ],
    [
      'actions of nothing',
      actions(),
      'no less than 1 items allowed [json-pointer:/blocks/0/elements]',
    ],
    [
      'a select of nothing',
      select({}),
      'must define either `options` or `option_groups` [json-pointer:/blocks/0/elements/0]',
    ],
    [
      'a first choice that is none',
      select({ options: [option('a')], initial_option: option('b') }),
      'initial options must match options [json-pointer:/blocks/0/elements/0]',
    ],
    [
      'a first tick that is none',
      actions({ type: 'checkboxes', options: [option('a')], initial_options: [option('b')] }),
      'initial options must match options [json-pointer:/blocks/0/elements/0]',
    ],
    [
      'a first radio button that is none',
      actions({ type: 'radio_buttons', options: [option('a')], initial_option: option('b') }),
      'initial options must match options [json-pointer:/blocks/0/elements/0]',
    ],
    [
      'an input in a row of buttons',
      actions(typed()),
      'unsupported type [json-pointer:/blocks/0/elements/0/type]',
    ],
    [
      'a button in an input',
      input(button()),
      'unsupported type [json-pointer:/blocks/0/element/type]',
    ],
    [
      'a minimum over the maximum',
      input(typed({ min_length: 5, max_length: 4 })),
      '`min_length` must not be more than `max_length` [json-pointer:/blocks/0/element]',
    ],
    [
      'two of one action',
      actions(button({ action_id: 'a' }), button({ action_id: 'a' })),
      '`action_id` already exists in this block [json-pointer:/blocks/0/elements]',
    ],
    [
      'text where a number is',
      input(typed({ min_length: '1' })),
      'must provide a value of type number [json-pointer:/blocks/0/element/min_length]',
    ],
  ])('%s', (_, block, words) => {
    expect(said(checkBlocks([block]))).toEqual([words]);
  });

  test('two blocks of one name', () => {
    const named = section({ text: plain('a'), block_id: 'one' });
    expect(said(checkBlocks([named, named]))).toEqual([
      'block_id already exists [json-pointer:/blocks/1/block_id]',
    ]);
    const same = actions(button({ action_id: 'a' }));
    expect(said(checkBlocks([same, same]))).toEqual([]);
  });
});

describe('rich text', () => {
  const text = {
    type: 'text',
    text: 'a',
    style: { bold: true, italic: true, strike: true, code: true },
  };
  const link = { type: 'link', url: 'https://a.example/', text: 'a', style: { bold: true } };

  test('holds sections, lists, quotes and what is preformatted', () => {
    const all = richSection(
      text,
      link,
      { type: 'emoji', name: 'lock' },
      { type: 'user', user_id: 'U1', style: { bold: true } },
      { type: 'usergroup', usergroup_id: 'S1' },
      { type: 'channel', channel_id: 'C1' },
      { type: 'broadcast', range: 'here' },
    );
    const parts = [
      all,
      { type: 'rich_text_list', style: 'ordered', offset: 2, border: 1, elements: [all] },
      { type: 'rich_text_preformatted', elements: [text, link], border: 0 },
      { type: 'rich_text_quote', elements: [text] },
    ];
    expect(said(checkBlocks([rich(...parts)]))).toEqual([]);
  });

  test.each<readonly [string, Json, string]>([
    ['text on its own', text, 'unsupported type [json-pointer:/blocks/0/elements/0/type]'],
    [
      'an empty text',
      richSection({ type: 'text', text: '' }),
      'must be more than 0 characters [json-pointer:/blocks/0/elements/0/elements/0/text]',
    ],
    [
      'text objects',
      richSection(plain('a')),
      'unsupported type [json-pointer:/blocks/0/elements/0/elements/0/type]',
    ],
    [
      'a list within a list',
      { type: 'rich_text_list', style: 'bullet', elements: [{ type: 'rich_text_list' }] },
      'must be one of: rich_text_section [json-pointer:/blocks/0/elements/0/elements/0/type]',
    ],
    [
      'a list of no style',
      { type: 'rich_text_list', elements: [] },
      'missing required field: style [json-pointer:/blocks/0/elements/0]',
    ],
    [
      'a mention that is preformatted',
      { type: 'rich_text_preformatted', elements: [{ type: 'user', user_id: 'U1' }] },
      'unsupported type [json-pointer:/blocks/0/elements/0/elements/0/type]',
    ],
    [
      'a look that is unknown',
      richSection({ type: 'text', text: 'a', style: { big: true } }),
      'invalid additional property: big [json-pointer:/blocks/0/elements/0/elements/0/style]',
    ],
    [
      'a broadcast to others',
      richSection({ type: 'broadcast', range: 'world' }),
      'must be one of: here, channel, everyone [json-pointer:/blocks/0/elements/0/elements/0/range]',
    ],
  ])('does not hold %s', (_, part, words) => {
    expect(said(checkBlocks([rich(part)]))[0]).toBe(words);
  });
});
