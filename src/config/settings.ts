/**
 * The settings, all read here and nowhere else. Everything that is wrong is reported at once, each
 * with what to do about it; secrets are wrapped the moment they are read.
 */
import { no, ok, type Result } from '../core/result.ts';
import {
  type Report,
  readLostKeyId,
  readPreviousKey,
  readPrivateKey,
  readSigningKey,
  type SigningKeySource,
} from './key-settings.ts';
import { type NotifySettings, readNotify } from './notify-settings.ts';
import { readNamedSecrets, readPrivateHosts } from './outside-settings.ts';
import { type Secret, secret } from './secret.ts';
import { type OAuthClient, readSignIns, type SlackSettings } from './slack-settings.ts';
import { readTimeout } from './time-settings.ts';
import { readUrl } from './url-settings.ts';
import { type MetricsAt, readCollector, readMetricsAt, readPort } from './watching-settings.ts';

export interface Settings extends NotifySettings {
  readonly mode: 'serve';
  readonly appId: number;
  readonly privateKey: Secret;
  readonly webhookSecret: Secret;
  readonly port: number;
  readonly host: string;
  readonly logLevel: LogLevel;
  /** Without a trailing slash: `https://api.github.com`. */
  readonly githubApiUrl: string;
  /** How long a call of GitHub may take. */
  readonly githubTimeoutMs: number;
  readonly databaseUrl: Secret;
  readonly signingKey: SigningKeySource;
  /** PEM of the previous key, which signs the new one; null when no key is replaced. */
  readonly previousSigningKey: Secret | null;
  /** Id of the previous key, when it is lost. */
  readonly lostSigningKey: string | null;
  readonly publicUrl: string | null;
  /** By the name policies call them. */
  readonly gateSecrets: ReadonlyMap<string, Secret>;
  /** Hosts that policies may name although they are not public. */
  readonly allowPrivateHosts: readonly string[];
  /** Null where nobody asks for them. */
  readonly metrics: MetricsAt | null;
  /** Where traces are sent, without a trailing slash; null for nowhere. */
  readonly tracesTo: string | null;
  /** Null where there is no Slack. */
  readonly slack: SlackSettings | null;
  /** The GitHub App's own sign-in; null where nobody can link an account. */
  readonly githubClient: OAuthClient | null;
}

/** Nothing is set that an app needs: the page that registers one is to be opened. */
export interface SetupMode extends Pick<Settings, 'port' | 'host' | 'githubApiUrl' | 'publicUrl'> {
  readonly mode: 'setup';
}

export interface SettingProblem {
  readonly name: string;
  readonly message: string;
}

const GITHUB_API = 'https://api.github.com';
const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

type Env = Readonly<Record<string, string | undefined>>;

const DEFAULT_PORT = '3000';
const DEFAULT_DATABASE = 'file:./data/lockkeeper.db';

/** The database of `DATABASE_URL`, for what looks at the record alone. */
export const databaseUrlIn = (env: Env): string => env.DATABASE_URL?.trim() || DEFAULT_DATABASE;

/** The environment of this process, and behind it what `.env` in the working directory says. */
export const processEnv = (): Env => {
  try {
    process.loadEnvFile();
  } catch (fault) {
    // Node's own flag for it would say at every command that there is no such file.
    if ((fault as NodeJS.ErrnoException).code !== 'ENOENT') throw fault;
  }
  return process.env;
};

/** `https://github.com` for GitHub's own API; the same host without `/api/v3` for a server. */
export const webUrlOf = (apiUrl: string): string =>
  apiUrl === GITHUB_API ? 'https://github.com' : apiUrl.replace(/\/api\/v3$/, '');

/** Names of what is not set, and has to be for anybody to link an account. */
export const lacksForLinks = ({ publicUrl, slack, githubClient }: Settings): readonly string[] => [
  ...(publicUrl === null ? ['PUBLIC_URL'] : []),
  ...((slack?.client ?? null) === null ? ['SLACK_CLIENT_ID', 'SLACK_CLIENT_SECRET'] : []),
  ...(githubClient === null ? ['GITHUB_CLIENT_ID', 'GITHUB_CLIENT_SECRET'] : []),
];

export const readSettings = (env: Env): Result<Settings | SetupMode, readonly SettingProblem[]> => {
  const problems: SettingProblem[] = [];
  const report = (name: string, message: string): null => {
    problems.push({ name, message });
    return null;
  };
  const from = (name: string): string | null => {
    const value = env[name]?.trim();
    return value === undefined || value === '' ? null : value;
  };
  const port = readMainPort(from('PORT'), report);
  const host = from('HOST') ?? '127.0.0.1';
  const publicUrl = readUrl('PUBLIC_URL', from('PUBLIC_URL'), report);
  const githubApiUrl = readUrl('GITHUB_API_URL', from('GITHUB_API_URL') ?? GITHUB_API, report);
  const lacks = (...names: readonly string[]): boolean =>
    names.every((name) => from(name) === null);
  const isBare = lacks('APP_ID', 'PRIVATE_KEY', 'PRIVATE_KEY_PATH');
  // Where others are set, the app was registered before, and these were lost on the way.
  if (isBare && lacks('WEBHOOK_SECRET', 'DATABASE_URL')) {
    if (problems.length > 0 || port === null || githubApiUrl === null) return no(problems);
    return ok({ mode: 'setup', port, host, githubApiUrl, publicUrl });
  }
  const settings = {
    appId: readAppId(from('APP_ID'), report),
    privateKey: readPrivateKey(from('PRIVATE_KEY'), from('PRIVATE_KEY_PATH'), report),
    webhookSecret: readWebhookSecret(from('WEBHOOK_SECRET'), report),
    logLevel: readLogLevel(from('LOG_LEVEL'), report),
    databaseUrl: readDatabaseUrl(from('DATABASE_URL') ?? DEFAULT_DATABASE, report),
  };
  const outside = readOutside(from, report);
  const { signingKey, ...otherKeys } = readSigningKeys(from, report);
  if (isBare) report('APP_ID', REGISTER_INSTEAD);
  const { appId, privateKey, webhookSecret, logLevel, databaseUrl } = settings;
  if (problems.length > 0 || appId === null || privateKey === null || webhookSecret === null)
    return no(problems);
  if (port === null || logLevel === null || githubApiUrl === null) return no(problems);
  if (databaseUrl === null || signingKey === null) return no(problems);
  return ok({
    mode: 'serve',
    appId,
    privateKey,
    webhookSecret,
    port,
    host,
    logLevel,
    githubApiUrl,
    databaseUrl,
    signingKey,
    ...otherKeys,
    ...outside,
    publicUrl,
  });
};

const REGISTER_INSTEAD =
  'To register a new app, start once without WEBHOOK_SECRET and DATABASE_URL: a page then opens that does it.';

const readOutside = (from: (name: string) => string | null, report: Report) => ({
  githubTimeoutMs: readTimeout('GITHUB_TIMEOUT', from('GITHUB_TIMEOUT') ?? '10s', report),
  gateSecrets: readNamedSecrets('GATE_SECRETS', from('GATE_SECRETS'), report),
  allowPrivateHosts: readPrivateHosts(from('ALLOW_PRIVATE_HOSTS'), report),
  ...readSignIns(from, report),
  ...readNotify(from, report),
  metrics: readMetricsAt(from('METRICS_PORT'), from('METRICS_HOST'), report),
  tracesTo: readCollector(from('OTEL_EXPORTER_OTLP_ENDPOINT'), report),
});

const readSigningKeys = (from: (name: string) => string | null, report: Report) => ({
  signingKey: readSigningKey(from('SIGNING_KEY'), from('SIGNING_KEY_PATH'), report),
  previousSigningKey: readPreviousKey(
    from('SIGNING_KEY_PREVIOUS'),
    from('SIGNING_KEY_PREVIOUS_PATH'),
    report,
  ),
  lostSigningKey: readLostKeyId(from('SIGNING_KEY_LOST'), report),
});

const MIN_SECRET = 16;

const readMainPort = (value: string | null, report: Report): number | null =>
  readPort('PORT', value ?? DEFAULT_PORT, report);

const readAppId = (value: string | null, report: Report): number | null => {
  if (value === null) {
    return report(
      'APP_ID',
      'APP_ID is missing; it stands on the page of your GitHub App, under About.',
    );
  }
  if (/^[1-9]\d{0,14}$/.test(value)) return Number(value);
  return report(
    'APP_ID',
    `APP_ID is "${value}"; it must be the number on the page of your GitHub App.`,
  );
};

const readWebhookSecret = (value: string | null, report: Report): Secret | null => {
  const make =
    'Make one with: openssl rand -hex 32, and set the same on the page of your GitHub App.';
  if (value === null) return report('WEBHOOK_SECRET', `WEBHOOK_SECRET is missing. ${make}`);
  if (value === 'development')
    return report('WEBHOOK_SECRET', `WEBHOOK_SECRET is a well-known default. ${make}`);
  if (value.length < MIN_SECRET) {
    return report(
      'WEBHOOK_SECRET',
      `WEBHOOK_SECRET is shorter than ${MIN_SECRET} characters. ${make}`,
    );
  }
  return secret(value);
};

const readLogLevel = (value: string | null, report: Report): LogLevel | null => {
  const level = LOG_LEVELS.find((each) => each === (value ?? 'info').toLowerCase());
  return (
    level ??
    report('LOG_LEVEL', `LOG_LEVEL is "${value}"; it must be one of ${LOG_LEVELS.join(', ')}.`)
  );
};

const readDatabaseUrl = (value: string, report: Report): Secret | null => {
  if (/^(file:.+|postgres(ql)?:\/\/.+)$/.test(value)) return secret(value);
  return report(
    'DATABASE_URL',
    'DATABASE_URL must begin with file: (as file:./data/lockkeeper.db) or postgres://.',
  );
};
