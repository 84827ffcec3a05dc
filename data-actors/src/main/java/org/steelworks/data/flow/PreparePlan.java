package org.steelworks.data.flow;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.steelworks.data.raw.ReadingRules;
import org.steelworks.data.unit.InputFile;
import org.steelworks.data.unit.InputSet;
import org.steelworks.data.unit.Unit;
import org.steelworks.data.unit.UnitPlan;

/**
 * The units of a specification.
 *
 * @param digest of all that decides on the output and on the cuts: units done under another digest are not reused
 */
public record PreparePlan(PrepareSpec spec, List<Unit> units, String digest, List<String> notes) {
    /** Raised when the same inputs and recipes would give other output. */
    private static final int OUTPUT_VERSION = 2;

    /** Looks at the inputs; throws {@link PrepareFailure} where they cannot be used. */
    public static PreparePlan of(PrepareSpec spec) {
        InputScan scan = InputScan.of(spec.sets(), spec.rules(), spec.longestLine());
        List<Unit> units = UnitPlan.of(scan.files(), spec.unitBytes(), spec.rules() == ReadingRules.COMPAT);
        if (units.isEmpty()) {
            throw new PrepareFailure("all input files of "
                    + spec.sets().stream().map(InputSet::name).toList()
                    + " are empty; give files with records");
        }
        return new PreparePlan(spec, units, digest(spec, scan.files()), scan.notes());
    }

    /** Bytes of all units. */
    public long bytes() {
        return units.stream().mapToLong(Unit::bytes).sum();
    }

    /** The units of an input set. */
    public List<Unit> units(int set) {
        return units.stream().filter(unit -> unit.file().set() == set).toList();
    }

    /** The input set of a unit. */
    public InputSet set(Unit unit) {
        return spec.sets().get(unit.file().set());
    }

    private static String digest(PrepareSpec spec, List<InputFile> files) {
        StringBuilder described = new StringBuilder();
        described
                .append(OUTPUT_VERSION)
                .append('|')
                .append(spec.rules())
                .append('|')
                .append(spec.traceDocuments());
        described
                .append('|')
                .append(spec.unitBytes())
                .append('|')
                .append(spec.longestLine())
                .append('\n');
        for (InputSet set : spec.sets()) {
            described.append(set.name()).append('|').append(set.recipe().name());
            described.append('|').append(set.recipeDigest());
            described.append('|').append(set.textField().name()).append('\n');
        }
        for (InputFile file : files) {
            described
                    .append(file.set())
                    .append('|')
                    .append(file.source())
                    .append('|')
                    .append(file.path());
            described.append('|').append(file.bytes()).append('|').append(file.modifiedMs());
            described.append('|').append(file.format());
            described.append('|').append(file.container()).append('\n');
        }
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(described.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
