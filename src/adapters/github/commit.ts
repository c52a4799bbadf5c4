/** Single commits and how two of them stand to each other. */
import { RequestError } from '@octokit/request-error';
import type { Sha } from '../../core/release.ts';
import { type CodeHostReader, type Comparison, HostFault } from '../../ports/code-host.ts';
import { at, client, type GitHub, type Place, placeOf } from './caller.ts';
import { faultOf, reach, wordsOf } from './fault.ts';

/** More commits than this between two releases are a fault that says so, never a list cut short. */
const MAX_COMMITS = 1_000;
const PAGE = 100;

/** What may be sent: a name of a branch or anything else would be resolved as well. */
const SHA = /^[0-9a-f]{7,40}$/i;
const FULL_SHA = /^[0-9a-f]{40}$/;

/** So many comparisons are remembered. */
const KEPT = 200;

export const commits = (github: GitHub): Pick<CodeHostReader, 'commit' | 'compare'> => ({
  commit: async (repository, sha) => {
    if (!SHA.test(sha)) return null;
    const octokit = await client(github, repository);
    const path = { ...at(repository), ref: sha, per_page: 1 };
    try {
      const { data } = await octokit.rest.repos.getCommit(path);
      // A branch may be named like a SHA: only an object that begins with it is the one that was meant.
      if (!data.sha.startsWith(sha.toLowerCase())) return null;
      return { sha: data.sha, tree: data.commit.tree.sha };
    } catch (fault) {
      return noneOr(fault);
    }
  },
  compare: comparedOnce(async (repository, base, head) =>
    compare(await placeOf(github, repository), `${base}...${head}`),
  ),
});

/** How two commits stand to each other never changes: what waits long is compared once. */
const comparedOnce = (ask: CodeHostReader['compare']): CodeHostReader['compare'] => {
  const known = new Map<string, Comparison>();
  return async (repository, base, head) => {
    const key = [repository.id, base, head].join(' ');
    const before = known.get(key);
    if (before !== undefined) return before;
    const comparison = await ask(repository, base, head);
    if (![base, head].every((sha) => FULL_SHA.test(sha))) return comparison;
    known.set(key, comparison);
    const [oldest] = known.keys();
    if (known.size > KEPT && oldest !== undefined) known.delete(oldest);
    return comparison;
  };
};

const compare = async (place: Place, basehead: string): Promise<Comparison> => {
  const shas: Sha[] = [];
  for (let page = 1; ; page += 1) {
    const {
      status,
      total_commits: total,
      commits: found,
    } = await comparePage(place, basehead, page);
    if (total > MAX_COMMITS) {
      throw new HostFault(
        'unreadable',
        `Too many to read: ${total} commits, at most ${MAX_COMMITS}.`,
      );
    }
    shas.push(...found.map((commit) => commit.sha));
    if (shas.length >= total) return { relation: status, commits: shas };
    if (found.length === 0) {
      throw new HostFault(
        'unreadable',
        `GitHub gave ${shas.length} of ${total} commits between two.`,
      );
    }
  }
};

/** 404 and 422 say that it names none, 409 that the repository is empty; a short one may name several. */
const noneOr = (fault: unknown): 'ambiguous' | null => {
  if (!(fault instanceof RequestError) || ![404, 409, 422].includes(fault.status)) {
    throw faultOf('read a commit', fault);
  }
  return /ambiguous/i.test(wordsOf(fault)) ? 'ambiguous' : null;
};

interface ComparePage {
  readonly status: Comparison['relation'];
  readonly total_commits: number;
  readonly commits: readonly { readonly sha: Sha }[];
}

const comparePage = async (
  { octokit, repository }: Place,
  basehead: string,
  page: number,
): Promise<ComparePage> => {
  try {
    const { data } = await reach('compare two commits', () =>
      octokit.rest.repos.compareCommitsWithBasehead({
        ...at(repository),
        basehead,
        per_page: PAGE,
        page,
      }),
    );
    return data;
  } catch (fault) {
    // Without a common ancestor GitHub answers 404: that must not pass for an empty list of what ships.
    if (!(fault instanceof HostFault) || fault.kind !== 'gone') throw fault;
    throw new HostFault('unreadable', fault.message);
  }
};
