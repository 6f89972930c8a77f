import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { OrderMapping } from '../core/settings.ts'
import { mappingOf } from '../orders/mapping-of-tables.ts'
import type { OrderTables } from '../orders/order-tables.ts'
import type { Invocation } from './command.ts'
import { readConfigFile } from './config-file.ts'

/**
 * Writes the mapping as `orders` into the JSON config file in use, or into a new one in the project's folder; nothing else
 * in it changes. Of a config in another language the lines to add are shown. Says what was done.
 */
export async function saveOrders({ project, globals, output }: Invocation, tables: OrderTables): Promise<void> {
  const config = await readConfigFile(project.folder, globals.config)
  const orders = mappingOf(tables)
  if (config !== undefined && !config.path.endsWith('.config.json') && !isPlainJson(config.path)) {
    output.talk(`${config.shownPath} is not written by this program; add to it:\n${snippet(orders)}\n`)
    return
  }
  const path = config?.path ?? join(project.folder, 'mpesa-doctor.config.json')
  const shown = config?.shownPath ?? 'mpesa-doctor.config.json'
  if (config?.values.orders !== undefined) {
    const same = JSON.stringify(config.values.orders) === JSON.stringify(orders)
    output.talk(
      same
        ? `${shown} says so already.\n`
        : `${shown} has \`orders\` already, and it stays. Found:\n${snippet(orders)}\n`,
    )
    return
  }
  const text = existsSync(path) ? readFileSync(path, 'utf8') : undefined
  const indent = /^([ \t]+)"/m.exec(text ?? '')?.[1] ?? '  '
  const content = `${JSON.stringify({ ...config?.values, orders }, null, indent)}\n`
  // Whoever reads it meanwhile sees the old file or the new one.
  const draft = `${path}.${process.pid}.tmp`
  writeFileSync(draft, text?.includes('\r\n') === true ? content.replaceAll('\n', '\r\n') : content, { flag: 'wx' })
  renameSync(draft, path)
  output.talk(`${text === undefined ? 'Wrote' : 'Added `orders` to'} ${shown}.\n`)
}

function isPlainJson(path: string): boolean {
  return path.endsWith('.json') && !path.endsWith('package.json')
}

function snippet(orders: OrderMapping): string {
  return JSON.stringify({ orders }, null, 2)
}
