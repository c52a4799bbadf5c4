/** What is answered to who locks, halts or quarantines, or ends that. */
import type { Promotion } from '../core/promotion/state.ts';
import type { StopAnswer } from '../core/stop-answer.ts';
import { code } from './escape.ts';
import { list, person } from './people.ts';
import {
  haltHelp,
  haltSaid,
  lockSentence,
  quarantineHelp,
  quarantineSaid,
  type StopContext,
  untilSaid,
} from './stops.ts';

export const stopAnswerText = (answer: StopAnswer, context: StopContext): string => {
  switch (answer.kind) {
    case 'locked':
      return sentences([lockedText(answer, context), runningText(answer.running, context)]);
    case 'lock_awaited': {
      const { lock, place } = answer;
      return `${lockSentence(lock, context)} You are number ${place} in the queue; when it is your turn, the lock is yours and you are told here. ${code(`/unlock ${lock.environment}`)} ends your wait.`;
    }
    case 'lock_wait_ended':
      return `You no longer wait for ${code(answer.environment)}.`;
    case 'unlocked': {
      const { environment, next } = answer;
      const now = next === null ? 'is free' : `is ${person(next)}’s now, who was next in the queue`;
      return `${code(environment)} ${now}.`;
    }
    case 'halted':
      return haltedText(answer, context);
    case 'resumed':
      return resumedText(answer, context);
    case 'quarantined':
      return quarantinedText(answer, context);
    case 'quarantine_lifted':
      return `${context.links.commit(answer.mark.sha)} is no longer in quarantine, where ${person(answer.mark.by)} had put it.`;
    default:
      return answer satisfies never;
  }
};

type Of<K extends StopAnswer['kind']> = Extract<StopAnswer, { readonly kind: K }>;

const sentences = (parts: readonly string[]): string =>
  parts.filter((part) => part !== '').join(' ');

const HOW = {
  taken: 'You have locked',
  changed: 'You had locked this already; the lock is now as you say. You have locked',
  stolen: 'The lock is yours now, and its former owner is told. You have locked',
} as const;

const lockedText = ({ lock, how }: Of<'locked'>, { links, now }: StopContext): string => {
  const { environment, pullNumber } = lock;
  const passes =
    pullNumber === null
      ? 'Only what you ask for passes'
      : `Only ${links.pull(pullNumber)} passes, and the lock ends when that closes`;
  return `${HOW[how]} ${code(environment)} ${untilSaid(lock, now)}. ${passes}. ${code(`/unlock ${environment}`)} ends it.`;
};

const haltedText = ({ halt, again, running }: Of<'halted'>, context: StopContext): string => {
  const where = halt.scope === 'repository' ? 'this repository' : 'the whole organisation';
  const also = halt.all ? 'not even a rollback' : 'but a rollback still is';
  return sentences([
    again ? '⛔ You had halted this already; the halt is now as you say.' : '⛔',
    `From now on nothing new is deployed in ${where}, ${also}. ${haltHelp(halt)}`,
    runningText(running, context),
  ]);
};

const resumedText = ({ lifted, standing }: Of<'resumed'>, context: StopContext): string => {
  const whose = list([...new Set(lifted.map(({ by }) => person(by)))], 'and');
  const still = standing.map((halt) => `${haltSaid(halt, context)}. ${haltHelp(halt)}`);
  return sentences([
    `The halt by ${whose} is over.`,
    ...(still.length === 0 ? ['What waited goes on by itself.'] : ['Still:', ...still]),
  ]);
};

const quarantinedText = (
  { mark, again, live, running }: Of<'quarantined'>,
  context: StopContext,
): string =>
  sentences([
    again ? '⛔ You had done this already; the reason is now as you say.' : '⛔',
    `${quarantineSaid(mark, context)}. It is refused in every environment, also as another commit with the same content.`,
    live.length === 0
      ? 'It is live nowhere.'
      : `It is live in ${list(live.map(code), 'and')}, and stays there until something else is promoted.`,
    runningText(running, context),
    quarantineHelp(mark),
  ]);

/** Nothing takes back what has begun. */
const runningText = (running: readonly Promotion[], { links }: StopContext): string =>
  running.length === 0
    ? ''
    : `Being deployed already, and going on: ${list(
        running.map(
          ({ release, environment }) => `${links.commit(release.sha)} to ${code(environment)}`,
        ),
        'and',
      )}.`;
