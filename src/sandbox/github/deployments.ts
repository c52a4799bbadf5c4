/** Deployments with GitHub's own merging and its own look at the checks, and what is said of them. */
import type { Account } from './accounts.ts';
import { moveBranch } from './branches.ts';
import { latestChecks } from './checks.ts';
import type { Commit } from './git.ts';
import type { Deployment, DeploymentStatus } from './records.ts';
import { invalid, notFound, Refusal } from './refusal.ts';
import { deploymentShape, deploymentStatusShape } from './shapes-of-runs.ts';
import { branchHead, DEFAULT_BRANCH, needs, resolveRef, type State } from './state.ts';
import { latestStatuses } from './statuses.ts';

type Ask = Readonly<Record<string, unknown>>;

const MAX_DESCRIPTION = 140;
const STATES = ['error', 'failure', 'inactive', 'in_progress', 'queued', 'pending', 'success'];
const FINE = ['success', 'neutral', 'skipped'];

/** Text instead of a deployment says that GitHub merged the default branch into the ref first. */
export const createDeployment = (
  state: State,
  who: Account,
  ask: Ask,
  through: Deployment['through'] = null,
): Deployment | string => {
  needs(state, who, 'write');
  if (typeof ask.ref !== 'string') throw invalid('Invalid request.\n\n"ref" wasn\'t supplied.');
  const commit = resolveRef(state, ask.ref);
  if (commit === null) throw invalid(`No ref found for: ${ask.ref}`);
  const description = textOf(ask.description);
  checkDescription(description);
  const environment = textOf(ask.environment) || 'production';
  if (ask.auto_merge !== false) {
    const merged = mergeDefault(state, who, ask.ref, commit);
    if (merged !== null) return merged;
  }
  checkContexts(state, ask.ref, commit.sha, ask.required_contexts);
  const deployment: Deployment = {
    id: state.nextId(),
    sha: commit.sha,
    ref: ask.ref,
    task: textOf(ask.task) || 'deploy',
    environment,
    description,
    payload: ask.payload ?? {},
    production:
      typeof ask.production_environment === 'boolean'
        ? ask.production_environment
        : environment === 'production',
    transient: ask.transient_environment === true,
    creator: who,
    through,
    at: state.clock.now(),
    statuses: [],
  };
  state.deployments.push(deployment);
  state.emit(
    'deployment',
    { action: 'created', deployment: deploymentShape(state, deployment) },
    who,
  );
  return deployment;
};

/** Past the app, of exactly this commit. */
export const deploy = (
  state: State,
  who: Account,
  {
    sha,
    ...of
  }: { readonly environment: string; readonly sha: string; readonly payload?: unknown },
): { id: number } => {
  const made = createDeployment(state, who, {
    ...of,
    ref: sha,
    auto_merge: false,
    required_contexts: [],
  });
  if (typeof made === 'string') throw invalid(made);
  return { id: made.id };
};

const mergeDefault = (state: State, who: Account, ref: string, commit: Commit): string | null => {
  const head = branchHead(state, DEFAULT_BRANCH);
  if (state.git.between(commit.sha, head).length === 0) return null;
  const { files, conflicts } = state.git.merge(commit.sha, head);
  if (conflicts.length > 0)
    throw new Refusal(409, `Conflict merging ${DEFAULT_BRANCH} into ${ref}.`);
  const branch = ref.replace(/^(?:refs\/)?heads\//, '');
  if (state.branches.has(branch)) {
    const author = {
      name: who.name,
      email: `${who.login}@users.noreply.github.com`,
      at: state.clock.now(),
    };
    const message = `Merge branch '${DEFAULT_BRANCH}' into ${branch}`;
    const parents = [commit.sha, head];
    const made = state.git.commit({ files, parents, author, committer: author, message });
    moveBranch(state, who, { fork: null, branch }, made.sha, { forced: false, kind: 'push' });
  }
  return `Auto-merged ${DEFAULT_BRANCH} into ${ref} on deployment.`;
};

const checkContexts = (state: State, ref: string, sha: string, asked: unknown): void => {
  const contexts = [
    ...latestChecks(state, sha).map((run) => ({
      context: run.name,
      state: run.conclusion ?? 'pending',
    })),
    ...latestStatuses(state, sha).map(({ context, state: each }) => ({ context, state: each })),
  ];
  const wanted: readonly string[] = Array.isArray(asked)
    ? asked.map(String)
    : contexts.map(({ context }) => context);
  const found = wanted.map(
    (name) =>
      contexts.find(({ context }) => context === name) ?? { context: name, state: 'missing' },
  );
  if (found.every((each) => FINE.includes(each.state))) return;
  throw new Refusal(409, `Conflict: Commit status checks failed for ${ref}.`, [
    { contexts: found, resource: 'Deployment', field: 'required_contexts', code: 'invalid' },
  ]);
};

export const deploymentOf = (state: State, id: number): Deployment => {
  const found = state.deployments.find((deployment) => deployment.id === id);
  if (found === undefined) throw notFound();
  return found;
};

export const addDeploymentStatus = (
  state: State,
  who: Account,
  deploymentId: number,
  ask: Ask,
): DeploymentStatus => {
  needs(state, who, 'write');
  const deployment = deploymentOf(state, deploymentId);
  if (typeof ask.state !== 'string' || !STATES.includes(ask.state)) {
    throw invalid('Validation Failed', {
      resource: 'DeploymentStatus',
      field: 'state',
      code: 'invalid',
    });
  }
  const description = textOf(ask.description);
  checkDescription(description);
  const status = say(state, deployment, {
    state: ask.state,
    description,
    environmentUrl: textOf(ask.environment_url),
    logUrl: textOf(ask.log_url) || textOf(ask.target_url),
    creator: who,
  });
  if (status.state === 'success' && ask.auto_inactive !== false)
    retireOthers(state, who, deployment);
  return status;
};

/** GitHub sends no event for a deployment that became inactive. */
const say = (
  state: State,
  deployment: Deployment,
  of: Omit<DeploymentStatus, 'id' | 'at'>,
): DeploymentStatus => {
  const status = { ...of, id: state.nextId(), at: state.clock.now() };
  deployment.statuses.push(status);
  if (status.state !== 'inactive') {
    state.emit(
      'deployment_status',
      {
        action: 'created',
        deployment: deploymentShape(state, deployment),
        deployment_status: deploymentStatusShape(state, deployment, status),
      },
      of.creator,
    );
  }
  return status;
};

const retireOthers = (state: State, who: Account, newest: Deployment): void => {
  for (const other of state.deployments) {
    const earlier = other.id < newest.id && other.environment === newest.environment;
    if (!earlier || other.production || other.transient) continue;
    if (other.statuses.at(-1)?.state !== 'success') continue;
    say(state, other, {
      state: 'inactive',
      description: '',
      environmentUrl: '',
      logUrl: '',
      creator: who,
    });
  }
};

const checkDescription = (text: string): void => {
  if (text.length > MAX_DESCRIPTION) {
    throw invalid('Validation Failed', {
      field: 'description',
      code: 'custom',
      message: `description is too long (maximum is ${MAX_DESCRIPTION} characters)`,
    });
  }
};

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
