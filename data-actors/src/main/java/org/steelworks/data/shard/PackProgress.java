package org.steelworks.data.shard;

/**
 * How far a packing is.
 *
 * @param file being read
 * @param bytesRead of all inputs, as they lie on disk
 * @param bytesTotal of all inputs
 * @param documents encoded and written
 * @param tokens encoded and written
 * @param shards finished
 */
public record PackProgress(String file, long bytesRead, long bytesTotal, long documents, long tokens, long shards) {}
