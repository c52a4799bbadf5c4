/** How GitHub writes comments, pull requests, reviews and the activity of branches as JSON. */
import { isoTime } from '../time.ts';
import { nodeId } from './node-id.ts';
import type { Activity, Comment, Issue, Pull, Review } from './records.ts';
import { appShape, userShape } from './shapes-of-people.ts';
import { pageUrl, repositoryUrl } from './shapes-of-repository.ts';
import type { State } from './state.ts';

export const commentShape = (state: State, comment: Comment) => ({
  id: comment.id,
  node_id: nodeId('IC', comment.id),
  url: `${repositoryUrl(state)}/issues/comments/${comment.id}`,
  html_url: `${pageOf(state, comment.number)}#comment-${comment.id}`,
  issue_url: `${repositoryUrl(state)}/issues/${comment.number}`,
  reactions: reactionsAt(`${repositoryUrl(state)}/issues/comments/${comment.id}`),
  body: comment.body,
  user: userShape(state, comment.author),
  author_association: 'MEMBER',
  created_at: isoTime(comment.createdAt),
  updated_at: isoTime(comment.updatedAt),
  performed_via_github_app: comment.app === null ? null : appShape(state, comment.app),
});

const pageOf = (state: State, number: number): string =>
  pageUrl(state, `${state.pulls.has(number) ? 'pulls' : 'issues'}/${number}`);

const issuePlaces = (state: State, number: number) => {
  const url = `${repositoryUrl(state)}/issues/${number}`;
  return {
    url,
    repository_url: repositoryUrl(state),
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    reactions: reactionsAt(url),
  };
};

/** Nobody counts them here: what reacts to a comment is read from its reactions themselves. */
const reactionsAt = (url: string) => ({
  url: `${url}/reactions`,
  total_count: 0,
  '+1': 0,
  '-1': 0,
  laugh: 0,
  hooray: 0,
  confused: 0,
  heart: 0,
  rocket: 0,
  eyes: 0,
});

/** Every pull request is an issue as well, told apart by one key. */
export const issueShape = (state: State, of: Pull | Issue) => ({
  id: of.id,
  node_id: nodeId('branch' in of ? 'PR' : 'I', of.id),
  number: of.number,
  title: of.title,
  body: of.body,
  state: 'branch' in of ? of.state : 'open',
  locked: false,
  active_lock_reason: null,
  user: userShape(state, of.author),
  author_association: 'MEMBER',
  assignee: null,
  assignees: [],
  labels: [],
  milestone: null,
  comments: state.comments.filter(({ number }) => number === of.number).length,
  created_at: isoTime(of.createdAt),
  updated_at: isoTime(of.updatedAt),
  closed_at: 'branch' in of && of.state === 'closed' ? isoTime(of.updatedAt) : null,
  html_url: pageOf(state, of.number),
  ...issuePlaces(state, of.number),
  ...('branch' in of ? { pull_request: pullLinks(state, of) } : {}),
});

const pullLinks = (state: State, pull: Pull) => ({
  url: `${repositoryUrl(state)}/pulls/${pull.number}`,
  html_url: pageOf(state, pull.number),
  merged_at: pull.merged === null ? null : isoTime(pull.merged.at),
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
  pull_request_url: `${repositoryUrl(state)}/pulls/${review.number}`,
  _links: {
    html: { href: `${pageUrl(state, `pulls/${review.number}`)}#review-${review.id}` },
    pull_request: { href: `${repositoryUrl(state)}/pulls/${review.number}` },
  },
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
