/** Vitest inside a mutation run: the tests of the room VOLBENCH_ROOM names, or those that VOLBENCH_TESTS lists. */
import { readFileSync, statSync } from 'node:fs';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { rooms, slow } from './rooms.ts';

/** Small files first: the first failure ends a run, and what takes long is mostly said by what is quick. */
class SmallFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const size = (file: TestSpecification): number => statSync(file.moduleId).size;
    return [...files].sort((a, b) => size(a) - size(b));
  }
}

const listed = (process.env['VOLBENCH_TESTS'] ?? '').split(',').filter((file) => file !== '');
const ofRoom = rooms[process.env['VOLBENCH_ROOM'] ?? ''] ?? [];
const usesFastCheck =
  listed.length === 0 || listed.some((file) => readFileSync(file, 'utf8').includes("'fast-check'"));

export default defineConfig({
  test: {
    include: listed.length > 0 ? listed : [...ofRoom],
    // Wide sweeps take long at every change and notice nothing that the tests beside them do not.
    exclude: ['src/**/*.wide.test.ts', ...slow],
    environment: 'node',
    env: { TZ: 'UTC', LC_ALL: 'C' },
    setupFiles: usesFastCheck ? ['tools/mutation/first-failure.ts'] : [],
    sequence: { sequencer: SmallFirst },
    testTimeout: 30_000,
  },
});
