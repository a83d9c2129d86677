/** Milliseconds of processor time this process has taken: what a limit is held to, for a busy machine is no fault. */
export function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
