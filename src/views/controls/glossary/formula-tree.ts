/**
 * Formulas are written as they are read, in one line of plain text, and set from it:
 *
 *   `x / y`, spaces on both sides, is a fraction of the two factors beside it, `x/y` a slash; in brackets and under
 *   roots only the slash, for without a font made for formulas neither grows with what is in it;
 *   `√(x)`, `x^2`, `x²`, `x_i`, `x^(1 − γ)`; `w(0)` without a space is a function of what is in the brackets; round brackets that only group what is a numerator, a denominator,
 *   under a root or raised are not drawn.
 */
export type FormulaTree =
  | { readonly kind: 'name' | 'number' | 'operator'; readonly text: string }
  | { readonly kind: 'space'; readonly wide: boolean }
  | { readonly kind: 'row'; readonly parts: readonly FormulaTree[] }
  /** In round brackets. */
  | { readonly kind: 'group'; readonly body: FormulaTree }
  | { readonly kind: 'fraction'; readonly above: FormulaTree; readonly below: FormulaTree }
  | { readonly kind: 'root'; readonly of: FormulaTree }
  | {
      readonly kind: 'scripts';
      readonly base: FormulaTree;
      readonly sub: FormulaTree | null;
      readonly sup: FormulaTree | null;
    };

interface Token {
  readonly kind: 'name' | 'number' | 'operator';
  readonly text: string;
  readonly spaced: boolean;
}

const TOKEN = /(\s*)(?:(\d+(?:\.\d+)?)|([A-Za-z]+|\p{L}\p{M}*)|(\S))/gu;
const RAISED: Readonly<Record<string, string>> = { '²': '2', '³': '3', '′': '′', '″': '″', '⁺': '+' };

/** @throws Error where a bracket or a sign stands alone. */
export function formulaTree(source: string): FormulaTree {
  const tokens = Array.from(source.matchAll(TOKEN), ([, space, number, name, other]): Token => {
    const spaced = space !== '';
    if (number !== undefined) return { kind: 'number', text: number, spaced };
    return name === undefined
      ? { kind: 'operator', text: other ?? '', spaced }
      : { kind: 'name', text: name, spaced };
  });
  const reader = new Reader(tokens, source);
  const tree = reader.row();
  if (!reader.atEnd) throw new Error(`A bracket too many in "${source}".`);
  return tree;
}

class Reader {
  private at = 0;

  constructor(
    private readonly tokens: readonly Token[],
    private readonly source: string,
  ) {}

  get atEnd(): boolean {
    return this.at >= this.tokens.length;
  }

  private peek(ahead = 0): Token | undefined {
    return this.tokens[this.at + ahead];
  }

  /** Up to a closing bracket or the end. */
  row(): FormulaTree {
    const parts: FormulaTree[] = [];
    let next = this.peek();
    while (next !== undefined && next.text !== ')') {
      const before = parts.at(-1);
      if (next.text === '/' && next.spaced && this.peek(1)?.spaced === true && before !== undefined) {
        this.at++;
        const below = bare(this.factor());
        parts[parts.length - 1] = { kind: 'fraction', above: bare(before), below };
      } else {
        const factor = this.factor();
        if (next.spaced && apart(before, factor)) {
          parts.push({ kind: 'space', wide: before?.kind === 'name' && factor.kind === 'name' });
        }
        parts.push(factor);
      }
      next = this.peek();
    }
    const [only] = parts;
    return parts.length === 1 && only !== undefined ? only : { kind: 'row', parts };
  }

  /** One symbol, group or root with what stands at its corners. */
  private factor(): FormulaTree {
    const base = this.primary();
    let sub: FormulaTree | null = null;
    let sup: FormulaTree | null = null;
    for (let next = this.peek(); next !== undefined && !next.spaced; next = this.peek()) {
      const raised = RAISED[next.text];
      if (raised !== undefined) sup = { kind: /\d/.test(raised) ? 'number' : 'operator', text: raised };
      else if (next.text !== '_' && next.text !== '^') break;
      this.at++;
      if (next.text === '_') sub = bare(this.primary());
      if (next.text === '^') sup = bare(this.primary());
    }
    const scripted: FormulaTree = sub === null && sup === null ? base : { kind: 'scripts', base, sub, sup };
    const next = this.peek();
    if (base.kind === 'name' && next?.text === '(' && !next.spaced) {
      return { kind: 'row', parts: [scripted, this.primary()] };
    }
    if (scripted !== base) return scripted;
    // Brackets round a fraction alone say no more than its bar.
    return base.kind === 'group' && base.body.kind === 'fraction' && this.peek()?.text !== '('
      ? base.body
      : base;
  }

  private primary(): FormulaTree {
    const token = this.peek();
    this.at++;
    if (token === undefined) throw new Error(`"${this.source}" ends too early.`);
    if (token.text === '√') return { kind: 'root', of: bare(this.primary()) };
    if (token.text !== '(') return { kind: token.kind, text: token.text };
    const body = this.row();
    if (this.peek()?.text !== ')') throw new Error(`A bracket is not closed in "${this.source}".`);
    this.at++;
    return { kind: 'group', body };
  }
}

function bare(tree: FormulaTree): FormulaTree {
  return tree.kind === 'group' ? tree.body : tree;
}

/** Operators bring their own space. */
function apart(before: FormulaTree | undefined, after: FormulaTree): boolean {
  return before !== undefined && before.kind !== 'operator' && after.kind !== 'operator';
}
