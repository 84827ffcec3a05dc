package org.steelworks.ops.metrics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * Writes {@code loss.svg}, {@code learning_rate.svg} and, once there is any, {@code validation_loss.svg} of a run, each
 * replaced as a whole.
 */
public final class RunPlots {
    private RunPlots() {}

    /**
     * Draws what a run has so far.
     *
     * @param folder {@code plots} in the run's folder; created where missing
     */
    public static void write(Path folder, List<StepMetrics> points) throws IOException {
        Files.createDirectories(folder);
        write(folder.resolve("loss.svg"), new LineChart.Curve("loss over steps", points, StepMetrics::loss));
        write(
                folder.resolve("learning_rate.svg"),
                new LineChart.Curve("learning rate over steps", points, StepMetrics::lr));
        List<StepMetrics> validated = StepMetrics.validations(points);
        if (!validated.isEmpty()) {
            write(
                    folder.resolve("validation_loss.svg"),
                    new LineChart.Curve("validation loss over steps", validated, StepMetrics::validationLoss));
        }
    }

    private static void write(Path file, LineChart.Curve curve) throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".next");
        Files.writeString(next, new LineChart(curve, List.of()).standalone());
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
