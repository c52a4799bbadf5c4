/**
 * Secrets stay where they are: a promotion goes through faults and a service that repeats all it was
 * sent, and none of the secrets stands in a log, a comment, the database, the record or an answer.
 */
import { generateKeyPairSync } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import fc from 'fast-check';
import pino from 'pino';
import { Webhook } from 'standardwebhooks';
import { expect, it } from 'vitest';
import { auditExport } from '../../src/adapters/cli/verbs/audit-export.ts';
import { openStore } from '../../src/adapters/store/open-store.ts';
import { readSettings } from '../../src/config/settings.ts';
import { openStage, type Stage } from '../../src/demo/stage.ts';
import { runVerb } from '../adapters/cli/run-verb.ts';
import { type Outsider, openOutsider } from '../scenarios/outsider.ts';

const PASSWORD = 'recognisable-database-password';
/** In an address of the policy, which everybody who reads the repository knows, and nobody else. */
const URL_SECRET = 'recognisable-part-of-a-url';

/** By their form: tokens of an installation, and what the app signs to get one. */
const FORMS = [/ghs_\w+/, /eyJ[\w-]{8,}\.eyJ/, /-----BEGIN [A-Z ]*PRIVATE KEY/];

const found = (text: string, secrets: Readonly<Record<string, string>>): readonly string[] => [
  ...Object.entries(secrets).flatMap(([name, value]) => (text.includes(value) ? [name] : [])),
  ...FORMS.flatMap((form) => form.exec(text)?.[0] ?? []),
];

/** What it was asked comes back in whatever it says. */
const echo = (service: Outsider): string => {
  const { body = '', headers = {} } = service.asked.at(-1) ?? {};
  return `${JSON.stringify(headers)} ${body}`;
};

const ROUTES = [
  'POST /app/installations/{installation_id}/access_tokens',
  'POST /repos/{owner}/{repo}/deployments',
  'POST /repos/{owner}/{repo}/check-runs',
  'POST /repos/{owner}/{repo}/issues/{issue_number}/comments',
  'POST /graphql',
];
const ENDS = [500, 502, 401, 404, 422, 'cut'] as const;
const SEED = { seed: 20_261_121, numRuns: 6 };

interface Fault {
  readonly match: string;
  readonly end: (typeof ENDS)[number];
  readonly answer: 'deny' | 'allow' | 'wait' | 'fail' | 'call back' | 'call back wrong';
}

const arbFault: fc.Arbitrary<Fault> = fc.record({
  match: fc.constantFrom(...ROUTES),
  end: fc.constantFrom(...ENDS),
  answer: fc.constantFrom('deny', 'allow', 'wait', 'fail', 'call back', 'call back wrong'),
});

/** Sent in all of it. */
let webhooks = 0;

it('none is told, whatever goes wrong on the way', async () => {
  await fc.assert(
    fc.asyncProperty(arbFault, async (fault) => {
      const { told, secrets } = await promoteWith(fault);
      expect(Object.values(secrets).every((each) => each.length > 15)).toBe(true);
      for (const [where, text] of Object.entries(told)) {
        expect(text.length, where).toBeGreaterThan(0);
        // The policy file is kept there as it was written.
        const parts = where === 'the database' ? {} : { 'a part of a URL': URL_SECRET };
        expect(found(text, { ...secrets, ...parts }), where).toEqual([]);
      }
    }),
    SEED,
  );
  expect(webhooks).toBeGreaterThan(0);
}, 120_000);

interface Told {
  /** By where it stands. */
  readonly told: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
}

const promoteWith = async (fault: Fault): Promise<Told> => {
  const service = await openOutsider();
  const collector = await openOutsider();
  const told = await openOutsider();
  told.answer((response) => void response.writeHead(500).end(echo(told)));
  const logged: string[] = [];
  const gateSecret = Buffer.alloc(32, 7).toString('base64');
  const webhookSecret = Buffer.alloc(32, 9).toString('base64');
  const stage = await openStage({
    log: pino({ level: 'trace' }, { write: (line) => void logged.push(line) }),
    port: 0,
    sandboxPort: 0,
    policy: `version: 1
notify:
  webhooks: [{ url: "${told.url}/${URL_SECRET}?token=${URL_SECRET}" }]
  email: [{ to: [ops@example.com] }]
environments:
  - name: staging
    gates:
      checks: { required: [build] }
      http: { url: "${service.url}/decide" }
`,
    env: {
      GATE_SECRETS: `whsec_${gateSecret}`,
      WEBHOOK_SECRETS: `whsec_${webhookSecret}`,
      SMTP_URL: `smtp://lock:${PASSWORD}@${told.host}`,
      MAIL_FROM: 'lock@example.com',
      NOTIFY_TIMEOUT: '1s',
      ALLOW_PRIVATE_HOSTS: `${service.host},${told.host}`,
      PUBLIC_URL: 'https://lockkeeper.example',
      METRICS_PORT: '0',
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    },
  });
  try {
    const said = await tell(stage, service, fault);
    webhooks += told.asked.length;
    const key = stage.sandbox.app.privateKey.split('\n');
    const { data } = JSON.parse(service.asked.at(-1)?.body ?? '{"data":{}}');
    const secrets = {
      'webhook secret': stage.secret,
      'private key': key[3] ?? '',
      'gate secret': gateSecret,
      'secret of webhooks': webhookSecret,
      'password for mail': PASSWORD,
      'callback token': data.callback?.token ?? 'was not asked at all',
    };
    const metrics = logged.join('').match(/http:\/\/[^"]+\/metrics/)?.[0] ?? '';
    const counted = await (await fetch(metrics)).text();
    // They are sent from time to time, and at the end.
    await stage.restart();
    const traced = collector.asked.map(({ body }) => body).join('\n');
    return {
      secrets,
      told: {
        ...said,
        'the log': logged.join(''),
        'the metrics': counted,
        'the traces': traced,
      },
    };
  } finally {
    await stage.close();
    await service.close();
    await collector.close();
    await told.close();
  }
};

/** The promotion, and everything that can be read of it. */
const tell = async (
  stage: Stage,
  service: Outsider,
  { match, end, answer }: Fault,
): Promise<Readonly<Record<string, string>>> => {
  const { sandbox } = stage;
  const pull = sandbox
    .as('ada')
    .openPull({ title: 'Show prices with tax', branch: 'tax', files: { 'a.txt': 'a\n' } });
  sandbox.as('ada').setCheck(pull.headSha, 'build', 'success');
  await stage.quiet();
  service.answer((response) => {
    response.statusCode = answer === 'fail' ? 500 : 200;
    const status = { allow: 'allow', deny: 'deny' }[String(answer)] ?? 'wait';
    response.end(JSON.stringify({ status, reason: echo(service) }));
  });
  sandbox.fail({ match, status: end, times: 2 });
  // By its commit: in the second of the push, nothing is run for the head.
  sandbox.as('ada').comment(pull.number, `/promote staging ${pull.headSha}`);
  await stage.quiet();
  const answers = [await callBack(stage, service, answer), ...(await strangers(stage))];
  sandbox.as('ada').comment(pull.number, '/why staging\n/status');
  await stage.quiet();
  const comments = sandbox.read.comments(pull.number).map(({ body }) => body);
  const { read } = sandbox;
  const files = readdirSync(stage.folder).map((file) =>
    readFileSync(join(stage.folder, file), 'latin1'),
  );
  const database = stage.databaseUrl;
  const jsonl = await runVerb((io) => auditExport(io, { database, format: 'jsonl' }, openStore));
  const csv = await runVerb((io) => auditExport(io, { database, format: 'csv' }, openStore));
  return {
    'the comments': comments.join('\n'),
    'the check runs': `${JSON.stringify(read.checkRuns(pull.headSha))}`,
    'the deployments': `${JSON.stringify(read.deployments())}`,
    'the database': files.join(''),
    'the export': JSON.stringify([jsonl, csv]),
    'the answers': answers.join('\n'),
  };
};

/** The answer comes later, with all that was sent along, signed or not. */
const callBack = async (stage: Stage, service: Outsider, answer: string): Promise<string> => {
  const { body } = service.asked.at(-1) ?? { body: '{"data":{}}' };
  const url: string =
    JSON.parse(body).data.callback?.url ?? 'https://lockkeeper.example/api/gates/x';
  const at = new Date();
  const token: string = JSON.parse(body).data.callback?.token ?? '';
  const said = JSON.stringify({ token, status: 'deny', reason: echo(service) });
  const key = Buffer.alloc(32, answer === 'call back' ? 7 : 8).toString('base64');
  const response = await fetch(url.replace('https://lockkeeper.example', stage.url), {
    method: 'POST',
    body: said,
    headers: {
      'webhook-id': 'one',
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Webhook(`whsec_${key}`).sign('one', at, said),
    },
  });
  await stage.quiet();
  return response.text();
};

/** What somebody reads who has no business here. */
const strangers = async ({ url }: Stage): Promise<readonly string[]> => {
  const asked = ['/', '/healthz', '/readyz', '/nothing', '/api/github/webhooks', '/api/gates/x'];
  const post = { method: 'POST', body: '{}', headers: { 'x-hub-signature-256': 'sha256=0' } };
  const answers = asked.flatMap((path) => [fetch(url + path), fetch(url + path, post)]);
  return Promise.all(answers.map(async (answer) => (await answer).text()));
};

it('the password of a database that cannot be reached is not told', async () => {
  const url = `postgres://lockkeeper:${PASSWORD}@127.0.0.1:1/lockkeeper`;
  const fault: unknown = await openStore(url).catch((each: unknown) => each);
  const lines: string[] = [];
  pino({ level: 'trace' }, { write: (line) => void lines.push(line) }).error({ err: fault }, 'x');
  expect(lines.join('')).toContain('127.0.0.1');
  expect(`${lines.join('')}${fault instanceof Error ? inspect(fault) : ''}`).not.toContain(
    PASSWORD,
  );
});

it('settings are printed without what is secret in them, also where they are wrong', () => {
  const pem = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const text = pem.export({ type: 'pkcs8', format: 'pem' }).toString();
  const env = {
    APP_ID: '1',
    PRIVATE_KEY: text,
    WEBHOOK_SECRET: 'recognisable-webhook-secret',
    DATABASE_URL: `postgres://lockkeeper:${PASSWORD}@127.0.0.1:1/lockkeeper`,
    GATE_SECRETS: `whsec_${Buffer.alloc(32, 7).toString('base64')}`,
    WEBHOOK_SECRETS: `whsec_${Buffer.alloc(32, 9).toString('base64')}`,
    SMTP_URL: `smtps://lock:${PASSWORD}@mail.example.com`,
    MAIL_FROM: 'lock@example.com',
  };
  const secrets = {
    ...env,
    APP_ID: PASSWORD,
    DATABASE_URL: PASSWORD,
    SMTP_URL: PASSWORD,
    MAIL_FROM: PASSWORD,
    PRIVATE_KEY: text.slice(60, 120),
  };
  const settings = readSettings(env);
  expect(settings.ok).toBe(true);
  expect(found(`${JSON.stringify(settings)}${inspect(settings, { depth: 9 })}`, secrets)).toEqual(
    [],
  );
  for (const name of [
    'PRIVATE_KEY',
    'WEBHOOK_SECRET',
    'DATABASE_URL',
    'GATE_SECRETS',
    'WEBHOOK_SECRETS',
    'SMTP_URL',
  ] as const) {
    const wrong = readSettings({ ...env, [name]: `${env[name].slice(0, -9)}\u0000`, PORT: 'x' });
    expect(found(JSON.stringify(wrong), secrets), name).toEqual([]);
  }
});
