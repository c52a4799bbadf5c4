/**
 * Whatever is said, Slack takes it: every limit of its blocks holds, the buttons stay, and text of other
 * people calls nobody, leads nowhere and formats nothing.
 */
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  formView,
  homeView,
  messageBlocks,
  readMetadata,
  summaryText,
} from '../../../src/adapters/slack/blocks.ts';
import type { ChatContent, ChatForm, ChatPart } from '../../../src/core/chat-content.ts';
import { clause, code, text } from '../../../src/messages/escape.ts';
import {
  areTooLong,
  checkBlocks,
  checkHome,
  checkModal,
} from '../../../src/sandbox/slack/blocks/check.ts';

const RUNS = { seed: 20_261_121, numRuns: 100 };
const LONG = 100_000;

const TRICKS = [
  ...[
    '<!channel>',
    '<!here|x>',
    '<!everyone>',
    '<@U07ADA0001>',
    '<#C07RELEASE>',
    '<!subteam^S1|x>',
  ],
  ...[
    '@channel',
    '@here',
    '@ada',
    '#releases',
    ':tada:',
    '&lt;!channel&gt;',
    '&amp;',
    '<!date^1^{date}|x>',
  ],
  ...[
    '*bold*',
    '_it_',
    '~no~',
    '`code`',
    '```',
    '``',
    '> quote',
    '\n- item',
    '\n# head',
    '\n1. one',
  ],
  ...['https://evil.example', '<https://evil.example|here>', '[here](https://evil.example)'],
  ...['www.evil.example', 'mailto:a@evil.example', 'a@evil.example', '<https://evil.example>'],
  ...[
    '|',
    '\\',
    '\\|',
    '\n| a |\n|-|\n',
    '<br>',
    '<details>',
    '<!-- x',
    '-->',
    '\r\n',
    '\n\n',
    '$',
  ],
  ...['\u202e', '\u200b', '\u200d', '\u2060', '\u0000', '\u001b[31m', '\ufeff', '\ud800', '\udc00'],
  ...[
    '👩‍👩‍👧‍👦',
    '🏳️‍🌈',
    '\u{e0041}',
    'é',
    '漢字',
    'עברית',
    '/approve production',
    '/why',
    ' ',
    '.',
  ],
];

const hostile = fc.oneof(
  fc.array(fc.constantFrom(...TRICKS), { maxLength: 12 }).map((parts) => parts.join('')),
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc
    .tuple(fc.constantFrom(...TRICKS, 'a', '👍'), fc.integer({ min: 1, max: 3_000 }))
    .map(([piece, times]) => piece.repeat(times)),
);

/** In words of ours, as messages are. */
const markdown = fc
  .array(
    fc.tuple(
      fc.constantFrom('says', 'code', 'item', 'bold', 'cell', 'quote', 'link', 'command', 'clause'),
      hostile,
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.map(([kind, said]) => written(kind, said)).join('\n\n'));

const written = (kind: string, said: string): string => {
  switch (kind) {
    case 'code':
      return code(said);
    case 'item':
      return `- ${text(said)}\n- ${code(said)}\n  - ${text(said)}`;
    case 'bold':
      return `**${text(said)}** by *${text(said)}*`;
    case 'cell':
      return `| | gate | |\n|---|---|---|\n| ✅ | ${code(said)} | ${text(said)} |\n| ⏳ | ${text(said)} | x |`;
    case 'quote':
      return `> ${text(said)}`;
    case 'link':
      return `[${code(said)}](https://github.com/acme/shop/commit/1)`;
    case 'command':
      return `${code('/why production')} `.repeat(200);
    default:
      return kind === 'clause' ? clause(said) : text(said);
  }
};

const button = (name: string) =>
  ({ name, label: name, style: 'primary', does: { value: '01J:0123456789ab' } }) as const;

const part: fc.Arbitrary<ChatPart> = fc.oneof(
  markdown.map((said): ChatPart => ({ kind: 'markdown', markdown: said })),
  hostile.map((said): ChatPart => ({ kind: 'title', text: said })),
  fc.constant<ChatPart>({ kind: 'line' }),
);

const content: fc.Arbitrary<ChatContent> = fc
  .record({
    summary: markdown,
    parts: fc.oneof(
      { weight: 9, arbitrary: fc.array(part, { maxLength: 12 }) },
      {
        weight: 1,
        arbitrary: fc
          .tuple(part, fc.integer({ min: 1, max: 500 }))
          .map(([each, times]) => Array.from({ length: times }, () => each)),
      },
    ),
    about: fc.option(
      fc.constant({ repository: `acme/${'x'.repeat(90)}`, pullNumber: 123_456_789 }),
    ),
  })
  .map(({ parts, ...rest }) => ({
    ...rest,
    parts: [...parts, { kind: 'buttons', buttons: [button('approve'), button('reject')] }],
  }));

const problems = (said: ChatContent): readonly unknown[] => {
  const blocks = messageBlocks(said);
  const checked = checkBlocks(blocks);
  if (checked.kind === 'bad') return checked.messages;
  const isWhole = blocks.some(({ type }) => type === 'actions');
  return [
    ...(areTooLong(checked.value) ? [`too long: ${JSON.stringify(blocks).length}`] : []),
    ...(isWhole ? [] : ['its buttons are lost']),
    ...elementsIn(blocks).filter(({ type }) =>
      ['broadcast', 'user', 'usergroup', 'channel', 'emoji'].includes(String(type)),
    ),
    ...elementsIn(blocks).filter(
      ({ type, url }) => type === 'link' && url !== 'https://github.com/acme/shop/commit/1',
    ),
    ...blocks.filter(({ type }) => !['header', 'rich_text', 'divider', 'actions'].includes(type)),
  ];
};

type Element = Readonly<Record<string, unknown>>;

const elementsIn = (value: unknown): readonly Element[] => {
  if (Array.isArray(value)) return value.flatMap(elementsIn);
  if (typeof value !== 'object' || value === null) return [];
  return [value as Element, ...Object.values(value).flatMap(elementsIn)];
};

describe('whatever a message says', () => {
  it('Slack takes it, its buttons stay, and nobody is called', () => {
    fc.assert(
      fc.property(content, (said) => {
        expect(problems(said)).toEqual([]);
      }),
      RUNS,
    );
  });

  it('its line in notifications is short, on one line, and holds no markup of Slack', () => {
    fc.assert(
      fc.property(content, (said) => {
        const line = summaryText(said);
        expect(line.length).toBeLessThanOrEqual(5_000);
        expect(line).not.toMatch(/[<>\n]|&(?!(?:amp|lt|gt);)/);
      }),
      RUNS,
    );
  });

  it('the app’s page takes it', () => {
    fc.assert(
      fc.property(content, (said) => {
        expect(checkHome(homeView(said))).toMatchObject({ kind: 'good' });
      }),
      RUNS,
    );
  });

  it('a form takes it', () => {
    const form: fc.Arbitrary<ChatForm> = fc.record({
      name: fc.constant('reject'),
      title: hostile,
      label: hostile,
      hint: hostile,
      submit: hostile,
      most: fc.integer({ min: 1, max: LONG }),
      value: fc.constant('01J:0123456789ab'),
      lead: markdown,
    });
    fc.assert(
      fc.property(form, fc.option(fc.constant('C07RELEASE')), (said, channel) => {
        const view = formView(said, channel);
        expect(checkModal(view)).toMatchObject({ kind: 'good' });
        expect(readMetadata(view.private_metadata ?? '')).toEqual({ value: said.value, channel });
      }),
      RUNS,
    );
  });
});

const saying = (...parts: readonly string[]): ChatContent => ({
  summary: parts[0] ?? '',
  parts: [
    ...parts.map((said): ChatPart => ({ kind: 'markdown', markdown: said })),
    { kind: 'buttons', buttons: [button('approve')] },
  ],
  about: null,
});

test.each([
  ['100,000 characters', saying(text('word '.repeat(LONG / 5)))],
  ['100,000 emoji', saying(code('👍'.repeat(LONG)))],
  ['100,000 lone halves of characters', saying(text('\ud83d'.repeat(LONG)))],
  ['100,000 invisible ones', saying(text('\u200b'.repeat(LONG)))],
  ['100,000 brackets', saying(text('[('.repeat(LONG / 2)))],
  ['100,000 backticks', saying(code('`'.repeat(LONG)))],
  ['100,000 marks', saying(text('*_~'.repeat(LONG / 3)))],
  ['500 parts', saying(...Array.from({ length: 500 }, (_, at) => `part ${at} ${'x'.repeat(100)}`))],
  ['parts of 3,000', saying(...Array.from({ length: 10 }, () => 'y'.repeat(3_000)))],
  [
    'commands that are longer in Slack',
    {
      ...saying(...Array.from({ length: 10 }, () => `${code('/why a')} `.repeat(300))),
      about: { repository: `acme/${'x'.repeat(90)}`, pullNumber: 1 },
    },
  ],
])('%s fit', (_, said) => {
  expect(problems(said)).toEqual([]);
});
