type X509Library = typeof import('@peculiar/x509')

/** What the library's dependency injection wants of `Reflect`; no JavaScript engine has it. */
interface MetadataReflection {
  getMetadata?(key: unknown, target: object): unknown
  getOwnMetadata?(key: unknown, target: object): unknown
  defineMetadata?(key: unknown, value: unknown, target: object): void
}

let library: Promise<X509Library> | undefined

/** Loads the certificate library once. */
export function loadX509(): Promise<X509Library> {
  library ??= importLibrary()
  return library
}

/**
 * The library refuses to load without the metadata functions of a withdrawn proposal on `Reflect` and uses them only
 * while it loads. They are lent to it for that time, so that no other library takes them for the real thing later.
 */
async function importLibrary(): Promise<X509Library> {
  const reflect = Reflect as MetadataReflection
  if (reflect.getMetadata !== undefined) return import('@peculiar/x509')
  Object.assign(reflect, createMetadataStore())
  try {
    return await import('@peculiar/x509')
  } finally {
    delete reflect.getMetadata
    delete reflect.getOwnMetadata
    delete reflect.defineMetadata
  }
}

function createMetadataStore(): Required<MetadataReflection> {
  const store = new WeakMap<object, Map<unknown, unknown>>()
  const getOwnMetadata = (key: unknown, target: object): unknown => store.get(target)?.get(key)
  return {
    getOwnMetadata,
    getMetadata: (key, target) => {
      for (
        let holder: object | null = target;
        holder !== null;
        holder = Object.getPrototypeOf(holder) as object | null
      ) {
        if (store.get(holder)?.has(key)) return getOwnMetadata(key, holder)
      }
      return undefined
    },
    defineMetadata: (key, value, target) => {
      store.set(target, (store.get(target) ?? new Map()).set(key, value))
    },
  }
}
