/**
 * The policy file as it is at one commit. The commit and its file come in one answer, so the text can
 * never be that of a branch's next commit.
 */
import { z } from 'zod';
import { type CodeHostReader, HostFault } from '../../ports/code-host.ts';
import { client, type GitHub } from './caller.ts';
import { reach } from './fault.ts';
import { POLICY_PATHS, policyQuery } from './graphql-queries.ts';
import { readAnswer } from './read-answer.ts';

const MAX_POLICY_BYTES = 256 * 1024;

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

export const policySources = (github: GitHub): Pick<CodeHostReader, 'policyFile'> => ({
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
      : { sha, path, text: textOf(path, found[index] ?? null) };
  },
});

const textOf = (path: string, found: File): string => {
  const blob = found?.object;
  const text = blob?.__typename === 'Blob' ? blob.text : undefined;
  if (typeof text !== 'string') {
    throw new HostFault('unreadable', `${path} is not a file with text.`);
  }
  if (blob?.isTruncated === true || (blob?.byteSize ?? 0) > MAX_POLICY_BYTES) {
    throw new HostFault('unreadable', `${path} is larger than ${MAX_POLICY_BYTES / 1024} KiB.`);
  }
  return text;
};
