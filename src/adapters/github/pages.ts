/** Lists that come in pages: all of a list or a fault, never a part that looks like the whole. */
import { z } from 'zod';
import { HostFault } from '../../ports/code-host.ts';

export interface Page<N> {
  readonly totalCount: number;
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly nodes: readonly N[];
}

export const pageOf = <S extends z.ZodType>(node: S) =>
  z.object({
    totalCount: z.number(),
    pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
    nodes: z.array(node),
  });

/** `what` reads after "there are more than 1,000"; `next` asks for the page after a cursor. */
export const allNodes = async <N>(
  list: { readonly what: string; readonly limit: number },
  first: Page<N>,
  next: (after: string) => Promise<Page<N>>,
): Promise<readonly N[]> => {
  const { what, limit } = list;
  if (first.totalCount > limit) {
    throw new HostFault(
      'unreadable',
      `Too many to read: ${first.totalCount} ${what}, at most ${limit}.`,
    );
  }
  const nodes = [...first.nodes];
  let page = first;
  while (page.pageInfo.hasNextPage) {
    const after = page.pageInfo.endCursor;
    if (after === null || nodes.length > limit) {
      throw new HostFault('unreadable', `GitHub's list of ${what} does not come to an end.`);
    }
    const following = await next(after);
    // A cursor that stands still would be asked for again and again.
    if (following.pageInfo.endCursor === after) {
      throw new HostFault('unreadable', `GitHub's list of ${what} does not go on.`);
    }
    page = following;
    nodes.push(...page.nodes);
  }
  return nodes;
};

/**
 * The pages of a REST list, for callers that stop by themselves. Each is asked for with the priority of
 * the first, which Octokit's own reader of pages leaves out.
 */
export async function* restPages<A extends { readonly headers: { readonly link?: string } }>(
  read: (page: number) => Promise<A>,
): AsyncGenerator<A> {
  for (let page = 1; ; page += 1) {
    const answer = await read(page);
    yield answer;
    if (!/rel="next"/.test(answer.headers.link ?? '')) return;
  }
}
