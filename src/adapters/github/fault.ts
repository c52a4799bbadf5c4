/** Turns whatever went wrong in a call to GitHub into a fault the services understand. */
import { RequestError } from '@octokit/request-error';
import { HostFault } from '../../ports/code-host.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** Runs a call; every failure comes out as a `HostFault`, without headers, bodies or tokens. */
export const reach = async <T>(what: string, call: () => Promise<T>): Promise<T> => {
  try {
    return await call();
  } catch (fault) {
    throw faultOf(what, fault);
  }
};

/** The same, but the answers that mean "there is none" are a value. */
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

const faultOf = (what: string, fault: unknown): HostFault => {
  if (fault instanceof HostFault) return fault;
  if (!(fault instanceof RequestError)) {
    const said = fault instanceof Error ? fault.message : String(fault);
    return new HostFault('unreachable', `GitHub could not be reached to ${what}: ${said}`, { cause: fault });
  }
  const retryAfterMs = retryAfter(fault);
  if (retryAfterMs !== null) {
    return new HostFault('limited', `GitHub's rate limit was met on the way to ${what}.`, { retryAfterMs });
  }
  const told = `GitHub answered ${fault.status} to ${what}`;
  if (fault.status === 401 || fault.status === 403) return new HostFault('forbidden', `${told}.`);
  if (fault.status === 404 || fault.status === 410) return new HostFault('gone', `${told}.`);
  if (fault.status === 422) return new HostFault('unreadable', `${told}: ${fault.message.split('\n')[0]}`);
  return new HostFault('unreachable', `${told}.`);
};

/** `retry-after` first, then the reset of an empty quota, then a minute for the secondary limit. */
const retryAfter = (fault: RequestError): number | null => {
  if (fault.status !== 403 && fault.status !== 429) return null;
  const headers = fault.response?.headers ?? {};
  const wait = Number(headers['retry-after']);
  if (Number.isFinite(wait) && wait > 0) return wait * SECOND;
  if (headers['x-ratelimit-remaining'] === '0') return 15 * MINUTE;
  return fault.status === 429 || /secondary rate limit/i.test(fault.message) ? MINUTE : null;
};
