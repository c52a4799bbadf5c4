/** Addresses among the settings: over TLS, but for those of this very machine. */
import type { Report } from './key-settings.ts';

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

/** Without a slash at its end. */
export const readUrl = (name: string, value: string | null, report: Report): string | null => {
  if (value === null) return null;
  if (!URL.canParse(value))
    return report(name, `${name} is "${value}"; it must be a URL such as https://example.com.`);
  if (!isSafe(new URL(value)))
    return report(name, `${name} must begin with https:// (http:// only for this machine).`);
  return value.replace(/\/+$/, '');
};

export const isLoopback = (hostname: string): boolean => LOOPBACK.includes(hostname);

const isSafe = ({ protocol, hostname }: URL): boolean =>
  protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname));
