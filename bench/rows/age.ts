/** Whether a promotion costs more where there were many before: two shops take turns, one young and one old. */
import { atMost, median, type Row } from '../row.ts';
import { statementsSoFar } from '../world/count-statements.ts';
import type { Old } from '../world/old-shop.ts';
import type { Pull, Shop } from '../world/shop.ts';

interface Cost {
  readonly ms: number;
  readonly statements: number;
}

export const ageRow = async (
  young: Old,
  old: Old,
  { isQuick }: { readonly isQuick: boolean },
): Promise<Row> => {
  const rounds = isQuick ? 10 : 40;
  const shops = [
    { ...young, pulls: await young.shop.readyPulls(rounds), costs: [] as Cost[] },
    { ...old, pulls: await old.shop.readyPulls(rounds), costs: [] as Cost[] },
  ] as const;
  for (let round = 0; round < rounds; round += 1) {
    for (const { shop, pulls, costs } of round % 2 === 0 ? shops : shops.toReversed()) {
      const pull = pulls[round];
      if (pull !== undefined) costs.push(await costOf(shop, pull));
      await shop.later();
    }
  }
  const [few, many] = shops.map(({ costs }) => costs);
  const ratios = (many ?? []).map(({ ms }, round) => ms / (few?.[round]?.ms ?? Number.NaN));
  const statements = [few, many].map((costs) =>
    median((costs ?? []).map((cost) => cost.statements)),
  );
  return atMost(1.2, {
    what: `cost of a promotion with ${old.events} events stored against ${young.events}`,
    value: median(ratios),
    unit: '×',
    beside: `${statements[1]} statements against ${statements[0]}`,
    how: `time from the comment until nothing more follows the deployment; median of ${rounds} alternating pairs; ${old.promotions} promotions of one repository against ${young.promotions}`,
  });
};

const costOf = async (shop: Shop, { number }: Pull): Promise<Cost> => {
  const before = statementsSoFar();
  const begun = performance.now();
  shop.sandbox.as('ada').comment(number, '/promote staging');
  await shop.quiet();
  await shop.deployed();
  return { ms: performance.now() - begun, statements: statementsSoFar() - before };
};
