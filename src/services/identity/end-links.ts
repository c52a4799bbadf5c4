/** Links end: because somebody says so, or because one of the two accounts is no more. */
import type { IdentityLink, SlackIdentity } from '../../ports/identities.ts';
import type { Tables } from '../../ports/store.ts';
import { retryOnConflict } from '../retry-on-conflict.ts';
import type { World } from '../world.ts';
import { type LinkEnd, recordLink } from './record-link.ts';

/** The link that ended; null where there was none. */
export const unlink = (world: World, slack: SlackIdentity): Promise<IdentityLink | null> =>
  endOf(world, slack, 'unlinked');

/** There is no such user in the workspace any more. */
export const forgetSlackUser = async (world: World, slack: SlackIdentity): Promise<void> => {
  await endOf(world, slack, 'slack_user_gone');
};

export const forgetPerson = (
  world: World,
  personId: number,
  why: 'revoked' | 'account_gone',
): Promise<void> =>
  retryOnConflict(() =>
    world.store.transaction(async (tx) => {
      for (const link of await tx.identities.ofPerson(personId)) {
        await endLink(world, tx, link, why);
      }
    }),
  );

const endOf = (world: World, slack: SlackIdentity, why: LinkEnd): Promise<IdentityLink | null> =>
  retryOnConflict(() =>
    world.store.transaction(async (tx) => {
      const link = await tx.identities.of(slack);
      if (link !== null) await endLink(world, tx, link, why);
      return link;
    }),
  );

const endLink = async (
  world: World,
  tx: Tables,
  link: IdentityLink,
  why: LinkEnd,
): Promise<void> => {
  await tx.identities.remove(link.id);
  await recordLink(world, tx, link, { kind: 'link.ended', why });
};
