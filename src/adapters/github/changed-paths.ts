/** The files in which two commits differ, as GitHub's comparison lists them. */
import { type CodeHostReader, HostFault } from '../../ports/code-host.ts';
import { at, type GitHub, placeOf } from './caller.ts';
import { reach } from './fault.ts';

/** GitHub lists no more on the first page, and files on no other (docs: "Compare two commits"). */
const MAX_FILES = 300;

export const changedPaths = (github: GitHub): Pick<CodeHostReader, 'changedPaths'> => ({
  changedPaths: async (repository, base, head) => {
    const { octokit } = await placeOf(github, repository);
    const { data } = await reach('compare two commits', () =>
      octokit.rest.repos.compareCommitsWithBasehead({
        ...at(repository),
        basehead: `${base}...${head}`,
        per_page: 1,
        page: 1,
      }),
    ).catch((fault: unknown) => {
      // Without a common ancestor GitHub answers 404.
      if (!(fault instanceof HostFault) || fault.kind !== 'gone') throw fault;
      throw new HostFault('unreadable', fault.message);
    });
    const files = data.files ?? [];
    if (files.length >= MAX_FILES) {
      throw new HostFault('unreadable', `Too many to read: ${MAX_FILES} files and more.`);
    }
    return files.flatMap(({ filename, previous_filename: former }) =>
      former === undefined ? [filename] : [filename, former],
    );
  },
});
