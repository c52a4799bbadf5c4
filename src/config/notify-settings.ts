/** The settings about telling people: what signs webhooks, who takes mail, how long either may take. */
import type { Report } from './key-settings.ts';
import { readNamedSecrets } from './outside-settings.ts';
import { type Secret, secret } from './secret.ts';
import { readTimeout } from './time-settings.ts';
import { isLoopback } from './url-settings.ts';

export interface NotifySettings {
  /** By the name policies call them. */
  readonly webhookSecrets: ReadonlyMap<string, Secret>;
  /** How long one webhook or mail may take. */
  readonly notifyTimeoutMs: number;
  /** Null where no mail is sent. */
  readonly mail: MailSettings | null;
}

export interface MailSettings {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte; else it is begun by STARTTLS. */
  readonly secure: boolean;
  /** Only this very machine is spoken to without TLS. */
  readonly mustBeTls: boolean;
  readonly user: string;
  /** Null where nobody signs in. */
  readonly password: Secret | null;
  /** `Lockkeeper <lockkeeper@example.com>`, or the address alone. */
  readonly from: string;
}

type From = (name: string) => string | null;

const DEFAULT_TIMEOUT = '15s';

export const readNotify = (from: From, report: Report): NotifySettings => ({
  webhookSecrets: readNamedSecrets('WEBHOOK_SECRETS', from('WEBHOOK_SECRETS'), report),
  notifyTimeoutMs: readTimeout('NOTIFY_TIMEOUT', from('NOTIFY_TIMEOUT') ?? DEFAULT_TIMEOUT, report),
  mail: readMail(from('SMTP_URL'), from('MAIL_FROM'), report),
});

const SMTP = 'it must be smtps://user:password@host, or smtp:// for STARTTLS, and nothing after it';
const PORTS: Readonly<Record<string, number>> = { 'smtps:': 465, 'smtp:': 587 };
const SENDER = /^(?:[^\p{Cc}<>"]{0,100}<)?[^\s\p{Cc}<>@",;]+@[^\s\p{Cc}<>@",;]+>?$/u;

const readMail = (
  smtpUrl: string | null,
  sender: string | null,
  report: Report,
): MailSettings | null => {
  if (smtpUrl === null) {
    return sender === null
      ? null
      : report(
          'MAIL_FROM',
          'MAIL_FROM does nothing without SMTP_URL; set that too, or take it out.',
        );
  }
  const url = URL.canParse(smtpUrl) ? new URL(smtpUrl) : null;
  const port = url === null ? undefined : PORTS[url.protocol];
  // A URL is never repeated: it holds the password.
  if (url === null || port === undefined || !isWhole(url)) {
    return report('SMTP_URL', `SMTP_URL cannot be read; ${SMTP}.`);
  }
  if (sender === null || !SENDER.test(sender)) {
    return report(
      'MAIL_FROM',
      'MAIL_FROM must be the sender of mails, such as Lockkeeper <lockkeeper@example.com>.',
    );
  }
  const secure = url.protocol === 'smtps:';
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? port : Number(url.port),
    secure,
    mustBeTls: !secure && !isLoopback(url.hostname),
    user: decodeURIComponent(url.username),
    password: url.password === '' ? null : secret(decodeURIComponent(url.password)),
    from: sender,
  };
};

/** Who writes more means something by it that would be left out. */
const isWhole = ({ hostname, pathname, search, hash, username, password }: URL): boolean =>
  hostname !== '' &&
  (pathname === '' || pathname === '/') &&
  `${search}${hash}` === '' &&
  (username === '') === (password === '') &&
  [username, password].every(isDecodable);

const isDecodable = (part: string): boolean => !/%(?![0-9a-f]{2})/i.test(part);
