import type { DeclaredDatabase, Lookup } from './declared.ts'

/** `datasource db { url = env("DATABASE_URL") }`: paths are relative to the folder of the schema. */
export function readPrismaSchema(text: string, file: string, lookup: Lookup): DeclaredDatabase | undefined {
  const block = /^\s*datasource\s+\w+\s*\{([^}]*)\}/m.exec(text)?.[1]
  const [, variable, literal] = /^\s*url\s*=\s*(?:env\(\s*"([^"]+)"\s*\)|"([^"]*)")/m.exec(block ?? '') ?? []
  const url = variable === undefined ? literal : lookup(variable)
  if (url === undefined || url === '') return undefined
  return { url, file, key: variable ?? 'datasource', folder: folderOf(file) }
}

function folderOf(file: string): string {
  return file.includes('/') ? file.replace(/\/[^/]*$/, '') : '.'
}
