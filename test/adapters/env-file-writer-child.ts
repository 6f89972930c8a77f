import * as fs from 'node:fs/promises'
import { createNodeEnvFileWriter } from '../../src/adapters/env-file-writer-node.ts'
import { NEVER, swap } from './env-file-writer-edit.ts'

/*
 * Swaps and restores the value of an env file in a process of its own. With a number it kills itself right before that
 * file-system call; with `loop` it goes on until it is killed from outside.
 */
const [file = '', projectDirectory = '', when = ''] = process.argv.slice(2)
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

async function swapAndRestore(): Promise<void> {
  const locked = await writer.lock({ file, projectDirectory }, NEVER)
  await locked.write(swap, NEVER)
  process.stdout.write('swapped\n')
  await locked.restore()
  await locked.release()
}

const writer = createNodeEnvFileWriter({ disk: counted({ ...fs }) })
do await swapAndRestore()
while (when === 'loop')
