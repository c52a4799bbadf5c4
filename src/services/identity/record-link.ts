/** Writes down what happens to links, in a chain of its own for each workspace: by ids, never a token. */
import type { Person } from '../../core/person.ts';
import type { SlackIdentity } from '../../ports/identities.ts';
import type { Tables } from '../../ports/store.ts';
import { auditChain } from '../record.ts';
import type { World } from '../world.ts';

export type LinkEnd =
  | 'unlinked'
  /** The same Slack user proved to be another account. */
  | 'replaced'
  /** The person took the app's leave to know them back, on GitHub. */
  | 'revoked'
  | 'account_gone'
  | 'slack_user_gone';

export type LinkEvent =
  | { readonly kind: 'link.made' | 'link.proved' }
  | { readonly kind: 'link.ended'; readonly why: LinkEnd }
  /** Somebody else of Slack, or a program of GitHub, came back from the sign-in. */
  | {
      readonly kind: 'link.refused';
      readonly why: 'other_slack_user' | 'not_a_person';
      readonly found: SlackIdentity | null;
    };

export const recordLink = async (
  world: World,
  tx: Tables,
  { slack, person }: { readonly slack: SlackIdentity; readonly person: Person | null },
  { kind, ...rest }: LinkEvent,
): Promise<void> => {
  await auditChain(world, tx, `slack:${slack.team}`, {
    kind,
    at: world.clock.now(),
    promotionId: null,
    environment: null,
    person,
    body: { slack, ...rest },
  });
};
