/** A Slack user proves in one browser who they are on GitHub; nothing else makes them anybody there. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DAY, MINUTE } from '../../src/core/instant.ts';
import { type Browser, openBrowser, type Page } from '../../src/demo/browser.ts';
import { offerLink } from '../../src/services/identity/offer-link.ts';
import { whoIs } from '../../src/services/identity/who-is.ts';
import { type Story, tellStory } from './story.ts';

let story: Story;
beforeEach(async () => {
  story = await tellStory(undefined, { slack: true });
  // GitHub is asked who somebody is by an installation, which the app learns of with the first event.
  await story.openGreen();
});
afterEach(async () => {
  await story.close();
});

const TEAM = 'T07ACME001';
const ADA = { team: TEAM, user: 'U07ADA0001' };
const MALLORY = { team: TEAM, user: 'U07MALLO05' };
type Slack = typeof ADA;

const offered = async (slack: Slack, promotionId: string | null = null): Promise<string> => {
  const offer = await offerLink(story.app.world, slack, promotionId);
  if (!('url' in offer)) throw new Error(offer.unavailable);
  return offer.url;
};

const as = ({ team, user }: Slack) => ({ who: `${team}:${user}`, answer: 'yes' });
const onGitHubAs = (who: string) => ({ who, answer: 'yes' });
const who = async (slack: Slack): Promise<string> => {
  const found = await whoIs(story.app.world, slack);
  return found.kind === 'known' ? found.person.login : found.kind;
};
const codeIn = (url: string): string => new URL(url).searchParams.get('code') ?? '';
const shown = ({ status, title }: Page): string => `${status}: ${title}`;

/** Up to Slack's page, where it says who it is. */
const begin = async (browser: Browser, url: string): Promise<Page> =>
  browser.submit(await browser.open(url));

const toGitHub = async (browser: Browser, url: string, slack: Slack): Promise<Page> =>
  browser.submit(await begin(browser, url), as(slack));

const toConsent = async (
  browser: Browser,
  url: string,
  slack: Slack,
  login: string,
): Promise<Page> => browser.submit(await toGitHub(browser, url, slack), onGitHubAs(login));

test('goes from the link to both sign-ins, names both, and asks', async () => {
  const url = await offered(ADA);
  const browser = openBrowser();
  const offer = await browser.open(url);
  expect(shown(offer)).toBe('200: Link your Slack user to your GitHub account');
  expect(offer.text).toContain('the Slack user ada, U07ADA0001 of the workspace T07ACME001.');
  story.sandbox.slack.fail('users.info', { as: 'cut' });
  const nameless = await openBrowser().open(url);
  expect(nameless.text).toContain('the Slack user U07ADA0001 of the workspace T07ACME001.');
  const slack = await browser.submit(offer);
  expect(slack.url).toContain(`${story.sandbox.url}/slack/openid/connect/authorize?`);
  const github = await browser.submit(slack, as(ADA));
  expect(github.url).toContain(`${story.sandbox.url}/login/oauth/authorize?`);
  const asked = await browser.submit(github, onGitHubAs('ada'));
  expect(asked.text).toContain(
    'Slack Ada, U07ADA0001 of the workspace T07ACME001, Acme GitHub ada',
  );
  expect(await who(ADA)).toBe('unlinked');
  expect(shown(await browser.submit(asked))).toBe('200: You are linked to ada');
  expect(await who(ADA)).toBe('ada');
  expect(story.warnings).toEqual([]);
});

test('keeps nothing that would let anybody else in: no token, code or cookie', async () => {
  const url = await offered(ADA);
  const browser = openBrowser();
  const fromSlack = await browser.sentBack(await begin(browser, url), as(ADA));
  const fromGitHub = await browser.sentBack(await browser.open(fromSlack), onGitHubAs('ada'));
  await browser.submit(await browser.open(fromGitHub));
  await story.quiet();
  const files = readdirSync(story.folder).map((name) => readFileSync(join(story.folder, name)));
  const kept = Buffer.concat(files).toString('latin1');
  expect(kept).toContain('U07ADA0001');
  const cookie = browser.cookies.get('lockkeeper-link') ?? 'none';
  const secrets = [url.split('/link/')[1] ?? '', cookie, codeIn(fromSlack), codeIn(fromGitHub)];
  for (const each of [...secrets, 'ghu_', 'xoxp-', 'eyJ']) expect(kept).not.toContain(each);
});

test('keeps its pages to itself', async () => {
  const { headers, html } = await openBrowser().open(await offered(ADA));
  expect(headers.get('cache-control')).toBe('no-store');
  expect(headers.get('referrer-policy')).toBe('no-referrer');
  expect(headers.get('content-security-policy')).toMatch(
    /^default-src 'none'; style-src 'sha256-\S+'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'$/,
  );
  expect(html).not.toContain('<script');
});

test('answers what is asked of it, and nothing else', async () => {
  const url = await offered(ADA);
  const head = await fetch(url, { method: 'HEAD' });
  expect([head.status, await head.text()]).toEqual([200, '']);
  expect((await fetch(url, { method: 'DELETE' })).status).toBe(405);
  const browser = openBrowser();
  const asked = await toConsent(browser, url, ADA, 'ada');
  const flood = await browser.submit(asked, { token: 'x'.repeat(9_000) });
  expect(shown(flood)).toBe('403: That did not come from this page');
});

describe('a link that is sent to somebody else', () => {
  let url: string;
  let ada: Browser;
  beforeEach(async () => {
    url = await offered(MALLORY);
    ada = openBrowser();
  });
  const expectNothing = async (): Promise<void> => {
    expect([await who(MALLORY), await who(ADA)]).toEqual(['unlinked', 'unlinked']);
    expect(await story.app.store.identities.ofPerson(1001)).toEqual([]);
  };

  test('ties nothing where they sign in as themselves', async () => {
    const end = await toGitHub(ada, url, ADA);
    expect(shown(end)).toBe('403: This link is for somebody else of Slack');
    expect(end.text).toContain('in this browser you are Ada, U07ADA0001');
    await expectNothing();
    // Nor does it let them go on past it.
    const confirm = await ada.open(`${story.url}/link/confirm`);
    expect(shown(confirm)).toBe('409: That was done already');
    await expectNothing();
  });

  test('ties nothing where Mallory did her half, and sends them on to GitHub', async () => {
    const mallory = openBrowser();
    const github = await toGitHub(mallory, url, MALLORY);
    const end = await ada.submit(await ada.open(github.url), onGitHubAs('ada'));
    expect(shown(end)).toBe('403: This did not begin in this browser');
    await expectNothing();
    // Neither does Mallory get at what GitHub told: the step is still hers to take, as herself.
    const asked = await mallory.submit(github, onGitHubAs('mallory'));
    expect(asked.text).toContain('GitHub mallory');
  });

  test('ties nothing where they had begun themselves, and come back with what Mallory sent', async () => {
    const mallory = openBrowser();
    const github = await toGitHub(mallory, url, MALLORY);
    await begin(ada, url);
    await begin(ada, await offered(ADA));
    const end = await ada.submit(await ada.open(github.url), onGitHubAs('ada'));
    expect(shown(end)).toBe('403: This did not begin in this browser');
    await expectNothing();
  });

  test('ties nothing where Mallory puts what a sign-in of theirs brought into her own', async () => {
    const mallory = openBrowser();
    const hers = await toGitHub(mallory, url, MALLORY);
    // As if she had seen the address over a shoulder before it was opened.
    const theirs = await ada.sentBack(
      await toGitHub(ada, await offered(ADA), ADA),
      onGitHubAs('ada'),
    );
    const own = new URL(await mallory.sentBack(hers, onGitHubAs('mallory')));
    own.searchParams.set('code', codeIn(theirs));
    expect(shown(await mallory.open(own.href))).toBe('502: GitHub did not say who you are');
    await expectNothing();
  });

  test('ties nothing where Mallory puts their sign-in at Slack into hers', async () => {
    const mallory = openBrowser();
    const hers = await begin(mallory, await offered(ADA));
    const theirs = await ada.sentBack(await begin(ada, await offered(ADA)), as(ADA));
    const own = new URL(await mallory.sentBack(hers, as(MALLORY)));
    own.searchParams.set('code', codeIn(theirs));
    expect(shown(await mallory.open(own.href))).toBe('502: Slack did not say who you are');
    await expectNothing();
  });
});

describe('whoever comes back from a sign-in', () => {
  test.each([
    ['another user of the workspace', MALLORY, 'Mallory, U07MALLO05 of the workspace T07ACME001'],
    [
      'a user of that number elsewhere',
      { ...ADA, team: 'T07OTHER01' },
      'Ada, U07ADA0001 of the workspace T07OTHER01',
    ],
  ])('is not linked as %s', async (_who, slack, said) => {
    const browser = openBrowser();
    const end = await toGitHub(browser, await offered(ADA), slack);
    expect(shown(end)).toBe('403: This link is for somebody else of Slack');
    expect(end.text).toContain(`in this browser you are ${said}`);
    expect(await who(ADA)).toBe('unlinked');
    const entries = await story.app.store.record.entries(`slack:${TEAM}`, 0, 9);
    expect(entries.map(({ kind, body }) => `${kind} ${body}`)).toEqual([
      `link.refused ${JSON.stringify({ found: slack, slack: ADA, why: 'other_slack_user' })}`,
    ]);
  });

  test('may have said no, on either side, and begins anew by the same link', async () => {
    const url = await offered(ADA);
    const browser = openBrowser();
    const atSlack = await browser.submit(await begin(browser, url), { answer: 'no' });
    expect(shown(atSlack)).toBe('403: You did not let Slack say who you are');
    expect(atSlack.text).toMatch(/it works until \d{4}-\d\d-\d\d \d\d:\d\d UTC\./);
    const atGitHub = await browser.submit(await toGitHub(browser, url, ADA), { answer: 'no' });
    expect(shown(atGitHub)).toBe('403: You did not let GitHub say who you are');
    await browser.submit(await toConsent(browser, url, ADA, 'ada'));
    expect(await who(ADA)).toBe('ada');
  });

  test.each([
    ['Slack', 'POST /slack/api/openid.connect.token', 503],
    ['Slack', 'GET /slack/api/openid.connect.userInfo', 429],
    ['GitHub', 'POST /login/oauth/access_token', 'cut'],
    ['GitHub', 'GET /user', 502],
  ] as const)(
    'learns that %s is away at %s, and begins anew when it is back',
    async (side, match, status) => {
      const url = await offered(ADA);
      const browser = openBrowser();
      story.sandbox.fail({ match, status });
      const slack = await begin(browser, url);
      const next = await browser.submit(slack, as(ADA));
      const end = side === 'Slack' ? next : await browser.submit(next, onGitHubAs('ada'));
      expect(shown(end)).toBe(`502: ${side} does not answer`);
      expect(story.warnings).toEqual(['a sign-in did not tell who somebody is']);
      await browser.submit(await toConsent(browser, url, ADA, 'ada'));
      expect(await who(ADA)).toBe('ada');
    },
  );

  test('is told that a program of GitHub is nobody', async () => {
    const end = await toConsent(openBrowser(), await offered(ADA), ADA, 'ci[bot]');
    expect(shown(end)).toBe('403: Only a person can be linked');
    expect(await who(ADA)).toBe('unlinked');
  });
});

describe('every step', () => {
  test('is taken once: what was sent back is worth nothing a second time', async () => {
    const url = await offered(ADA);
    const browser = openBrowser();
    const fromSlack = await browser.sentBack(await begin(browser, url), as(ADA));
    const github = await browser.open(fromSlack);
    expect(shown(await browser.open(fromSlack))).toBe('409: That was done already');
    const fromGitHub = await browser.sentBack(github, onGitHubAs('ada'));
    const asked = await browser.open(fromGitHub);
    expect(shown(await browser.open(fromGitHub))).toBe('409: That was done already');
    expect(shown(await browser.submit(asked))).toBe('200: You are linked to ada');
    expect(shown(await browser.submit(asked))).toBe('410: This link was used');
    for (const again of [url, fromSlack, fromGitHub]) {
      expect(shown(await browser.open(again))).toBe('410: This link was used');
    }
    expect(shown(await browser.submit({ ...asked, url }))).toBe('410: This link was used');
  });

  test('has to come after the one before', async () => {
    const browser = openBrowser();
    await begin(browser, await offered(ADA));
    expect(shown(await browser.open(`${story.url}/link/confirm`))).toBe(
      '409: That was done already',
    );
  });

  test.each(['github', 'slack', 'confirm'])('is none for a stranger at /link/%s', async (step) => {
    const url = `${story.url}/link/${step}?code=x&state=${'a'.repeat(43)}`;
    const stranger = openBrowser();
    expect(shown(await stranger.open(url))).toBe('403: This did not begin in this browser');
    stranger.cookies.set('lockkeeper-link', 'a'.repeat(43));
    expect((await stranger.open(url)).status).toBe(403);
    expect((await stranger.submit({ ...(await stranger.open(url)), url })).status).toBe(
      step === 'confirm' ? 403 : 404,
    );
  });

  test('is not spoiled by what others send to the browser', async () => {
    const url = await offered(ADA);
    const browser = openBrowser();
    const slack = await begin(browser, url);
    const forged = await browser.open(`${story.url}/link/slack?code=x&state=${'a'.repeat(43)}`);
    expect(shown(forged)).toBe('403: This did not begin in this browser');
    const github = await browser.submit(slack, as(ADA));
    expect(github.url).toContain('/login/oauth/authorize?');
  });

  test('needs, at the end, the form of the page that asked', async () => {
    const browser = openBrowser();
    const asked = await toConsent(browser, await offered(ADA), ADA, 'ada');
    for (const token of ['', 'a'.repeat(43)]) {
      expect(shown(await browser.submit(asked, { token }))).toBe(
        '403: That did not come from this page',
      );
    }
    expect(await who(ADA)).toBe('unlinked');
    await browser.submit(asked);
    expect(await who(ADA)).toBe('ada');
  });

  test('is too late when ten minutes are over, wherever it was', async () => {
    const late = '410: This link is too old';
    const urls = await Promise.all([1, 2, 3, 4].map(() => offered(ADA)));
    const [first = '', second = '', third = '', fourth = ''] = urls;
    const browsers = urls.map(() => openBrowser());
    const [a, b, c, d] = browsers as [Browser, Browser, Browser, Browser];
    const offer = await a.open(first);
    const slack = await begin(b, second);
    const github = await toGitHub(c, third, ADA);
    const asked = await toConsent(d, fourth, ADA, 'ada');
    await story.later(10 * MINUTE);
    expect(shown(await a.submit(offer))).toBe(late);
    expect(shown(await a.open(first))).toBe(late);
    expect(shown(await b.submit(slack, as(ADA)))).toBe(late);
    expect(shown(await c.submit(github, onGitHubAs('ada')))).toBe(late);
    expect(shown(await d.open(asked.url))).toBe(late);
    expect(shown(await d.submit(asked))).toBe(late);
    expect(await who(ADA)).toBe('unlinked');
    await story.later(2 * DAY);
    expect(shown(await a.open(first))).toBe('404: There is no such link');
  });

  test('of two browsers, one is the last', async () => {
    const url = await offered(ADA);
    const [one, other] = [openBrowser(), openBrowser()];
    const asked = await Promise.all([
      toConsent(one, url, ADA, 'ada'),
      toConsent(other, url, ADA, 'grace'),
    ]);
    const ends = await Promise.all([one.submit(asked[0]), other.submit(asked[1])]);
    expect(ends.map(shown).sort()).toEqual([
      expect.stringMatching(/^200: You are linked to (ada|grace)$/),
      '410: This link was used',
    ]);
    const winner = /to (\w+)$/.exec(ends.find(({ status }) => status === 200)?.title ?? '')?.[1];
    expect(await who(ADA)).toBe(winner);
  });
});

describe('a link', () => {
  const linked = async (promotionId: string | null = null, login = 'ada'): Promise<void> => {
    const browser = openBrowser();
    await browser.submit(await toConsent(browser, await offered(ADA, promotionId), ADA, login));
    await story.quiet();
  };
  const notices = (page: number): readonly string[] =>
    story.sandbox.read
      .comments(page)
      .filter(({ body }) => body.includes('lockkeeper:notice:link:'))
      .map(({ body }) => body.replace(/\s*<!--.*?-->/gs, ''));
  const recorded = async (): Promise<readonly string[]> => {
    const entries = await story.app.store.record.entries(`slack:${TEAM}`, 0, 99);
    return entries.map(({ kind, personId, body }) => {
      const why = /"why":"(\w+)"/.exec(body)?.[1];
      return `${kind} ${personId}${why === undefined ? '' : ` ${why}`}`;
    });
  };

  test('is told to the account once, where it was made for, also when the answer got lost', async () => {
    const pull = await story.openAs('ada', 'tax2');
    await story.say('ada', pull.number, '/promote staging');
    const [promotion] = await story.app.store.promotions.recent(600, {}, 1);
    story.sandbox.fail({
      match: 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments',
      status: 'cut',
      afterEffect: true,
    });
    await linked(promotion?.id);
    await story.later(MINUTE);
    expect(notices(pull.number)).toEqual([
      '@ada: the Slack user `U07ADA0001` of the workspace `T07ACME001` is linked to your GitHub account, so what they press there counts as yours. If that is not you, end it: revoke this app under [Settings, Applications](URL), or type `/lockkeeper unlink` in Slack.'.replace(
        'URL',
        `${story.sandbox.url}/settings/apps/authorizations`,
      ),
    ]);
    // Proved once more, it is the same link.
    await linked(promotion?.id);
    expect(notices(pull.number)).toHaveLength(1);
    expect(await recorded()).toEqual(['link.made 1001', 'link.proved 1001']);
  });

  test('is told in Slack once, and to whoever else is that account, also when the answer got lost', async () => {
    const { slack } = story.sandbox;
    const said = (name: string) => slack.read.directs(name).map((each) => each.shown);
    slack.fail('chat.postMessage', { as: 'cut', afterEffect: true });
    await linked();
    await story.later(MINUTE);
    expect(said('ada')).toMatchInlineSnapshot(`
      [
        "You are linked to the GitHub account ada now: what you press here counts as ada's. It is to be proved again in 90 days; /lockkeeper unlink ends it.",
      ]
    `);
    const browser = openBrowser();
    const bob = { team: TEAM, user: 'U07BOB0004' };
    const asked = await toConsent(browser, await offered(bob), bob, 'ada');
    await browser.submit(asked);
    // Wherever the app was with telling when it stopped.
    await story.restart();
    await story.quiet();
    await story.later(MINUTE);
    expect(said('bob')).toHaveLength(1);
    expect(said('ada').slice(1)).toMatchInlineSnapshot(`
      [
        "The Slack user U07BOB0004 of the workspace T07ACME001 is linked to the GitHub account ada now, as you are. The two count as one person. If that is not you, revoke the app on GitHub, under Settings, Applications.",
      ]
    `);
  });

  test('follows the account to its new login, and not the login to its new owner', async () => {
    await linked();
    story.sandbox.renameAccount('ada', 'ada-l');
    story.sandbox.renameAccount('mallory', 'ada');
    expect(await who(ADA)).toBe('ada-l');
  });

  test('ends with the account, which is looked for each day', async () => {
    await linked();
    story.sandbox.deleteAccount('ada');
    await story.later(DAY);
    await story.later(5 * MINUTE);
    expect(await recorded()).toEqual(['link.made 1001', 'link.ended 1001 account_gone']);
    expect(await who(ADA)).toBe('unlinked');
  });

  test('ends with the Slack user, also where nothing told so', async () => {
    await linked();
    const ada = story.sandbox.slack.workspace.users.find(({ name }) => name === 'ada');
    if (ada !== undefined) ada.deleted = true;
    await story.later(DAY);
    await story.later(5 * MINUTE);
    expect(await recorded()).toEqual(['link.made 1001', 'link.ended 1001 slack_user_gone']);
  });

  test('ends when the person revokes the app', async () => {
    await linked();
    story.as('ada').revokeApp();
    await story.quiet();
    expect(await who(ADA)).toBe('unlinked');
    expect(await recorded()).toEqual(['link.made 1001', 'link.ended 1001 revoked']);
  });

  test('is to be proved again after 90 days', async () => {
    await linked();
    await story.later(90 * DAY);
    expect(await who(ADA)).toBe('stale');
    await linked();
    expect(await who(ADA)).toBe('ada');
  });

  test('gives way to another account that the Slack user proves to be', async () => {
    await linked();
    await linked(null, 'grace');
    expect(await who(ADA)).toBe('grace');
    expect(await recorded()).toEqual([
      'link.made 1001',
      'link.ended 1001 replaced',
      'link.made 1002',
    ]);
  });
});
