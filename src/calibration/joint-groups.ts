/** Which neighbours of a run bear on each other. */
import { workColumn } from '#math/work-column.ts';
import type { SliceModel } from '#models/model.ts';
import type { FittedSlice } from './slice-optimum.ts';

/**
 * For each pair of neighbours the least room between the earlier one's total variance, widened by the headroom, and the
 * later one's on the grid, a share of the earlier one's; below zero where the pair pays.
 */
function roomBetween(
  model: SliceModel,
  members: readonly FittedSlice[],
  k: Float64Array,
  headroom: number,
): readonly number[] {
  let earlier: Float64Array = workColumn(k.length);
  let later: Float64Array = workColumn(k.length);
  return members.flatMap(({ prepared, optimum }, s) => {
    [earlier, later] = [later, earlier];
    model.smile(prepared.slice).totalVariance(prepared.problem.theta(optimum.x), k, later);
    if (s === 0) return [];
    let room = Number.POSITIVE_INFINITY;
    for (let j = 0; j < k.length; j++) room = Math.min(room, later[j]! / earlier[j]!);
    return [room - 1 - headroom];
  });
}

/**
 * For each pair of neighbours whether they bear on each other: it pays for crossing, or is close beside one that does.
 *
 * @param close room, a share of the variance, below which a pair joins a neighbouring one that pays
 */
export function meetingPairs(
  model: SliceModel,
  members: readonly FittedSlice[],
  k: Float64Array,
  headroom: number,
  close: number,
): readonly boolean[] {
  const rooms = roomBetween(model, members, k, headroom);
  const pays = (i: number): boolean => (rooms[i] ?? 0) < 0;
  return rooms.map((room, i) => room < 0 || (room < close && (pays(i - 1) || pays(i + 1))));
}

/** First and last members of the longest chains of joined neighbours, of two or more. */
export function chains(isJoined: readonly boolean[]): readonly (readonly [number, number])[] {
  const found: [number, number][] = [];
  isJoined.forEach((joined, i) => {
    const open = found.at(-1);
    if (!joined) return;
    if (open !== undefined && open[1] === i) open[1] = i + 1;
    else found.push([i, i + 1]);
  });
  return found;
}
