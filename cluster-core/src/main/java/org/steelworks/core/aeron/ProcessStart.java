package org.steelworks.core.aeron;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.OptionalLong;

/** When a process started, in clock ticks since boot: with the pid it names a process for ever, whatever clocks do. */
final class ProcessStart {
    /** Field 22 of {@code /proc/PID/stat}, counted behind the command name: proc(5). */
    private static final int FIELD = 22 - 3;

    private ProcessStart() {}

    /** Empty if there is no such process. */
    static OptionalLong of(long pid) throws IOException {
        String stat;
        try {
            stat = Files.readString(Path.of("/proc/" + pid + "/stat"), StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            return OptionalLong.empty();
        }
        // The command name may hold blanks and brackets itself.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return OptionalLong.of(Long.parseLong(fields[FIELD]));
    }
}
