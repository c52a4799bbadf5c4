/** Settings: everything wrong is said at once, each with what to do, and no secret is ever printed. */
import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { generateSigningKey } from '../../src/adapters/signer.ts';
import { readSettings } from '../../src/config/settings.ts';
import { temporaryFolder } from '../adapters/store/temporary-folder.ts';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
const signingKey = generateSigningKey();
const good = { APP_ID: '7', PRIVATE_KEY: pem, WEBHOOK_SECRET: 'a secret that is long enough' };
const slack = {
  SLACK_BOT_TOKEN: 'xoxb-1',
  SLACK_SIGNING_SECRET: 'another one that is long enough',
};
const wrong = (env: Record<string, string>): readonly string[] => {
  const read = readSettings({ ...good, ...env });
  return read.ok ? [] : read.problem.map((each) => each.name);
};

describe('settings', () => {
  it('have defaults for all that is not about the app', () => {
    const read = readSettings(good);
    expect(read).toMatchObject({
      ok: true,
      value: {
        mode: 'serve',
        port: 3000,
        host: '127.0.0.1',
        githubApiUrl: 'https://api.github.com',
        metrics: null,
      },
    });
  });

  it('take secrets of services by name, and hosts that may be private', () => {
    const key = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
    const read = readSettings({
      ...good,
      GATE_SECRETS: `${key}, change-board=${key}`,
      ALLOW_PRIVATE_HOSTS: 'gate.internal, 10.0.0.7:8080,[::1]:80',
    });
    expect(read).toMatchObject({
      ok: true,
      value: { allowPrivateHosts: ['gate.internal', '10.0.0.7:8080', '[::1]:80'] },
    });
    if (!read.ok || read.value.mode !== 'serve') throw new Error('not read');
    expect([...read.value.gateSecrets.keys()]).toEqual(['default', 'change-board']);
    expect(inspect(read.value)).not.toContain(key);
    for (const wrongly of ['whsec_c2hvcnQ=', `A B=${key}`, 'secret', `${key},${key}`, `${key}-_`]) {
      expect(wrong({ GATE_SECRETS: wrongly })).toEqual(['GATE_SECRETS']);
    }
    for (const wrongly of ['https://gate.internal', 'a b', 'gate.internal/x', ',']) {
      expect(wrong({ ALLOW_PRIVATE_HOSTS: wrongly })).toEqual(['ALLOW_PRIVATE_HOSTS']);
    }
  });

  it('take what signs webhooks, apart from what signs questions', () => {
    const key = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
    const read = readSettings({ ...good, WEBHOOK_SECRETS: `${key},pager=${key}` });
    if (!read.ok || read.value.mode !== 'serve') throw new Error('not read');
    expect([...read.value.webhookSecrets.keys()]).toEqual(['default', 'pager']);
    expect(read.value.gateSecrets.size).toBe(0);
    expect(read.value.mail).toBeNull();
    expect(inspect(read.value)).not.toContain(key);
    expect(wrong({ WEBHOOK_SECRETS: 'secret' })).toEqual(['WEBHOOK_SECRETS']);
    expect(wrong({ NOTIFY_TIMEOUT: '3m' })).toEqual(['NOTIFY_TIMEOUT']);
  });

  it('take who sends mail, never without TLS but on this machine', () => {
    const mail = (SMTP_URL: string, MAIL_FROM = 'Lock <lock@example.com>') => {
      const read = readSettings({ ...good, SMTP_URL, MAIL_FROM });
      if (!read.ok || read.value.mode !== 'serve') throw new Error('not read');
      expect(inspect(read.value)).not.toContain('p@ss');
      return read.value.mail;
    };
    expect(mail('smtps://me:p%40ss@mail.example.com')).toMatchObject({
      host: 'mail.example.com',
      port: 465,
      secure: true,
      user: 'me',
      from: 'Lock <lock@example.com>',
    });
    expect(mail('smtps://me:p%40ss@mail.example.com')?.password?.reveal()).toBe('p@ss');
    expect(mail('smtp://mail.example.com:2525/', 'lock@example.com')).toMatchObject({
      port: 2525,
      secure: false,
      mustBeTls: true,
      password: null,
    });
    expect(mail('smtp://[::1]')).toMatchObject({ host: '::1', port: 587, mustBeTls: false });
    const MAIL_FROM = 'lock@example.com';
    for (const SMTP_URL of [
      'mail.example.com',
      'http://mail.example.com',
      'smtp://',
      'smtp://user@host',
      'smtp://host/path',
      'smtp://host?secure=false',
      'smtp://a:%zz@host',
    ]) {
      expect(wrong({ SMTP_URL, MAIL_FROM })).toEqual(['SMTP_URL']);
    }
    for (const sender of [
      '',
      'lock',
      'a@b.example, c@d.example',
      'a@b.example\nBcc: c@d.example',
    ]) {
      expect(wrong({ SMTP_URL: 'smtp://host', MAIL_FROM: sender })).toEqual(['MAIL_FROM']);
    }
    expect(wrong({ MAIL_FROM })).toEqual(['MAIL_FROM']);
  });

  it('take how long a call of GitHub may take, in times as everywhere', () => {
    const ms = (GITHUB_TIMEOUT?: string): unknown => {
      const read = readSettings({ ...good, GITHUB_TIMEOUT });
      return read.ok && read.value.mode === 'serve' ? read.value.githubTimeoutMs : 'not read';
    };
    expect([ms(), ms('1s'), ms('1m30s'), ms('2m')]).toEqual([10_000, 1_000, 90_000, 120_000]);
    for (const wrongly of ['0s', '121s', '10', '10 s', '-1s', '1.5s']) {
      expect(wrong({ GITHUB_TIMEOUT: wrongly })).toEqual(['GITHUB_TIMEOUT']);
    }
  });

  it('tell metrics on this machine alone, unless told otherwise', () => {
    const metricsOf = (env: Record<string, string>): unknown => {
      const read = readSettings({ ...good, ...env });
      return read.ok && read.value.mode === 'serve' ? read.value.metrics : read;
    };
    expect(metricsOf({ METRICS_PORT: '9464' })).toEqual({ host: '127.0.0.1', port: 9464 });
    const open = { METRICS_PORT: '9464', METRICS_HOST: '0.0.0.0' };
    expect(metricsOf(open)).toEqual({ host: '0.0.0.0', port: 9464 });
  });

  it('know Slack by its own settings, and leave it out without a bot token', () => {
    const slackOf = (env: Record<string, string>) => {
      const read = readSettings({ ...good, ...env });
      if (!read.ok || read.value.mode !== 'serve') throw new Error('not read');
      return read.value;
    };
    expect(slackOf({})).toMatchObject({ slack: null, githubClient: null });
    expect(slackOf(slack).slack).toMatchObject({
      apiUrl: 'https://slack.com/api/',
      appToken: null,
      client: null,
    });
    const all = slackOf({
      ...slack,
      SLACK_APP_TOKEN: 'xapp-1',
      SLACK_API_URL: 'http://127.0.0.1:3001/slack/api',
      SLACK_CLIENT_ID: '1.2',
      SLACK_CLIENT_SECRET: 'a secret of Slack',
      GITHUB_CLIENT_ID: 'Iv1.1',
      GITHUB_CLIENT_SECRET: 'a secret of GitHub',
    });
    expect(all.slack?.apiUrl).toBe('http://127.0.0.1:3001/slack/api/');
    expect(all.slack?.client?.secret.reveal()).toBe('a secret of Slack');
    expect(all.githubClient).toMatchObject({ id: 'Iv1.1' });
    for (const text of [JSON.stringify(all), inspect(all, { depth: 9 })]) {
      expect(text).not.toMatch(/a secret of|xoxb-1|xapp-1|another one/);
    }
  });

  it('open the set-up page when there is neither app nor key', () => {
    expect(readSettings({})).toMatchObject({ ok: true, value: { mode: 'setup' } });
  });

  it('open no set-up page where an app was set up before and its key is lost', () => {
    for (const left of [{ DATABASE_URL: 'file:a.db' }, { WEBHOOK_SECRET: good.WEBHOOK_SECRET }]) {
      const read = readSettings(left);
      expect(read.ok ? [] : read.problem.map((each) => each.message)).toEqual(
        expect.arrayContaining([
          expect.stringContaining('APP_ID is missing'),
          expect.stringContaining('PRIVATE_KEY or PRIVATE_KEY_PATH is missing'),
          'To register a new app, start once without WEBHOOK_SECRET and DATABASE_URL: a page then opens that does it.',
        ]),
      );
    }
  });

  it('say that a file is no signing key together with what else is wrong', () => {
    const path = join(temporaryFolder(), 'signing.pem');
    expect(wrong({ SIGNING_KEY_PATH: path })).toEqual([]);
    writeFileSync(path, pem);
    expect(wrong({ SIGNING_KEY_PATH: path, LOG_LEVEL: 'x' })).toEqual([
      'LOG_LEVEL',
      'SIGNING_KEY_PATH',
    ]);
    writeFileSync(path, signingKey);
    expect(wrong({ SIGNING_KEY_PATH: path })).toEqual([]);
  });

  it.each([
    ['APP_ID', { APP_ID: 'seven' }],
    ['APP_ID', { APP_ID: '' }],
    ['PRIVATE_KEY', { PRIVATE_KEY: 'not a key' }],
    ['PRIVATE_KEY_PATH', { PRIVATE_KEY: '', PRIVATE_KEY_PATH: '/nowhere/key.pem' }],
    ['WEBHOOK_SECRET', { WEBHOOK_SECRET: '' }],
    ['WEBHOOK_SECRET', { WEBHOOK_SECRET: 'development' }],
    ['WEBHOOK_SECRET', { WEBHOOK_SECRET: 'short' }],
    ['PORT', { PORT: '70000' }],
    ['METRICS_PORT', { METRICS_PORT: 'yes' }],
    ['METRICS_HOST', { METRICS_HOST: '0.0.0.0' }],
    ['LOG_LEVEL', { LOG_LEVEL: 'loud' }],
    ['GITHUB_API_URL', { GITHUB_API_URL: 'http://github.example.com' }],
    ['DATABASE_URL', { DATABASE_URL: 'mysql://x' }],
    ['SIGNING_KEY', { SIGNING_KEY: pem }],
    ['SIGNING_KEY_PREVIOUS', { SIGNING_KEY_PREVIOUS: pem }],
    ['SIGNING_KEY_PREVIOUS_PATH', { SIGNING_KEY_PREVIOUS_PATH: '/nowhere/key.pem' }],
    ['SIGNING_KEY_LOST', { SIGNING_KEY_LOST: 'yes' }],
    ['PUBLIC_URL', { PUBLIC_URL: 'lockkeeper' }],
    ['SLACK_BOT_TOKEN', { ...slack, SLACK_BOT_TOKEN: 'xoxp-1' }],
    ['SLACK_SIGNING_SECRET', { SLACK_BOT_TOKEN: 'xoxb-1' }],
    ['SLACK_SIGNING_SECRET', { ...slack, SLACK_SIGNING_SECRET: 'short' }],
    ['SLACK_APP_TOKEN', { ...slack, SLACK_APP_TOKEN: 'xoxb-1' }],
    ['SLACK_API_URL', { ...slack, SLACK_API_URL: 'http://slack.example/api/' }],
    ['SLACK_API_URL', { ...slack, SLACK_API_URL: 'https://slack.example/' }],
    ['SLACK_CLIENT_ID', { ...slack, SLACK_CLIENT_SECRET: 'only the half' }],
    [
      'SLACK_CLIENT_ID',
      { SLACK_CLIENT_ID: '1.2', SLACK_CLIENT_SECRET: 'x' },
      'SLACK_CLIENT_SECRET',
    ],
    ['GITHUB_CLIENT_SECRET', { GITHUB_CLIENT_ID: 'Iv1.1' }],
  ])('say what is wrong with %s', (name, env, ...others: readonly string[]) => {
    expect(wrong(env)).toEqual([name, ...others]);
  });

  it('say everything that is wrong at once', () => {
    expect(wrong({ APP_ID: 'x', WEBHOOK_SECRET: 'x', PORT: 'x', LOG_LEVEL: 'x' })).toEqual([
      'PORT',
      'APP_ID',
      'WEBHOOK_SECRET',
      'LOG_LEVEL',
    ]);
  });

  it('take the key with its line breaks spelled out, or as base64', () => {
    expect(wrong({ PRIVATE_KEY: pem.replaceAll('\n', '\\n') })).toEqual([]);
    expect(wrong({ PRIVATE_KEY: Buffer.from(pem).toString('base64') })).toEqual([]);
  });

  it('take the previous signing key, as a file or a value, and the id of a lost one', () => {
    const path = join(temporaryFolder(), 'old.pem');
    writeFileSync(path, signingKey);
    for (const env of [{ SIGNING_KEY_PREVIOUS: signingKey }, { SIGNING_KEY_PREVIOUS_PATH: path }]) {
      const read = readSettings({ ...good, ...env, SIGNING_KEY_LOST: '0123456789abcdef' });
      if (!read.ok || read.value.mode !== 'serve') throw new Error('the settings are wrong');
      expect(read.value.previousSigningKey?.reveal().trim()).toBe(signingKey.trim());
      expect(read.value.lostSigningKey).toBe('0123456789abcdef');
    }
    expect(readSettings(good)).toMatchObject({
      value: { previousSigningKey: null, lostSigningKey: null },
    });
  });

  it('say that a setting about the previous signing key is needed only once', () => {
    const read = readSettings({ ...good, SIGNING_KEY_PREVIOUS_PATH: '/nowhere/key.pem' });
    expect(read.ok ? [] : read.problem.map((each) => each.message)).toEqual([
      'SIGNING_KEY_PREVIOUS_PATH is "/nowhere/key.pem"; that file cannot be read. Once it has signed the new key, take the setting out.',
    ]);
  });

  it('print no secret', () => {
    const read = readSettings({
      ...good,
      SIGNING_KEY: signingKey,
      SIGNING_KEY_PREVIOUS: signingKey,
    });
    expect(read.ok).toBe(true);
    for (const text of [JSON.stringify(read), inspect(read, { depth: 9 })]) {
      expect(text).not.toContain('PRIVATE KEY');
      expect(text).not.toContain(good.WEBHOOK_SECRET);
    }
  });
});
