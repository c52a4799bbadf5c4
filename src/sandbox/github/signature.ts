/** Who signs a commit and when, and whom else it names as its author. */
import { type Account, accountOfEmail, emailOf } from './accounts.ts';
import type { Commit, Signature } from './git.ts';
import type { State } from './state.ts';

export const signature = (state: State, who: Account, email = emailOf(who)): Signature => ({
  name:
    email === emailOf(who) ? who.name : (accountOfEmail(email)?.name ?? email.split('@')[0] ?? ''),
  email,
  at: Math.floor(state.clock.now() / 1000) * 1000,
});

/** The author and those whom the message names beside them. */
export const authorsOf = (commit: Commit): readonly Pick<Signature, 'name' | 'email'>[] => {
  const named = [...commit.message.matchAll(/^co-authored-by: *(.*?) *<([^>]+)> *$/gim)].map(
    ([, name = '', email = '']) => ({ name, email }),
  );
  const all = [{ name: commit.author.name, email: commit.author.email }, ...named];
  return all.filter(({ email }, index) => all.findIndex((each) => each.email === email) === index);
};
