package org.steelworks.checkpoint.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Files under one root. Paths are relative, with {@code /}; the empty path is the root. Content of a file survives a
 * power cut from {@link Output#sync} on, its name (and a rename) from {@link #syncFolder} of the folder that holds it on.
 */
public interface Store {
    /** A file being written from its end on. Owned by one thread. */
    interface Output extends Closeable {
        /** Writes everything between position and limit, advancing the position. */
        void write(ByteBuffer bytes) throws IOException;

        /** Bytes in the file. */
        long size();

        /** Forces all content to the disk. */
        void sync() throws IOException;

        @Override
        void close() throws IOException;
    }

    /** A file being read. Positioned reads may come from several threads. */
    interface Input extends Closeable {
        /** Bytes in the file when it was opened. */
        long size();

        /** Fills {@code out} up to its limit from {@code position} on; end of file before that is an error. */
        void read(long position, ByteBuffer out) throws IOException;

        @Override
        void close() throws IOException;
    }

    /** Starts a new file in place of any of that name; whoever has the old one open keeps writing to the old one. */
    Output create(String path) throws IOException;

    /** Opens a file to add to it, after cutting it to {@code size} bytes; creates it where missing and size is 0. */
    Output append(String path, long size) throws IOException;

    Input open(String path) throws IOException;

    /** Whether a file or folder of that name is there. */
    boolean exists(String path) throws IOException;

    /** Names in a folder, sorted; empty where the folder is missing. */
    List<String> list(String folder) throws IOException;

    /** Creates a folder and those above it; one that is there already is fine. */
    void makeFolder(String folder) throws IOException;

    /** Renames in one step. A file replaces a file of the new name; a folder's new name must be free. */
    void rename(String from, String to) throws IOException;

    /** Deletes a file, or a folder with everything in it; nothing to delete is fine. */
    void delete(String path) throws IOException;

    /** Forces the names in a folder to the disk. */
    void syncFolder(String folder) throws IOException;

    /** What users call a path: for messages. */
    String describe(String path);
}
