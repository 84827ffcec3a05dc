package org.steelworks.core.aeron;

import io.aeron.CommonContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The driver folders of one machine: makes ours, removes those whose process is gone. */
final class DriverFolders {
    private static final Logger LOG = LoggerFactory.getLogger(DriverFolders.class);
    private static final String DRIVER = "aeron";
    private static final String NAMESPACE = "pid-namespace";

    private final Path root;

    DriverFolders(Path root) {
        this.root = root;
    }

    /** Makes the folder of this process, readable by its user only. */
    Path create(String node) throws IOException {
        long pid = ProcessHandle.current().pid();
        long start = ProcessStart.of(pid).orElseThrow();
        Path folder = root.resolve(new DriverFolderRule.Name(ownUid(), node, pid, start).toString());
        Files.createDirectory(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.writeString(folder.resolve(NAMESPACE), ownNamespace(), StandardCharsets.UTF_8);
        return folder;
    }

    /** Where the driver lives inside our folder: Aeron makes that one anew, with permissions of its own. */
    static Path driver(Path folder) {
        return folder.resolve(DRIVER);
    }

    /** Removes what {@link DriverFolderRule} allows. */
    void removeStale() throws IOException {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(root, "steel-*")) {
            for (Path folder : folders) {
                DriverFolderRule.Name name =
                        DriverFolderRule.Name.parse(folder.getFileName().toString());
                if (name != null && ownedFolder(folder)) {
                    removeIfStale(folder, name);
                }
            }
        }
    }

    private static void removeIfStale(Path folder, DriverFolderRule.Name name) throws IOException {
        DriverFolderRule.Decision decision = DriverFolderRule.decide(name, ownUid(), evidence(folder, name));
        if (decision.remove()) {
            delete(folder);
            LOG.info("removed the Aeron folder {}: {}", folder, decision.reason());
        } else {
            LOG.debug("kept the Aeron folder {}: {}", folder, decision.reason());
        }
    }

    private static DriverFolderRule.Evidence evidence(Path folder, DriverFolderRule.Name name) throws IOException {
        return new DriverFolderRule.Evidence(
                ProcessStart.of(name.pid()), isOfOurProcesses(folder), freshHeartbeat(folder));
    }

    /** Its maker writes the file first: without one it died there, under the name of a process that we can look up. */
    private static boolean isOfOurProcesses(Path folder) throws IOException {
        try {
            return Files.readString(folder.resolve(NAMESPACE), StandardCharsets.UTF_8)
                    .equals(ownNamespace());
        } catch (NoSuchFileException e) {
            return true;
        }
    }

    /** Containers may share a memory folder and not see one another's processes. */
    private static String ownNamespace() throws IOException {
        return Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
    }

    private static boolean ownedFolder(Path folder) throws IOException {
        try {
            return Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS) && uid(folder) == ownUid();
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static boolean freshHeartbeat(Path folder) {
        try {
            return CommonContext.isDriverActive(
                    driver(folder).toFile(), DriverFolderRule.FRESH_HEARTBEAT_MS, line -> LOG.debug("{}", line));
        } catch (RuntimeException e) {
            // A torn or foreign counters file has no heartbeat; whether the process lives decides.
            LOG.debug("no heartbeat in {}: {}", folder, e.toString());
            return false;
        }
    }

    private static long ownUid() throws IOException {
        return uid(Path.of("/proc/self"));
    }

    private static long uid(Path path) throws IOException {
        return ((Number) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS)).longValue();
    }

    /** Removes a folder with all it holds; links are removed, not followed. Another process may be doing the same. */
    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (failure instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw failure;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.deleteIfExists(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
