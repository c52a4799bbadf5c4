/** A service outside on this machine: it answers as the test says, and keeps what it was asked. */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

export interface Outsider {
  /** `127.0.0.1:port`. */
  readonly host: string;
  readonly url: string;
  readonly asked: readonly Asked[];
  /** What it does from here on; 200 with an empty object until it is told. */
  answer(how: number | object | string | ((response: ServerResponse) => void)): void;
  close(): Promise<void>;
}

export const openOutsider = async (): Promise<Outsider> => {
  const asked: Asked[] = [];
  let how: Parameters<Outsider['answer']>[0] = {};
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      const { method = '', url = '', headers } = request;
      asked.push({ method, path: url, headers, body });
      if (typeof how === 'function') how(response);
      else if (typeof how === 'number') response.writeHead(how).end();
      else response.end(typeof how === 'string' ? how : JSON.stringify(how));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    host,
    url: `http://${host}`,
    asked,
    answer: (next) => {
      how = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
