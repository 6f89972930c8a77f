/** Families in the order in which a callback meets them. */
export const familyOrder = [
  'env',
  'credentials',
  'daraja',
  'url',
  'dns',
  'tcp',
  'tls',
  'tunnel',
  'edge',
  'app',
  'handler',
  'db',
  'payment',
  'c2b',
] as const

/** Several families share a heading in output for people. */
export const sections: readonly { readonly title: string; readonly families: readonly string[] }[] = [
  { title: 'Environment', families: ['env', 'credentials'] },
  { title: 'Daraja', families: ['daraja'] },
  { title: 'Callback URL', families: ['url'] },
  { title: 'Public URL', families: ['dns', 'tcp', 'tls', 'tunnel', 'edge'] },
  { title: 'App', families: ['app'] },
  { title: 'Callback handling', families: ['handler', 'c2b'] },
  { title: 'Database', families: ['db'] },
  { title: 'Payment', families: ['payment'] },
]
