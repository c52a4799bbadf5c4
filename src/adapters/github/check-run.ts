/** Check runs: the only place that writes them. */
import type { CheckRunContent, CodeHostWriter } from '../../ports/code-host.ts';
import { at, client, type GitHub } from './caller.ts';
import { reach } from './fault.ts';

/** GitHub takes so many annotations in one request; the first ones say enough. */
const MAX_ANNOTATIONS = 50;

export const checkRuns = (
  github: GitHub,
): Pick<CodeHostWriter, 'createCheckRun' | 'updateCheckRun' | 'findCheckRuns'> => ({
  createCheckRun: async (repository, content) => {
    const octokit = await client(github, repository);
    const { data } = await reach('create a check run', () =>
      octokit.rest.checks.create({ ...at(repository), head_sha: content.headSha, ...body(content) }),
    );
    return { id: String(data.id) };
  },
  updateCheckRun: async (repository, id, content) => {
    const octokit = await client(github, repository);
    await reach('update a check run', () =>
      octokit.rest.checks.update({ ...at(repository), check_run_id: Number(id), ...body(content) }),
    );
  },
  findCheckRuns: async (repository, sha, name) => {
    const octokit = await client(github, repository);
    const { data } = await reach('look for a check run', () =>
      octokit.rest.checks.listForRef({
        ...at(repository),
        ref: sha,
        check_name: name,
        app_id: github.appId,
        filter: 'all',
        per_page: 100,
      }),
    );
    return data.check_runs
      .map((run) => ({
        id: String(run.id),
        externalId: run.external_id ?? '',
        completed: run.status === 'completed',
      }))
      .sort((a, b) => Number(b.id) - Number(a.id));
  },
});

const body = (content: CheckRunContent) => ({
  name: content.name,
  external_id: content.externalId,
  ...(content.detailsUrl === null ? {} : { details_url: content.detailsUrl }),
  ...(content.status === 'completed' && content.conclusion !== null
    ? { status: 'completed' as const, conclusion: content.conclusion }
    : { status: content.status }),
  actions: content.actions.map((action) => ({ ...action })),
  output: {
    title: content.title,
    summary: content.summary,
    ...(content.text === null ? {} : { text: content.text }),
    annotations: content.annotations.slice(0, MAX_ANNOTATIONS).map((annotation) => ({ ...annotation })),
  },
});
