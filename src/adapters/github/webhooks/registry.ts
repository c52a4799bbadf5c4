/** Every webhook the app acts on, and who acts; `app.yml` subscribes to exactly these events. */
import type { EmitterWebhookEvent, EmitterWebhookEventName } from '@octokit/webhooks';
import type { World } from '../../../services/world.ts';
import { onAuthorizationRevoked } from './authorization.ts';
import { onButton, onRerequested } from './check-run-action.ts';
import { onProtectionRule } from './deployment-protection-rule.ts';
import { onDeploymentStatus } from './deployment-status.ts';
import {
  onInstallationAllowed,
  onInstallationChanged,
  onInstallationDeleted,
  onRepositoriesAdded,
  onRepositoriesRemoved,
} from './installation.ts';
import { onCommentCreated } from './issue-comment.ts';
import {
  onPullRequestClosed,
  onPullRequestOpened,
  onPullRequestSynchronized,
} from './pull-request.ts';
import { onPush } from './push.ts';
import {
  onCheckRunCompleted,
  onMembership,
  onPullRequestEdited,
  onReview,
  onStatus,
} from './wakers.ts';
import { onWorkflowRun } from './workflow-run.ts';

type Handlers = {
  readonly [E in EmitterWebhookEventName]?: (
    world: World,
    event: EmitterWebhookEvent<E>,
  ) => Promise<void>;
};

export const webhookHandlers = {
  'issue_comment.created': onCommentCreated,
  'pull_request.opened': onPullRequestOpened,
  'pull_request.reopened': onPullRequestOpened,
  'pull_request.synchronize': onPullRequestSynchronized,
  'pull_request.closed': onPullRequestClosed,
  'pull_request.edited': onPullRequestEdited,
  'pull_request_review.submitted': onReview,
  'pull_request_review.edited': onReview,
  'pull_request_review.dismissed': onReview,
  push: onPush,
  'check_run.completed': onCheckRunCompleted,
  'check_run.requested_action': onButton,
  'check_run.rerequested': onRerequested,
  status: onStatus,
  deployment_status: onDeploymentStatus,
  'deployment_protection_rule.requested': onProtectionRule,
  'workflow_run.in_progress': onWorkflowRun,
  'workflow_run.completed': onWorkflowRun,
  'membership.added': onMembership,
  'membership.removed': onMembership,
  'github_app_authorization.revoked': onAuthorizationRevoked,
  'installation.created': onInstallationChanged,
  'installation.suspend': onInstallationChanged,
  'installation.unsuspend': onInstallationAllowed,
  'installation.new_permissions_accepted': onInstallationAllowed,
  'installation.deleted': onInstallationDeleted,
  'installation_repositories.added': onRepositoriesAdded,
  'installation_repositories.removed': onRepositoriesRemoved,
} as const satisfies Handlers;
