/** What is said and kept of a lock whenever something happens to it: the audit trail, and a comment. */
import type { Instant } from '../../core/instant.ts';
import type { Person } from '../../core/person.ts';
import type { StoredLock } from '../../ports/stops.ts';
import type { Tables } from '../../ports/store.ts';
import { noticeEffect } from '../effects.ts';
import { audit } from '../record.ts';
import type { World } from '../world.ts';

/** One comment on the page where it was locked, once for each lock. */
export const tell = async (
  tx: Tables,
  { id, repositoryId, page }: Pick<StoredLock, 'id' | 'repositoryId' | 'page'>,
  body: string,
  now: Instant,
): Promise<void> => {
  if (page === null) return;
  await tx.outbox.add(noticeEffect({ repositoryId, number: page, about: `lock:${id}`, body }, now));
};

export const auditLock = async (
  world: World,
  tx: Tables,
  { repositoryId, environment }: Pick<StoredLock, 'repositoryId' | 'environment'>,
  event: {
    readonly kind: string;
    readonly person: Person | null;
    readonly body: Readonly<Record<string, unknown>>;
  },
): Promise<void> => {
  const at = world.clock.now();
  await audit(world, tx, { repositoryId, environment, at, promotionId: null, ...event });
};
