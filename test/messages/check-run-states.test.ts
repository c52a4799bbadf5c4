/** What a check run says in every state, whole; what it says of the gates is told elsewhere. */
import { expect, test } from 'vitest';
import { HOUR, MINUTE } from '../../src/core/instant.ts';
import type { Promotion, PromotionState } from '../../src/core/promotion/state.ts';
import type { Refusal } from '../../src/core/reasons.ts';
import { checkRunText } from '../../src/messages/check-run.ts';
import { linksFor } from '../../src/messages/links.ts';
import { ada, grace, NOON, promotion, sha } from '../core/samples.ts';

const deployment = {
  id: '77',
  url: 'https://api.github.com/repos/acme/shop/deployments/77',
  environmentUrl: 'https://shop.example',
  logUrl: 'https://ci.example/77',
  createdAt: NOON,
  started: true,
};
const deploying = { fence: 3, startedAt: NOON, deadline: NOON + 30 * MINUTE, deployment } as const;
const at = NOON;

/** By what is special about them; a kind of state without a case does not compile. */
const states: {
  readonly [K in PromotionState['kind']]: readonly (PromotionState & { kind: K })[];
} = {
  pending: [{ kind: 'pending' }],
  approved: [
    { kind: 'approved', at, awaits: 'turn', executedBy: null },
    { kind: 'approved', at, awaits: 'execution', executedBy: null },
  ],
  deploying: [
    { kind: 'deploying', ...deploying, deployment: null },
    { kind: 'deploying', ...deploying },
    { kind: 'deploying', ...deploying, deployment: { ...deployment, started: false } },
  ],
  verifying: [{ kind: 'verifying', ...deploying }],
  completed: [{ kind: 'completed', ...deploying, completedAt: NOON + MINUTE }],
  rejected: [
    { kind: 'rejected', by: grace, reason: 'not on a *Friday*', at },
    { kind: 'rejected', by: grace, reason: null, at },
    { kind: 'rejected', by: null, reason: 'checks', at },
  ],
  cancelled: [
    { kind: 'cancelled', by: ada, why: 'asked', at },
    { kind: 'cancelled', by: grace, why: 'pull_request_closed', at },
    { kind: 'cancelled', by: null, why: 'app_removed', at },
    { kind: 'cancelled', by: null, why: 'environment_gone', at },
    { kind: 'cancelled', by: null, why: 'fork_refused', at },
    { kind: 'cancelled', by: grace, why: 'held', at },
  ],
  superseded: [
    { kind: 'superseded', why: 'newer_head', sha: sha('b'), at },
    { kind: 'superseded', why: 'newer_approved', sha: sha('b'), at },
  ],
  expired: [{ kind: 'expired', at }],
  failed: [
    {
      kind: 'failed',
      failure: { code: 'deployment_failed', message: 'The deployment ended with error.' },
      deployment,
      at,
    },
  ],
  rolled_back: [{ kind: 'rolled_back', by: 'P9', at, completedAt: NOON }],
};

const refusal: Refusal = { code: 'no_longer_open', environment: 'production', state: 'completed' };
const ownWork: Refusal = {
  code: 'vote_not_counted',
  environment: 'production',
  why: { code: 'own_work', parts: [{ part: 'author', pullNumber: 12, commits: [] }] },
};
const broken: Refusal = {
  code: 'policy_invalid',
  path: '.github/lockkeeper.yml',
  sha: sha('c'),
  problems: 2,
};

interface Over {
  readonly held?: Refusal;
  readonly refused?: Refusal;
  readonly kind?: Promotion['kind'];
}

const said = (state: PromotionState, over: Over = {}): string => {
  const reason = 'the price was wrong';
  const run = checkRunText({
    promotion: promotion(state, { reason, kind: over.kind ?? 'promote' }),
    decision: null,
    held: over.held ?? null,
    rollback: state.kind === 'rolled_back' ? promotion(state, { reason }) : null,
    verification: [],
    refused: over.refused === undefined ? null : { person: grace, refusal: over.refused, at: NOON },
    links: linksFor('https://github.com/acme/shop'),
    now: NOON + HOUR,
  });
  const buttons = run.actions.map(({ label }) => ` [${label}]`).join('');
  return `${run.conclusion ?? run.status}: **${run.title}**${buttons}\n\n${run.summary}`;
};

test('every state', async () => {
  const all = Object.values(states).flat();
  const pages = [
    ...all.map((state) => `## ${state.kind}\n\n${said(state)}`),
    `## expired, of a rollback\n\n${said({ kind: 'expired', at }, { kind: 'rollback' })}`,
    `## pending, and the policy broke\n\n${said({ kind: 'pending' }, { held: broken })}`,
    `## pending, and a press that does not count\n\n${said({ kind: 'pending' }, { refused: ownWork })}`,
    `## completed, and a late press\n\n${said(states.completed[0] ?? { kind: 'pending' }, { refused: refusal })}`,
  ];
  const page = `# What people read of each state\n\n${pages.join('\n\n')}\n`;
  await expect(page).toMatchFileSnapshot('../../fixtures/words/states.md');
});
