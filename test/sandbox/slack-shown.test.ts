// What a person reads on the screen, as plain text: of markup, of rich text and of every block.
import { describe, expect, test } from 'vitest';
import type { Block } from '../../src/sandbox/slack/blocks/blocks.ts';
import { linesOf } from '../../src/sandbox/slack/mrkdwn.ts';
import { shownBlocks, shownText } from '../../src/sandbox/slack/shown.ts';

const nameOf = (id: string): string => ({ U1: 'ada', C1: 'releases' })[id] ?? id;

describe('markup', () => {
  test.each([
    ['*a* _b_ ~c~ `d`', 'a b c d'],
    ['2*3*4, snake_case_name, a * b * c', '2*3*4, snake_case_name, a * b * c'],
    ['`*not bold*` and \\*', '*not bold* and \\*'],
    ['*bold <https://a.example/_x_|link>*', 'bold link'],
    ['<https://a.example/>', 'https://a.example/'],
    ['<@U1> in <#C1>, <!channel> <!here> <!subteam^S1>', '@ada in #releases, @channel @here @S1'],
    ['&lt;!channel&gt; &amp;lt;', '<!channel> &lt;'],
    ['<!date^1795252320^{date}|21 November>', '21 November'],
    ['<javascript:alert(1)|x>', '<javascript:alert(1)|x>'],
    ['a < b', 'a < b'],
    [':white_check_mark: :unknown_one:', '✅ :unknown_one:'],
    ['&gt; quoted\nnot', '> quoted\nnot'],
    ['before\n```\n*code*\n<!channel>\n```\nafter', 'before\n*code*\n<!channel>\nafter'],
  ])('%j reads %j', (text, read) => {
    expect(shownText({ type: 'mrkdwn', text }, nameOf)).toBe(read);
  });

  test('knows a mention from its words', () => {
    const mentions = (text: string) =>
      linesOf({ type: 'mrkdwn', text }, nameOf).flatMap(({ pieces }) =>
        pieces.filter(({ isMention }) => isMention === true).map((piece) => piece.text),
      );
    expect(mentions('<!channel> &lt;!channel&gt; @channel `<!here>`')).toEqual(['@channel']);
  });

  test('looks through long and hostile text in no time', () => {
    for (const text of ['*'.repeat(3000), '<'.repeat(3000), '*a<b'.repeat(750)]) {
      expect(shownText({ type: 'mrkdwn', text }, nameOf)).toHaveLength(3000);
    }
  });
});

test('every block', () => {
  const plain = (text: string) => ({ type: 'plain_text' as const, text });
  const markup = (text: string) => ({ type: 'mrkdwn' as const, text });
  const text = (of: string) => ({ type: 'text' as const, text: of });
  const line = (of: string) => ({ type: 'rich_text_section' as const, elements: [text(of)] });
  const blocks: readonly Block[] = [
    { type: 'header', text: plain('acme/shop → production') },
    {
      type: 'section',
      text: markup('*What*\nby <@U1>'),
      fields: [plain('<one>'), markup('_two_')],
    },
    { type: 'context', elements: [markup('✅ checks'), plain('3 h')] },
    { type: 'divider' },
    {
      type: 'rich_text',
      elements: [
        line('Changes\n'),
        { type: 'rich_text_list', style: 'bullet', elements: [line('one'), line('two')] },
        {
          type: 'rich_text_list',
          style: 'ordered',
          indent: 1,
          offset: 2,
          elements: [line('deep')],
        },
        { type: 'rich_text_quote', elements: [text('said')] },
        { type: 'rich_text_preformatted', elements: [text('npm test')] },
      ],
    },
    {
      type: 'actions',
      elements: [
        { type: 'button', text: plain('Approve') },
        { type: 'button', text: plain('Why') },
        {
          type: 'static_select',
          options: [{ text: plain('a'), value: 'a' }],
          placeholder: plain('Later'),
        },
      ],
    },
    {
      type: 'input',
      label: plain('Reason'),
      hint: plain('All see it'),
      optional: true,
      element: { type: 'plain_text_input' },
    },
    { type: 'image', image_url: 'https://a.example/a.png', alt_text: 'a graph' },
  ];
  expect(shownBlocks(blocks, nameOf)).toMatchInlineSnapshot(`
    "acme/shop → production
    What
    by @ada
    <one>
    two
    ✅ checks  3 h
    ---
    Changes
    • one
    • two
      3. deep
    > said
    npm test
    [Approve] [Why] [Later ▾]
    Reason (optional): ____
    All see it
    (a graph)"
  `);
});
