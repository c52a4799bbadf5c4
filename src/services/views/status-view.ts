/** Gathers the status of a pull request, or of a repository, from the store alone. */
import type { Promotion } from '../../core/promotion/state.ts';
import { refusalText } from '../../messages/refusals.ts';
import { type StatusRow, statusMarkdown } from '../../messages/status.ts';
import type { Repository } from '../../ports/store.ts';
import { type Caller, pullNumberOf } from '../caller.ts';
import { lastDecision } from '../last-decision.ts';
import { linksOf } from '../links.ts';
import { policyOf } from '../policies.ts';
import type { World } from '../world.ts';

const HISTORY = 20;

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

const markdown = async (
  world: World,
  repository: Repository,
  pullNumber: number | null,
  steady: boolean,
): Promise<string> => {
  const context = { links: linksOf(world, repository), now: world.clock.now() };
  const reading = await policyOf(world, repository);
  if (!reading.ok) return refusalText(reading.problem, context);
  const history =
    pullNumber === null
      ? []
      : await world.store.promotions.recent(repository.id, { pullNumber }, HISTORY);
  const rows = await Promise.all(
    reading.value.policy.environments.map((each) => rowOf(world, repository, each, history)),
  );
  const title = pullNumber === null ? 'What runs where' : 'Where this pull request is';
  return statusMarkdown({ title, rows, history, context, steady });
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
  };
};
