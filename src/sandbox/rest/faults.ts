/** Calls that fail because a story asked for it, with an answer as GitHub gives in its bad hours. */
import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';

export interface Fault {
  /**
   * `POST /repos/acme/shop/deployments`, the same with a route as GitHub's documents write it, or
   * `POST /graphql Snapshot` for the operation of that name. Any call when left out.
   */
  readonly match?: string;
  /** So many of those that match go well before. */
  readonly skip?: number;
  /** How many calls fail; one unless told otherwise. */
  readonly times?: number | undefined;
  /**
   * 403 and 429 are the secondary rate limit, unless other words are given; `cut` ends the connection without an answer, and
   * `hang` leaves it open until the app gives up.
   */
  readonly status: number | 'cut' | 'hang';
  readonly retryAfterSeconds?: number | undefined;
  /** What GitHub says. */
  readonly message?: string;
  /** The call does what it was to do, and only its answer is lost. */
  readonly afterEffect?: boolean | undefined;
}

export interface Outcome {
  readonly response: Response;
  /** 0 where no answer came. */
  readonly status: number;
}

export interface Ordered {
  /** So often it has still to happen. */
  left(): number;
}

export interface Faults {
  add(fault: Fault): Ordered;
  /** None of those that were added happens any more. */
  clear(): void;
  /** Does the work unless the call, known by any of these names, is to fail. */
  through(
    c: Context<{ Bindings: HttpBindings }>,
    names: readonly string[],
    work: () => Promise<Response>,
  ): Promise<Outcome>;
}

const MATCH = /^(?:GET|POST|PATCH|PUT|DELETE) \/\S*(?: \w+)?$/;

export const createFaults = (): Faults => {
  const open: { readonly fault: Fault; left: number; skip: number }[] = [];
  const next = (names: readonly string[]): Fault | null => {
    const matching = open.filter(
      ({ fault, left }) => left > 0 && (fault.match === undefined || names.includes(fault.match)),
    );
    const found = matching.find(({ skip }) => skip === 0);
    for (const each of matching) each.skip = Math.max(0, each.skip - 1);
    if (found === undefined) return null;
    found.left -= 1;
    return found.fault;
  };
  return {
    add: (fault) => {
      if (fault.match !== undefined && !MATCH.test(fault.match)) {
        throw new Error(`Not "METHOD /path": ${fault.match}`);
      }
      const ordered = { fault, left: fault.times ?? 1, skip: fault.skip ?? 0 };
      open.push(ordered);
      return { left: () => ordered.left };
    },
    clear: () => {
      open.length = 0;
    },
    through: async (c, names, work) => {
      const fault = next(names);
      if (fault === null) {
        const response = await work();
        return { response, status: response.status };
      }
      if (fault.afterEffect === true) await work();
      if (fault.status === 'hang') {
        await new Promise((resolve) => c.env.incoming.socket.once('close', resolve));
        return { response: new Response(null), status: 0 };
      }
      if (fault.status === 'cut') {
        c.env.incoming.socket.destroy();
        return { response: new Response(null), status: 0 };
      }
      return { response: answerTo(fault, fault.status), status: fault.status };
    },
  };
};

const answerTo = ({ retryAfterSeconds, message }: Fault, status: number): Response => {
  const said = message ?? (status === 403 || status === 429 ? LIMITED : 'Server Error');
  const headers = retryAfterSeconds === undefined ? {} : { 'retry-after': `${retryAfterSeconds}` };
  return Response.json({ message: said, status: String(status) }, { status, headers });
};

const LIMITED =
  'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.';
