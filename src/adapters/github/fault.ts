/**
 * Turns whatever went wrong in a call to GitHub into a fault the services understand. A fault's
 * words are our own or GitHub's: never headers, bodies that were sent, or tokens.
 */
import { RequestError } from '@octokit/request-error';
import { cut } from '../../core/cut.ts';
import { fromIso, MINUTE, SECOND } from '../../core/instant.ts';
import { HostFault } from '../../ports/code-host.ts';

/** What an answer's headers say by name; GitHub's names are lower case here. */
export type Headers = Readonly<Record<string, string | number | undefined>>;

/** GitHub answers so where it does not know the token, or no more. */
export const NO_TOKEN = 401;

/** GitHub's own words are kept this short. */
const MAX_WORDS = 300;

/** Runs a call; every failure comes out as a `HostFault`. `what` reads after "to". */
export const reach = async <T>(what: string, call: () => Promise<T>): Promise<T> => {
  try {
    return await call();
  } catch (fault) {
    throw faultOf(what, fault);
  }
};

/** The same, except that answers which mean "there is none" are a value. */
export const reachOr = async <T, N>(
  what: string,
  none: { readonly statuses: readonly number[]; readonly value: N },
  call: () => Promise<T>,
): Promise<T | N> => {
  try {
    return await call();
  } catch (fault) {
    if (fault instanceof RequestError && none.statuses.includes(fault.status)) return none.value;
    throw faultOf(what, fault);
  }
};

/**
 * How long GitHub asks to wait, or null where it asks for nothing: `retry-after` first, then the
 * reset of an empty quota, then a minute for the secondary limit (docs: "Rate limits for the REST API").
 * GraphQL tells of a limit with 200 as well, in its words (docs: "Rate limits for the GraphQL API").
 */
export const waitAskedFor = (answer: {
  readonly status: number;
  readonly headers: Headers;
  readonly message: string;
}): number | null => {
  const { status, headers, message } = answer;
  const saysLimit = /rate limit/i.test(message);
  if (status !== 403 && status !== 429 && !(status === 200 && saysLimit)) return null;
  const wait = Number(headers['retry-after']);
  if (Number.isFinite(wait) && wait > 0) return wait * SECOND;
  if (quotaIsEmpty(headers)) return untilReset(headers);
  return status === 429 || saysLimit ? MINUTE : null;
};

export const quotaIsEmpty = (headers: Headers): boolean =>
  String(headers['x-ratelimit-remaining']) === '0';

/** Time to the reset by GitHub's own clock, which is what `x-ratelimit-reset` is told in. */
export const untilReset = (headers: Headers): number => {
  const reset = Number(headers['x-ratelimit-reset']) * SECOND;
  const now = fromIso(String(headers.date ?? ''));
  if (!Number.isFinite(reset) || now === null) return MINUTE;
  return Math.max(SECOND, reset - now);
};

/** What GitHub said, in its own words, on one line. */
export const wordsOf = (fault: RequestError): string => {
  const data: unknown = fault.response?.data;
  const said =
    data !== null && typeof data === 'object' && 'message' in data
      ? [data.message]
      : [fault.message];
  if (data !== null && typeof data === 'object' && 'errors' in data && Array.isArray(data.errors)) {
    said.push(...data.errors.map(detailOf));
  }
  const words = said.filter((each) => typeof each === 'string' && each !== '').join(': ');
  return cut(words.replaceAll(/\s+/g, ' '), MAX_WORDS);
};

const detailOf = (detail: unknown): unknown => {
  if (detail === null || typeof detail !== 'object') return detail;
  if ('message' in detail) return detail.message;
  return 'field' in detail && 'code' in detail
    ? `${String(detail.field)} ${String(detail.code)}`
    : null;
};

export const faultOf = (what: string, fault: unknown): HostFault => {
  if (fault instanceof HostFault) return fault;
  if (fault instanceof RequestError) return answered(what, fault);
  if (fault instanceof Error && fault.name === 'GraphqlResponseError')
    return graphqlFault(what, fault);
  const said = fault instanceof Error ? fault.message : String(fault);
  return new HostFault('unreachable', `GitHub could not be reached to ${what}: ${said}`, {
    cause: fault,
  });
};

const answered = (what: string, fault: RequestError): HostFault => {
  if (fault.response === undefined) {
    return new HostFault('unreachable', `GitHub could not be reached to ${what}: ${fault.message}`);
  }
  const { status } = fault;
  const retryAfterMs = waitAskedFor({
    status,
    headers: fault.response.headers,
    message: fault.message,
  });
  if (retryAfterMs !== null) {
    return new HostFault('limited', `GitHub's rate limit was met on the way to ${what}.`, {
      retryAfterMs,
    });
  }
  const told = `GitHub answered ${status} to the attempt to ${what}`;
  if (status >= 500) return new HostFault('unreachable', `${told}.`);
  const words = `${told}: ${wordsOf(fault)}`;
  // It is the token that GitHub does not take, and not what was asked: with another one it may be taken.
  if (status === NO_TOKEN) return new HostFault('unreachable', words);
  if (status === 403) return new HostFault('forbidden', words);
  if (status === 404 || status === 410) return new HostFault('gone', words);
  return new HostFault('unreadable', words);
};

const KIND_OF_GRAPHQL: Readonly<Record<string, HostFault['kind']>> = {
  FORBIDDEN: 'forbidden',
  INSUFFICIENT_SCOPES: 'forbidden',
  NOT_FOUND: 'gone',
};

/** Whether GraphQL answered in full, but for what is not there. */
export const onlyMissing = (fault: unknown): boolean => {
  if (!(fault instanceof Error) || fault.name !== 'GraphqlResponseError') return false;
  const { errors } = fault as Error & { readonly errors?: unknown };
  const types = Array.isArray(errors) ? errors.map((each: { type?: unknown }) => each.type) : [];
  return types.length > 0 && types.every((type) => type === 'NOT_FOUND');
};

/** GitHub answers GraphQL with 200 and says in the body what went wrong; an untyped error is its own. */
const graphqlFault = (what: string, fault: Error): HostFault => {
  const { errors, headers } = fault as Error & {
    readonly errors?: unknown;
    readonly headers?: Headers;
  };
  const first: unknown = Array.isArray(errors) ? errors[0] : undefined;
  const { type, message } = (first ?? {}) as {
    readonly type?: unknown;
    readonly message?: unknown;
  };
  const words = `GitHub could not answer to ${what}: ${cut(String(message), MAX_WORDS)}`;
  const said = type === 'RATE_LIMITED' ? 'rate limit' : String(message);
  const retryAfterMs = waitAskedFor({ status: 200, headers: headers ?? {}, message: said });
  if (retryAfterMs !== null) return new HostFault('limited', words, { retryAfterMs });
  const kind = KIND_OF_GRAPHQL[String(type)] ?? (type === undefined ? 'unreachable' : 'unreadable');
  return new HostFault(kind, words);
};
