/**
 * Runs the commands of one comment, in order, and answers them in one reply. Each is handled exactly
 * once: what it changes, what is said of it and the mark that it was handled are one transaction.
 */
import { type Instant, SECOND } from '../core/instant.ts';
import { hasRole, type Person } from '../core/person.ts';
import type { Refusal } from '../core/reasons.ts';
import { answerText } from '../messages/answers.ts';
import { cutAtLine } from '../messages/escape.ts';
import type { Repository, Tables } from '../ports/store.ts';
import type { Caller } from '../services/caller.ts';
import { reactionEffect, replyEffect } from '../services/effects.ts';
import { linksOf } from '../services/links.ts';
import { policyOf } from '../services/policy/policies.ts';
import { type Plan, refuse } from '../services/promotion/plan.ts';
import { react } from '../services/reactions.ts';
import { audit } from '../services/record.ts';
import { retryOnConflict } from '../services/retry-on-conflict.ts';
import type { World } from '../services/world.ts';
import { type CommandLine, findCommands, MAX_COMMANDS } from './parse/find-commands.ts';
import { isMeant, planCommand } from './plan-command.ts';
import { isTooOld } from './too-old.ts';

export interface CommentAsk {
  readonly repository: Repository;
  readonly author: Person;
  /** Slug of the app that wrote it in the author's name. */
  readonly through: string | null;
  readonly page: NonNullable<Caller['page']>;
  readonly comment: string;
  readonly text: string;
  readonly at: Instant;
}

/** A person sees 👀 when the answer takes longer than this. */
const EYES_AFTER_MS = 1 * SECOND;
/** GitHub takes 65,536 characters; the rest is for what is hidden in the comment. */
const MAX_REPLY = 65_000;

/**
 * Answers with one comment at the most; people who cannot write get a thumbs down and no words. Where it
 * broke time and again, `broken` is the reference: what was not done by then is not done any more.
 */
export const runComment = async (
  world: World,
  ask: CommentAsk,
  broken: string | null = null,
): Promise<void> => {
  const found = findCommands(ask.text);
  const commands = found.commands.filter(isMeant);
  if (commands.length === 0 || !(await mayCommand(world, ask))) return;
  const role = await world.host.roleOf(ask.repository, ask.author.login);
  if (!hasRole(role, 'write')) return thumbsDown(world, ask);
  const caller: Caller = {
    person: ask.author,
    role,
    through: programOf(ask.through),
    via: 'comment',
    repository: ask.repository,
    page: ask.page,
    comment: ask.comment,
    at: ask.at,
  };
  await seen(world, ask);
  const answers = found.tooMany
    ? [`Only the first ${MAX_COMMANDS} commands of a comment are run.`]
    : [];
  for (const [index, command] of commands.entries()) {
    const said = await runOnce(world, caller, command, index, broken);
    if (said !== null) answers.push(said);
  }
  if (answers.length > 0) await reply(world, ask, answers.join('\n\n'));
};

/** Bots and programs run nothing, unless the policy lists them. */
const mayCommand = async (world: World, ask: CommentAsk): Promise<boolean> => {
  if (!ask.author.machine && ask.through === null) return true;
  const reading = await policyOf(world, ask.repository);
  const programs = reading.ok ? reading.value.policy.programs : [];
  return programs.some((name) => name === ask.author.login || name === ask.through);
};

/** Of an app that writes in a person's name, GitHub tells the slug alone. */
const programOf = (slug: string | null): Person | null =>
  slug === null ? null : { id: 0, login: `${slug}[bot]`, machine: true };

/** 👀, unless the answer is there by then: it goes out under the same key. */
const seen = async (world: World, ask: CommentAsk): Promise<void> => {
  const comment = { repositoryId: ask.repository.id, commentId: ask.comment };
  await world.store.outbox.add(reactionEffect(comment, world.clock.now() + EYES_AFTER_MS));
};

const thumbsDown = async (world: World, ask: CommentAsk): Promise<void> => {
  const now = world.clock.now();
  await world.store.transaction(async (tx) => {
    const comment = { repositoryId: ask.repository.id, commentId: ask.comment };
    await react(tx, comment, { about: 'all', word: '-1' }, now);
    await audit(world, tx, {
      repositoryId: ask.repository.id,
      kind: 'refused',
      at: now,
      promotionId: null,
      environment: null,
      person: ask.author,
      body: { code: 'no_write_access', comment: ask.comment },
    });
  });
};

/** Plans and writes one command; what the comment's author reads, or null for a reaction alone. */
const runOnce = (
  world: World,
  caller: Caller,
  command: CommandLine,
  index: number,
  broken: string | null,
): Promise<string | null> =>
  retryOnConflict(async () => {
    const key = `command:${caller.comment}:${index}`;
    const handled = await world.store.surfaces.get(key);
    if (handled !== null) return handled.state as string | null;
    return write(world, caller, await planOf(world, caller, command, broken), key);
  });

const planOf = async (
  world: World,
  caller: Caller,
  command: CommandLine,
  broken: string | null,
): Promise<Plan> => {
  if (broken !== null) return refuse({ code: 'broken', reference: broken });
  if (isTooOld(world, caller)) return refuse({ code: 'too_old', command: command.text });
  return planCommand(world, caller, command);
};

const write = async (
  world: World,
  caller: Caller,
  plan: Plan,
  key: string,
): Promise<string | null> => {
  const said = answerText(plan.answer, linksOf(world, caller.repository), world.clock.now());
  await world.store.transaction(async (tx) => {
    await plan.apply?.(tx);
    await tx.surfaces.put({ key, externalId: null, digest: null, state: said });
    if (plan.answer.kind === 'refused') await auditRefusal(world, tx, caller, plan.answer.refusal);
    if (caller.comment === null) return;
    const comment = { repositoryId: caller.repository.id, commentId: caller.comment };
    await react(tx, comment, { about: key, word: wordOf(plan) }, world.clock.now());
  });
  return said;
};

const auditRefusal = async (
  world: World,
  tx: Tables,
  caller: Caller,
  refusal: Refusal,
): Promise<void> => {
  await audit(world, tx, {
    repositoryId: caller.repository.id,
    kind: 'refused',
    at: world.clock.now(),
    promotionId: null,
    environment:
      'environment' in refusal && typeof refusal.environment === 'string'
        ? refusal.environment
        : null,
    person: caller.person,
    body: { ...refusal, via: caller.via, comment: caller.comment },
  });
};

const NOT_UNDERSTOOD = ['unknown_command', 'unknown_environment', 'usage'];

const wordOf = (plan: Plan): '+1' | '-1' | 'confused' | null => {
  switch (plan.answer.kind) {
    case 'refused':
      return NOT_UNDERSTOOD.includes(plan.answer.refusal.code) ? 'confused' : '-1';
    case 'vote_noted':
    case 'vote_withdrawn':
    case 'rejection_lifted':
    case 'exception_asked':
    case 'exception_confirmed':
    case 'ended':
    case 'executed':
    case 'locked':
    case 'lock_awaited':
    case 'lock_wait_ended':
    case 'unlocked':
    case 'halted':
    case 'resumed':
    case 'quarantined':
    case 'quarantine_lifted':
      return '+1';
    case 'requested':
    case 'rollback_requested':
    case 'dry_run':
    case 'rollback_dry_run':
    case 'text':
      return null;
    default:
      return plan.answer satisfies never;
  }
};

const reply = async (world: World, ask: CommentAsk, body: string): Promise<void> => {
  const payload = {
    repositoryId: ask.repository.id,
    number: ask.page.number,
    commentId: ask.comment,
    body: cutAtLine(body, MAX_REPLY, 'There is more, which GitHub has no room for here.'),
  };
  await world.store.outbox.add(replyEffect(payload, world.clock.now()));
};
