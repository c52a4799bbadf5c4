// The pages: safe Markdown, forms only from the sandbox itself, acting as the person picked.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { headerTime, isoTime } from '../../src/sandbox/time.ts';
import { markdown } from '../../src/sandbox/ui/markdown.ts';
import { type Opened, open } from './open.ts';

describe('markdown', () => {
  test.each([
    ['<script>alert(1)</script>', '<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>'],
    ['a <!-- hidden\n-- > still --> b', '<p>a  b</p>'],
    ['## Title', '<h2>Title</h2>'],
    ['**bold** *it* `a < b`', '<p><strong>bold</strong> <em>it</em> <code>a &lt; b</code></p>'],
    ['\\*not\\* \\<b\\> a\\_b', '<p>*not* &lt;b&gt; a_b</p>'],
    ['[x](javascript:alert(1))', '<p>[x](javascript:alert(1))</p>'],
    [
      '[x](https://a.example/"onclick=)',
      '<p><a href="https://a.example/&quot;onclick=" rel="noreferrer">x</a></p>',
    ],
    ['[`x`](//evil.example)', '<p>[<code>x</code>](//evil.example)</p>'],
    ['- a\n- b\n  - c', '<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>'],
    ['1. a\n2. b', '<ol><li>a</li><li>b</li></ol>'],
    ['```js\n<b>\n\n# no\n```', '<pre><code>&lt;b&gt;\n\n# no</code></pre>'],
    ['> said', '<blockquote><p>said</p></blockquote>'],
    [
      '| A | B |\n| --- | :-: |\n| `x\\|y` | 2 |',
      '<div class="table"><table><thead><tr><th>A</th><th>B</th></tr></thead><tbody><tr><td data-of="A"><code>x|y</code></td><td data-of="B">2</td></tr></tbody></table></div>',
    ],
    [
      '<details><summary>More</summary>\n\ntext\n\n</details>',
      '<details><summary>More</summary><p>text</p></details>',
    ],
    ['<details onclick="x">', '<p>&lt;details onclick=&quot;x&quot;&gt;</p>'],
    ['&lt;details&gt; &amp;', '<p>&lt;details&gt; &amp;</p>'],
    ['', ''],
  ])('%j', (text, html) => {
    expect(markdown(text)).toBe(html);
  });
});

test.each([
  [0, '1970-01-01T00:00:00Z', 'Thu, 01 Jan 1970 00:00:00 GMT'],
  [951_827_696_999, '2000-02-29T12:34:56Z', 'Tue, 29 Feb 2000 12:34:56 GMT'],
  [1_795_252_320_345, '2026-11-21T09:12:00Z', 'Sat, 21 Nov 2026 09:12:00 GMT'],
  [4_107_542_399_000, '2100-02-28T23:59:59Z', 'Sun, 28 Feb 2100 23:59:59 GMT'],
  [-1, '1969-12-31T23:59:59Z', 'Wed, 31 Dec 1969 23:59:59 GMT'],
])('%d is %s', (ms, iso, header) => {
  expect(isoTime(ms)).toBe(iso);
  expect(headerTime(ms)).toBe(header);
});

describe('pages', () => {
  let at: Opened;
  beforeEach(async () => {
    at = await open();
  });
  afterEach(() => at.close());

  const get = async (path: string): Promise<string> =>
    (await fetch(`${at.sandbox.url}${path}`)).text();
  const post = (
    path: string,
    fields: Record<string, string>,
    headers: Record<string, string> = {},
  ) =>
    fetch(`${at.sandbox.url}${path}`, {
      method: 'POST',
      redirect: 'manual',
      headers: { origin: at.sandbox.url, cookie: 'who=grace', ...headers },
      body: new URLSearchParams(fields),
    });
  const change = { title: 'A change', branch: 'change', path: 'a', content: '1' };

  test('a form acts as the person picked and comes back', async () => {
    const made = await post('/ui/pulls', change);
    expect([made.status, made.headers.get('location')]).toEqual([303, '/ui/pulls/1']);
    const said = await post('/ui/pulls/1/say', {
      body: '<b>hi</b>',
      as: 'comment',
      back: '/ui/pulls/1',
    });
    expect(said.headers.get('location')).toBe('/ui/pulls/1');
    expect(at.sandbox.read.comments(1)).toMatchObject([{ author: 'grace', body: '<b>hi</b>' }]);
    const page = await get('/ui/pulls/1');
    expect(page).toContain('&lt;b&gt;hi&lt;/b&gt;');
    expect(page).toContain('data-testid="sandbox-banner"');
  });

  test('somebody who may not write opens from a fork, and pushes there again', async () => {
    const outside = { cookie: 'who=mallory' };
    expect((await post('/ui/pulls', change, outside)).headers.get('location')).toContain('said=');
    await post('/ui/pulls', { ...change, fork: 'yes' }, outside);
    const { headSha } = at.sandbox.read.pull(1);
    expect(await get('/ui/pulls/1')).toContain('mallory:change');
    await post('/ui/pulls/1/push', { path: 'a', content: '2' }, outside);
    expect(at.sandbox.read.pull(1).headSha).not.toBe(headSha);
  });

  test('a refusal is said on the page, escaped', async () => {
    await post('/ui/pulls', change);
    const refused = await post('/ui/pulls/1/say', { body: '', as: 'APPROVE', back: '/ui/pulls/1' });
    const location = refused.headers.get('location') ?? '';
    expect(decodeURIComponent(location)).toBe(
      '/ui/pulls/1?said=Can not approve your own pull request',
    );
    expect(await get(location)).toContain('Can not approve your own pull request');
    expect(await get('/ui/?said=<script>')).not.toContain('<script>');
  });

  test.each<Record<string, string>>([
    { origin: 'http://evil.example' },
    { origin: '' },
    { origin: 'null' },
  ])('a form of %j is refused', async (headers) => {
    expect((await post('/ui/pulls', change, headers)).status).toBe(403);
  });

  test('a way back leads nowhere else', async () => {
    const answer = await post('/ui/who', { login: 'bob', back: 'https://evil.example/' });
    expect(answer.headers.get('location')).toBe('/ui/');
    expect(answer.headers.get('set-cookie')).toContain('who=bob');
  });

  test('links of GitHub lead to the pages, and none counts as a call of the app', async () => {
    const { sha } = at.sandbox.as('ada').push({ branch: 'x', files: { 'dir/a.txt': 'text' } });
    expect(await get(`/acme/shop/commit/${sha}`)).toContain('dir/a.txt');
    expect(await get(`/acme/shop/blob/${sha}/dir/a.txt`)).toContain('<pre><code>text</code></pre>');
    const deployments = await fetch(`${at.sandbox.url}/acme/shop/deployments/a%2Fb`);
    expect(deployments.url).toBe(`${at.sandbox.url}/ui/deployments`);
    expect((await fetch(`${at.sandbox.url}/ui/nothing`)).status).toBe(404);
    expect(at.sandbox.unknownCalls).toEqual([]);
  });

  test('the first page says what to try, who everybody is, and what the policy is', async () => {
    const page = await get('/ui/');
    expect(page).toContain('data-testid="things-to-try"');
    expect(page).toMatch(/<strong>grace<\/strong>\s*<span[^>]*>write access, in platform</);
    expect(page).toMatch(
      /<strong>zoe<\/strong>\s*<span[^>]*>no access \(the repository is private\)</,
    );
    const policy = '.github/lockkeeper.yml';
    at.sandbox.as('ada').push({ branch: 'main', files: { [policy]: 'version: 1 # <ours>' } });
    expect(await get('/ui/')).toContain('version: 1 # &lt;ours&gt;');
  });

  test('who may not see the repository is told why nothing happened', async () => {
    await post('/ui/pulls', change);
    const say = { body: 'hi', as: 'comment', back: '/ui/pulls/1' };
    const refused = await post('/ui/pulls/1/say', say, { cookie: 'who=zoe' });
    expect(decodeURIComponent(refused.headers.get('location') ?? '')).toBe(
      '/ui/pulls/1?said=zoe has no access (the repository is private)',
    );
  });

  test('a pull request shows what still runs of other commits', async () => {
    await post('/ui/pulls', change);
    await post('/ui/pulls', { ...change, branch: 'other' });
    const bob = at.sandbox.as('bob');
    const { id } = bob.deploy({ environment: 'staging', sha: at.sandbox.read.pull(2).headSha });
    expect(await get('/ui/pulls/1')).toContain('data-testid="others"');
    expect(await get('/ui/pulls/2')).not.toContain('data-testid="others"');
    at.sandbox.as('github-actions[bot]').deploymentStatus(id, 'success');
    expect(await get('/ui/pulls/1')).not.toContain('data-testid="others"');
  });

  test('a job waits before an environment, is let go by an admin, ended and run again', async () => {
    await post('/ui/pulls', change);
    const omar = { cookie: 'who=omar' };
    const back = '/ui/actions';
    const refused = await post('/ui/jobs/protect', { environment: 'staging', back });
    expect(decodeURIComponent(refused.headers.get('location') ?? '')).toBe(
      '/ui/actions?said=grace needs admin access for this',
    );
    await post('/ui/jobs/protect', { environment: 'staging' }, omar);
    await post('/ui/jobs', { environment: 'staging', branch: 'change' });
    const [job] = at.sandbox.read.protectedJobs();
    const press = (to: string, fields = {}, who = {}) =>
      post(`/ui/jobs/${job?.runId}/${to}`, fields, who);
    const waiting = await get(back);
    expect(waiting).toContain('The app is a protection rule of: staging.');
    expect(waiting).toContain(`job-${job?.runId}-let-it-go-as-an-admin`);
    await press('bypass');
    expect(await get(back)).toContain('let-it-go-as-an-admin');
    await press('bypass', {}, omar);
    expect(await get(back)).not.toContain('let-it-go-as-an-admin');
    await press('end', { conclusion: 'success' });
    expect(at.sandbox.read.deployments().at(-1)?.statuses.at(-1)?.state).toBe('success');
    await press('rerun');
    expect(await get(back)).toContain('let-it-go-as-an-admin');
  });
});
