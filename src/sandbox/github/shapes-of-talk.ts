/** How GitHub writes comments, pull requests, reviews and the activity of branches as JSON. */
import { isoTime } from '../time.ts';
import type { Activity, Comment, Fork, Issue, Pull, Review } from './records.ts';
import {
  appShape,
  nodeId,
  ownerShape,
  pageUrl,
  repositoryShape,
  repositoryUrl,
  userShape,
} from './shapes.ts';
import { branchHead, ORG, type State } from './state.ts';

export const commentShape = (state: State, comment: Comment) => ({
  id: comment.id,
  node_id: nodeId('IC', comment.id),
  url: `${repositoryUrl(state)}/issues/comments/${comment.id}`,
  html_url: `${pageOf(state, comment.number)}#comment-${comment.id}`,
  issue_url: `${repositoryUrl(state)}/issues/${comment.number}`,
  body: comment.body,
  user: userShape(state, comment.author),
  author_association: 'MEMBER',
  created_at: isoTime(comment.createdAt),
  updated_at: isoTime(comment.updatedAt),
  performed_via_github_app: comment.app === null ? null : appShape(state, comment.app),
});

const pageOf = (state: State, number: number): string =>
  pageUrl(state, `${state.pulls.has(number) ? 'pulls' : 'issues'}/${number}`);

/** Every pull request is an issue as well, told apart by one key. */
export const issueShape = (state: State, of: Pull | Issue) => ({
  id: of.id,
  node_id: nodeId('branch' in of ? 'PR' : 'I', of.id),
  number: of.number,
  title: of.title,
  body: of.body,
  state: 'branch' in of ? of.state : 'open',
  user: userShape(state, of.author),
  created_at: isoTime(of.createdAt),
  updated_at: isoTime(of.updatedAt),
  html_url: pageOf(state, of.number),
  url: `${repositoryUrl(state)}/issues/${of.number}`,
  ...('branch' in of ? { pull_request: pullLinks(state, of) } : {}),
});

const pullLinks = (state: State, pull: Pull) => ({
  url: `${repositoryUrl(state)}/pulls/${pull.number}`,
  html_url: pageOf(state, pull.number),
  merged_at: pull.merged === null ? null : isoTime(pull.merged.at),
});

const branchShape = (
  state: State,
  of: { readonly fork: Fork | null; readonly ref: string; readonly sha: string },
) => ({
  label: `${of.fork?.owner.login ?? ORG.login}:${of.ref}`,
  ref: of.ref,
  sha: of.sha,
  user: ownerShape(state, of.fork),
  repo: repositoryShape(state, of.fork),
});

export const pullShape = (state: State, pull: Pull) => ({
  id: pull.id,
  node_id: nodeId('PR', pull.id),
  number: pull.number,
  url: `${repositoryUrl(state)}/pulls/${pull.number}`,
  html_url: pageOf(state, pull.number),
  title: pull.title,
  body: pull.body,
  state: pull.state,
  draft: false,
  locked: false,
  user: userShape(state, pull.author),
  head: branchShape(state, { fork: pull.fork, ref: pull.branch, sha: pull.headSha }),
  base: branchShape(state, {
    fork: null,
    ref: pull.base,
    sha: pull.commits === null ? branchHead(state, pull.base) : pull.baseSha,
  }),
  merged: pull.merged !== null,
  merged_at: pull.merged === null ? null : isoTime(pull.merged.at),
  merged_by: pull.merged === null ? null : userShape(state, pull.merged.by),
  merge_commit_sha: pull.merged?.sha ?? null,
  created_at: isoTime(pull.createdAt),
  updated_at: isoTime(pull.updatedAt),
  closed_at: pull.state === 'closed' ? isoTime(pull.updatedAt) : null,
});

export const reviewShape = (state: State, review: Review) => ({
  id: review.id,
  node_id: nodeId('PRR', review.id),
  state: review.state.toLowerCase(),
  body: review.body,
  commit_id: review.commit,
  user: userShape(state, review.author),
  submitted_at: isoTime(review.at),
  author_association: 'MEMBER',
  html_url: `${pageUrl(state, `pulls/${review.number}`)}#review-${review.id}`,
});

export const activityShape = (state: State, activity: Activity) => ({
  id: activity.id,
  node_id: nodeId('PSH', activity.id),
  before: activity.before,
  after: activity.after,
  ref: activity.ref,
  timestamp: isoTime(activity.at),
  activity_type: activity.type,
  actor: userShape(state, activity.actor),
});
