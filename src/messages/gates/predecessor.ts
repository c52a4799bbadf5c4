/** What is said for the gate `predecessor`. */
import type { PredecessorReason } from '../../core/gates/predecessor.ts';
import { code } from '../escape.ts';
import { list } from '../people.ts';
import { instantFrom } from '../time.ts';
import type { Words } from '../words.ts';
import type { GateContext } from './context.ts';

export const predecessorWords: Words<PredecessorReason, GateContext> = {
  completed: (reason, { now }) => {
    const said = reason.in.map(({ environment, at, sameTree, by }) => {
      const content = sameTree ? ', as another commit with the same content' : '';
      const past = by === undefined ? '' : `, deployed past Lockkeeper by ${code(by)}`;
      return `completed in ${code(environment)} ${instantFrom(at, now)}${content}${past}`;
    });
    return {
      sentence: said.length === 0 ? 'no environment comes before this one' : said.join('; '),
    };
  },
  not_completed: ({ missing, fanIn, withdrawn, future = [] }, { named }) => {
    const where = list(missing.map(code), fanIn === 'any' ? 'or' : 'and');
    const gone =
      withdrawn.length > 0 ? ` (it was taken back in ${list(withdrawn.map(code), 'and')})` : '';
    const ahead =
      future.length > 0
        ? ` (what completed in ${list(future.map(code), 'and')} is dated later than now)`
        : '';
    return {
      sentence: `it has not completed in ${where}${gone}${ahead}`,
      remedy: `Promote it there first: ${code(`/promote ${missing[0] ?? ''}${named === null ? '' : ` ${named.slice(0, 7)}`}`)}.`,
    };
  },
};
