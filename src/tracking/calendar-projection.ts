/**
 * The nearest scalars without calendar arbitrage and below their caps. With z_i = ln x_i and R_i the largest ratio of the
 * total variances of neighbours, moved smiles do not cross where z_{i+1} - z_i >= ln R_i: in y_i = z_i - sum_{j<i} ln R_j
 * that is an isotonic regression with upper bounds U_i = ln cap_i - sum_{j<i} ln R_j, which pooling adjacent violators
 * solves exactly when a block's level is the smaller of its weighted mean and its least bound.
 *
 * Pooling: R. E. Barlow, D. J. Bartholomew, J. M. Bremner and H. D. Brunk, "Statistical Inference under Order
 * Restrictions", Wiley, 1972, section 1.2.
 */

/** What a projection is asked. Arrays of one length n but `lnRatio`, n - 1. */
export interface ProjectionProblem {
  /** ln of the squares of the scalars wished for, by expiry, nearest first. */
  readonly z: Float64Array;
  /** Weights of their squared distances, above zero. */
  readonly weight: Float64Array;
  /** ln R_i of each pair of neighbours. */
  readonly lnRatio: Float64Array;
  /** ln of the largest x of each. */
  readonly lnCap: Float64Array;
}

interface Block {
  readonly mean: number;
  readonly weight: number;
  readonly bound: number;
  readonly level: number;
  readonly size: number;
}

function blockOf(mean: number, weight: number, bound: number, size: number): Block {
  return { mean, weight, bound, level: Math.min(mean, bound), size };
}

function pooled(a: Block, b: Block): Block {
  const weight = a.weight + b.weight;
  const mean = (a.weight * a.mean + b.weight * b.mean) / weight;
  return blockOf(mean, weight, Math.min(a.bound, b.bound), a.size + b.size);
}

/**
 * The z of least weighted squared distance with z_{i+1} - z_i >= ln R_i and z_i <= ln cap_i.
 *
 * @returns n numbers in a fresh array
 */
export function projectScalars({ z, weight, lnRatio, lnCap }: ProjectionProblem): Float64Array {
  const blocks: Block[] = [];
  let shift = 0;
  for (let i = 0; i < z.length; i++) {
    if (i > 0) shift += lnRatio[i - 1]!;
    let block = blockOf(z[i]! - shift, weight[i]!, lnCap[i]! - shift, 1);
    for (let last = blocks.at(-1); last !== undefined && last.level > block.level; last = blocks.at(-1)) {
      block = pooled(last, block);
      blocks.pop();
    }
    blocks.push(block);
  }
  const out = new Float64Array(z.length);
  let i = 0;
  shift = 0;
  for (const { level, size } of blocks) {
    for (const end = i + size; i < end; i++) {
      if (i > 0) shift += lnRatio[i - 1]!;
      // One that no neighbour moves keeps its bits: what is published again unchanged must be told from a move.
      out[i] = size === 1 ? Math.min(z[i]!, lnCap[i]!) : level + shift;
    }
  }
  return out;
}
