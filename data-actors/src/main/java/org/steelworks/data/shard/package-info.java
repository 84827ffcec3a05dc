/** Packed token files on disk: packing text into them, their index, and reading blocks of them. */
package org.steelworks.data.shard;
