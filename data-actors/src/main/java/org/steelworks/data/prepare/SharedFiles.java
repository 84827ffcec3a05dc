package org.steelworks.data.prepare;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;
import org.steelworks.data.unit.InputFile;
import org.steelworks.data.unit.Unit;
import org.steelworks.data.unit.UnitFolder;

/** Whether this node sees the files of a cleaning as they were when it was planned. Blocks on the disk. */
final class SharedFiles {
    private SharedFiles() {}

    /** Why a unit cannot be done here, a sentence; empty where nothing is in its way. */
    static Optional<String> obstacle(UnitOrder order) throws IOException {
        if (!order.unitFolder().isOwnedBy(order.owner())) {
            return Optional.of(
                    "the folder " + order.folder() + " is not that of the cleaning there; data nodes need one"
                            + " path for inputs and results that leads to the same files everywhere");
        }
        return difference(order.file());
    }

    /** How a file differs from what it was when the cleaning was planned, a sentence; empty where it does not. */
    static Optional<String> difference(InputFile file) throws IOException {
        if (!Files.isRegularFile(file.path())) {
            return Optional.of("the input file " + file.path() + " is missing there");
        }
        long bytes = Files.size(file.path());
        if (bytes != file.bytes()) {
            return Optional.of("the input file " + file.path() + " has " + bytes + " bytes there, " + file.bytes()
                    + " when the cleaning was planned");
        }
        long modifiedMs = Files.getLastModifiedTime(file.path()).toMillis();
        return modifiedMs == file.modifiedMs()
                ? Optional.empty()
                : Optional.of("the input file " + file.path() + " was changed since the cleaning was planned");
    }

    /** Whether what another node has done of a unit is to be seen here. */
    static boolean isThere(UnitFolder folder, Unit unit) {
        return Files.isRegularFile(folder.part(unit.number(), UnitFolder.Part.DOCUMENTS));
    }
}
