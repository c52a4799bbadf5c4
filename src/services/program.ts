/** A program as somebody who acts, of which only the login is known here. */
import type { Person } from '../core/person.ts';
import type { World } from './world.ts';

/** GitHub numbers accounts from 1, and does not tell an app the number of a bot by its name. */
export const botNamed = (login: string): Person => ({ id: 0, login, machine: true });

export const ownBot = (world: World): Person => botNamed(`${world.app.slug}[bot]`);
