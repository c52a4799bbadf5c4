/** People and programs, and the persons whom commits name by an address. */
import { GraphQLError } from 'graphql';
import { type Account, accountOfEmail } from '../github/accounts.ts';
import type { Signature } from '../github/git.ts';
import { nodeId } from '../github/node-id.ts';
import { loginOf, type State } from '../github/state.ts';

export const missing = (message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { type: 'NOT_FOUND' } });

/** A bot is called without its suffix here, other than in the REST interface. */
export const actorNode = (state: State, who: Account) => ({
  __typename: who.type,
  id: nodeId('U', who.id),
  databaseId: who.id,
  login: who.type === 'Bot' ? who.login.replace(/\[bot\]$/, '') : loginOf(state, who),
  name: who.name,
});

export const gitActorNode = (state: State, signature: Pick<Signature, 'name' | 'email'>) => {
  const who = accountOfEmail(signature.email);
  return {
    name: signature.name,
    email: signature.email,
    user: who === null ? null : actorNode(state, who),
  };
};
