/** Check runs and commit statuses as GraphQL tells them, and the checks they are. */
import { z } from 'zod';
import type { Check } from '../../core/facts.ts';
import { fromIso } from '../../core/instant.ts';
import { pageOf } from './pages.ts';

const checkRun = z.object({
  __typename: z.literal('CheckRun'),
  databaseId: z.number().nullable(),
  name: z.string(),
  status: z.string(),
  conclusion: z
    .enum([
      'SUCCESS',
      'NEUTRAL',
      'SKIPPED',
      'FAILURE',
      'CANCELLED',
      'TIMED_OUT',
      'ACTION_REQUIRED',
      'STALE',
      'STARTUP_FAILURE',
    ])
    .nullable(),
  startedAt: z.string().nullable(),
  detailsUrl: z.string().nullable(),
  isRequired: z.boolean().optional(),
  checkSuite: z.object({
    app: z.object({ databaseId: z.number().nullable(), slug: z.string() }).nullable(),
    workflowRun: z.object({ databaseId: z.number().nullable(), event: z.string() }).nullable(),
  }),
});
const statusContext = z.object({
  __typename: z.literal('StatusContext'),
  context: z.string(),
  state: z.enum(['SUCCESS', 'ERROR', 'FAILURE', 'PENDING', 'EXPECTED']),
  createdAt: z.string(),
  targetUrl: z.string().nullable(),
  isRequired: z.boolean().optional(),
});
export const contextsPage = pageOf(z.discriminatedUnion('__typename', [checkRun, statusContext]));
export const rollup = z.object({ contexts: contextsPage }).nullable();

type Context = z.infer<typeof contextsPage>['nodes'][number];
type CheckRun = z.infer<typeof checkRun>;
type StatusContext = z.infer<typeof statusContext>;

export const checkOf = (from: Context, appId: number): Check =>
  from.__typename === 'CheckRun' ? ofRun(from, appId) : ofStatus(from);

const ofRun = (from: CheckRun, appId: number): Check => {
  const { app, workflowRun } = from.checkSuite;
  const completed = from.status === 'COMPLETED';
  return {
    name: from.name,
    app: app?.slug ?? 'unknown',
    appId: app?.databaseId ?? null,
    status: completed ? 'completed' : 'pending',
    conclusion: completed && from.conclusion !== null ? CONCLUSIONS[from.conclusion] : null,
    workflowEvent: workflowRun?.event ?? null,
    run: idOf(workflowRun?.databaseId),
    startedAt: from.startedAt === null ? null : fromIso(from.startedAt),
    id: from.databaseId ?? 0,
    url: from.detailsUrl,
    required: from.isRequired ?? false,
    own: app?.databaseId === appId,
  };
};

const idOf = (id: number | null | undefined): string | null =>
  id === null || id === undefined ? null : String(id);

const CONCLUSIONS = {
  SUCCESS: 'success',
  NEUTRAL: 'neutral',
  SKIPPED: 'skipped',
  FAILURE: 'failure',
  CANCELLED: 'cancelled',
  TIMED_OUT: 'timed_out',
  ACTION_REQUIRED: 'action_required',
  STALE: 'stale',
  STARTUP_FAILURE: 'startup_failure',
} as const;

const ofStatus = (from: StatusContext): Check => {
  const pending = from.state === 'PENDING' || from.state === 'EXPECTED';
  const conclusion = from.state === 'SUCCESS' ? 'success' : 'failure';
  return {
    name: from.context,
    app: 'status',
    appId: null,
    status: pending ? 'pending' : 'completed',
    conclusion: pending ? null : conclusion,
    workflowEvent: null,
    run: null,
    startedAt: fromIso(from.createdAt),
    // GitHub gives only the newest status of a context, and no number with it.
    id: 0,
    url: from.targetUrl,
    required: from.isRequired ?? false,
    own: false,
  };
};
