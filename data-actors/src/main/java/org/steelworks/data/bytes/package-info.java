/** Bytes of files that are longer than one buffer. */
package org.steelworks.data.bytes;
