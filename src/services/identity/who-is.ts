/**
 * Who of GitHub a Slack user is. Each time GitHub is asked who has the account's number now: its login
 * may have changed, and the former one may be somebody else's.
 */
import { isProved } from '../../core/identity-link.ts';
import type { Person } from '../../core/person.ts';
import { HostFault } from '../../ports/code-host.ts';
import type { IdentityLink, SlackIdentity } from '../../ports/identities.ts';
import { retryOnConflict } from '../retry-on-conflict.ts';
import type { World } from '../world.ts';
import { forgetPerson } from './end-links.ts';

export type WhoIs =
  | { readonly kind: 'known'; readonly person: Person; readonly link: IdentityLink }
  | { readonly kind: 'unlinked' }
  /** It was proved too long ago: it is to be proved again. */
  | { readonly kind: 'stale' }
  /** There is no such account on GitHub any more, and with it the link has ended. */
  | { readonly kind: 'gone' };

/** Throws `HostFault` when GitHub does not answer. */
export const whoIs = async (world: World, slack: SlackIdentity): Promise<WhoIs> => {
  const link = await world.store.identities.of(slack);
  if (link === null) return { kind: 'unlinked' };
  if (!isProved(link.provedAt, world.clock.now())) return { kind: 'stale' };
  const person = await personNow(world, link);
  if (person === null) return { kind: 'gone' };
  return { kind: 'known', person, link: { ...link, person } };
};

/** Keeps the login that the account has now; null where it is gone, and all that is linked to it. */
export const personNow = async (world: World, link: IdentityLink): Promise<Person | null> => {
  // Any installation knows every account.
  const [repository] = await world.store.repositories.active(0, 1);
  if (repository === undefined) {
    throw new HostFault('forbidden', 'The app is installed nowhere, so GitHub tells it of nobody.');
  }
  const person = await world.host.personById(repository, link.person.id);
  if (person === null || person.machine) {
    await forgetPerson(world, link.person.id, 'account_gone');
    return null;
  }
  if (person.login !== link.person.login) await keepLogin(world, link, person);
  return person;
};

const keepLogin = (world: World, { id, slack }: IdentityLink, person: Person): Promise<void> =>
  retryOnConflict(() =>
    world.store.transaction(async (tx) => {
      const link = await tx.identities.of(slack);
      if (link?.id === id) await tx.identities.put({ ...link, person });
    }),
  );
