export { essvi } from './essvi.ts';
