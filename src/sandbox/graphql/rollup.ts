/** What a commit's checks and statuses say together, newest of each name. */
import { latestChecks } from '../github/checks.ts';
import { nodeId } from '../github/node-id.ts';
import type { CheckRun, CommitStatus } from '../github/records.ts';
import { pageUrl } from '../github/shapes-of-repository.ts';
import { suiteId } from '../github/shapes-of-runs.ts';
import type { State } from '../github/state.ts';
import { latestStatuses } from '../github/statuses.ts';
import { isoTime } from '../time.ts';
import { connection, type Range } from './connection.ts';

const FINE = ['success', 'neutral', 'skipped'];

export const rollupNode = (state: State, sha: string): object | null => {
  const checks = latestChecks(state, sha);
  const statuses = latestStatuses(state, sha);
  if (checks.length + statuses.length === 0) return null;
  const nodes = [
    ...checks.map((run) => checkNode(state, run)),
    ...statuses.map((status) => statusNode(state, status)),
  ];
  const outcomes = [
    ...checks.map((run) => run.conclusion ?? 'pending'),
    ...statuses.map((status) => status.state),
  ];
  return {
    state: together(outcomes),
    contexts: (range: Range) => connection('contexts', nodes, range),
  };
};

const together = (outcomes: readonly string[]): string => {
  const failed = outcomes.some((each) => each !== 'pending' && !FINE.includes(each));
  if (failed) return 'FAILURE';
  return outcomes.includes('pending') ? 'PENDING' : 'SUCCESS';
};

const isRequired = (state: State, name: string) => (of: RequiredFor) => {
  if (of.pullRequestNumber === undefined && of.pullRequestId === undefined) {
    throw new Error('One of pullRequestId or pullRequestNumber must be given.');
  }
  return state.requiredChecks.includes(name);
};

interface RequiredFor {
  readonly pullRequestNumber?: number | null;
  readonly pullRequestId?: string | null;
}

const timeOrNull = (at: number | null): string | null => (at === null ? null : isoTime(at));

const checkNode = (state: State, run: CheckRun) => ({
  __typename: 'CheckRun',
  id: nodeId('CR', run.id),
  databaseId: run.id,
  name: run.name,
  status: run.status.toUpperCase(),
  conclusion: run.conclusion?.toUpperCase() ?? null,
  startedAt: timeOrNull(run.startedAt),
  completedAt: timeOrNull(run.completedAt),
  detailsUrl: run.detailsUrl ?? pageUrl(state, `checks/${run.id}`),
  externalId: run.externalId,
  title: run.title,
  summary: run.summary,
  text: run.text,
  isRequired: isRequired(state, run.name),
  checkSuite: {
    id: nodeId('CS', suiteId(run)),
    app: {
      id: nodeId('A', run.app.id),
      databaseId: run.app.id,
      slug: run.app.slug,
      name: run.app.name,
    },
    workflowRun:
      run.workflow === null
        ? null
        : { ...run.workflow, id: nodeId('WFR', run.workflow.id), databaseId: run.workflow.id },
  },
});

const statusNode = (state: State, status: CommitStatus) => ({
  __typename: 'StatusContext',
  id: nodeId('SC', status.id),
  context: status.context,
  state: status.state.toUpperCase(),
  description: status.description,
  createdAt: isoTime(status.at),
  targetUrl: status.targetUrl,
  isRequired: isRequired(state, status.context),
});
