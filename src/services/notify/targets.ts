/** Who wants to be told of what happens in a repository, as its policy file says it. */
import { digestOf } from '../../core/digest.ts';
import { type NotifyEvent, type NotifyPolicy, type Wish, wants } from '../../core/notify.ts';
import type { Policy } from '../../core/policy.ts';
import type { PolicyFile } from '../../ports/policies.ts';
import type { Tables } from '../../ports/store.ts';
import type { Address } from '../../ports/target-deliveries.ts';
import type { World } from '../world.ts';

type Reader = Pick<World, 'policyReader'>;

/** Everybody who wants it, each once; of what is about no environment, those of all. */
export const targetsOf = async (
  world: Reader,
  { policies }: Pick<Tables, 'policies'>,
  about: {
    readonly repositoryId: number;
    readonly environment: string | null;
    readonly event: NotifyEvent;
  },
): Promise<readonly Address[]> => {
  const { repositoryId, environment, event } = about;
  const policy = await tellingPolicy(world, policies, repositoryId);
  const telling = (policy?.environments ?? [])
    .filter(({ name }) => environment === null || name === environment)
    .flatMap(({ notify }) => notify ?? []);
  const all = telling.flatMap((notify) => addressesOf(notify, (wish) => wants(wish, event)));
  return [...new Map(all.map((address) => [digestOf(address), address])).values()];
};

/** The policy names this very event for that channel. */
export const isAskedFor = async (
  world: Reader,
  { policies }: Pick<Tables, 'policies'>,
  of: {
    readonly repositoryId: number;
    readonly environment: string | null;
    readonly channel: string;
    readonly event: NotifyEvent;
  },
): Promise<boolean> => {
  const policy = await tellingPolicy(world, policies, of.repositoryId);
  return (policy?.environments ?? [])
    .filter(({ name }) => of.environment === null || name === of.environment)
    .flatMap(({ notify }) => notify?.slack ?? [])
    .some(({ channel, events }) => channel === of.channel && events?.includes(of.event) === true);
};

/** Every URL that the policy names. */
export const namedUrls = (policy: Policy): readonly string[] => [
  ...new Set(
    policy.environments.flatMap(({ notify }) => (notify?.webhooks ?? []).map(({ url }) => url)),
  ),
];

/** As the file stands, or the last one that could be read: whom it tells waits for nobody's approval. */
const tellingPolicy = async (
  world: Reader,
  policies: Tables['policies'],
  repositoryId: number,
): Promise<Policy | null> =>
  read(world, await policies.current(repositoryId)) ??
  read(world, await policies.lastValid(repositoryId));

const read = ({ policyReader }: Reader, file: PolicyFile | null): Policy | null => {
  if (file === null) return null;
  const parsed = policyReader.read(file.text, file.path ?? '');
  return parsed.ok ? parsed.value : null;
};

const addressesOf = (
  { slack, webhooks, email }: NotifyPolicy,
  isWanted: (wish: Wish) => boolean,
): readonly Address[] => [
  ...slack.filter(isWanted).map(({ channel }) => ({ kind: 'slack', channel }) as const),
  ...webhooks
    .filter(isWanted)
    .map(({ url, secret }) => ({ kind: 'webhook', url, secret }) as const),
  ...email.filter(isWanted).map(({ to }) => ({ kind: 'email', to }) as const),
];
