/** Lists in pages, as GraphQL asks for them; GitHub refuses a list without a limit. */
import { GraphQLError } from 'graphql';

export interface Range {
  readonly first?: number | null;
  readonly after?: string | null;
  readonly last?: number | null;
  readonly before?: string | null;
}

const MOST = 100;

export const connection = <T>(name: string, all: readonly T[], range: Range) => {
  const limit = range.first ?? range.last;
  if (limit === undefined || limit === null) {
    throw refused(
      `You must provide a \`first\` or \`last\` value to properly paginate the \`${name}\` connection.`,
      'MISSING_PAGINATION_BOUNDARIES',
    );
  }
  if (limit < 0 || limit > MOST) {
    throw refused(
      `Requesting ${limit} records on the \`${name}\` connection exceeds the \`first\` limit of ${MOST} records.`,
      'EXCESSIVE_PAGINATION',
    );
  }
  const from = range.after ? positionOf(range.after) + 1 : 0;
  const to = range.before ? positionOf(range.before) : all.length;
  const isFirst = typeof range.first === 'number';
  const start = isFirst ? from : Math.max(from, to - limit);
  const end = isFirst ? Math.min(to, from + limit) : to;
  return {
    totalCount: all.length,
    nodes: all.slice(start, end),
    pageInfo: {
      hasNextPage: end < all.length,
      hasPreviousPage: start > 0,
      startCursor: end > start ? cursor(start) : null,
      endCursor: end > start ? cursor(end - 1) : null,
    },
  };
};

const refused = (message: string, type: string): GraphQLError =>
  new GraphQLError(message, { extensions: { type } });

const cursor = (position: number): string => Buffer.from(`cursor:${position}`).toString('base64');

const positionOf = (text: string): number => {
  const [, position] = /^cursor:(\d+)$/.exec(Buffer.from(text, 'base64').toString()) ?? [];
  if (position === undefined)
    throw refused(`\`${text}\` does not appear to be a valid cursor.`, 'INVALID_CURSOR_ARGUMENTS');
  return Number(position);
};
