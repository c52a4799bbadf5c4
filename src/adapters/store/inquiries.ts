/** Questions to somebody outside, and their answers. */
import type { Inquiries, StoredInquiry } from '../../ports/inquiries.ts';
import type { Db } from './dialect.ts';

export const inquiries = (db: Db): Inquiries => ({
  put: async (inquiry) => {
    const body = JSON.stringify(inquiry);
    const { id, promotionId, askedAt } = inquiry;
    await db
      .insertInto('inquiries')
      .values({ id, promotion_id: promotionId, asked_at: askedAt, body })
      .onConflict((conflict) => conflict.column('id').doUpdateSet({ body }))
      .execute();
  },
  byId: async (id) => {
    const row = await db
      .selectFrom('inquiries')
      .select('body')
      .where('id', '=', id)
      .executeTakeFirst();
    return row === undefined ? null : decode(row.body);
  },
  of: async (promotionId) => {
    const rows = await db
      .selectFrom('inquiries')
      .select('body')
      .where('promotion_id', '=', promotionId)
      .orderBy('asked_at', 'desc')
      .orderBy('id', 'desc')
      .execute();
    return rows.map(({ body }) => decode(body));
  },
});

const decode = (body: string): StoredInquiry => JSON.parse(body) as StoredInquiry;
