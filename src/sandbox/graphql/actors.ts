/** People and programs, and the persons whom commits name by an address. */
import { GraphQLError } from 'graphql';
import { type Account, accountOfEmail } from '../github/accounts.ts';
import type { Signature } from '../github/git.ts';
import { nodeId } from '../github/node-id.ts';

export const missing = (message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { type: 'NOT_FOUND' } });

/** A bot is called without its suffix here, other than in the REST interface. */
export const actorNode = (who: Account) => ({
  __typename: who.type,
  id: nodeId('U', who.id),
  databaseId: who.id,
  login: who.type === 'Bot' ? who.login.replace(/\[bot\]$/, '') : who.login,
  name: who.name,
});

export const gitActorNode = (signature: Pick<Signature, 'name' | 'email'>) => {
  const who = accountOfEmail(signature.email);
  return {
    name: signature.name,
    email: signature.email,
    user: who === null ? null : actorNode(who),
  };
};
