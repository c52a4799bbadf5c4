/** `/quarantine`: marks a commit as bad, wherever it would go, or takes the mark off. */
import { no, ok } from '../core/result.ts';
import { liftQuarantine, quarantineRelease } from '../services/stops/quarantine-release.ts';
import { command } from './command.ts';
import { notACommit, tooMuchAfter } from './parse/said.ts';

const SHA = /^[0-9a-f]{7,40}$/i;

type QuarantineArgs =
  | { readonly lift: false; readonly sha: string; readonly reason: string }
  | { readonly lift: true; readonly sha: string; readonly reason: string | null };

export const quarantine = command<'quarantine', QuarantineArgs>({
  name: 'quarantine',
  usage: '/quarantine [lift] <sha> [because "<reason>"]',
  summary:
    'refuses that commit and its content in every environment, for a reason; `lift` ends it, and takes somebody else',
  examples: ['/quarantine 4f2a91c because "loses orders"', '/quarantine lift 4f2a91c'],
  alsoTried: ['unquarantine'],
  flags: [],
  parse: ({ words, reason }) => {
    const lift = words[0]?.toLowerCase() === 'lift';
    const [sha, ...more] = lift ? words.slice(1) : words;
    if (sha === undefined) return no('it needs a commit');
    if (!SHA.test(sha)) return no(notACommit(sha));
    if (more.length > 0) return no(tooMuchAfter('commit', more));
    const args = { sha: sha.toLowerCase() };
    if (lift) return ok({ lift, ...args, reason });
    return reason === null
      ? no('it needs a reason behind `because`')
      : ok({ lift, ...args, reason });
  },
  run: (world, caller, args) =>
    args.lift ? liftQuarantine(world, caller, args) : quarantineRelease(world, caller, args),
});
