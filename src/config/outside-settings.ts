/** The settings about services outside: what signs what is sent to them, and which may be private. */
import type { Report } from './key-settings.ts';
import { type Secret, secret } from './secret.ts';

/** As "Standard Webhooks" asks for. */
const LEAST_BYTES = 24;
const MOST_BYTES = 64;
const NAME = /^[a-z][a-z0-9-]{0,49}$/;
const MAKE = 'Make one with: echo "whsec_$(openssl rand -base64 32)"';

/** `name=whsec_…,name=whsec_…`; the name may be left out of one, which is then `default`. */
export const readNamedSecrets = (
  setting: 'GATE_SECRETS' | 'WEBHOOK_SECRETS',
  value: string | null,
  report: Report,
): ReadonlyMap<string, Secret> => {
  const found = new Map<string, Secret>();
  for (const entry of value?.split(',') ?? []) {
    const [, name = 'default', key = ''] =
      /^\s*(?:([^=]*?)\s*=\s*)?(whsec_[A-Za-z0-9+/]*={0,2})\s*$/.exec(entry) ?? [];
    const bytes = Buffer.from(key.slice('whsec_'.length), 'base64').length;
    if (!NAME.test(name) || bytes < LEAST_BYTES || bytes > MOST_BYTES) {
      report(
        setting,
        `${setting} has an entry that cannot be read; it must be name=whsec_… with ${LEAST_BYTES} to ${MOST_BYTES} bytes in base64, several with commas between. ${MAKE}`,
      );
    } else if (found.has(name)) {
      report(setting, `${setting} has two secrets named ${name}; give each its own name.`);
    } else {
      found.set(name, secret(key));
    }
  }
  return found;
};

/** The bytes that sign. */
export const signingKeys = (secrets: ReadonlyMap<string, Secret>): ReadonlyMap<string, Buffer> =>
  new Map(
    [...secrets].map(([name, each]) => [
      name,
      Buffer.from(each.reveal().slice('whsec_'.length), 'base64'),
    ]),
  );

/** `host` or `host:port`, as they stand in a URL. */
export const readPrivateHosts = (value: string | null, report: Report): readonly string[] => {
  const hosts = (value?.split(',') ?? []).map((each) => each.trim().toLowerCase());
  const wrong = hosts.filter((host) => !isHost(host));
  if (wrong.length > 0) {
    report(
      'ALLOW_PRIVATE_HOSTS',
      `ALLOW_PRIVATE_HOSTS has "${wrong[0]}"; it must be names of hosts such as gate.internal or gate.internal:8080, with commas between.`,
    );
  }
  return hosts;
};

const isHost = (host: string): boolean =>
  URL.canParse(`ftp://${host}`) && new URL(`ftp://${host}`).host === host && host !== '';
