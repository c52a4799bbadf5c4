/** A mail server on this machine: it answers as the test says, and keeps what it took. */
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

export interface Post {
  readonly from: string;
  readonly to: readonly string[];
  /** As it came over the wire. */
  readonly raw: string;
}

export interface PostOffice {
  readonly url: string;
  readonly port: number;
  readonly taken: readonly Post[];
  /** Mails that were begun, taken or not. */
  readonly tries: () => number;
  /** The code that mails are refused with from here on; null takes them. */
  refuse(code: number | null): void;
  /** The same for one address alone. */
  refuseFor(address: string, code: number | null): void;
  close(): Promise<void>;
}

export const openPostOffice = async (): Promise<PostOffice> => {
  const taken: Post[] = [];
  let code: number | null = null;
  const codes = new Map<string, number | null>();
  let tries = 0;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    onMailFrom: (_address, _session, done) => {
      tries += 1;
      done(refusal(code));
    },
    onRcptTo: ({ address }, _session, done) => done(refusal(codes.get(address) ?? null)),
    onData: (stream, { envelope }, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
        const to = envelope.rcptTo.map(({ address }) => address);
        taken.push({ from, to, raw: Buffer.concat(chunks).toString('utf8') });
        done();
      });
    },
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve());
  });
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    port,
    taken,
    tries: () => tries,
    refuse: (next) => {
      code = next;
    },
    refuseFor: (address, next) => {
      codes.set(address, next);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
      }),
  };
};

const refusal = (code: number | null): Error | null =>
  code === null ? null : Object.assign(new Error('not now'), { responseCode: code });
