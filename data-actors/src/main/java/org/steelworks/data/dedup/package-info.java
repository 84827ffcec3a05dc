/** Finds documents that are alike, over all inputs, in files: memory does not grow with the corpus. */
package org.steelworks.data.dedup;
