/** Gathers the status of a pull request, or of a repository, from the store alone. */
import type { Promotion } from '../../core/promotion/state.ts';
import { type StatusInput, type StatusRow, statusMarkdown } from '../../messages/status.ts';
import type { Repository } from '../../ports/store.ts';
import { type Caller, pullNumberOf } from '../caller.ts';
import { linksOf } from '../links.ts';
import { policyOf } from '../policy/policies.ts';
import { lastDecision } from '../promotion/last-decision.ts';
import type { World } from '../world.ts';
import { stopsText } from './stops-view.ts';

const HISTORY = 20;
const RECENT = 100;

/** The one status comment of a pull request; without relative times, which would change it by the clock. */
export const statusCommentBody = async (
  world: World,
  repository: Repository,
  pullNumber: number,
  marker: string,
): Promise<string> => {
  const body = await markdown(world, repository, pullNumber, true);
  return `${body}\n\n${marker}`;
};

/** The answer to `/status`. */
export const statusText = (world: World, caller: Caller): Promise<string> =>
  markdown(world, caller.repository, pullNumberOf(caller), false);

/** The same for somebody who is on no page at all, below a title of its own. */
export const repositoryStatus = (world: World, repository: Repository): Promise<string> =>
  markdown(world, repository, null, false, { untitled: true });

const markdown = async (
  world: World,
  repository: Repository,
  pullNumber: number | null,
  steady: boolean,
  form: Pick<StatusInput, 'untitled'> = {},
): Promise<string> => {
  const context = { links: linksOf(world, repository), now: world.clock.now() };
  const reading = await policyOf(world, repository);
  const history =
    pullNumber === null
      ? []
      : await world.store.promotions.recent(repository.id, { pullNumber }, HISTORY);
  const environments = reading.ok
    ? reading.value.policy.environments
    : await knownEnvironments(world, repository);
  const isPullRequest = pullNumber !== null;
  const shown = isPullRequest
    ? history
    : (await world.store.promotions.open(repository.id)).toReversed();
  const rows = await Promise.all(environments.map((each) => rowOf(world, repository, each, shown)));
  const held = reading.ok ? null : reading.problem;
  // Locks come and go without a word to each pull request: its comment tells them as what it waits for.
  const stops = steady ? '' : await stopsText(world, repository);
  return statusMarkdown({ isPullRequest, held, stops, rows, history, context, steady, ...form });
};

/** While the policy is broken: what was promoted to, newest first, as what is live there still counts. */
const knownEnvironments = async (
  world: World,
  repository: Repository,
): Promise<readonly { readonly name: string; readonly url: null }[]> => {
  const recent = await world.store.promotions.recent(repository.id, {}, RECENT);
  return [...new Set(recent.map((each) => each.environment))].map((name) => ({ name, url: null }));
};

const rowOf = async (
  world: World,
  repository: Repository,
  environment: { readonly name: string; readonly url: string | null },
  history: readonly Promotion[],
): Promise<StatusRow> => {
  const live = await world.store.ledger.live(repository.id, environment.name);
  const promotion = history.find((each) => each.environment === environment.name) ?? null;
  const decision = promotion === null ? null : await lastDecision(world.store, promotion.id);
  return {
    environment: environment.name,
    url: environment.url,
    live,
    promotion,
    verdicts: decision?.body.verdicts ?? [],
    hold: await world.store.holds.of(repository.id, environment.name),
  };
};
