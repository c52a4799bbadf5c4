/**
 * Where Prometheus asks: on a port of its own, as everybody who can reach the app's port is meant to
 * reach webhooks alone, and these numbers tell what an organisation deploys.
 */
import { createServer, type ServerResponse } from 'node:http';
import type { Log } from '../../ports/log.ts';
import { close, listen, reply } from './listen.ts';

export interface MetricsParts {
  readonly at: { readonly host: string; readonly port: number };
  readonly log: Log;
  readonly contentType: string;
  readonly text: () => Promise<string>;
}

export interface MetricsServer {
  /** Resolves with the address it listens on. */
  listen(): Promise<string>;
  close(graceMs: number): Promise<void>;
}

export const createMetricsServer = (parts: MetricsParts): MetricsServer => {
  const server = createServer((request, response) => {
    const asked = request.method === 'GET' && request.url?.split('?')[0] === '/metrics';
    if (asked) void tell(parts, response);
    else reply(response, 404, { error: 'not_found', message: 'There is GET /metrics alone.' });
  });
  return {
    listen: () => listen(server, { ...parts.at, setting: 'METRICS_PORT' }),
    close: (graceMs) => close(server, graceMs),
  };
};

const tell = async (
  { text, contentType, log }: MetricsParts,
  response: ServerResponse,
): Promise<void> => {
  try {
    const body = await text();
    response.writeHead(200, { 'content-type': contentType, 'cache-control': 'no-store' });
    response.end(body);
  } catch (fault) {
    log.error({ err: fault }, 'metrics could not be told');
    reply(response, 500, { error: 'internal', message: 'Something broke on our side.' });
  }
};
