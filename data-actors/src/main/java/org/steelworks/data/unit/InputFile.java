package org.steelworks.data.unit;

import java.nio.file.Path;
import org.steelworks.data.raw.Container;
import org.steelworks.data.raw.RawFormat;

/**
 * One raw file.
 *
 * @param set number of its input set
 * @param source its name in reports: relative to the folder it was found in, with forward slashes
 * @param bytes length on disk
 * @param modifiedMs time of its last change, so that a file which changes between runs is read anew
 * @param format decided, not {@link RawFormat#AUTO}
 * @param container how its records lie in it
 */
public record InputFile(
        int set, String source, Path path, long bytes, long modifiedMs, RawFormat format, Container container) {}
