/** Words for what was asked and cannot be: commands, environments, commits, states. */
import type { Verb } from '../../core/policy.ts';
import type { StateKind } from '../../core/promotion/state.ts';
import type { RefusalCode } from '../../core/reasons.ts';
import { checkRunName } from '../check-run-name.ts';
import { code, text } from '../escape.ts';
import { granted, list, people, person } from '../people.ts';
import { instantFrom } from '../time.ts';
import type { RefusalWords } from './table.ts';

export const askingRefusals = {
  unknown_command: ({ asked, didYouMean, known }) => ({
    sentence: `There is no command ${code(`/${asked}`)}.${didYouMean === null ? '' : ` Did you mean ${code(didYouMean)}?`}`,
    remedy: `Known: ${known.map((each) => code(`/${each}`)).join(', ')}.`,
  }),
  usage: ({ command, usage, problem }) => ({
    sentence: `${code(`/${command}`)} was not understood: ${problem}.`,
    remedy: `It is written ${code(usage)}.`,
  }),
  unknown_environment: ({ asked, didYouMean, known }) => ({
    sentence: `There is no environment ${code(asked)} here.${didYouMean === null ? '' : ` Did you mean ${code(didYouMean)}?`}`,
    remedy: `Known: ${known.map(code).join(', ')}.`,
  }),
  policy_invalid: ({ path, sha, problems, floorsOf }, { links }) =>
    floorsOf !== undefined
      ? floorsRefused(floorsOf, path, problems)
      : {
          sentence: `The policy ${links.policy({ repository: '', path, sha })} has ${problems} problem${problems === 1 ? '' : 's'}, and nothing passes with a broken policy.`,
          remedy: `${problems === 1 ? 'It is' : 'They are'} listed in the check run ${code('lockkeeper / policy')} of that commit.`,
        },
  not_authorized: ({ verb, environment, need }, { who }) => ({
    sentence: `${who === undefined ? 'You' : person(who)} may not ${doing(verb, environment)} that is for ${granted(need)}.`,
  }),
  no_write_access: () => ({
    sentence: 'Only people who can write to this repository can do this.',
  }),
  not_a_pull_request: () => ({
    sentence: 'This page has no release of its own.',
    remedy: `Ask on a pull request, or name a commit: ${code('/promote <environment> <sha>')}.`,
  }),
  pull_request_closed: ({ number }, { links }) => ({
    sentence: `${links.pull(number)} was closed without being merged, so it has no release.`,
  }),
  sha_not_reachable: ({ sha, onPullRequest }) => ({
    sentence: `${code(sha.slice(0, 40))} is neither ${onPullRequest ? 'a commit of this pull request' : 'the head of an open pull request of this repository'} nor on the default branch.`,
    remedy:
      'Check its digits. Commits of a fork, which GitHub shows under this repository’s name as well, are not taken.',
  }),
  sha_ambiguous: ({ sha }) => ({
    sentence: `${code(sha)} is the beginning of several commits.`,
    remedy: 'Name more of its digits.',
  }),
  moved_head: ({ environment, from, to }, { links }) => ({
    sentence: `This pull request moved from ${links.commit(from)} to ${links.commit(to)} after you asked. Nothing was promoted.`,
    remedy: `Ask again for the new one, or name the old one: ${code(`/promote ${environment} ${from.slice(0, 7)}`)}.`,
  }),
  head_unsure: ({ environment, head }, { links }) => ({
    sentence: `It is not certain which commit you saw when you asked, so nothing was promoted. The head is now ${links.commit(head)}.`,
    remedy: `If that is the one, name it: ${code(`/promote ${environment} ${head.slice(0, 7)}`)}.`,
  }),
  too_old: ({ command }) => ({
    sentence: `I was away, and ${code(command)} is more than 15 minutes old. It was not run.`,
    remedy: 'Ask again if you still want it.',
  }),
  broken: ({ reference }) => ({
    sentence: `Something broke on our side (reference ${code(reference)}), also when it was tried again. Nothing was done.`,
    remedy: 'Ask again later. Whoever runs this app finds the reference in its log.',
  }),
  fork_refused: ({ environment, fork }) => ({
    sentence: `This is code from the fork ${code(fork)}, and ${code(environment)} does not take the heads of forks.`,
    remedy: `Merge it first, or set ${code('allow_forks: true')} in the policy.`,
  }),
  already_promoted: ({ environment, sha, since }, { links, now }) => ({
    sentence: `${links.commit(sha)} has been live in ${code(environment)} since ${instantFrom(since, now)}.`,
    remedy: `To deploy it anew: ${code(`/promote ${environment} ${sha.slice(0, 7)} --again`)}.`,
  }),
  not_approved: ({ environment, state }) => ({
    sentence: `The promotion to ${code(environment)} is ${code(state)}: only what is approved can be executed.`,
    remedy: `${code(`/why ${environment}`)} says what it waits for.`,
  }),
  nothing_open: ({ environment, onPullRequest, last }, { now }) => ({
    sentence: `Nothing is open here${environment === null ? '' : ` for ${code(environment)}`}${last === null ? '' : `; the last promotion ended as ${code(last.state.replace('_', ' '))} on ${instantFrom(last.at, now)}`}.`,
    remedy: `To ask for it: ${code(`/promote ${environment ?? '<environment>'}${onPullRequest ? '' : ' <sha>'}`)}.`,
  }),
  several_open: ({ environments }) => ({
    sentence: `There is more than one open promotion here: ${list(environments.map(code), 'and')}.`,
    remedy: 'Name the environment you mean.',
  }),
  rollback_open_too: ({ environment, rollbackTo, promoted }, { links }) => ({
    sentence: `It is not clear what you mean: a rollback of ${code(environment)} to ${links.commit(rollbackTo)} and the promotion of ${links.commit(promoted)} are both open here. Nothing was done.`,
    remedy: `Use the button on the check run ${code(checkRunName(environment))} of the one you mean.`,
  }),
  not_requester: ({ environment, requesters }) => ({
    sentence: `${people(requesters)} asked for the promotion to ${code(environment)}; only they or an admin can withdraw it.`,
  }),
  nothing_to_retry: ({ environment }) => ({
    sentence: `The last promotion${environment === null ? '' : ` to ${code(environment)}`} here did not fail, so there is nothing to try again.`,
  }),
  invalid_transition: ({ from, to }) => ({
    sentence: `A promotion that is ${code(from)} cannot become ${code(text(to))}.`,
    ...(RUNNING.includes(from)
      ? { remedy: 'It ends with its deployment, or at its time limit.' }
      : {}),
  }),
} satisfies Partial<RefusalWords<RefusalCode>>;

/** What is about the whole repository needs every environment; one that says no is named. */
const doing = (verb: Verb, environment: string | null): string => {
  const where = environment === null ? 'this repository' : code(environment);
  switch (verb) {
    case 'promote':
      return `promote to ${where}:`;
    case 'lock':
      return `lock ${where}:`;
    case 'halt':
    case 'quarantine': {
      // About all of the repository, so it takes the grant of each environment.
      const what = verb === 'halt' ? 'halt this repository' : 'quarantine in this repository';
      return environment === null ? `${what}:` : `${what}: for ${where}`;
    }
    case 'rollback':
      return `roll ${where} back:`;
    case 'except':
      return `let anything through a freeze of ${where}:`;
    default:
      return `${verb} for ${where}:`;
  }
};

const RUNNING: readonly StateKind[] = ['deploying', 'verifying'];

/** What is asked of all repositories counts also where nobody can read it now. */
const floorsRefused = (repository: string, path: string, problems: number) => {
  const file = `${code(path)} of ${code(repository)}`;
  if (problems === 0)
    return {
      sentence: `The floors in ${file} cannot be read any more, and nothing passes without them.`,
      remedy: `Give the app access to ${code(repository)} again.`,
    };
  return {
    sentence: `The floors in ${file} have ${problems} problem${problems === 1 ? '' : 's'}, and nothing passes with broken floors.`,
    remedy: `Mend that file: what is wrong stands in the check run ${code('lockkeeper / policy')} of its newest commit.`,
  };
};
