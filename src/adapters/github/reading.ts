/** Reading single things: a role, a commit, a comparison, a policy file, the pushes of a branch. */
import { z } from 'zod';
import { fromIso } from '../../core/instant.ts';
import { ROLES, type Role } from '../../core/person.ts';
import { type CodeHostReader, HostFault } from '../../ports/code-host.ts';
import type { Push } from '../../ports/store.ts';
import { at, client, type GitHub } from './caller.ts';
import { reach, reachOr } from './fault.ts';

type Reading = Pick<CodeHostReader, 'roleOf' | 'commit' | 'compare' | 'activity' | 'policyFile'>;

/** More commits than this between two releases are not compared: a limit, said aloud. */
const MAX_COMMITS = 1_000;
const PAGE = 100;
const MAX_POLICY_BYTES = 256 * 1024;
const PATHS = ['.github/lockkeeper.yml', '.github/lockkeeper.yaml'] as const;

export const reading = (github: GitHub): Reading => ({
  roleOf: async (repository, login) => {
    const octokit = await client(github, repository);
    const data = await reachOr('read a role', { statuses: [404], value: null }, async () =>
      (await octokit.rest.repos.getCollaboratorPermissionLevel({ ...at(repository), username: login })).data,
    );
    return data === null ? 'none' : roleNamed(data.role_name, data.permission);
  },
  commit: async (repository, sha) => {
    if (!/^[0-9a-f]{7,40}$/i.test(sha)) return null;
    const octokit = await client(github, repository);
    const none = { statuses: [404, 422], value: null };
    const data = await reachOr('read a commit', none, async () =>
      (await octokit.rest.repos.getCommit({ ...at(repository), ref: sha, per_page: 1 })).data,
    );
    // A branch may be named like a SHA: only an object that begins with it is the one that was meant.
    if (data === null || !data.sha.startsWith(sha.toLowerCase())) return null;
    return { sha: data.sha, tree: data.commit.tree.sha };
  },
  compare: async (repository, base, head) => {
    const octokit = await client(github, repository);
    const commits: string[] = [];
    for (let page = 1; ; page += 1) {
      const { data } = await reach('compare two commits', () =>
        octokit.rest.repos.compareCommitsWithBasehead({
          ...at(repository),
          basehead: `${base}...${head}`,
          per_page: PAGE,
          page,
        }),
      );
      if (data.total_commits > MAX_COMMITS) {
        throw new HostFault('unreadable', `More than ${MAX_COMMITS} commits lie between the two releases.`);
      }
      commits.push(...data.commits.map((commit) => commit.sha));
      if (commits.length >= data.total_commits || data.commits.length === 0) {
        return { relation: data.status, commits };
      }
    }
  },
  activity: async (repository, of) => {
    const octokit = await client(github, repository);
    const [owner = '', repo = ''] = of.fullName.split('/');
    const none = { statuses: [404, 403], value: [] };
    const data = await reachOr('read who pushed', none, async () =>
      (await octokit.request('GET /repos/{owner}/{repo}/activity', { owner, repo, ref: of.ref, per_page: PAGE })).data,
    );
    return data.flatMap((entry): readonly Push[] => {
      const time = fromIso(entry.timestamp);
      if (entry.actor === null || time === null) return [];
      return [
        {
          repositoryId: of.repositoryId,
          ref: entry.ref,
          before: entry.before,
          after: entry.after,
          forced: entry.activity_type === 'force_push',
          person: {
            id: entry.actor.id,
            login: entry.actor.login,
            machine: entry.actor.type === 'Bot',
          },
          at: time,
          kind: entry.activity_type.includes('merge') ? 'merge' : 'push',
        },
      ];
    });
  },
  policyFile: async (repository, ref) => {
    const octokit = await client(github, repository);
    const answer = await reach('read the policy file', () =>
      octokit.graphql(POLICY_QUERY, {
        owner: repository.owner,
        name: repository.name,
        commit: ref,
        first: `${ref}:${PATHS[0]}`,
        second: `${ref}:${PATHS[1]}`,
      }),
    );
    const parsed = policyAnswer.safeParse(answer);
    if (!parsed.success || parsed.data.repository.commit === null) {
      throw new HostFault('unreadable', `GitHub has no commit ${ref} to read the policy from.`);
    }
    const { commit, first, second } = parsed.data.repository;
    const blob = first ?? second;
    if (blob === null) return { sha: commit.oid, path: null, text: null };
    if (blob.text === null || blob.byteSize > MAX_POLICY_BYTES) {
      throw new HostFault('unreadable', 'The policy file is not text, or larger than 256 KiB.');
    }
    return { sha: commit.oid, path: first === null ? PATHS[1] : PATHS[0], text: blob.text };
  },
});

const POLICY_QUERY = `query Policy($owner: String!, $name: String!, $commit: String!, $first: String!, $second: String!) {
  repository(owner: $owner, name: $name) {
    commit: object(expression: $commit) { oid }
    first: object(expression: $first) { ... on Blob { text byteSize } }
    second: object(expression: $second) { ... on Blob { text byteSize } }
  }
}`;

const blob = z.object({ text: z.string().nullable(), byteSize: z.number() });
const policyAnswer = z.object({
  repository: z.object({
    commit: z.object({ oid: z.string() }).nullable(),
    first: blob.nullable(),
    second: blob.nullable(),
  }),
});

/** A role of the organisation's own making counts as the standard one it was built on. */
const roleNamed = (roleName: string, permission: string): Role =>
  ROLES.find((role) => role === roleName) ?? ROLES.find((role) => role === permission) ?? 'none';
