package org.steelworks.core.aeron;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.steelworks.core.testkit.InterruptAfter;

@InterruptAfter(60)
class MediaDriverOwnerTest {
    @TempDir
    private Path folder;

    @Test
    void shouldRemoveTheFolderOfAKilledProcessAndKeepThatOfALivingOne() throws Exception {
        Process killed = new ProcessBuilder("sleep", "60").start();
        Path stale = folderOf(killed.pid(), ProcessStart.of(killed.pid()).orElseThrow());
        Files.createDirectories(stale.resolve("aeron/publications"));
        Files.writeString(stale.resolve("aeron/publications/1.logbuffer"), "x");
        killed.destroyForcibly();
        assertThat(killed.waitFor(10, TimeUnit.SECONDS)).isTrue();
        Process living = new ProcessBuilder("sleep", "60").start();
        try {
            Path kept = folderOf(living.pid(), ProcessStart.of(living.pid()).orElseThrow());
            Path reusedPid = folderOf(living.pid(), 1);
            Path foreign = Files.createDirectory(folder.resolve("steel-notes"));

            try (MediaDriverOwner owner = start(1)) {
                assertThat(owner.driverFolder()).isDirectory();
                assertThat(stale).doesNotExist();
                assertThat(reusedPid).doesNotExist();
                assertThat(kept).isDirectory();
                assertThat(foreign).isDirectory();
            }
        } finally {
            living.destroyForcibly();
        }
    }

    @Test
    void shouldKeepItsFolderPrivateAndRemoveItInTheEnd() throws Exception {
        Path own;
        try (MediaDriverOwner owner = start(1)) {
            own = owner.driverFolder().getParent();
            long pid = ProcessHandle.current().pid();
            assertThat(own.getFileName().toString())
                    .matches("steel-\\d+-node-1-" + pid + "-"
                            + ProcessStart.of(pid).orElseThrow());
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(own)))
                    .isEqualTo("rwx------");
            assertThat(owner.errors()).isZero();
        }
        assertThat(own).doesNotExist();
    }

    @Test
    void shouldSayWhatIsNeededWhenTheSpaceIsShort() {
        assertThatThrownBy(() -> start(1L << 60))
                .isInstanceOf(MediaDriverRefused.class)
                .hasMessageContaining(folder.toString())
                .hasMessageContaining("need 1099511627776 MiB")
                .hasMessageContaining("--shm-size");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void shouldSayWhichFolderCannotBeUsed() {
        Path absent = folder.resolve("absent");

        assertThatThrownBy(() -> MediaDriverOwner.start(Station.settings(absent), "node-1", 1))
                .isInstanceOf(MediaDriverRefused.class)
                .hasMessageContaining("steel.aeron.folder");
    }

    @Test
    void shouldDecideByUserProcessAndHeartbeat() {
        DriverFolderRule.Name name = DriverFolderRule.Name.parse("steel-1000-node-7-12-345-678");
        assertThat(name).isEqualTo(new DriverFolderRule.Name(1000, "node-7-12", 345, 678));
        assertThat(name).hasToString("steel-1000-node-7-12-345-678");

        assertThat(decide(name, 1001, OptionalLong.empty(), true, false))
                .isEqualTo(new DriverFolderRule.Decision(false, "it belongs to user 1000, this process to 1001"));
        assertThat(decide(name, 1000, OptionalLong.of(678), true, false))
                .isEqualTo(new DriverFolderRule.Decision(false, "process 345 of node node-7-12 is alive"));
        assertThat(decide(name, 1000, OptionalLong.of(679), true, true))
                .isEqualTo(new DriverFolderRule.Decision(true, "process 345 of node node-7-12 is another process now"));
        assertThat(decide(name, 1000, OptionalLong.empty(), true, true))
                .isEqualTo(new DriverFolderRule.Decision(true, "process 345 of node node-7-12 is gone"));
        assertThat(decide(name, 1000, OptionalLong.empty(), false, true).remove())
                .isFalse();
        assertThat(decide(name, 1000, OptionalLong.of(678), false, false).remove())
                .isTrue();
        assertThat(DriverFolderRule.Name.parse("steel-x-node-1-2")).isNull();
        assertThat(DriverFolderRule.Name.parse("aeron-root")).isNull();
    }

    private static DriverFolderRule.Decision decide(
            DriverFolderRule.Name name, long uid, OptionalLong start, boolean visible, boolean freshHeartbeat) {
        return DriverFolderRule.decide(name, uid, new DriverFolderRule.Evidence(start, visible, freshHeartbeat));
    }

    private MediaDriverOwner start(long neededBytes) {
        return MediaDriverOwner.start(Station.settings(folder), "node-1", neededBytes);
    }

    private Path folderOf(long pid, long start) throws IOException {
        Object uid = Files.getAttribute(folder, "unix:uid");
        return Files.createDirectory(folder.resolve("steel-" + uid + "-node-9-" + pid + "-" + start));
    }
}
