/** Who an account is: its number stays, its login may be another's tomorrow. */
import type { CodeHostReader } from '../../ports/code-host.ts';
import { client, type GitHub } from './caller.ts';
import { reachOr } from './fault.ts';

export const accounts = (github: GitHub): Pick<CodeHostReader, 'personById'> => ({
  personById: async (repository, id) => {
    const octokit = await client(github, repository);
    const none = { statuses: [404], value: null };
    const data = await reachOr('look an account up', none, async () => {
      return (await octokit.rest.users.getById({ account_id: id })).data;
    });
    // One that was made into an organisation keeps its number, and is nobody any more.
    const isPerson = data?.type === 'User' || data?.type === 'Bot';
    return isPerson ? { id, login: data.login, machine: data.type === 'Bot' } : null;
  },
});
