/** What stands on the pretended GitHub, read without going through its interfaces. */
import type { CheckAction, ProtectedJob } from './github/records.ts';
import { pullOf, type State } from './github/state.ts';

export interface Reading {
  comments(number: number): {
    id: number;
    author: string;
    body: string;
    reactions: string[];
    minimized: boolean;
  }[];
  checkRuns(sha: string): {
    id: number;
    name: string;
    status: string;
    conclusion: string | null;
    title: string;
    summary: string;
    actions: CheckAction[];
    annotations: unknown[];
    externalId: string;
    app: string;
  }[];
  deployments(): {
    id: number;
    sha: string;
    environment: string;
    payload: unknown;
    creator: string;
    statuses: { state: string; creator: string; description: string }[];
  }[];
  workflowRuns(): {
    id: number;
    file: string;
    title: string;
    branch: string | null;
    sha: string;
    inputs: Record<string, string>;
    actor: string;
    conclusion: string | null;
  }[];
  protectedJobs(): {
    runId: number;
    environment: string;
    waits: boolean;
    reports: string[];
    answer: { readonly state: string; readonly comment: string } | null;
  }[];
  pull(number: number): {
    number: number;
    headSha: string;
    state: 'open' | 'closed' | 'merged';
    mergeSha: string | null;
  };
}

export const readingOf = (state: State): Reading => ({
  comments: (number) =>
    state.comments
      .filter((comment) => comment.number === number)
      .map(({ id, author, body, reactions, minimized }) => ({
        id,
        author: author.login,
        body,
        reactions: reactions.map(({ content }) => content),
        minimized: minimized !== null,
      })),
  checkRuns: (sha) =>
    state.checkRuns
      .filter((run) => run.sha === sha)
      .map((run) => ({
        id: run.id,
        name: run.name,
        status: run.status,
        conclusion: run.conclusion,
        title: run.title ?? '',
        summary: run.summary ?? '',
        actions: [...run.actions],
        annotations: [...run.annotations],
        externalId: run.externalId,
        app: run.app.slug,
      })),
  deployments: () =>
    state.deployments.map(({ id, sha, environment, payload, creator, statuses }) => ({
      id,
      sha,
      environment,
      payload,
      creator: creator.login,
      statuses: statuses.map((status) => ({
        state: status.state,
        creator: status.creator.login,
        description: status.description,
      })),
    })),
  workflowRuns: () =>
    state.workflowRuns.map(({ id, path, title, branch, sha, inputs, actor, conclusion }) => ({
      id,
      file: path.slice('.github/workflows/'.length),
      title,
      branch,
      sha,
      inputs: { ...inputs },
      actor: actor.login,
      conclusion,
    })),
  protectedJobs: () => state.protectedJobs.map(jobRead),
  pull: (number) => pullRead(state, number),
});

const jobRead = ({ runId, environment, waits, reports, answer }: ProtectedJob) => ({
  runId,
  environment,
  waits,
  reports: [...reports],
  answer,
});

const pullRead = (state: State, number: number): ReturnType<Reading['pull']> => {
  const pull = pullOf(state, number);
  return {
    number,
    headSha: pull.headSha,
    state: pull.merged === null ? pull.state : 'merged',
    mergeSha: pull.merged?.sha ?? null,
  };
};
