/** What is said for the gate `checks`. */
import type { ChecksReason, NamedCheck } from '../../core/gates/checks.ts';
import { code, href } from '../escape.ts';
import { list } from '../people.ts';
import type { Words } from '../words.ts';
import type { GateContext } from './context.ts';

export const checksWords: Words<ChecksReason, GateContext> = {
  succeeded: ({ succeeded, total }) => ({ sentence: `${succeeded} of ${total} succeeded` }),
  no_checks_yet: () => ({
    sentence: 'no check has reported on this commit yet',
    remedy: 'It goes on by itself when the checks have succeeded.',
  }),
  none_required: ({ branch }) => ({
    sentence: `the branch ${code(branch)} requires no checks, so none can have passed`,
    remedy: `Require some there, or name them in the policy: ${code('checks: { required: [build] }')}.`,
  }),
  missing: ({ checks }) => ({
    sentence: `${names(checks)} ${checks.length === 1 ? 'has' : 'have'} not reported yet`,
    remedy: 'It goes on by itself when the checks have succeeded.',
  }),
  pending: ({ checks }) => ({
    sentence: `${names(checks)} ${checks.length === 1 ? 'is' : 'are'} running`,
    remedy: 'It goes on by itself when the checks have succeeded.',
  }),
  failed: ({ checks }) => ({
    sentence: list(
      checks.map(({ name, conclusion, url }) => {
        const link = url === null ? null : href(url);
        const shown = link === null ? code(name) : `[${code(name)}](${link})`;
        return `${shown} ended with ${code(conclusion)}`;
      }),
      'and',
    ),
    remedy: 'Mend it or run it again; it goes on by itself when it succeeds.',
  }),
};

const names = (checks: readonly NamedCheck[]): string =>
  list(
    checks.map((check) => code(check.name)),
    'and',
  );
