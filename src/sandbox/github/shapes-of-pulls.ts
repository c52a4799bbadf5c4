/** How GitHub writes pull requests as JSON. */
import { isoTime } from '../time.ts';
import { nodeId } from './node-id.ts';
import type { Fork, Pull } from './records.ts';
import { ownerShape, userShape } from './shapes-of-people.ts';
import { pageUrl, repositoryShape, repositoryUrl } from './shapes-of-repository.ts';
import { branchHead, ORG, type State } from './state.ts';

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

/** Where the things of a pull request are: each is named twice. */
const placesOf = (state: State, { number, headSha }: Pull) => {
  const url = `${repositoryUrl(state)}/pulls/${number}`;
  const issue = `${repositoryUrl(state)}/issues/${number}`;
  return {
    self: url,
    html: pageUrl(state, `pulls/${number}`),
    issue,
    comments: `${issue}/comments`,
    review_comments: `${url}/comments`,
    review_comment: `${repositoryUrl(state)}/pulls/comments{/number}`,
    commits: `${url}/commits`,
    statuses: `${repositoryUrl(state)}/statuses/${headSha}`,
  };
};

/** As it comes with a review. */
export const simplePullShape = (state: State, pull: Pull) => {
  const places = placesOf(state, pull);
  const links = Object.entries(places).map(([name, href]) => [name, { href }]);
  return {
    id: pull.id,
    node_id: nodeId('PR', pull.id),
    number: pull.number,
    url: places.self,
    html_url: places.html,
    diff_url: `${places.html}.diff`,
    patch_url: `${places.html}.patch`,
    issue_url: places.issue,
    comments_url: places.comments,
    review_comments_url: places.review_comments,
    review_comment_url: places.review_comment,
    commits_url: places.commits,
    statuses_url: places.statuses,
    _links: Object.fromEntries(links) as object,
    title: pull.title,
    body: pull.body,
    state: pull.state,
    draft: false,
    locked: false,
    active_lock_reason: null,
    user: userShape(state, pull.author),
    author_association: 'MEMBER',
    assignee: null,
    assignees: [],
    requested_reviewers: [],
    requested_teams: [],
    labels: [],
    milestone: null,
    auto_merge: null,
    head: branchShape(state, { fork: pull.fork, ref: pull.branch, sha: pull.headSha }),
    base: branchShape(state, {
      fork: null,
      ref: pull.base,
      sha: pull.commits === null ? branchHead(state, pull.base) : pull.baseSha,
    }),
    merged_at: pull.merged === null ? null : isoTime(pull.merged.at),
    merge_commit_sha: pull.merged?.sha ?? null,
    created_at: isoTime(pull.createdAt),
    updated_at: isoTime(pull.updatedAt),
    closed_at: pull.state === 'closed' ? isoTime(pull.updatedAt) : null,
  };
};

export const pullShape = (state: State, pull: Pull) => ({
  ...simplePullShape(state, pull),
  merged: pull.merged !== null,
  merged_by: pull.merged === null ? null : userShape(state, pull.merged.by),
  mergeable: null,
  mergeable_state: 'unknown',
  rebaseable: null,
  maintainer_can_modify: false,
  comments: state.comments.filter(({ number }) => number === pull.number).length,
  review_comments: 0,
  commits: 1,
  additions: 0,
  deletions: 0,
  changed_files: 1,
});
