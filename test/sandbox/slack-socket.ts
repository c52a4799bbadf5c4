/** Socket Mode of the sandbox's Slack: what people do goes to the app in envelopes over one socket. */
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Answered, SlackDelivery } from '../../src/sandbox/slack/deliver.ts';
import type { Slack } from '../../src/sandbox/slack/slack.ts';

export interface SlackSocket {
  /** Resolves when the app is connected. */
  connected(): Promise<void>;
  /** Tells the app to connect anew, as Slack does now and then. */
  refresh(): void;
  /** Ends the connection without a word. */
  cut(): void;
  close(): Promise<void>;
}

/** From here on the app is told over the socket that it asks `apps.connections.open` for. */
export const serveSlackSocket = async (slack: Slack): Promise<SlackSocket> => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await new Promise((resolve) => server.once('listening', resolve));
  slack.serveSocketAt(`ws://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  const waiting = new Map<string, (answered: Answered) => void>();
  let socket: WebSocket | null = null;
  server.on('connection', (opened) => {
    socket = opened;
    opened.send(JSON.stringify({ type: 'hello', num_connections: 1 }));
    opened.on('message', (data) => {
      const { envelope_id, payload } = JSON.parse(String(data));
      const body = payload === undefined ? '' : JSON.stringify(payload);
      waiting.get(envelope_id)?.({ status: 200, body: body === '{}' ? '' : body });
    });
    opened.on('close', () => {
      if (socket === opened) socket = null;
    });
  });
  slack.connectApp({
    send: (delivery) =>
      new Promise((resolve) => {
        if (socket === null) return resolve({ status: 502, body: '' });
        const late = setTimeout(() => resolve({ status: 504, body: '' }), 3000);
        waiting.set(delivery.id, (answered) => {
          clearTimeout(late);
          resolve(answered);
        });
        return socket.send(JSON.stringify(envelopeOf(delivery)));
      }),
  });
  return {
    connected: async () => {
      while (socket === null) await new Promise(setImmediate);
    },
    refresh: () => {
      socket?.send(JSON.stringify({ type: 'disconnect', reason: 'refresh_requested' }));
      socket = null;
    },
    cut: () => {
      socket?.terminate();
      socket = null;
    },
    close: async () => {
      for (const client of server.clients) client.close();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

const TYPES = { event: 'events_api', interaction: 'interactive', command: 'slash_commands' };

const envelopeOf = ({ id, kind, body, retry, headers }: SlackDelivery): object => ({
  envelope_id: id,
  type: TYPES[kind],
  accepts_response_payload: kind !== 'event',
  payload: payloadOf(kind, body),
  ...(kind === 'event'
    ? { retry_attempt: retry, retry_reason: headers['x-slack-retry-reason'] ?? '' }
    : {}),
});

const payloadOf = (kind: SlackDelivery['kind'], body: string): unknown => {
  if (kind === 'event') return JSON.parse(body);
  const fields = new URLSearchParams(body);
  return kind === 'command'
    ? Object.fromEntries(fields)
    : JSON.parse(fields.get('payload') ?? 'null');
};
