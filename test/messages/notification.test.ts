/** What people and programs read who are told: bounded, and nothing in it that others wrote does anything. */
import { expect, it, test } from 'vitest';
import { linksFor } from '../../src/messages/links.ts';
import { notificationSaid } from '../../src/messages/notification.ts';
import { mailText } from '../../src/messages/notification-mail.ts';
import { htmlText, plainText } from '../../src/messages/plain-text.ts';
import { type Notification, webhookBody } from '../../src/messages/webhook-body.ts';
import { ada, grace, NOON, promotion } from '../core/samples.ts';

const HOSTILE =
  '<!channel> @acme/everyone [x](http://evil.example) <script>alert(1)</script> `a` $x$\r\nBcc: x@evil.example\u202e';

const links = linksFor('https://github.com/acme/shop');
const of = { repository: 'acme/shop', environment: 'production', links };
const lock = (reason: string) => ({
  environment: 'production',
  owner: grace,
  pullNumber: null,
  reason,
  since: NOON,
  expiresAt: null,
});

const notification = (over: Partial<Notification> = {}): Notification => ({
  ...notificationSaid({ kind: 'locked', lock: lock(HOSTILE) }, of),
  event: 'locked',
  at: NOON,
  repository: { id: 7, owner: 'acme', name: 'shop' },
  environment: 'production',
  sha: null,
  promotion: null,
  by: grace,
  reason: HOSTILE,
  failure: null,
  links: {
    commit: null,
    pull_request: 'https://github.com/acme/shop/pull/1?a="b"&c',
    check_run: null,
    deployment: null,
  },
  traceId: 'f'.repeat(32),
  ...over,
});

it('is the same in plain text as it was written, on one line', () => {
  const { data } = JSON.parse(webhookBody(notification()));
  expect(data.text).toContain(
    '<!channel> @acme/everyone [x](http://evil.example) <script>alert(1)</script> `a` $x$',
  );
  expect(data.text).not.toMatch(/[\r\n\u202e\u2060]/);
  expect(data.reason).toBe(HOSTILE);
});

it('is text in HTML', () => {
  const { html, text, subject } = mailText(notification());
  expect(html).not.toMatch(/<(?!\/?(p|code|a|small|strong|em|ul|li)[ >])/);
  expect(html).not.toContain('href="http://evil.example');
  expect(html).toContain('&#60;script&#62;');
  expect(html).toContain('href="https://github.com/acme/shop/pull/1?a=&#34;b&#34;&#38;c"');
  expect(text).toContain('trace_id: ffff');
  expect(subject).toBe('acme/shop → production: Locked by grace');
});

it('has a subject of one line, whatever stands in it', () => {
  const { subject } = mailText(notification({ title: `x\r\nBcc: y\u2028${'z'.repeat(500)}` }));
  expect(subject).toMatch(/^x Bcc: y z+$/);
  expect(subject.length).toBeLessThanOrEqual(200);
});

it('is cut where somebody wrote a book', () => {
  const long = 'ab '.repeat(5_000);
  const said = notification({
    ...notificationSaid({ kind: 'locked', lock: lock(long) }, of),
    reason: long,
    promotion: promotion({ kind: 'pending' }, { reason: long }),
  });
  const { data } = JSON.parse(webhookBody(said));
  expect(data.reason).toHaveLength(2_000);
  expect(data.text.length).toBeLessThan(1_000);
  expect(mailText(said).html.length).toBeLessThan(10_000);
});

test.each([
  ['`a` of [#1](https://x.example/1), asked for by `b`.', 'a of #1, asked for by b.'],
  ['**a**\n\nb\n\n- c\n- d', 'a\n\nb\n\n- c\n- d'],
  ['\\<b\\> @\u2060x <span>$</span>1', '<b> @x $1'],
])('%s as plain text', (markdown, plain) => {
  expect(plainText(markdown)).toBe(plain);
});

test('Markdown as HTML', () => {
  expect(htmlText('**a** `b<` [c](https://x.example)\n\n- d')).toBe(
    '<p><strong>a</strong> <code>b&#60;</code> <a href="https://x.example">c</a></p>\n<ul><li><p>d</p>\n</li></ul>',
  );
});

test('who ends another’s halt is told from whose it was', () => {
  const halt = { scope: 'repository', by: ada, reason: 'x', since: NOON, all: false } as const;
  const said = notificationSaid({ kind: 'resumed', halt, by: grace }, { ...of, environment: null });
  expect(said).toEqual({
    title: 'acme/shop: Resumed',
    text: '`grace` ended the halt by `ada`: x.',
    more: '`grace` ended the halt by `ada`: x.',
  });
});
