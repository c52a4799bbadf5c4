/**
 * Deployments that nobody asked us for. What one of them brought is what runs there, so it is shown and
 * must not be undone unseen; but whoever may deploy can say so of any commit, so it proves nothing
 * unless the policy of that environment trusts whoever made it and whoever says that it succeeded.
 */
import { resolveEnvironment } from '../../core/environments/route.ts';
import type { Foreigner } from '../../core/facts.ts';
import type { Person } from '../../core/person.ts';
import { releaseOf } from '../../core/release.ts';
import type { DeploymentReport, OtherDeployment } from '../../ports/code-host.ts';
import type { LedgerEntry, Repository, Tables } from '../../ports/store.ts';
import { followRulesEffect } from '../effects.ts';
import { policyOf } from '../policy/policies.ts';
import { show } from '../promotion/apply.ts';
import { audit } from '../record.ts';
import type { World } from '../world.ts';
import { adopterOf, isOwnDeployment } from './adopted-deployment.ts';
import { takeReport } from './follow-deployment.ts';

/** Of a deployment whose number is none of ours: of what our own started, or of somebody else's. */
export const takeOther = async (
  world: World,
  repository: Repository,
  told: OtherDeployment,
  report: DeploymentReport,
): Promise<void> => {
  if (isOwnDeployment(world, told)) return;
  const place = await placeOf(world, repository, told.environment);
  const deployment = { ...told, environment: place.environment };
  const adopter = await adopterOf(world, repository, deployment);
  if (adopter !== null) {
    // Where the run itself is what we follow, its end is what counts.
    const followed = 'deployment' in adopter.state ? adopter.state.deployment?.deployer : undefined;
    return followed === undefined ? takeReport(world, adopter, report) : undefined;
  }
  if (report.state === 'success')
    await takeForeign(world, repository, place, { deployment, report });
};

/** Late, doubled or lost and found again: the newest success is what is live. */
const takeForeign = async (
  world: World,
  repository: Repository,
  { environment, trusts }: Place,
  {
    deployment,
    report,
  }: { readonly deployment: OtherDeployment; readonly report: DeploymentReport },
): Promise<void> => {
  const before = await world.store.ledger.live(repository.id, environment);
  if (isKnown(before, deployment, report)) return;
  const commit = await world.host.commit(repository, deployment.sha);
  if (commit === null || commit === 'ambiguous') {
    world.log.warn({ deployment: deployment.id }, 'a deployment of a commit that cannot be read');
    return;
  }
  const { by, through } = deployment;
  const { id: releaseId } = releaseOf(repository.id, commit.sha, commit.tree);
  const entry = {
    id: world.clock.newId(),
    repositoryId: repository.id,
    environment,
    releaseId,
    sha: commit.sha,
    tree: commit.tree,
    artifacts: [],
    promotionId: null,
    deploymentId: deployment.id,
    since: report.at,
    origin: 'foreign',
  } as const;
  // Whoever made it, and whoever says that it succeeded: either alone could say so of any commit.
  const trusted = trusts(through ?? by.login) && trusts(report.by.login);
  const foreign = { by, through, trusted };
  await world.store.transaction(async (tx) => {
    if (isKnown(await tx.ledger.live(repository.id, environment), deployment, report)) return;
    await append(world, tx, { ...entry, foreign }, report.by);
  });
};

const append = async (
  world: World,
  tx: Tables,
  entry: LedgerEntry & { readonly foreign: Foreigner },
  reporter: Person,
): Promise<void> => {
  const now = world.clock.now();
  const { repositoryId, environment, sha, tree, deploymentId, foreign } = entry;
  await tx.ledger.append(entry);
  await audit(world, tx, {
    repositoryId,
    kind: 'drift.foreign_deployment',
    at: now,
    promotionId: null,
    environment,
    person: foreign.by,
    body: {
      sha,
      deploymentId,
      through: foreign.through,
      trusted: foreign.trusted,
      reportedBy: reporter.login,
    },
  });
  if (foreign.trusted) {
    const release = releaseOf(repositoryId, sha, tree);
    const done = { repositoryId, environment, release, pullNumber: null, fork: false };
    await tx.outbox.add(followRulesEffect(done, now));
  }
  for (const open of await tx.promotions.open(repositoryId)) {
    const concerns = open.environment === environment || open.release.tree === tree;
    if (!concerns) continue;
    await tx.wakes.at(open.id, now);
    await show(world, tx, open, now);
  }
};

/** What is live may have come later than this, or be this. */
const isKnown = (
  live: LedgerEntry | null,
  { id }: OtherDeployment,
  { at }: DeploymentReport,
): boolean => live !== null && (live.deploymentId === id || live.since > at);

/** An environment as the policy calls it. */
interface Place {
  readonly environment: string;
  readonly trusts: (login: string) => boolean;
}

/** With a broken policy nobody is trusted; what runs there is seen all the same. */
const placeOf = async (world: World, repository: Repository, told: string): Promise<Place> => {
  const reading = await policyOf(world, repository);
  const found = reading.ok ? resolveEnvironment(reading.value.policy, told) : reading;
  if (!found.ok) return { environment: told, trusts: () => false };
  const trusted = (found.value.trustDeploymentsBy ?? []).map((login) => login.toLowerCase());
  return {
    environment: found.value.name,
    trusts: (login) => trusted.includes(login.toLowerCase()),
  };
};
