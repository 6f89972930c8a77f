/** The env file as the demo writes it: comments and assignments in order. */
export type EnvLine = { readonly comment: string } | { readonly key: string; readonly value: string }

export function renderEnv(lines: readonly EnvLine[]): string {
  return lines
    .map((line) => ('key' in line ? `${line.key}=${line.value}\n` : line.comment === '' ? '\n' : `# ${line.comment}\n`))
    .join('')
}

/** The same lines with other values; the keys must be there. */
export function setValues(lines: readonly EnvLine[], values: Readonly<Record<string, string>>): readonly EnvLine[] {
  return lines.map((line) => ('key' in line ? { key: line.key, value: values[line.key] ?? line.value } : line))
}

export function renameKey(lines: readonly EnvLine[], from: string, to: string): readonly EnvLine[] {
  return lines.map((line) => ('key' in line && line.key === from ? { key: to, value: line.value } : line))
}

export function readValue(lines: readonly EnvLine[], key: string): string | undefined {
  const line = lines.find((candidate) => 'key' in candidate && candidate.key === key)
  return line !== undefined && 'value' in line ? line.value : undefined
}
