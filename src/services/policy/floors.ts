/**
 * The floors of an owner: the policy file of its repository `.github`, as far as it holds. It is read
 * once for all repositories of the owner, and known to be there from then on: without it nothing passes.
 */
import { asksForNothing, isFloorFor, selectorOf } from '../../core/floors/floor.ts';
import { floorsThatHold } from '../../core/floors/hold.ts';
import { HOUR, type Instant } from '../../core/instant.ts';
import type { EnvironmentPolicy, Floor, PolicySource } from '../../core/policy.ts';
import type { Refusal } from '../../core/reasons.ts';
import { HostFault } from '../../ports/code-host.ts';
import type { PolicyFile, PolicyForm } from '../../ports/policies.ts';
import type { Floors } from '../../ports/policy-reader.ts';
import type { Repository, Tables } from '../../ports/store.ts';
import { wakeOwner } from '../wake-open.ts';
import type { World } from '../world.ts';

export interface FloorsReading extends Floors {
  readonly floors: readonly Floor[];
  /** Why nothing passes: they were read once, and cannot be read now. */
  readonly refusal: Refusal | null;
  readonly source: PolicySource | null;
  readonly forms: readonly PolicyForm[];
}

const NONE: FloorsReading = { file: '', floors: [], refusal: null, source: null, forms: [] };

const HOME = '.github';
const PATH = '.github/lockkeeper.yml';

export const isFloorsHome = ({ name }: Pick<Repository, 'name'>): boolean =>
  name.toLowerCase() === HOME;

type From = Pick<Tables, 'floors' | 'policies' | 'repositories'>;

/** What is kept of them; GitHub is not asked. */
export const floorsFor = async (
  world: World,
  tables: From,
  { owner }: Pick<Repository, 'owner'>,
): Promise<FloorsReading> => {
  const home = await homeOf(tables, owner);
  const file = home === null ? null : await tables.policies.current(home.id);
  if (home === null || file === null) return NONE;
  const forms = (await tables.policies.forms(home.id)).filter(
    ({ environment }) => selectorOf(environment) !== null,
  );
  const held = forms.flatMap((form) =>
    form.held === null
      ? []
      : [
          {
            environment: form.environment,
            terms: form.held.terms,
            waits: form.held.waiting !== null,
          },
        ],
  );
  const path = file.path ?? PATH;
  const read = world.policyReader.read(file.text, path);
  const floors = floorsThatHold(read.ok ? read.value : null, held);
  const repository = `${owner}/${HOME}`;
  const problems = read.ok ? 0 : read.problem.length;
  // What others made of them since is nothing to go by.
  const isAnothers = !isOf(owner, home) && forms.length > 0;
  const isLost = isAnothers || (!home.active && floors.some((floor) => !asksForNothing(floor)));
  return {
    file: `${repository}:${path}`,
    floors,
    refusal:
      isLost || problems > 0 ? refusalOf(repository, path, file, isLost ? 0 : problems) : null,
    source: { repository, path, sha: file.sha },
    forms,
  };
};

const refusalOf = (
  floorsOf: string,
  path: string,
  { sha }: PolicyFile,
  problems: number,
): Refusal => ({ code: 'policy_invalid', path, sha, problems, floorsOf });

/** Since when an environment's floors are what they are; 0 where nobody saw others before. */
export const floorsSince = ({ forms }: FloorsReading, environment: EnvironmentPolicy): Instant =>
  Math.max(
    0,
    ...forms
      .filter((form) => isFloorFor(selectorOf(form.environment) ?? '', environment))
      .map(({ since }) => since),
  );

/** Not active, too, where it is called otherwise now, or belongs to others. */
const homeOf = async (
  { floors, repositories }: Pick<Tables, 'floors' | 'repositories'>,
  owner: string,
): Promise<Repository | null> => {
  const known = await floors.of(owner);
  if (known === null || known.repositoryId === null) return null;
  const home = await repositories.byId(known.repositoryId);
  return home === null || isHomeOf(owner, home) ? home : { ...home, active: false };
};

const isHomeOf = (owner: string, repository: Repository): boolean =>
  isFloorsHome(repository) && isOf(owner, repository);

const isOf = (owner: string, repository: Repository): boolean =>
  repository.owner.toLowerCase() === owner.toLowerCase();

/** Where they were read until now, if this one is to take its place: it is no way to ask for less. */
export const homeBefore = async (
  tables: Pick<Tables, 'floors' | 'repositories'>,
  repository: Repository,
): Promise<Repository | null> => {
  const known = isFloorsHome(repository) ? await homeOf(tables, repository.owner) : null;
  return known === null || known.id === repository.id ? null : known;
};

/** From here on they are known to be read there. */
export const noteFloors = (
  tx: Tables,
  { owner, id }: Repository,
  lookedAt: Instant,
): Promise<void> => tx.floors.put({ owner, repositoryId: id, lookedAt });

/** Asks GitHub where nobody did yet. `adopt` reads the file. */
export const findFloors = async (
  world: World,
  repository: Repository,
  adopt: (home: Repository) => Promise<unknown>,
): Promise<void> => {
  if ((await world.store.floors.of(repository.owner)) === null) {
    await lookForFloors(world, repository, adopt);
  }
};

const LOOK_EVERY_MS = HOUR;

/** The same where that was a while ago: nothing tells of it if GitHub lost the event. */
export const findFloorsAgain = async (
  world: World,
  repository: Repository,
  adopt: (home: Repository) => Promise<unknown>,
): Promise<void> => {
  const known = await world.store.floors.of(repository.owner);
  if (known === null || known.lookedAt + LOOK_EVERY_MS > world.clock.now()) return;
  await lookForFloors(world, repository, adopt);
};

/** Whether they are at another commit now than what is decided by. */
export const floorsMoved = async (
  world: World,
  repository: Repository,
  adopt: (home: Repository) => Promise<unknown>,
): Promise<boolean> => {
  const home = await homeOf(world.store, repository.owner);
  if (home === null) return false;
  const current = await world.store.policies.current(home.id);
  try {
    const found = await world.host.policyFile(home, `refs/heads/${home.defaultBranch}`);
    if (found.sha === current?.sha) return false;
    await adopt(home);
  } catch (fault) {
    if (!(fault instanceof HostFault) || fault.kind !== 'gone') throw fault;
    if (!home.active) return false;
    await lookForFloors(world, repository, adopt);
  }
  return true;
};

const lookForFloors = async (
  world: World,
  repository: Repository,
  adopt: (home: Repository) => Promise<unknown>,
): Promise<void> => {
  const { owner, installationId } = repository;
  const found = await world.host.repositoryNamed(repository, HOME);
  const known = await homeOf(world.store, owner);
  const home: Repository | null =
    found === null
      ? known === null
        ? null
        : { ...known, active: false }
      : { ...found, owner, installationId, active: true };
  await world.store.transaction(async (tx) => {
    if (home !== null && isHomeOf(owner, home)) await tx.repositories.put(home);
    // Another one takes its place when its file is adopted.
    const repositoryId = known?.id ?? home?.id ?? null;
    await tx.floors.put({ owner, repositoryId, lookedAt: world.clock.now() });
    if (known?.active === true && home?.active === false) await wakeOwner(world, tx, home);
  });
  if (home?.active === true) await adopt(home);
};

/** The app was let into repositories: if floors were looked for in vain, they may be among these. */
export const findFloorsAmong = async (
  world: World,
  installationId: number,
  fullNames: readonly string[],
  adopt: (home: Repository) => Promise<unknown>,
): Promise<void> => {
  if (!fullNames.some((name) => name.toLowerCase().endsWith(`/${HOME}`))) return;
  const [any] = await world.store.repositories.ofInstallation(installationId);
  if (any !== undefined) await lookForFloors(world, any, adopt);
};
