/** Gathers what the message about a promotion tells, and in which channels. */
import type { ChatContent } from '../../core/chat-content.ts';
import { wants } from '../../core/notify.ts';
import type { EnvironmentPolicy } from '../../core/policy.ts';
import { buttonValue } from '../../core/promotion/generation.ts';
import type { Promotion } from '../../core/promotion/state.ts';
import { chatMessage } from '../../messages/chat-message.ts';
import type { CheckRunInput } from '../../messages/check-run-input.ts';
import { waitsForPeople } from '../../messages/gate-table.ts';
import type { Repository } from '../../ports/store.ts';
import { pageOf } from '../links.ts';
import { policyFor, readingFor } from '../policy/policy-for.ts';
import type { World } from '../world.ts';
import { shippingOf } from './changes-view.ts';
import { checkRunInput } from './check-run-view.ts';

export interface ChatMessageView {
  /** Those that it is to be posted in, as the policy calls them. */
  readonly channels: readonly string[];
  readonly content: ChatContent;
}

/** Null where there is nothing to tell: nobody is needed, and nothing was said before. */
export const chatMessageView = async (
  world: World,
  repository: Repository,
  promotion: Promotion,
  isPosted: boolean,
): Promise<ChatMessageView | null> => {
  const reading = await readingFor(world, repository, promotion.kind);
  const environment = reading.ok
    ? reading.value.policy.environments.find(({ name }) => name === promotion.environment)
    : undefined;
  const held = reading.ok ? null : reading.problem;
  const input = await checkRunInput(world, repository, promotion, held);
  const channels = held === null && needsPeople(input) ? channelsOf(environment) : [];
  if (!isPosted && channels.length === 0) return null;
  const live = await world.store.ledger.live(repository.id, promotion.environment);
  const shipping = await shippingOf(world, repository, promotion, live?.sha ?? null);
  const policy = await policyFor(world, repository, promotion);
  const policyDigest = policy.ok ? policy.value.digest : 'none';
  const content = chatMessage({
    ...input,
    repository: `${repository.owner}/${repository.name}`,
    from: environment?.after ?? [],
    title: shipping?.title ?? null,
    changes: shipping?.changes ?? null,
    value: buttonValue({ promotion, policyDigest, live: live?.sha ?? null }),
    page: pageOf(world, repository, promotion),
  });
  return { channels, content };
};

const needsPeople = ({ promotion: { state }, decision }: CheckRunInput): boolean =>
  (state.kind === 'pending' && decision !== null && waitsForPeople(decision.verdicts)) ||
  (state.kind === 'approved' && state.awaits === 'execution');

const channelsOf = (environment: EnvironmentPolicy | undefined): readonly string[] => {
  const targets = environment?.notify?.slack ?? [];
  return [
    ...new Set(targets.filter((each) => wants(each, 'waiting')).map(({ channel }) => channel)),
  ];
};
