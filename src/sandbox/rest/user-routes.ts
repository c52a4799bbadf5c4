/** Routes about people: who has a number, and whom a token belongs to. */
import { Refusal } from '../github/refusal.ts';
import { wholeUserShape } from '../github/shapes-of-people.ts';
import { accountById } from '../github/state.ts';
import { idIn, type Route } from './route.ts';

export const userRoutes: readonly Route[] = [
  {
    method: 'GET',
    template: '/user/{account_id}',
    caller: 'installation',
    answer: (ask) => ({
      status: 200,
      body: wholeUserShape(ask.state, accountById(ask.state, idIn(ask, 'account_id'))),
    }),
  },
  {
    method: 'GET',
    template: '/user',
    caller: 'user',
    answer: ({ state, who }) => {
      if (who === null) throw new Refusal(401, 'Requires authentication');
      return { status: 200, body: wholeUserShape(state, who) };
    },
  },
];
