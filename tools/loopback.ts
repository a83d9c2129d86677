import { createServer, type RequestListener, type Server } from 'node:http';

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host, exclusive: true }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/** Servers of one port on this machine alone. */
export interface LoopbackServers {
  readonly port: number;
  readonly servers: readonly Server[];
}

/**
 * Listens to this machine only, on both loopback addresses, so that no other program can answer for `localhost` on the port.
 *
 * @param port 0 takes any free one; else the first free one from here
 * @param tries ports that are tried, at most
 * @throws Error where no port can be had
 */
export async function listenOnLoopback(
  handler: RequestListener,
  port: number,
  tries = 100,
): Promise<LoopbackServers> {
  for (let attempt = port, left = tries; left > 0; attempt += port === 0 ? 0 : 1, left--) {
    const servers: Server[] = [];
    try {
      let taken = attempt;
      for (const host of ['127.0.0.1', '::1']) {
        const server = createServer(handler);
        try {
          await listen(server, taken, host);
        } catch (error) {
          const code = (error as NodeJS.ErrnoException).code;
          if (host === '::1' && (code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT')) continue;
          throw error;
        }
        servers.push(server);
        const address = server.address();
        if (address !== null && typeof address === 'object') taken = address.port;
      }
      return { port: taken, servers };
    } catch (error) {
      for (const server of servers) server.close();
      const code = (error as NodeJS.ErrnoException).code;
      if (code !== 'EADDRINUSE' && code !== 'EACCES') throw error;
    }
  }
  throw new Error(
    tries === 1 ? `Port ${port} is taken.` : `No free port from ${port} to ${port + tries - 1}.`,
  );
}
