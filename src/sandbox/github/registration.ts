/** What the app registered itself for, as its `app.yml` says: GitHub sends no other events. */
import type { Emit, State } from './state.ts';

export const PERMISSIONS = {
  actions: 'write',
  checks: 'write',
  contents: 'read',
  deployments: 'write',
  issues: 'write',
  members: 'read',
  metadata: 'read',
  pull_requests: 'write',
  statuses: 'read',
};

export const EVENTS: readonly string[] = [
  'check_run',
  'deployment_protection_rule',
  'deployment_status',
  'issue_comment',
  'membership',
  'pull_request',
  'pull_request_review',
  'push',
  'status',
  'workflow_run',
];

/**
 * Those about the installation itself come to every app that has one, those about a person's consent to
 * every app; others where it may look.
 */
export const isSent = (
  { installation }: State,
  event: string,
  scope: Parameters<Emit>[3],
): boolean => {
  if (scope === 'account') return true;
  if (installation.status !== 'active') return false;
  if (scope === 'installation') return true;
  return EVENTS.includes(event) && (scope === 'organization' || installation.hasRepository);
};
