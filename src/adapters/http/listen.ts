/** What every server here does alike: listens, answers in JSON, and closes without losing a request. */
import type { Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export const reply = (response: ServerResponse, status: number, body: object): void => {
  if (response.headersSent) return;
  const text = `${JSON.stringify(body)}\n`;
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    // Left out, the answer would go in pieces, each with a length of its own.
    'content-length': Buffer.byteLength(text),
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
    // The rest of what was too large is not waited for.
    ...(status === 413 ? { connection: 'close' } : {}),
  });
  response.end(text);
};

/** Resolves with the address it listens on. */
export const listen = (
  server: Server,
  at: {
    readonly host: string;
    readonly port: number;
    /** That names the port; `PORT` when left out. */
    readonly setting?: string;
  },
): Promise<string> =>
  new Promise((resolve, reject) => {
    server.once('error', (fault: NodeJS.ErrnoException) => {
      const taken = fault.code === 'EADDRINUSE';
      const hint = `Port ${at.port} is taken: set ${at.setting ?? 'PORT'} to another one, or stop what listens there.`;
      reject(taken ? new Error(hint, { cause: fault }) : fault);
    });
    server.listen(at.port, at.host, () => {
      const { port } = server.address() as AddressInfo;
      resolve(`http://${at.host.includes(':') ? `[${at.host}]` : at.host}:${port}`);
    });
  });

const IDLE_LOOK_MS = 20;

/** Takes nothing new, and waits at most so long for what is under way. */
export const close = (server: Server, graceMs: number): Promise<void> =>
  new Promise((resolve) => {
    const force = setTimeout(() => server.closeAllConnections(), graceMs);
    // A connection whose last answer goes out now is kept alive by the client, for seconds.
    const idle = setInterval(() => server.closeIdleConnections(), IDLE_LOOK_MS);
    server.close(() => {
      clearTimeout(force);
      clearInterval(idle);
      resolve();
    });
  });
