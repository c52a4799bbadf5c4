/** What a person or a program can do on the pretended GitHub, as they would on its pages. */
import type { Account, Role } from './github/accounts.ts';
import { dispatchWorkflow, setWorkflowRun } from './github/actions.ts';
import { createBranch, createTag, deleteBranch, push, resetBranch } from './github/branches.ts';
import { press, rerequest, setCheck } from './github/checks.ts';
import { addComment, addReview, deleteComment, dismissReview } from './github/conversation.ts';
import { addDeploymentStatus, deploy } from './github/deployments.ts';
import { makePublic } from './github/forks.ts';
import type { Changes } from './github/git.ts';
import { revokeApp } from './github/identity.ts';
import {
  addRepository,
  removeRepository,
  suspendApp,
  uninstallApp,
  unsuspendApp,
} from './github/installation.ts';
import { openIssue } from './github/issues.ts';
import { inviteToTeam, joinTeam, leaveTeam, setRole } from './github/membership.ts';
import type { MergeMethod } from './github/merging.ts';
import {
  bypassProtection,
  endJob,
  type ProtectedAsk,
  protectEnvironment,
  rerunJob,
  startJob,
} from './github/protection.ts';
import {
  closePull,
  mergeByHand,
  mergePull,
  openPull,
  reopenPull,
  retargetPull,
} from './github/pulls.ts';
import type { CommitStatus } from './github/records.ts';
import { account, type State } from './github/state.ts';
import { setStatus } from './github/statuses.ts';
import { type JobAsk, runDeployJob } from './github/workflows.ts';

export interface Person {
  openPull(o: {
    readonly title: string;
    readonly branch: string;
    readonly files: Changes;
    readonly body?: string | undefined;
    /** From the person's own fork, which is made when there is none; needs no write access. */
    readonly fork?: true | undefined;
    /** The default branch when left out. */
    readonly base?: string | undefined;
    /** As in `push`. */
    readonly signature?: string | undefined;
  }): { readonly number: number; readonly headSha: string };
  /** One commit; `force` puts it in the place of the last one of the branch; a file that is null is removed. */
  push(o: {
    readonly branch: string;
    readonly files: Changes;
    readonly message?: string | undefined;
    readonly force?: boolean | undefined;
    readonly authorEmail?: string | undefined;
    /** Each as `Name <email>`. */
    readonly coAuthors?: readonly string[] | undefined;
    /** Signs it; what GitHub then says of that, such as `valid` or `unknown_key`. */
    readonly signature?: string | undefined;
    /** To the person's own fork, or to that of somebody who opened a pull request from it. */
    readonly fork?: true | string | undefined;
  }): { readonly sha: string };
  /** At a commit that is there already. */
  createBranch(branch: string, sha: string): void;
  /** One that is there, at another commit; by force where it takes some away. */
  resetBranch(branch: string, sha: string): void;
  createTag(tag: string, sha: string): void;
  /** What is open from it is closed. */
  deleteBranch(branch: string, o?: { readonly fork?: true | string | undefined }): void;
  /** One that is no pull request; it takes the next number of both. */
  openIssue(o: { readonly title: string; readonly body?: string | undefined }): {
    readonly number: number;
  };
  /** On an issue or a pull request; `app` is another app through which the person writes. */
  comment(
    number: number,
    body: string,
    o?: { readonly app?: string | undefined },
  ): { readonly id: number };
  deleteComment(id: number): void;
  review(
    number: number,
    state: 'APPROVE' | 'REQUEST_CHANGES' | 'COMMENT',
    o?: { readonly commit?: string | undefined; readonly body?: string | undefined },
  ): { readonly id: number };
  dismissReview(number: number, id: number): void;
  merge(number: number, method: MergeMethod): { readonly sha: string };
  /** On the person's own machine, then pushed to the base branch: the same commits where they fit. */
  mergeByHand(
    number: number,
    o?: { readonly mergeCommit?: boolean | undefined },
  ): { readonly sha: string };
  closePull(number: number): void;
  /** Points it at another branch. */
  retargetPull(number: number, base: string): void;
  reopenPull(number: number): void;
  press(checkRunId: number, identifier: string): void;
  rerequest(checkRunId: number): void;
  /**
   * As a program that runs checks; null while it runs. With the `event` that started its workflow it
   * is GitHub Actions, else `ci` or the named app.
   */
  setCheck(
    sha: string,
    name: string,
    conclusion: 'success' | 'failure' | null,
    o?: { readonly event?: string | undefined; readonly app?: string | undefined },
  ): void;
  setStatus(sha: string, context: string, state: CommitStatus['state']): void;
  /** A deployment that the app did not make, with whatever payload. */
  deploy(o: { readonly environment: string; readonly sha: string; readonly payload?: unknown }): {
    readonly id: number;
  };
  /**
   * As GitHub Actions: a workflow started by a deployment, whose job names an environment and thereby
   * makes another deployment. `deploymentStatus` reports on the first one.
   */
  runDeployJob(
    deploymentId: number,
    conclusion: 'success' | 'failure' | null,
    o?: JobAsk,
  ): { readonly deploymentId: number };
  deploymentStatus(
    deploymentId: number,
    state: string,
    o?: {
      readonly environmentUrl?: string | undefined;
      readonly logUrl?: string | undefined;
      readonly description?: string | undefined;
    },
  ): void;
  /** Runs a workflow by its file's name, on a branch or tag. */
  dispatch(
    file: string,
    ref: string,
    inputs?: Readonly<Record<string, string>>,
  ): { readonly id: number };
  /** As the runner: a run ends so; null for one that has begun, or begins anew. */
  setWorkflowRun(id: number, conclusion: string | null): void;
  /** From here on jobs that go to the environment wait for the app. */
  protectEnvironment(environment: string): void;
  /** A run by this person of which one job goes to an environment. */
  startJob(o: ProtectedAsk): { readonly runId: number; readonly deploymentId: number };
  /** Lets its job go without the app. */
  bypassProtection(runId: number): void;
  /** As the runner: its job, and with it the run, ends so; `cancelled` while it waits as well. */
  endJob(runId: number, conclusion: string): void;
  rerunJob(runId: number): void;
  joinTeam(slug: string, login: string): void;
  /** No member before they join by themselves. */
  inviteToTeam(slug: string, login: string): void;
  leaveTeam(slug: string, login: string): void;
  setRole(login: string, role: Role): void;
  /** From here on everybody may read the repository and its forks. */
  makePublic(): void;
  /** Lets the app no more know who they are. */
  revokeApp(): void;
  /** The app's tokens are worth nothing from here on, and it hears of nothing more. */
  uninstallApp(): void;
  /** The same until it is let in again; GitHub refuses it in other words. */
  suspendApp(): void;
  unsuspendApp(): void;
  /** Takes the repository out of the installation: to the app it does not exist any more. */
  removeRepository(): void;
  /** Puts it back in. */
  addRepository(): void;
}

/** What the organisation's owners do with the app. */
const ownerAs = (
  state: State,
  who: Account,
): Pick<
  Person,
  'uninstallApp' | 'suspendApp' | 'unsuspendApp' | 'removeRepository' | 'addRepository'
> => ({
  uninstallApp: () => uninstallApp(state, who),
  suspendApp: () => suspendApp(state, who),
  unsuspendApp: () => unsuspendApp(state, who),
  removeRepository: () => removeRepository(state, who),
  addRepository: () => addRepository(state, who),
});

export const personAs = (state: State, login: string): Person => {
  const who = account(login);
  return {
    ...ownerAs(state, who),
    openPull: (o) => openPull(state, who, o),
    push: (o) => push(state, who, o),
    createBranch: (branch, sha) => createBranch(state, who, { branch, sha }),
    resetBranch: (branch, sha) => resetBranch(state, who, { branch, sha }),
    createTag: (tag, sha) => createTag(state, who, { tag, sha }),
    deleteBranch: (branch, o = {}) => deleteBranch(state, who, branch, o),
    openIssue: (o) => ({ number: openIssue(state, who, o).number }),
    comment: (number, body, o = {}) => ({ id: addComment(state, who, number, body, o.app).id }),
    deleteComment: (id) => deleteComment(state, who, id),
    review: (number, verdict, o = {}) => ({ id: addReview(state, who, number, verdict, o).id }),
    dismissReview: (number, id) => dismissReview(state, who, number, id),
    merge: (number, method) => mergePull(state, who, number, method),
    mergeByHand: (number, o = {}) => mergeByHand(state, who, number, o),
    closePull: (number) => closePull(state, who, number),
    retargetPull: (number, base) => retargetPull(state, who, number, base),
    reopenPull: (number) => reopenPull(state, who, number),
    press: (id, identifier) => press(state, who, id, identifier),
    revokeApp: () => revokeApp(state, who),
    rerequest: (id) => rerequest(state, who, id),
    setCheck: (sha, name, conclusion, o = {}) => setCheck(state, { sha, name, conclusion, ...o }),
    setStatus: (sha, context, of) => setStatus(state, who, { sha, context, state: of }),
    deploy: (o) => deploy(state, who, o),
    runDeployJob: (id, conclusion, o = {}) => runDeployJob(state, id, conclusion, o),
    deploymentStatus: (id, of, o = {}) => {
      addDeploymentStatus(state, who, id, {
        state: of,
        description: o.description,
        environment_url: o.environmentUrl,
        log_url: o.logUrl,
      });
    },
    dispatch: (file, ref, inputs = {}) => ({
      id: dispatchWorkflow(state, who, file, { ref, inputs }).id,
    }),
    setWorkflowRun: (id, conclusion) => setWorkflowRun(state, id, conclusion),
    protectEnvironment: (environment) => protectEnvironment(state, who, environment),
    startJob: (o) => {
      const { id: runId } = startJob(state, who, o);
      const job = state.protectedJobs.find((each) => each.runId === runId);
      return { runId, deploymentId: job?.deploymentId ?? 0 };
    },
    bypassProtection: (runId) => bypassProtection(state, who, runId),
    endJob: (runId, conclusion) => endJob(state, runId, conclusion),
    rerunJob: (runId) => rerunJob(state, who, runId),
    joinTeam: (slug, member) => joinTeam(state, who, slug, member),
    inviteToTeam: (slug, member) => inviteToTeam(state, slug, member),
    leaveTeam: (slug, member) => leaveTeam(state, who, slug, member),
    setRole: (member, role) => setRole(state, who, member, role),
    makePublic: () => makePublic(state, who),
  };
};
