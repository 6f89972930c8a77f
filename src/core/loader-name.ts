/** The ways of reading an env file that are known, in the order of output. `dotenv` is Node's, `node` is `--env-file`. */
export const loaderNames = [
  'dotenv',
  'dotenv-expand',
  'next',
  'node',
  'dotenvx',
  'bun',
  'python-dotenv',
  'django-environ',
  'python-decouple',
  'phpdotenv',
  'docker',
  'sh',
] as const

export type LoaderName = (typeof loaderNames)[number]
