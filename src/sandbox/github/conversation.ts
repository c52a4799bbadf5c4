/** Comments and reactions on issues and pull requests, and reviews of the latter. */
import type { Account } from './accounts.ts';
import { appNamed, appOf } from './apps.ts';
import { subjectOf } from './issues.ts';
import type { Comment, Review } from './records.ts';
import { invalid, notFound, Refusal } from './refusal.ts';
import { simplePullShape } from './shapes-of-pulls.ts';
import { commentShape, issueShape, reviewShape } from './shapes-of-talk.ts';
import { commitsOf, needs, pullOf, type State } from './state.ts';

const MAX_BODY = 65_536;
const REACTIONS = ['+1', '-1', 'laugh', 'confused', 'heart', 'hooray', 'rocket', 'eyes'];

/** `via` is the slug of another app through which a person writes. */
export const addComment = (
  state: State,
  who: Account,
  number: number,
  body: string,
  via?: string,
): Comment => {
  needs(state, who, 'read');
  const subject = subjectOf(state, number);
  checkBody(body);
  const now = state.clock.now();
  const comment: Comment = {
    id: state.nextId(),
    number,
    author: who,
    app: via === undefined ? appOf(who) : appNamed(via),
    body,
    reactions: [],
    minimized: null,
    createdAt: now,
    updatedAt: now,
  };
  state.comments.push(comment);
  subject.updatedAt = now;
  commentEvent(state, comment, 'created', who);
  return comment;
};

export const editComment = (state: State, who: Account, id: number, body: string): Comment => {
  const comment = commentOf(state, id);
  if (comment.author !== who) needs(state, who, 'write');
  checkBody(body);
  const from = comment.body;
  comment.body = body;
  comment.updatedAt = state.clock.now();
  commentEvent(state, comment, 'edited', who, { changes: { body: { from } } });
  return comment;
};

export const commentOf = (state: State, id: number): Comment => {
  const found = state.comments.find((comment) => comment.id === id);
  if (found === undefined) throw notFound();
  return found;
};

export const react = (
  state: State,
  who: Account,
  commentId: number,
  content: unknown,
): { readonly created: boolean; readonly id: number; readonly content: string } => {
  const comment = commentOf(state, commentId);
  const known = REACTIONS.find((each) => each === content);
  if (known === undefined)
    throw invalid('Validation Failed', {
      resource: 'Reaction',
      field: 'content',
      code: 'invalid',
    });
  const before = comment.reactions.find((each) => each.user === who && each.content === known);
  if (before !== undefined) return { created: false, id: before.id, content: known };
  const id = state.nextId();
  comment.reactions.push({ id, content: known, user: who });
  return { created: true, id, content: known };
};

/** One of their own. */
export const unreact = (state: State, who: Account, commentId: number, id: number): void => {
  const { reactions } = commentOf(state, commentId);
  const index = reactions.findIndex((each) => each.id === id && each.user === who);
  if (index < 0) throw notFound();
  reactions.splice(index, 1);
};

const STATES = {
  APPROVE: 'APPROVED',
  REQUEST_CHANGES: 'CHANGES_REQUESTED',
  COMMENT: 'COMMENTED',
} as const;

export const addReview = (
  state: State,
  who: Account,
  number: number,
  verdict: keyof typeof STATES,
  o: { readonly commit?: string | undefined; readonly body?: string | undefined },
): Review => {
  needs(state, who, 'read');
  const pull = pullOf(state, number);
  if (pull.author === who && verdict === 'APPROVE') {
    throw invalid('Can not approve your own pull request');
  }
  if (pull.author === who && verdict === 'REQUEST_CHANGES') {
    throw invalid('Can not request changes on your own pull request');
  }
  const commit = o.commit ?? pull.headSha;
  if (commit !== pull.headSha && !commitsOf(state, pull).some(({ sha }) => sha === commit)) {
    throw invalid('The commit is not part of the pull request');
  }
  const review: Review = {
    id: state.nextId(),
    number,
    author: who,
    state: STATES[verdict],
    commit,
    body: o.body ?? '',
    at: state.clock.now(),
  };
  state.reviews.push(review);
  pull.updatedAt = review.at;
  reviewEvent(state, review, 'submitted', who);
  return review;
};

export const dismissReview = (state: State, who: Account, number: number, id: number): void => {
  needs(state, who, 'write');
  const review = state.reviews.find((each) => each.id === id && each.number === number);
  if (review === undefined) throw notFound();
  if (review.state !== 'APPROVED' && review.state !== 'CHANGES_REQUESTED') {
    throw invalid('Can not dismiss a commented pull request review');
  }
  review.state = 'DISMISSED';
  reviewEvent(state, review, 'dismissed', who);
};

/** Their own, or anybody's for who may write. */
export const deleteComment = (state: State, who: Account, id: number): void => {
  const index = state.comments.findIndex((each) => each.id === id);
  const comment = state.comments[index];
  if (comment === undefined) throw notFound();
  if (comment.author.id !== who.id) needs(state, who, 'write');
  state.comments.splice(index, 1);
  commentEvent(state, comment, 'deleted', who);
};

const checkBody = (body: unknown): void => {
  if (typeof body !== 'string' || body.trim() === '') throw invalid("Body can't be blank");
  if (body.length > MAX_BODY) {
    throw new Refusal(422, `Body is too long (maximum is ${MAX_BODY} characters)`);
  }
};

const commentEvent = (
  state: State,
  comment: Comment,
  action: string,
  who: Account,
  more: Readonly<Record<string, unknown>> = {},
): void => {
  const issue = issueShape(state, subjectOf(state, comment.number));
  state.emit(
    'issue_comment',
    { action, ...more, issue, comment: commentShape(state, comment) },
    who,
  );
};

const reviewEvent = (state: State, review: Review, action: string, who: Account): void => {
  const pull = simplePullShape(state, pullOf(state, review.number));
  state.emit(
    'pull_request_review',
    { action, review: reviewShape(state, review), pull_request: pull },
    who,
  );
};
