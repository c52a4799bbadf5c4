/** What breaks on our side while accounts are linked is said to the person in words, and to the log. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { type LinkParts, serveLink } from '../../../../src/adapters/http/link/serve-link.ts';

let server: Server;
afterEach(() => {
  server.close();
});

test('says that it broke, and not what', async () => {
  const logged: string[] = [];
  const world = {
    store: { identities: { ticket: () => Promise.reject(new Error('disk at /var/x is full')) } },
    log: { error: (_fields: object, message: string) => logged.push(message) },
  };
  const pages = serveLink({ world, publicUrl: 'http://127.0.0.1' } as unknown as LinkParts);
  server = createServer((request, response) => {
    void pages(request, response, new URL(request.url ?? '/', 'http://here'));
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  const answer = await fetch(`http://127.0.0.1:${port}/link/token`);
  expect(answer.status).toBe(500);
  const said = await answer.text();
  expect(said).toContain('Something broke on our side');
  expect(said).not.toContain('disk');
  expect(logged).toEqual(['a page that links accounts could not be shown']);
});
