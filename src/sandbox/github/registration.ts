/** What the app registered itself for, as its `app.yml` says: GitHub sends no other events. */

export const PERMISSIONS = {
  actions: 'read',
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
  'deployment_status',
  'issue_comment',
  'membership',
  'pull_request',
  'pull_request_review',
  'push',
  'status',
];

/** Those about the installation itself come to every app. */
export const isSent = (event: string): boolean =>
  EVENTS.includes(event) || event === 'installation' || event === 'installation_repositories';
