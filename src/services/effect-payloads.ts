/** What each effect of the outbox carries, by its kind. */
import type { ChatContent } from '../core/chat-content.ts';
import type { Instant } from '../core/instant.ts';
import type { Person } from '../core/person.ts';
import type { DeploymentRef } from '../core/promotion/state.ts';
import type { Refusal } from '../core/reasons.ts';
import type { Release } from '../core/release.ts';
import type { ChatAddress } from '../ports/chat.ts';
import type { SlackIdentity } from '../ports/identities.ts';
import type { JobKey } from '../ports/waiting-jobs.ts';
import type { DeliveryPayload, NotifyPayload, SlackEventPayload } from './notify/payloads.ts';

export interface EffectPayloads {
  readonly deploy: { readonly promotionId: string; readonly fence: number };
  readonly 'deployment-report': {
    readonly promotionId: string;
    readonly deploymentId: string;
    /** Absent for a GitHub deployment. */
    readonly deployer?: DeploymentRef['deployer'];
    readonly state: 'inactive' | 'error';
    readonly description: string;
  };
  readonly 'run-workflow': { readonly inquiryId: string; readonly promotionId: string };
  readonly 'ask-outside': { readonly inquiryId: string; readonly promotionId: string };
  readonly 'check-run': { readonly promotionId: string; readonly held: Refusal | null };
  readonly 'policy-check': {
    readonly repositoryId: number;
    readonly sha: string;
    /** On the default branch, whatever it holds by now. */
    readonly landed: boolean;
  };
  readonly 'policy-watch': { readonly repositoryId: number };
  readonly 'status-comment': { readonly repositoryId: number; readonly pullNumber: number };
  readonly reminder: { readonly promotionId: string };
  readonly reply: {
    readonly repositoryId: number;
    readonly number: number;
    readonly commentId: string;
    readonly body: string;
  };
  readonly fold: { readonly repositoryId: number; readonly number: number };
  /** A job that waits and has no promotion yet. */
  readonly 'waiting-job': JobKey;
  readonly 'job-answer': { readonly promotionId: string; readonly held: Refusal | null };
  /** Webhooks that did not arrive are asked for again. */
  readonly redeliver: Readonly<Record<string, never>>;
  /** Nothing was heard since then, for longer than webhooks are sent again. */
  readonly 'missed-comments': { readonly repositoryId: number; readonly since: Instant };
  readonly 'sweep-repository': { readonly repositoryId: number };
  /** Something went live there: what is promoted by itself after that is asked for. */
  readonly 'follow-rules': {
    readonly repositoryId: number;
    readonly environment: string;
    readonly release: Release;
    readonly pullNumber: number | null;
    readonly fork: boolean;
  };
  /** Tells somebody what they did not ask for just now; `about` makes it once. */
  readonly notice: {
    readonly repositoryId: number;
    readonly number: number;
    readonly about: string;
    readonly body: string;
  };
  /** A link was made, and one of those that it is about is told. */
  readonly 'link-told': {
    readonly linkId: string;
    readonly slack: SlackIdentity;
    readonly person: Person;
    readonly to: SlackIdentity;
  };
  /** Those from behind `after` on. */
  readonly 'check-links': { readonly after: string | null };
  readonly 'lock-expiry': { readonly repositoryId: number; readonly environment: string };
  readonly notify: NotifyPayload;
  readonly webhook: DeliveryPayload;
  readonly email: DeliveryPayload;
  readonly 'slack-event': SlackEventPayload;
  readonly reaction: { readonly repositoryId: number; readonly commentId: string };
  /** The message of a promotion in each of its channels. */
  readonly 'chat-message': { readonly promotionId: string };
  readonly 'chat-answer': { readonly to: ChatAddress; readonly content: ChatContent };
  /** To everybody whose yes is waited for. */
  readonly 'chat-reminders': { readonly promotionId: string };
  readonly 'chat-reminder': { readonly promotionId: string; readonly who: SlackIdentity };
  readonly 'chat-home': { readonly who: SlackIdentity };
}
export type EffectKind = keyof EffectPayloads;
