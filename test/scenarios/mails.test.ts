/** Mails of what happens: what is in them, and what becomes of them where the mail server has trouble. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMailer } from '../../src/adapters/mail/mailer.ts';
import { openOutsider } from './outsider.ts';
import { openPostOffice, type PostOffice } from './post-office.ts';
import { type Story, tellStory, timeless } from './story.ts';

const POLICY = `version: 1
environments:
  - name: staging
    notify: { email: [{ to: [ops@example.com, on-call@example.com], events: [locked] }] }
`;

let office: PostOffice;
let story: Story | null;
beforeEach(async () => {
  story = null;
  office = await openPostOffice();
});
afterEach(async () => {
  await story?.close();
  await office.close();
});

const begin = async (env: Record<string, string> = {}): Promise<Story> => {
  const mail = { SMTP_URL: office.url, MAIL_FROM: 'Lockkeeper <lock@example.com>' };
  story = await tellStory(POLICY, { env: { ...mail, ...env } });
  return story;
};
const locked = async (told: Story, reason = 'the load test'): Promise<void> => {
  const { number } = told.as('grace').openIssue({ title: 'A look' });
  await told.say('grace', number, `/lock staging because "${reason}"`);
};
const kept = async (told: Story) => {
  const { targetDeliveries } = told.app.store;
  const found = await targetDeliveries.list({ repositoryId: null, failed: false }, 9);
  return found.map(({ target, state, attempts, error }) => ({ target, state, attempts, error }));
};
/** Name, in small letters, and value of each header, unfolded. */
const headersOf = (raw: string): ReadonlyMap<string, string> =>
  new Map(
    (raw.split('\r\n\r\n')[0] ?? '')
      .replace(/\r\n[ \t]+/g, ' ')
      .split('\r\n')
      .map((line) => [line.split(':')[0]?.toLowerCase() ?? '', line.replace(/^[^:]*: ?/, '')]),
  );

describe('a mail', () => {
  it('goes to all of a target together, and says that a program wrote it', async () => {
    const told = await begin();
    await locked(told);
    expect(office.taken).toHaveLength(1);
    const [{ from, to, raw } = { from: '', to: [], raw: '' }] = office.taken;
    expect([from, to]).toEqual(['lock@example.com', ['ops@example.com', 'on-call@example.com']]);
    const headers = headersOf(raw);
    expect(headers.get('from')).toBe('Lockkeeper <lock@example.com>');
    expect(headers.get('to')).toBe('ops@example.com, on-call@example.com');
    expect(headers.get('auto-submitted')).toBe('auto-generated');
    expect(headers.get('x-trace-id')).toMatch(/^[0-9a-f]{32}$/);
    expect(headers.get('message-id')).toMatch(/^<msg_[0-9a-f]{32}@example\.com>$/);
    expect(headers.get('content-type')).toMatch(/^multipart\/alternative/);
    const text = raw.replace(/=\r\n/g, '').replace(/=([0-9A-F]{2})/g, '%$1');
    expect(timeless(text)).toContain(
      'staging is locked by grace for their own requests alone, since TIME UTC, until somebody unlocks it: the load test.',
    );
    expect(raw).toContain('text/html');
    expect(told.warnings).toEqual([]);
  });

  it('has no header that somebody else wrote, and no markup', async () => {
    const told = await begin();
    await locked(told, 'x %0d%0aBcc: evil@example.com <img src=y> & \\`z\\`');
    const [{ to, raw } = { to: [], raw: '' }] = office.taken;
    expect(to).toHaveLength(2);
    expect([...headersOf(raw).keys()]).not.toContain('bcc');
    const html = raw.slice(raw.indexOf('text/html'));
    expect(html).not.toContain('<img');
  });

  it('is tried again after trouble, and is the same mail then', async () => {
    office.refuse(451);
    const told = await begin();
    await locked(told);
    expect(await kept(told)).toMatchObject([
      { state: 'waiting', attempts: 1, error: 'the mail server answered 451' },
    ]);
    office.refuse(null);
    await told.later(5_000);
    await told.later(60_000);
    expect(office.taken).toHaveLength(1);
    expect(office.tries()).toBe(2);
    expect(await kept(told)).toMatchObject([
      {
        target: 'ops@example.com, on-call@example.com',
        state: 'delivered',
        attempts: 2,
        error: null,
      },
    ]);
  });

  it('that is never taken is not sent again', async () => {
    office.refuse(550);
    const told = await begin();
    await locked(told);
    await told.later(3_600_000);
    expect(office.tries()).toBe(1);
    expect(await kept(told)).toMatchObject([
      { state: 'failed', attempts: 1, error: 'the mail server answered 550' },
    ]);
  });

  it('is tried again for those alone whom the server did not take it for', async () => {
    office.refuseFor('on-call@example.com', 450);
    const told = await begin();
    await locked(told);
    const error = 'the mail server answered 450 for on-call@example.com';
    expect(await kept(told)).toMatchObject([{ state: 'waiting', attempts: 1, error }]);
    await told.later(5_000);
    office.refuseFor('on-call@example.com', null);
    await told.later(60_000);
    expect(office.taken.map(({ to }) => to)).toEqual([
      ['ops@example.com'],
      ['on-call@example.com'],
    ]);
    const [first, last] = office.taken.map(({ raw }) => headersOf(raw));
    expect(last?.get('to')).toBe('ops@example.com, on-call@example.com');
    expect(last?.get('message-id')).toBe(first?.get('message-id'));
    expect(await kept(told)).toMatchObject([{ state: 'delivered', attempts: 3, error: null }]);
    expect(told.warnings).toEqual([]);
  });

  it('that the server never takes for some is sent to the others, and that is said', async () => {
    office.refuseFor('on-call@example.com', 550);
    const told = await begin();
    await locked(told);
    await told.later(3_600_000);
    expect(office.taken.map(({ to }) => to)).toEqual([['ops@example.com']]);
    const error = 'the mail server answered 550 for on-call@example.com';
    expect(await kept(told)).toMatchObject([{ state: 'failed', attempts: 1, error }]);
    expect(told.warnings).toEqual(['somebody could not be told, and is not']);
  });

  it('says whom the server never took it for also once the others have it', async () => {
    office.refuseFor('ops@example.com', 550);
    office.refuseFor('on-call@example.com', 450);
    const told = await begin();
    await locked(told);
    const lost = 'the mail server answered 550 for ops@example.com';
    const error = `${lost}; the mail server answered 450 for on-call@example.com`;
    expect(await kept(told)).toMatchObject([{ state: 'waiting', attempts: 1, error }]);
    office.refuse(451);
    await told.later(5_000);
    const all = `${lost}; the mail server answered 451`;
    expect(await kept(told)).toMatchObject([{ state: 'waiting', attempts: 2, error: all }]);
    office.refuse(null);
    office.refuseFor('on-call@example.com', null);
    office.refuseFor('ops@example.com', null);
    await told.later(60_000);
    expect(office.taken.map(({ to }) => to)).toEqual([['on-call@example.com']]);
    expect(await kept(told)).toMatchObject([{ state: 'failed', attempts: 3, error: lost }]);
  });

  it('for which there is no server is told to nobody', async () => {
    const told = await begin({ SMTP_URL: '', MAIL_FROM: '' });
    await locked(told);
    expect(await kept(told)).toMatchObject([{ state: 'failed', error: 'SMTP_URL is not set' }]);
  });
});

describe('the mailer', () => {
  const parts = (port: number) => ({
    host: '127.0.0.1',
    port,
    secure: false,
    mustBeTls: false,
    user: '',
    password: null,
    from: 'lock@example.com',
  });
  const mail = {
    id: 'msg_1',
    to: ['ops@example.com'],
    left: ['ops@example.com'],
    subject: 'x',
    text: 'y',
    html: '<p>y</p>',
    traceId: 'f',
  };

  it('sends nothing without TLS where it must be', async () => {
    const mailer = createMailer({ ...parts(office.port), mustBeTls: true }, 5_000);
    expect(await mailer.send(mail)).toEqual({
      kind: 'failed',
      why: 'the mail server could not be reached (ETLS)',
    });
    expect(office.taken).toEqual([]);
  });

  it('says that nobody answers, without the address', async () => {
    const { port } = office;
    await office.close();
    const answer = await createMailer(parts(port), 5_000).send(mail);
    expect(answer).toEqual({
      kind: 'failed',
      why: 'the mail server could not be reached (ESOCKET)',
    });
    office = await openPostOffice();
  });

  it('waits for nobody for ever', async () => {
    const silent = await openOutsider();
    const answer = await createMailer(parts(Number(new URL(silent.url).port)), 200).send(mail);
    expect(answer).toMatchObject({ kind: 'failed' });
    await silent.close();
  });

  it('keeps what the server says to itself, which may repeat a secret', async () => {
    office.refuse(554);
    const answer = await createMailer(parts(office.port), 5_000).send(mail);
    expect(answer).toEqual({ kind: 'refused', why: 'the mail server answered 554' });
  });
});
