/** Sends one signed webhook again and again, each with an id of its own, over connections kept alive. */
import { createHmac } from 'node:crypto';
import { Agent, request } from 'node:http';
import examples from '@octokit/webhooks-examples' with { type: 'json' };
import { answerEach } from './child.ts';

const AT_ONCE = 32;
const EVENT = 'issue_comment';

interface Examples {
  readonly name: string;
  readonly examples: readonly object[];
}

export interface Load {
  readonly url: string;
  readonly secret: string;
  readonly forMs: number;
}

export interface Answered {
  readonly answered: number;
  readonly perSecond: number;
}

const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });

answerEach<Load>(async ({ url, secret, forMs }): Promise<Answered> => {
  const all = examples as unknown as readonly Examples[];
  const found = all.find(({ name }) => name === EVENT)?.examples[0];
  const body = Buffer.from(JSON.stringify(found));
  const signature = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
  const begun = performance.now();
  let answered = 0;
  const sendUntilEnd = async (): Promise<void> => {
    while (performance.now() - begun < forMs) {
      await send(url, body, signature);
      answered += 1;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, sendUntilEnd));
  return { answered, perSecond: (answered * 1_000) / (performance.now() - begun) };
});

const send = (url: string, body: Buffer, signature: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const headers = {
      'content-type': 'application/json',
      'content-length': body.length,
      'user-agent': 'GitHub-Hookshot/bench',
      'x-github-event': EVENT,
      'x-github-delivery': nextId(),
      'x-hub-signature-256': signature,
    };
    const sent = request(url, { agent, method: 'POST', headers }, (response) => {
      const { statusCode = 0 } = response;
      if (statusCode < 200 || statusCode > 299) reject(new Error(`answered with ${statusCode}`));
      response.resume().once('end', resolve);
    });
    sent.once('error', reject);
    sent.end(body);
  });

/** As GitHub's: UUIDs of version 1, of which those that come after each other begin alike. */
const nextId = (): string => {
  ticks += TICKS_BETWEEN;
  const hex = ticks.toString(16).padStart(15, '0');
  return `${hex.slice(7)}-${hex.slice(3, 7)}-1${hex.slice(0, 3)}-836d-0e4f3503ccbe`;
};
/** Of 100 ns, since 1582. */
let ticks = (BigInt(Date.now()) + 12_219_292_800_000n) * 10_000n;
const TICKS_BETWEEN = 2_000n;
