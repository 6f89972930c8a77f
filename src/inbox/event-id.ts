/** `20261123-190455-123-a1b2c3d4`: sorts by time; 32 random bits tell apart what comes in one millisecond. */
export function eventId(receivedAt: Date, hex: (digits: number) => string): string {
  const time = receivedAt.toISOString().replaceAll(/[-:]/g, '').replace('T', '-').replace('.', '-').replace('Z', '')
  return `${time}-${hex(8)}`
}
