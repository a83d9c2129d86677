/** Reads a typed time as files write it; a module of its own, fetched with the forms that take one. */
export { readTime } from '#readers/io/instant.ts';
