/** Sends mail over SMTP. What the server says decides whether the same is tried again (RFC 5321, 4.2.1). */
import { createTransport, type NodemailerError } from 'nodemailer';
import type { Mailer, NotTaken, Untaken } from '../../ports/mailer.ts';

export interface MailerParts {
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
  readonly mustBeTls: boolean;
  readonly user: string;
  readonly password: { reveal(): string } | null;
  readonly from: string;
}

export const createMailer = (parts: MailerParts, timeoutMs: number): Mailer => {
  const { host, port, secure, mustBeTls, user, password, from } = parts;
  const transport = createTransport({
    host,
    port,
    secure,
    requireTLS: mustBeTls,
    ...(password === null ? {} : { auth: { user, pass: password.reveal() } }),
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    dnsTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const domain = /@([^>]+)>?$/.exec(from)?.[1] ?? host;
  return {
    send: async ({ id, to, left, subject, text, html, traceId }) => {
      try {
        const sent = await transport.sendMail({
          from,
          to: [...to],
          envelope: { from, to: [...left] },
          subject,
          text,
          html,
          messageId: `<${id}@${domain}>`,
          headers: { 'Auto-Submitted': 'auto-generated', 'X-Trace-Id': traceId },
        });
        return { kind: 'taken', but: untaken(sent) };
      } catch (fault) {
        const but = untaken(fault as NodemailerError);
        return but.length > 0 ? { kind: 'taken', but } : answerOf(fault);
      }
    },
  };
};

/** A server may take a mail for some and not for others. */
const untaken = ({
  rejected = [],
  rejectedErrors = [],
}: Pick<NodemailerError, 'rejected' | 'rejectedErrors'>): readonly Untaken[] =>
  rejected.map((address, at) => {
    const { kind, why } = answerOf(rejectedErrors[at]);
    return { address, kind, why: `${why} for ${address}` };
  });

/** The code alone: what the server says of it may repeat what it was sent. */
const answerOf = (fault: unknown): NotTaken => {
  const status = field(fault, 'responseCode');
  const code = field(fault, 'code');
  // It was not even told of the mail.
  if (typeof status === 'number' && code !== 'ETLS') {
    const kind = status >= 500 ? 'refused' : 'failed';
    return { kind, why: `the mail server answered ${status}` };
  }
  // What the message itself lacks no server mends.
  if (code === 'EENVELOPE' || code === 'EMESSAGE') {
    return { kind: 'refused', why: `it cannot be sent as it is (${code})` };
  }
  const why = typeof code === 'string' ? code : 'no connection';
  return { kind: 'failed', why: `the mail server could not be reached (${why})` };
};

const field = (fault: unknown, name: 'responseCode' | 'code'): unknown =>
  typeof fault === 'object' && fault !== null && name in fault
    ? (fault as Readonly<Record<string, unknown>>)[name]
    : undefined;
