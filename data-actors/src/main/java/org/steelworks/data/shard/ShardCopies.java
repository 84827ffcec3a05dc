package org.steelworks.data.shard;

import java.nio.file.Path;
import java.util.List;

/** Where a node has its copies of folders that recipes name; what has none is looked for under its own path. */
public record ShardCopies(List<Copy> copies) {
    /** No copies: all paths are shared ones. */
    public static final ShardCopies NONE = new ShardCopies(List.of());

    /**
     * A folder and its copy.
     *
     * @param of as recipes name it
     * @param at where it lies on this node
     */
    public record Copy(Path of, Path at) {
        public Copy {
            of = of.normalize();
            at = at.normalize();
            if (!of.isAbsolute() || !at.isAbsolute()) {
                throw new IllegalArgumentException(
                        "a copy of " + of + " at " + at + ": both must be absolute paths, recipes name folders so");
            }
        }
    }

    public ShardCopies {
        copies = List.copyOf(copies);
    }

    /** Where a file or folder lies on this node: in the copy of the closest folder around it. */
    public Path here(Path path) {
        Path asked = path.normalize();
        Copy closest = null;
        for (Copy copy : copies) {
            boolean around = asked.startsWith(copy.of());
            if (around
                    && (closest == null
                            || copy.of().getNameCount() > closest.of().getNameCount())) {
                closest = copy;
            }
        }
        return closest == null ? path : closest.at().resolve(closest.of().relativize(asked));
    }
}
