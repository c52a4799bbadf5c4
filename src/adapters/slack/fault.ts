/** Turns whatever went wrong in a call of Slack into a fault the services understand. */
import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from '@slack/web-api';
import { SECOND } from '../../core/instant.ts';
import { ChatFault } from '../../ports/chat.ts';

/** Runs a call; every failure comes out as a `ChatFault`. `what` reads after "to". */
export const reach = async <T>(what: string, call: () => Promise<T>): Promise<T> => {
  try {
    return await call();
  } catch (cause) {
    throw faultOf(what, cause);
  }
};

/** What Slack says no with, as its methods name it; null where it did not answer at all. */
export const errorOf = (fault: unknown): string | null =>
  fault instanceof WebAPIPlatformError ? fault.data.error : null;

/** Slack's own trouble, told in an answer that is one: it passes. */
const PASSING = [
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
  // It asks to wait, and does not say how long.
  'ratelimited',
  'rate_limited',
  // While the workspace becomes part of an organisation.
  'team_added_to_org',
];

const faultOf = (what: string, cause: unknown): ChatFault => {
  if (cause instanceof WebAPIRateLimitedError) {
    const retryAfterMs = cause.retryAfter * SECOND;
    return new ChatFault('limited', `Slack asks to wait to ${what}`, { cause, retryAfterMs });
  }
  const error = errorOf(cause);
  if (error !== null && !PASSING.includes(error)) {
    return new ChatFault('forbidden', `Slack refused to ${what}: ${said(error)}`, { cause });
  }
  const isAnswer = cause instanceof WebAPIHTTPError || cause instanceof WebAPIPlatformError;
  const isSilence = cause instanceof WebAPIRequestError;
  if (isAnswer || isSilence) {
    const why = isAnswer ? 'Slack is in trouble' : 'Slack cannot be reached';
    return new ChatFault('unreachable', `Could not ${what}: ${why}`, { cause });
  }
  return new ChatFault('unreadable', `Could not ${what}: ${String(cause)}`, { cause });
};

/** What whoever runs the app can do about it. */
const HELP: Readonly<Record<string, string>> = {
  not_in_channel: 'invite the app there with /invite @lockkeeper',
  channel_not_found: 'there is no such channel, or the app was not invited to it',
  is_archived: 'the channel is archived',
  missing_scope: 'the app lacks a scope: install it again from slack-manifest.yml',
  invalid_auth: 'SLACK_BOT_TOKEN is not, or no longer, good',
  token_revoked: 'SLACK_BOT_TOKEN was revoked: install the app again',
  account_inactive: 'SLACK_BOT_TOKEN was revoked: install the app again',
};

const said = (error: string): string => {
  const help = HELP[error];
  return help === undefined ? error : `${error} (${help})`;
};
