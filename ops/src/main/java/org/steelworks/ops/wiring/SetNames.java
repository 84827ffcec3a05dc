package org.steelworks.ops.wiring;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.steelworks.core.spec.DataSpec;

/**
 * How a user calls the shard sets of a run: by number, from 0, or by path.
 *
 * @param sets of the recipe, in order
 */
record SetNames(List<DataSpec.ShardSource> sets) {
    SetNames {
        sets = List.copyOf(sets);
    }

    /** The number of the set that is called so, or -1. */
    int find(String named) {
        for (int number = 0; number < sets.size(); number++) {
            if (named.equals(Integer.toString(number))
                    || same(named, sets.get(number).path())) {
                return number;
            }
        }
        return -1;
    }

    private static boolean same(String named, String path) {
        try {
            return Path.of(named).normalize().equals(Path.of(path).normalize());
        } catch (InvalidPathException noPath) {
            return false;
        }
    }

    /** All of them, for messages: {@code 0: /a, 1: /b}. */
    String listed() {
        List<String> listed = new ArrayList<>();
        for (int number = 0; number < sets.size(); number++) {
            listed.add(number + ": " + sets.get(number).path());
        }
        return String.join(", ", listed);
    }
}
