/**
 * The policy file as it is at one commit. The commit and its file come in one answer, so the text can
 * never be that of a branch's next commit.
 */
import { z } from 'zod';
import { type CodeHostReader, HostFault } from '../../ports/code-host.ts';
import type { Repository } from '../../ports/store.ts';
import { client, type GitHub } from './caller.ts';
import { reach } from './fault.ts';
import {
  POLICY_PATHS,
  policyHistoryQuery,
  policyQuery,
  repositoryQuery,
} from './graphql-queries.ts';
import { readAnswer } from './read-answer.ts';

const file = z
  .object({
    object: z
      .object({
        __typename: z.string(),
        text: z.string().nullish(),
        byteSize: z.number().optional(),
        isTruncated: z.boolean().optional(),
      })
      .nullable(),
  })
  .nullable();
const policyAnswer = z.object({
  repository: z.object({
    object: z.object({ oid: z.string(), first: file, second: file }).partial().nullable(),
  }),
});
type File = z.infer<typeof file>;

const touched = z.object({
  totalCount: z.number(),
  nodes: z.array(z.object({ oid: z.string() })),
});
const there = z.object({}).nullable();
const historyOf = z.object({
  first: touched,
  second: touched,
  firstFile: there,
  secondFile: there,
});
const historyAnswer = z.object({ repository: z.object({ from: historyOf, to: historyOf }) });

export const policySources = (
  github: GitHub,
): Pick<CodeHostReader, 'policyFile' | 'policyCommits' | 'repositoryNamed'> => ({
  repositoryNamed: (repository, name) => namedBeside(github, repository, name),
  policyCommits: async (repository, range) => {
    const octokit = await client(github, repository);
    const { owner, name } = repository;
    const answer = await reach('read what the policy file went through', () =>
      octokit.graphql(policyHistoryQuery, { owner, name, ...range }),
    );
    const { from, to } = readAnswer('the policy file’s history', historyAnswer, answer).repository;
    const [was, is] = [pathAt(from), pathAt(to)];
    // Under the name that did not count it may have been changed unseen: all of that counts now.
    const moved = was !== null && was !== is ? is : null;
    const order = is === 'second' ? PATHS.toReversed() : PATHS;
    const found = order.map((path) => newSince(path === moved ? NEVER : from[path], to[path]));
    const [own = []] = found;
    const path = is === null ? null : POLICY_PATHS[PATHS.indexOf(is)];
    return [...new Set(found.flat())].map((sha) => ({
      sha,
      path: (own.includes(sha) ? path : null) ?? null,
    }));
  },
  policyFile: async (repository, ref) => {
    const octokit = await client(github, repository);
    const { owner, name } = repository;
    const answer = await reach('read the policy file', () =>
      octokit.graphql(policyQuery, { owner, name, ref }),
    );
    const commit = readAnswer('the policy file', policyAnswer, answer).repository.object;
    if (commit?.oid === undefined) {
      throw new HostFault('unreadable', `GitHub has no commit ${ref} to read the policy from.`);
    }
    const sha = commit.oid;
    const found = [commit.first, commit.second];
    const index = found.findIndex((each) => each !== null && each !== undefined);
    const path = POLICY_PATHS[index] ?? null;
    return path === null
      ? { sha, path, text: null }
      : { sha, path, text: textOf(found[index] ?? null) };
  },
});

const repositoryAnswer = z.object({
  repository: z.object({
    databaseId: z.number(),
    name: z.string(),
    defaultBranchRef: z.object({ name: z.string() }).nullable(),
  }),
});

const namedBeside = async (
  github: GitHub,
  repository: Repository,
  name: string,
): ReturnType<CodeHostReader['repositoryNamed']> => {
  const octokit = await client(github, repository);
  try {
    const answer = await reach('look for the repository of floors', () =>
      octokit.graphql(repositoryQuery, { owner: repository.owner, name }),
    );
    const found = readAnswer('a repository', repositoryAnswer, answer).repository;
    if (found.defaultBranchRef === null) return null;
    return { id: found.databaseId, name: found.name, defaultBranch: found.defaultBranchRef.name };
  } catch (fault) {
    if (fault instanceof HostFault && fault.kind === 'gone') return null;
    throw fault;
  }
};

type Touched = z.infer<typeof touched>;

const PATHS = ['first', 'second'] as const;
const NEVER: Touched = { totalCount: 0, nodes: [] };

/** Which of the file's names counts there. */
const pathAt = (at: z.infer<typeof historyOf>): (typeof PATHS)[number] | null =>
  PATHS.find((path) => at[`${path}File`] !== null) ?? null;

/** Newest first. A page that is new as a whole may not be all of it. */
const newSince = (from: Touched, to: Touched): readonly string[] => {
  const known = new Set(from.nodes.map(({ oid }) => oid));
  const fresh = to.nodes.map(({ oid }) => oid).filter((oid) => !known.has(oid));
  if (fresh.length === to.nodes.length && to.totalCount > fresh.length) {
    throw new HostFault('unreadable', `The policy file changed too often: ${to.totalCount} times.`);
  }
  return fresh;
};

/**
 * What is at the path, for the policy's reader to judge: anything but text must show as a broken
 * policy, and never leave the one before in force.
 */
const textOf = (found: File): string => {
  const blob = found?.object;
  if (blob?.__typename !== 'Blob') return '';
  const { text = null, isTruncated = false, byteSize = 0 } = blob;
  if (text === null) return NOT_TEXT;
  return isTruncated ? (text + NOT_TEXT).padEnd(Math.min(byteSize, TOO_LONG)) : text;
};

/** More than any reader takes. */
const TOO_LONG = 1_000_000;
/** As a decoder writes what it cannot read. GitHub gives no text of a binary file. */
const NOT_TEXT = '\uFFFD';
