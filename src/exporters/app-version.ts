/** The version written into exports: that of package.json. */
export const APP_VERSION = '0.1.0';
