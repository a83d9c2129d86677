/** The part of papaparse that readers use; the published types would bring Node's globals with them. */
interface ParseError {
  readonly type: string;
  readonly row?: number;
}
declare const Papa: {
  parse<Row>(
    text: string,
    config: { delimiter: string; newline: '\n'; skipEmptyLines: boolean },
  ): { data: Row[]; errors: ParseError[] };
};
export default Papa;
