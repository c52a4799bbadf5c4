/** Who of Slack is who of GitHub, the offers to link the two, and the browsers that take one up. */
import type { Identities, IdentityLink, LinkSession, LinkTicket } from '../../ports/identities.ts';
import { Conflict } from '../../ports/store.ts';
import type { Db } from './dialect.ts';

export const identities = (db: Db): Identities => ({ ...links(db), ...offers(db) });

type Links = Pick<Identities, 'of' | 'ofPerson' | 'all' | 'put' | 'provedBeside' | 'remove'>;

const links = (db: Db): Links => ({
  of: async ({ team, user }) => {
    const row = await bodies(db)
      .where('slack_team', '=', team)
      .where('slack_user', '=', user)
      .executeTakeFirst();
    return row === undefined ? null : decodeLink(row.body);
  },
  ofPerson: async (personId) => {
    const rows = await bodies(db).where('person_id', '=', personId).orderBy('id').execute();
    return rows.map(({ body }) => decodeLink(body));
  },
  all: async (after, limit) => {
    const rows = await bodies(db)
      .where('id', '>', after ?? '')
      .orderBy('id')
      .limit(limit)
      .execute();
    return rows.map(({ body }) => decodeLink(body));
  },
  put: async (link) => {
    const { id, slack, person } = link;
    const rest = { id, person_id: person.id, body: JSON.stringify(link) };
    await db
      .insertInto('identities')
      .values({ slack_team: slack.team, slack_user: slack.user, ...rest })
      .onConflict((conflict) => conflict.columns(['slack_team', 'slack_user']).doUpdateSet(rest))
      .execute();
    await keepProved(db, link);
  },
  provedBeside: (personIds) => provedBeside(db, personIds),
  remove: async (id) => {
    const removed = await db
      .deleteFrom('identities')
      .where('id', '=', id)
      .returning('id')
      .execute();
    if (removed.length === 0) throw new Conflict('the link is gone');
  },
});

const keepProved = async (db: Db, { slack, person }: IdentityLink): Promise<void> => {
  const proved = { slack_team: slack.team, slack_user: slack.user, person_id: person.id };
  const { login } = person;
  await db
    .insertInto('proved_accounts')
    .values({ ...proved, login })
    .onConflict((conflict) =>
      conflict.columns(['slack_team', 'slack_user', 'person_id']).doUpdateSet({ login }),
    )
    .execute();
};

const provedBeside = async (
  db: Db,
  personIds: readonly number[],
): ReturnType<Identities['provedBeside']> => {
  const rows = await db
    .selectFrom('proved_accounts as one')
    .innerJoin('proved_accounts as other', (join) =>
      join
        .onRef('other.slack_team', '=', 'one.slack_team')
        .onRef('other.slack_user', '=', 'one.slack_user')
        .onRef('other.person_id', '<>', 'one.person_id'),
    )
    .select(['one.person_id as personId', 'other.person_id as id', 'other.login'])
    .where('one.person_id', 'in', personIds)
    .orderBy('personId')
    .orderBy('id')
    .orderBy('other.login')
    .execute();
  return rows.map(({ personId, id, login }) => ({
    personId,
    other: { id, login, machine: false },
  }));
};

const bodies = (db: Db) => db.selectFrom('identities').select('body');

const offers = (db: Db): Omit<Identities, keyof Links> => ({
  offer: async (ticket) => {
    const { tokenHash, expiresAt } = ticket;
    await db
      .insertInto('link_tickets')
      .values({
        token_hash: tokenHash,
        expires_at: expiresAt,
        used: 0,
        body: JSON.stringify(ticket),
      })
      .execute();
  },
  ticket: async (tokenHash) => {
    const row = await db
      .selectFrom('link_tickets')
      .select(['body', 'used'])
      .where('token_hash', '=', tokenHash)
      .executeTakeFirst();
    return row === undefined ? null : { ...decodeTicket(row.body), used: row.used === 1 };
  },
  use: async (tokenHash) => {
    const used = await db
      .updateTable('link_tickets')
      .set({ used: 1 })
      .where('token_hash', '=', tokenHash)
      .where('used', '=', 0)
      .returning('token_hash')
      .execute();
    if (used.length === 0) throw new Conflict('the link was used');
  },
  begin: async (session) => {
    const { cookieHash, tokenHash } = session;
    await db
      .insertInto('link_sessions')
      .values({ cookie_hash: cookieHash, token_hash: tokenHash, ...stepOf(session) })
      .execute();
  },
  session: async (cookieHash) => {
    const row = await db
      .selectFrom('link_sessions')
      .select('body')
      .where('cookie_hash', '=', cookieHash)
      .executeTakeFirst();
    return row === undefined ? null : decodeSession(row.body);
  },
  step: async (session, from) => {
    const changed = await db
      .updateTable('link_sessions')
      .set(stepOf(session))
      .where('cookie_hash', '=', session.cookieHash)
      .where('next', '=', from)
      .returning('cookie_hash')
      .execute();
    if (changed.length === 0) throw new Conflict('the browser went on meanwhile');
  },
  forget: async (before) => {
    await db.deleteFrom('link_tickets').where('expires_at', '<', before).execute();
  },
});

const stepOf = (session: LinkSession) => ({ next: session.next, body: JSON.stringify(session) });

/** Written above, and by nothing else. */
const decodeLink = (body: string): IdentityLink => JSON.parse(body) as IdentityLink;
const decodeTicket = (body: string): LinkTicket => JSON.parse(body) as LinkTicket;
const decodeSession = (body: string): LinkSession => JSON.parse(body) as LinkSession;
