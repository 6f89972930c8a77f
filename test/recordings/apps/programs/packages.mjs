// The packages of the recorded programs lie outside the project, in the folder that RECORDING_PACKAGES names.
import { createRequire } from 'node:module'
import { join } from 'node:path'
import process from 'node:process'

export const requirePackage = createRequire(join(process.env.RECORDING_PACKAGES ?? '.', 'node_modules', 'x.js'))
