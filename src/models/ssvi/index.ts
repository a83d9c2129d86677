export { essvi } from './essvi.ts';
export { ssvi, ssviHeston } from './ssvi.ts';
