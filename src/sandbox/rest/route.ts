/** What a route of the REST interface is: its template, who may call it, and how it answers. */
import type { Account } from '../github/accounts.ts';
import type { Fork } from '../github/records.ts';
import { notFound } from '../github/refusal.ts';
import type { State } from '../github/state.ts';

export interface Ask {
  readonly state: State;
  /** Asked of this fork; null when the repository itself was named. */
  readonly fork: Fork | null;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;
  /** The person whose token it is; null for the app and its installation. */
  readonly who: Account | null;
  /** The address without its query, for links to other pages. */
  readonly address: string;
}

export interface Answer {
  readonly status: 200 | 201 | 202 | 204;
  /** None with 204. */
  readonly body: unknown;
  /** Pages beyond this one, as GitHub names them in the link header. */
  readonly link?: string;
}

export interface Route {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** As GitHub's documents write it: `/repos/{owner}/{repo}/deployments`. */
  readonly template: string;
  readonly caller: 'app' | 'installation' | 'user';
  /** Whether it can be asked of forks as well. */
  readonly forks?: true;
  readonly answer: (ask: Ask) => Answer;
}

export const idIn = (ask: Ask, name: string): number => {
  const id = Number(ask.params[name]);
  if (!Number.isSafeInteger(id)) throw notFound();
  return id;
};

/** One page of a list: 30 to a page unless asked otherwise, never more than `most`. */
export const pageOf = <T>(ask: Ask, all: readonly T[], perPage = 30, most = 100) => {
  const size = Math.min(most, Math.max(1, Number(ask.query.per_page) || perPage));
  const page = Math.max(1, Number(ask.query.page) || 1);
  const last = Math.max(1, Math.ceil(all.length / size));
  const link = [
    ...(page < last ? [linkTo(ask, page + 1, 'next'), linkTo(ask, last, 'last')] : []),
    ...(page > 1 ? [linkTo(ask, 1, 'first'), linkTo(ask, page - 1, 'prev')] : []),
  ].join(', ');
  return {
    items: all.slice((page - 1) * size, page * size),
    more: link === '' ? {} : { link },
  };
};

const linkTo = (ask: Ask, page: number, relation: string): string => {
  const query = new URLSearchParams({ ...ask.query, page: String(page) });
  return `<${ask.address}?${query}>; rel="${relation}"`;
};
