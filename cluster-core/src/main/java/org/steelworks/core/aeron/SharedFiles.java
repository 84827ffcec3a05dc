package org.steelworks.core.aeron;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Names of the files in which processes of one node share memory. They lie beside the driver, in the folder that only the
 * node's user can read and that goes with the node. Bytes of a file: its edition (u64, little-endian), zeros up to
 * {@link #HEADER}, then the buffer.
 */
final class SharedFiles {
    /** Bytes before the buffer: a page, so that the buffer is aligned to one. */
    static final int HEADER = 4096;

    private static final Logger LOG = LoggerFactory.getLogger(SharedFiles.class);
    private static final Pattern NAME = Pattern.compile("memory-(\\d{1,10})-(\\d{1,19})-\\d{1,10}");

    private final Path folder;

    SharedFiles(Path driverFolder) {
        this.folder = driverFolder.toAbsolutePath().getParent();
    }

    Path folder() {
        return folder;
    }

    Path file(long pid, long start, int number) {
        return folder.resolve("memory-" + pid + "-" + start + "-" + number);
    }

    /** Removes files of processes that are gone: one that was killed could not. What cannot be removed goes with the folder. */
    void removeStale() throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "memory-*")) {
            for (Path file : files) {
                try {
                    removeIfStale(file);
                } catch (IOException e) {
                    LOG.warn("the shared memory {} is left where it is: {}", file, e.toString());
                }
            }
        }
    }

    private static void removeIfStale(Path file) throws IOException {
        Matcher name = NAME.matcher(file.getFileName().toString());
        if (name.matches() && gone(Long.parseLong(name.group(1)), Long.parseLong(name.group(2)))) {
            Files.deleteIfExists(file);
            LOG.info("removed the shared memory {}: its process is gone", file);
        }
    }

    private static boolean gone(long pid, long start) throws IOException {
        OptionalLong present = ProcessStart.of(pid);
        return present.isEmpty() || present.getAsLong() != start;
    }
}
