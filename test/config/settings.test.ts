/** Settings: everything wrong is said at once, each with what to do, and no secret is ever printed. */
import { generateKeyPairSync } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { readSettings } from '../../src/config/settings.ts';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
const good = { APP_ID: '7', PRIVATE_KEY: pem, WEBHOOK_SECRET: 'a secret that is long enough' };
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
      },
    });
  });

  it('open the set-up page when there is neither app nor key', () => {
    expect(readSettings({})).toMatchObject({ ok: true, value: { mode: 'setup' } });
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
    ['LOG_LEVEL', { LOG_LEVEL: 'loud' }],
    ['GITHUB_API_URL', { GITHUB_API_URL: 'http://github.example.com' }],
    ['DATABASE_URL', { DATABASE_URL: 'mysql://x' }],
    ['SIGNING_KEY', { SIGNING_KEY: pem }],
    ['PUBLIC_URL', { PUBLIC_URL: 'lockkeeper' }],
  ])('say what is wrong with %s', (name, env) => {
    expect(wrong(env)).toEqual([name]);
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

  it('print no secret', () => {
    const read = readSettings(good);
    for (const text of [JSON.stringify(read), inspect(read, { depth: 9 })]) {
      expect(text).not.toContain('PRIVATE KEY');
      expect(text).not.toContain(good.WEBHOOK_SECRET);
    }
  });
});
