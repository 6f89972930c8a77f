import * as fs from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { createNodeEnvFileWriter } from '../../src/adapters/env-file-writer-node.ts'
import { EnvFileError } from '../../src/env-file/env-file-error.ts'
import type { LockedEnvFile } from '../../src/env-file/writer.ts'
import { NEVER, planOf, swap } from './env-file-writer-edit.ts'

/*
 * Swaps and restores the value of an env file in a process of its own. With a number it kills itself right before that
 * file-system call; with `loop` it goes on until it is killed from outside; with `edit:KEY` it sets that variable to 1, 2
 * … 20, waiting for its turn, and ends with 5 if the file is held for too long.
 */
const [file = '', projectDirectory = '', when = '', mode = ''] = process.argv.slice(2)
const inPlace = mode === 'in-place'
let calls = 0

function counted<T extends object>(target: T): T {
  return new Proxy(target, {
    get: (_, name) => {
      const member: unknown = Reflect.get(target, name)
      if (typeof member !== 'function') return member
      return async (...values: unknown[]) => {
        calls++
        if (String(calls) === when) process.kill(process.pid, 'SIGKILL')
        const result: unknown = await member.apply(target, values)
        return name === 'open' && typeof result === 'object' && result !== null ? counted(result) : result
      }
    },
  })
}

const writer = createNodeEnvFileWriter({ disk: counted({ ...fs }) })

async function swapAndRestore(): Promise<void> {
  const locked = await writer.lock({ file, projectDirectory, inPlace }, NEVER)
  await locked.write(swap, NEVER)
  process.stdout.write('swapped\n')
  await locked.restore()
  await locked.release()
}

async function lockSoon(): Promise<LockedEnvFile> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await writer.lock({ file, projectDirectory, inPlace }, NEVER)
    } catch (error) {
      const isHeld = error instanceof EnvFileError && error.code === 'env-file-locked'
      if (!isHeld || attempt === 2000) throw error
      await sleep(5)
    }
  }
}

async function edit(key: string): Promise<void> {
  for (let value = 1; value <= 20; value++) {
    const locked = await lockSoon()
    await locked.write(planOf(key, String(value)), NEVER)
    await locked.release()
  }
}

try {
  if (when.startsWith('edit:')) await edit(when.slice('edit:'.length))
  else
    do await swapAndRestore()
    while (when === 'loop')
} catch (error) {
  if (!(error instanceof EnvFileError)) throw error
  process.stdout.write(`${error.code}\n`)
  process.exitCode = error.category === 'conflict' ? 5 : 3
}
