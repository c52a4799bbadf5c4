// How tests run. Forks rather than threads: native modules and the real PostgreSQL get a process of
// their own, whose exit stops what it started. Two at a time, as a small machine has two cores.
import { statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Those that take longest begin first, so that neither core waits for the other at the end. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLong = ({ moduleId }: TestSpecification): boolean => moduleId.includes('/test/faults/');
    const sorted = await super.sort(files);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

const MEMORY = '/dev/shm';
const ROOM_BYTES = 2 ** 31;

/** Stories wait for the disk half of the time: every commit is forced to it. Memory takes no time at all. */
const temporaryFolder = (): string => {
  try {
    const { bavail, bsize } = statfsSync(MEMORY);
    return bavail * bsize >= ROOM_BYTES ? MEMORY : tmpdir();
  } catch {
    return tmpdir();
  }
};

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globals: false,
    pool: 'forks',
    maxWorkers: 2,
    env: { TMPDIR: temporaryFolder() },
    sequence: { sequencer: LongestFirst },
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // What is waited for takes as long as the machine is busy.
    expect: { poll: { timeout: 25_000 } },
  },
});
