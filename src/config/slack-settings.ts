/**
 * The settings about Slack, and about the GitHub App's own sign-in: both are asked who somebody is.
 * Without a bot token there is no Slack, and none of the others means anything.
 */
import type { Report } from './key-settings.ts';
import { type Secret, secret } from './secret.ts';
import { readUrl } from './url-settings.ts';

/** What a sign-in elsewhere knows this app by. */
export interface OAuthClient {
  readonly id: string;
  readonly secret: Secret;
}

export interface SlackSettings {
  readonly botToken: Secret;
  /** What Slack signs its requests with; null where they come by the socket. */
  readonly signingSecret: Secret | null;
  /** Opens the socket; null where requests come over HTTP. */
  readonly appToken: Secret | null;
  /** With a trailing slash: `https://slack.com/api/`. */
  readonly apiUrl: string;
  /** Of Sign in with Slack; null where nobody can link an account. */
  readonly client: OAuthClient | null;
}

type From = (name: string) => string | null;

const DEFAULT_API_URL = 'https://slack.com/api/';
const BOT = 'SLACK_BOT_TOKEN';
const OTHERS = [
  'SLACK_SIGNING_SECRET',
  'SLACK_APP_TOKEN',
  'SLACK_API_URL',
  'SLACK_CLIENT_ID',
  'SLACK_CLIENT_SECRET',
];
const PAGE = 'api.slack.com/apps, on the page of your Slack app';

export const readSignIns = (
  from: From,
  report: Report,
): { readonly slack: SlackSettings | null; readonly githubClient: OAuthClient | null } => ({
  slack: readSlack(from, report),
  githubClient: readClient('GITHUB', 'the page of your GitHub App, under About', from, report),
});

const readSlack = (from: From, report: Report): SlackSettings | null => {
  const botToken = readToken(BOT, 'xoxb-', 'OAuth & Permissions', from, report);
  const signingSecret = readSigningSecret(from('SLACK_SIGNING_SECRET'), report);
  const appToken = readToken(
    'SLACK_APP_TOKEN',
    'xapp-',
    'Basic Information, App-Level Tokens',
    from,
    report,
  );
  const apiUrl = readApiUrl(from('SLACK_API_URL') ?? DEFAULT_API_URL, report);
  const client = readClient('SLACK', `${PAGE}, under Basic Information`, from, report);
  if (from(BOT) === null) {
    for (const name of OTHERS.filter((each) => from(each) !== null)) {
      report(name, `${name} does nothing without ${BOT}; set that too, or take ${name} out.`);
    }
    return null;
  }
  if (from('SLACK_SIGNING_SECRET') === null && from('SLACK_APP_TOKEN') === null) {
    report(
      'SLACK_SIGNING_SECRET',
      `${BOT} is set, and nothing tells how Slack reaches the app: set SLACK_SIGNING_SECRET (${PAGE}, under Basic Information) for HTTP, or SLACK_APP_TOKEN for Socket Mode.`,
    );
  }
  if (botToken === null || apiUrl === null) return null;
  return { botToken, signingSecret, appToken, apiUrl, client };
};

/** Both or none: `<name>_CLIENT_ID` and `<name>_CLIENT_SECRET`. */
const readClient = (
  name: string,
  where: string,
  from: From,
  report: Report,
): OAuthClient | null => {
  const [idName, secretName] = [`${name}_CLIENT_ID`, `${name}_CLIENT_SECRET`];
  const [id, clientSecret] = [from(idName), from(secretName)];
  if (id !== null && clientSecret !== null) return { id, secret: secret(clientSecret) };
  if (id === null && clientSecret === null) return null;
  const [missing, given] = id === null ? [idName, secretName] : [secretName, idName];
  report(
    missing,
    `${missing} is missing, and ${given} does nothing without it; it stands on ${where}.`,
  );
  return null;
};

const readToken = (
  name: string,
  prefix: string,
  where: string,
  from: From,
  report: Report,
): Secret | null => {
  const value = from(name);
  if (value === null) return null;
  if (value.startsWith(prefix) && value.length > prefix.length) return secret(value);
  return report(name, `${name} must begin with ${prefix}; it stands on ${PAGE}, under ${where}.`);
};

const MIN_SECRET = 16;

const readSigningSecret = (value: string | null, report: Report): Secret | null => {
  if (value === null) return null;
  if (value.length >= MIN_SECRET) return secret(value);
  return report(
    'SLACK_SIGNING_SECRET',
    `SLACK_SIGNING_SECRET is shorter than ${MIN_SECRET} characters; it stands on ${PAGE}, under Basic Information.`,
  );
};

/** Slack's pages, where people sign in, stand beside its `api/`. */
const readApiUrl = (value: string, report: Report): string | null => {
  const url = readUrl('SLACK_API_URL', value, report);
  if (url === null || url.endsWith('/api')) return url === null ? null : `${url}/`;
  return report(
    'SLACK_API_URL',
    `SLACK_API_URL is "${value}"; it must end with /api/, as ${DEFAULT_API_URL}.`,
  );
};
