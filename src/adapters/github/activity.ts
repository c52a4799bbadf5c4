/** Who pushed to a branch, by GitHub's own record of the repository. */
import { fromIso } from '../../core/instant.ts';
import type { CodeHostReader } from '../../ports/code-host.ts';
import type { Push } from '../../ports/store.ts';
import { client, type GitHub } from './caller.ts';
import { reachOr } from './fault.ts';
import type { Octokit } from './octokit.ts';

const PAGE = 100;
/** Further back is not asked: what is older stays unknown, and then nothing is proven. */
const MAX_PAGES = 3;
const MERGES: readonly string[] = ['pr_merge', 'merge_queue_merge'];

type Entry = Awaited<ReturnType<Octokit['rest']['repos']['listActivities']>>['data'][number];

export const activities = (github: GitHub): Pick<CodeHostReader, 'activity'> => ({
  activity: async (repository, of) => {
    const octokit = await client(github, repository);
    const [owner = '', repo = ''] = of.fullName.split('/');
    // Nothing is known of a fork that we may not read.
    const unknown = { statuses: [404, 403], value: [] };
    const entries = await reachOr('read who pushed', unknown, async () => {
      const ask = { owner, repo, ref: of.ref, per_page: PAGE };
      const found: Entry[] = [];
      let pages = 0;
      for await (const { data } of octokit.paginate.iterator(
        octokit.rest.repos.listActivities,
        ask,
      )) {
        found.push(...data);
        pages += 1;
        if (pages === MAX_PAGES) break;
      }
      return found;
    });
    return entries
      .filter((entry) => entry.ref === of.ref)
      .flatMap((entry) => pushOf(entry, of.repositoryId));
  },
});

const pushOf = (entry: Entry, repositoryId: number): readonly Push[] => {
  const { actor } = entry;
  const at = fromIso(entry.timestamp);
  if (actor === null || at === null) return [];
  return [
    {
      repositoryId,
      ref: entry.ref,
      before: entry.before,
      after: entry.after,
      forced: entry.activity_type === 'force_push',
      person: { id: Number(actor.id), login: actor.login, machine: actor.type === 'Bot' },
      at,
      kind: MERGES.includes(entry.activity_type) ? 'merge' : 'push',
    },
  ];
};
