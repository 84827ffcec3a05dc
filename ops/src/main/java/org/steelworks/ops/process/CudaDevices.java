package org.steelworks.ops.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * NVIDIA devices of this machine that this process may use, in CUDA's order; a worker sees one of them alone.
 *
 * @param names as {@code CUDA_VISIBLE_DEVICES} takes them
 */
public record CudaDevices(List<String> names) {
    private static final String VARIABLE = "CUDA_VISIBLE_DEVICES";
    private static final Pattern DEVICE_FILE = Pattern.compile("nvidia\\d+");

    public CudaDevices {
        names = List.copyOf(names);
    }

    /** Those of {@code CUDA_VISIBLE_DEVICES}, or without it all that the driver made a file for. */
    public static CudaDevices here() {
        return of(System.getenv(VARIABLE), Path.of("/dev"));
    }

    static CudaDevices of(String visible, Path deviceFiles) {
        if (visible != null) {
            return new CudaDevices(Arrays.stream(visible.split(","))
                    .map(String::strip)
                    .filter(name -> !name.isEmpty())
                    .toList());
        }
        try (Stream<Path> files = Files.list(deviceFiles)) {
            long count = files.filter(file ->
                            DEVICE_FILE.matcher(file.getFileName().toString()).matches())
                    .count();
            return new CudaDevices(Stream.iterate(0, i -> i + 1)
                    .limit(count)
                    .map(String::valueOf)
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(deviceFiles + " cannot be listed to find NVIDIA devices", e);
        }
    }

    /** Variables for the worker of a slot: slots take the devices in turn. */
    Map<String, String> environment(int slot) {
        return names.isEmpty() ? Map.of() : Map.of(VARIABLE, names.get(slot % names.size()));
    }
}
