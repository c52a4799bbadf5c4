/** Answers go to Slack alone, take no longer than they may, and read nothing of what comes back. */
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { answerAt } from '../../../src/adapters/slack/reply-address.ts';
import { ChatFault } from '../../../src/ports/chat.ts';

let server: Server | null = null;
afterEach(async () => {
  server?.closeAllConnections();
  await new Promise((resolve) => (server === null ? resolve(null) : server.close(resolve)));
  server = null;
});

const serve = async (answer: RequestListener): Promise<string> => {
  const opened = createServer(answer);
  server = opened;
  await new Promise<void>((resolve) => opened.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(opened.address() as AddressInfo).port}`;
};

const answerTo = (url: string, apiUrl = 'https://slack.com/api/', timeoutMs = 2_000) =>
  answerAt({ url, apiUrl, timeoutMs }, { text: 'said' });

it.each([
  'https://hooks.slack.com.evil.example/actions/1',
  'https://evil.example/hooks.slack.com',
  'https://evil.example#hooks.slack.com',
  'https://hooks.slack.com@evil.example/actions/1',
  'https://hooks.slack.com:8443/actions/1',
  'https://user:pass@hooks.slack.com/actions/1',
  'https://user@hooks.slack.com/actions/1',
  'http://hooks.slack.com/actions/1',
  'https://hooks.slack.com./actions/1',
  'https://xhooks.slack.com/actions/1',
  'https://127.0.0.1/actions/1',
  'file:///etc/passwd',
  'hooks.slack.com/actions/1',
  'null',
  '',
])('sends nothing to %s', async (url) => {
  expect(await answerTo(url)).toBe(false);
});

describe('at Slack', () => {
  const answers = async (answer: RequestListener, timeoutMs?: number) => {
    const url = await serve(answer);
    return answerTo(`${url}/response/1`, `${url}/api/`, timeoutMs);
  };

  it('says it to the one who asked alone', async () => {
    let told = '';
    const said = await answers((request, response) => {
      request.on('data', (chunk) => {
        told += chunk;
      });
      request.on('end', () => response.end('ok'));
    });
    expect(said).toBe(true);
    expect(JSON.parse(told)).toEqual({
      text: 'said',
      response_type: 'ephemeral',
      replace_original: false,
    });
  });

  it.each([400, 403, 404, 410])('%d is the end of it', async (status) => {
    expect(await answers((_, response) => response.writeHead(status).end())).toBe(false);
  });

  it.each([
    [500, undefined, { kind: 'unreachable' }],
    [503, undefined, { kind: 'unreachable' }],
    [429, '7', { kind: 'limited', retryAfterMs: 7_000 }],
    [429, undefined, { kind: 'limited', retryAfterMs: 1_000 }],
    [429, 'soon', { kind: 'limited', retryAfterMs: 1_000 }],
  ] as const)('%d (%s) is tried again', async (status, after, fault) => {
    const headers = after === undefined ? {} : { 'retry-after': after };
    const asked = answers((_, response) => response.writeHead(status, headers).end());
    await expect(asked).rejects.toMatchObject(fault);
  });

  it('follows no other way', async () => {
    const asked: string[] = [];
    const answering = answers((request, response) => {
      asked.push(request.url ?? '');
      response.writeHead(307, { location: '/elsewhere' }).end();
    });
    await expect(answering).rejects.toBeInstanceOf(ChatFault);
    expect(asked).toEqual(['/response/1']);
  });

  it('waits no longer than it may', async () => {
    await expect(answers(() => undefined, 50)).rejects.toMatchObject({ kind: 'unreachable' });
  });

  it('reads no answer, however long it is, and lets go of it', async () => {
    let closed: (value: unknown) => void = () => undefined;
    const gone = new Promise((resolve) => {
      closed = resolve;
    });
    const said = await answers((_, response) => {
      response.on('close', closed);
      const more = (): void => {
        while (!response.destroyed && response.write('x'.repeat(65_536)));
        response.once('drain', more);
      };
      more();
    }, 60_000);
    expect(said).toBe(true);
    await gone;
  });

  it('keeps the address out of what it says', async () => {
    const url = await serve((_, response) => response.writeHead(500).end());
    const secret = 'T07ACME001/1/secret';
    const fault = await answerTo(`${url}/${secret}`, `${url}/api/`).catch((each) => each);
    expect(String(fault.stack)).not.toContain(secret);
  });
});
