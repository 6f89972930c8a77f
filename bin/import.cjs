'use strict'

/*
 * The one place that imports at run time what is not part of this package. Code that comes out of a cache of compiled code
 * cannot do that on Node 20, so it is done here, in a file that Node loads by itself.
 */
exports.importModule = (id) => import(id)
