/** What GitHub says of commits' signatures now: a key that is added or revoked changes it. */
import { z } from 'zod';
import type { CommitSignature } from '../../core/release-facts.ts';
import { type CodeHostReader, HostFault } from '../../ports/code-host.ts';
import { type GitHub, placeOf } from './caller.ts';
import { reach } from './fault.ts';
import { signaturesQuery } from './graphql-queries.ts';
import { readAnswer } from './read-answer.ts';
import { signatureAnswer, signatureOf } from './snapshot-decode.ts';

const COMMITS_A_QUERY = 100;
const FULL_SHA = /^[0-9a-f]{40}$/;

const answers = z.object({ repository: z.record(z.string(), signatureAnswer) });

export const signatures = (github: GitHub): Pick<CodeHostReader, 'signatures'> => ({
  signatures: async (repository, shas) => {
    const strange = shas.find((sha) => !FULL_SHA.test(sha));
    if (strange !== undefined)
      throw new HostFault('unreadable', `${strange} is not a full commit SHA.`);
    const { octokit } = await placeOf(github, repository);
    const { owner, name } = repository;
    const found: CommitSignature[] = [];
    for (let from = 0; from < shas.length; from += COMMITS_A_QUERY) {
      const query = signaturesQuery(shas.slice(from, from + COMMITS_A_QUERY));
      const answer = await reach('read signatures', () => octokit.graphql(query, { owner, name }));
      const commits = readAnswer('signatures', answers, answer).repository;
      found.push(...Object.values(commits).map(signatureOf));
    }
    if (found.length < shas.length)
      throw new HostFault('unreadable', 'GitHub did not give all signatures.');
    return found;
  },
});
