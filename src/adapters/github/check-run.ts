/** Check runs: the only place that writes them. */
import type { CheckRunContent } from '../../ports/check-run.ts';
import type { CodeHostWriter } from '../../ports/code-host.ts';
import { at, client, type GitHub } from './caller.ts';
import { reach } from './fault.ts';
import { restPages } from './pages.ts';

/** GitHub takes so many annotations in one request and adds those of the next ones. */
const ANNOTATIONS_A_REQUEST = 50;
const MAX_RUNS = 1_000;

/** After decisions, before answers. */
const request = { priority: 1 } as const;

type CheckRuns = Pick<CodeHostWriter, 'createCheckRun' | 'updateCheckRun' | 'findCheckRuns'>;
type Annotations = CheckRunContent['annotations'];

export const checkRuns = (github: GitHub): CheckRuns => {
  const updateCheckRun: CheckRuns['updateCheckRun'] = async (repository, id, content) => {
    const octokit = await client(github, repository);
    const path = { ...at(repository), check_run_id: Number(id) };
    for (const annotations of parts(content.annotations)) {
      await reach('update a check run', () =>
        octokit.rest.checks.update({ ...path, ...body(content, annotations), request }),
      );
    }
  };
  return {
    updateCheckRun,
    createCheckRun: async (repository, content) => {
      const octokit = await client(github, repository);
      const path = { ...at(repository), head_sha: content.headSha };
      const [first = [], ...more] = parts(content.annotations);
      const { data } = await reach('create a check run', () =>
        octokit.rest.checks.create({ ...path, ...body(content, first), request }),
      );
      const id = String(data.id);
      if (more.length > 0)
        await updateCheckRun(repository, id, { ...content, annotations: more.flat() });
      return { id };
    },
    findCheckRuns: async (repository, sha, name) => {
      const octokit = await client(github, repository);
      const ask = { ref: sha, check_name: name, app_id: github.appId, filter: 'all' as const };
      const runs = await reach('look for a check run', async () => {
        const found: { id: number; external_id: string | null; status: string }[] = [];
        const list = { ...at(repository), ...ask, per_page: 100, request };
        const pages = restPages((page) => octokit.rest.checks.listForRef({ ...list, page }));
        for await (const { data } of pages) {
          found.push(...data.check_runs);
          if (found.length >= MAX_RUNS) break;
        }
        return found;
      });
      return runs
        .sort((a, b) => b.id - a.id)
        .map((run) => ({
          id: String(run.id),
          externalId: run.external_id ?? '',
          completed: run.status === 'completed',
        }));
    },
  };
};

/** At least one part, so that a run without annotations is written too. */
const parts = (annotations: Annotations): readonly Annotations[] =>
  Array.from(
    { length: Math.max(1, Math.ceil(annotations.length / ANNOTATIONS_A_REQUEST)) },
    (_, index) =>
      annotations.slice(index * ANNOTATIONS_A_REQUEST, (index + 1) * ANNOTATIONS_A_REQUEST),
  );

const body = (content: CheckRunContent, annotations: Annotations) => ({
  name: content.name,
  external_id: content.externalId,
  // A conclusion completes a run by itself, so it goes only with one that is completed.
  ...(content.status === 'completed' && content.conclusion !== null
    ? { status: content.status, conclusion: content.conclusion }
    : { status: content.status }),
  actions: content.actions.map((action) => ({ ...action })),
  output: {
    title: content.title,
    summary: content.summary,
    annotations: annotations.map((annotation) => ({ ...annotation })),
  },
});
