/** Names for the blocks and elements that the app did not name, as Slack gives them, and finding them again. */
import type { Block, InputBlock } from './blocks.ts';
import type { ActionElement, InputElement } from './elements.ts';

export const identified = (blocks: readonly Block[], nextId: () => string): readonly Block[] =>
  blocks.map((block) => withElements({ ...block, block_id: block.block_id ?? nextId() }, nextId));

const withElements = (block: Block, nextId: () => string): Block => {
  const named = <T extends ActionElement | InputElement>(element: T): T => ({
    ...element,
    action_id: element.action_id ?? nextId(),
  });
  switch (block.type) {
    case 'actions':
      return { ...block, elements: block.elements.map(named) };
    case 'input':
      return { ...block, element: named(block.element) };
    case 'section':
      return block.accessory === undefined || block.accessory.type === 'image'
        ? block
        : { ...block, accessory: named(block.accessory) };
    default:
      return block;
  }
};

export interface Found {
  readonly blockId: string;
  readonly element: ActionElement;
}

/** Everything in these blocks that sends something when it is pressed or chosen. */
export const actionsIn = (blocks: readonly Block[]): readonly Found[] =>
  blocks.flatMap((block) =>
    elementsOf(block).map((element) => ({ blockId: block.block_id ?? '', element })),
  );

const elementsOf = (block: Block): readonly ActionElement[] => {
  if (block.type === 'actions') return block.elements;
  if (block.type !== 'section' || block.accessory === undefined) return [];
  return block.accessory.type === 'image' ? [] : [block.accessory];
};

export const inputsIn = (blocks: readonly Block[]): readonly InputBlock[] =>
  blocks.flatMap((block) => (block.type === 'input' ? [block] : []));
