/** What a collector of traces is sent: one trace a promotion, however long it lives and often we restart. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { traceIdOf } from '../../src/core/trace-id.ts';
import { type Outsider, openOutsider } from './outsider.ts';
import { type Story, tellStory } from './story.ts';

interface SentSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly { readonly key: string; readonly value: object }[];
  readonly status: { readonly code?: number; readonly message?: string };
}
interface Sent {
  readonly resourceSpans: readonly {
    readonly scopeSpans: readonly { readonly spans: readonly SentSpan[] }[];
  }[];
}

const MINUTE = 60_000;
const KEY = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

let story: Story;
let service: Outsider;
let collector: Outsider;
beforeEach(async () => {
  service = await openOutsider();
  collector = await openOutsider();
  story = await tellStory(
    `version: 1
environments:
  - name: staging
    gates: { checks: { required: [build] }, http: { url: "${service.url}/decide?key=hidden" } }
`,
    {
      env: {
        GATE_SECRETS: KEY,
        ALLOW_PRIVATE_HOSTS: service.host,
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      },
    },
  );
});
afterEach(async () => {
  await service.close();
  await collector.close();
});

const sent = (): readonly SentSpan[] =>
  collector.asked.flatMap(({ body }) =>
    (JSON.parse(body) as Sent).resourceSpans.flatMap(({ scopeSpans }) =>
      scopeSpans.flatMap(({ spans }) => spans),
    ),
  );

/** Each span with those above it, by name; what came more than once is told once. */
const paths = (spans: readonly SentSpan[]): readonly string[] => {
  const pathOf = (span: SentSpan): string => {
    const above = spans.find(({ spanId }) => spanId === span.parentSpanId);
    const root = span.parentSpanId === undefined ? '' : '? > ';
    return above === undefined ? `${root}${span.name}` : `${pathOf(above)} > ${span.name}`;
  };
  return [...new Set(spans.map(pathOf))].sort();
};

const attributesOf = (span: SentSpan | undefined): Record<string, unknown> =>
  Object.fromEntries(
    span?.attributes.map(({ key, value }) => [key, Object.values(value)[0]]) ?? [],
  );

test('a promotion is one trace, over a restart: its gates, and what was asked for them', async () => {
  const pull = await story.openGreen();
  const until = new Date(story.clock.now() + 5 * MINUTE).toISOString();
  service.answer({ status: 'wait', reason: 'the board meets soon', until });
  await story.say('ada', pull.number, '/promote staging');
  await story.restart();
  service.answer({ status: 'allow' });
  await story.later(6 * MINUTE);
  await story.deployed('staging');
  const { repositories, promotions } = story.app.store;
  const { id: repositoryId = 0 } = (await repositories.byName('acme', 'shop')) ?? {};
  const [promotion] = await promotions.recent(repositoryId, { environment: 'staging' }, 1);
  expect(promotion?.state.kind).toBe('completed');
  await story.close();

  const id = promotion?.id ?? '';
  const spans = sent().filter(({ traceId }) => traceId === traceIdOf(id));
  expect(paths(spans)).toMatchInlineSnapshot(`
    [
      "promotion",
      "promotion > effect ask-outside",
      "promotion > effect ask-outside > gate http",
      "promotion > effect ask-outside > gate http > outside POST",
      "promotion > effect check-run",
      "promotion > effect check-run > GitHub PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}",
      "promotion > effect check-run > GitHub POST /repos/{owner}/{repo}/check-runs",
      "promotion > effect deploy",
      "promotion > effect deploy > GitHub POST /repos/{owner}/{repo}/deployments",
      "promotion > promotion advance",
      "promotion > promotion advance > admission",
      "promotion > promotion advance > admission > evaluate",
      "promotion > promotion advance > admission > evaluate > GitHub POST /graphql",
      "promotion > promotion advance > admission > evaluate > GitHub POST /graphql > GitHub POST /app/installations/{installation_id}/access_tokens",
      "promotion > promotion advance > admission > evaluate > gate checks",
      "promotion > promotion advance > admission > evaluate > gate halt",
      "promotion > promotion advance > admission > evaluate > gate http",
      "promotion > promotion advance > admission > evaluate > gate lock",
      "promotion > promotion advance > admission > evaluate > gate quarantine",
    ]
  `);
  expect(attributesOf(spans.find(({ name }) => name === 'promotion'))).toEqual({
    'lockkeeper.promotion': id,
    kind: 'promote',
    environment: 'staging',
    state: 'completed',
  });
  const verdicts = spans.map(attributesOf).filter(({ gate }) => gate === 'http');
  expect(verdicts.map(({ status, code }) => `${status}: ${code}`)).toMatchInlineSnapshot(`
    [
      "wait: asked",
      "wait: told_to_wait",
      "wait: asked",
      "pass: allowed",
    ]
  `);
  expect(story.checkRun(pull.headSha, 'staging')?.summary).toContain(
    `<!-- trace ${traceIdOf(id)} -->`,
  );
  expect(JSON.stringify(sent())).not.toContain('hidden');
});

test('a command is the trace of its delivery, which GitHub shows as well', async () => {
  const pull = await story.openGreen();
  await story.say('ada', pull.number, '/promote staging');
  const delivery = story.sandbox.deliveries.find(({ body }) => body.includes('/promote'));
  await story.close();
  const spans = sent().filter(({ traceId }) => traceId === traceIdOf(delivery?.id ?? ''));
  expect(paths(spans)).toMatchInlineSnapshot(`
    [
      "delivery issue_comment",
      "delivery issue_comment > GitHub GET /repos/{owner}/{repo}/collaborators/{username}/permission",
      "delivery issue_comment > GitHub POST /graphql",
    ]
  `);
});

test('what went wrong is told by its span', async () => {
  const pull = await story.openGreen();
  story.sandbox.fail({ match: 'POST /repos/acme/shop/check-runs', status: 502 });
  await story.say('ada', pull.number, '/promote staging');
  await story.later(10_000);
  await story.close();
  const failed = sent().filter(({ status }) => status.code === 2);
  expect(failed.map(({ name }) => name)).toEqual([
    'GitHub POST /repos/{owner}/{repo}/check-runs',
    'effect check-run',
  ]);
});
