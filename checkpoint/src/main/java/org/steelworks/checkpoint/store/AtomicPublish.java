package org.steelworks.checkpoint.store;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The only way a file or folder appears under its final name: temp, write, force, rename, force the folder's names. A
 * crash in between leaves the old state or the new one.
 */
public final class AtomicPublish {
    private final Store store;

    public AtomicPublish(Store store) {
        this.store = store;
    }

    /** Writes a small file under a temporary name beside the final one, then renames it, replacing an older one. */
    public void file(String folder, String name, byte[] content) throws IOException {
        String temporary = join(folder, name + ".tmp");
        try (Store.Output out = store.create(temporary)) {
            out.write(ByteBuffer.wrap(content));
            out.sync();
        }
        store.rename(temporary, join(folder, name));
        store.syncFolder(folder);
    }

    /**
     * Renames a folder whose files are all forced already. The new name must be free.
     *
     * @param parent folder that holds both names
     */
    public void folder(String parent, String temporary, String name) throws IOException {
        store.syncFolder(join(parent, temporary));
        store.rename(join(parent, temporary), join(parent, name));
        store.syncFolder(parent);
    }

    /** A path under a folder; the empty folder is the root. */
    public static String join(String folder, String name) {
        return folder.isEmpty() ? name : folder + "/" + name;
    }
}
