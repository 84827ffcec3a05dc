package org.steelworks.data.raw;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Which format a file has, by the keys of a record or by the columns of its table. */
public final class FormatDetection {
    /** Readable records looked at before detection gives up. */
    public static final int RECORDS = 50;

    /** What a record of no format should have had, for messages. */
    public static final String LOOKED_FOR =
            "\"text\", \"title\" and \"summary\" or \"answer\", \"instruction\" and \"output\","
                    + " \"conversations\", \"conversation\", \"kind\", \"input\" and \"target\", \"completion\", \"content\","
                    + " \"q_main\", or \"INSTRUCTION\" and \"RESPONSE\"";

    private FormatDetection() {}

    /** The format whose keys a record has; empty when it has those of none, or cannot be read. */
    public static Optional<RawFormat> of(RawLine line, TextField field) {
        RawParser parser = new RecordParser(
                record -> new RawRecord.Skipped(
                        ofKeys(record::has, field.in(record).isPresent(), field)
                                .map(RawFormat::key)
                                .orElse("")),
                ReadingRules.CORRECTED);
        return parser.parse(line) instanceof RawRecord.Skipped found
                        && !found.reason().isEmpty()
                ? Optional.of(RawFormat.of(found.reason()))
                : Optional.empty();
    }

    /** The columns of a table; empty when it is damaged. */
    public static Optional<List<String>> columns(Path table) throws IOException {
        try {
            return Optional.of(TableFooter.read(table).names());
        } catch (DamagedInput e) {
            return Optional.empty();
        }
    }

    /** The format of a table with these columns. */
    public static Optional<RawFormat> ofColumns(List<String> columns, TextField field) {
        return ofKeys(columns::contains, columns.contains(field.column()), field);
    }

    /** A field that the user names says what is wanted; {@code text} is in many records that are more than that. */
    private static Optional<RawFormat> ofKeys(Predicate<String> has, boolean hasField, TextField field) {
        boolean named = hasField && !field.equals(TextField.TEXT);
        return Optional.ofNullable(named ? RawFormat.JSONL : setOf(has, hasField));
    }

    /** The more keys a format has, the earlier it is looked for. */
    private static RawFormat setOf(Predicate<String> has, boolean hasField) {
        if (has.test("INSTRUCTION") && has.test("RESPONSE")) {
            return RawFormat.ZHIHU;
        }
        if (has.test("content") && (has.test("max_stars_count") || has.test("max_stars_repo_name"))) {
            return RawFormat.STARCODER;
        }
        if (has.test("title") && has.test("summary")) {
            return RawFormat.BAIKE;
        }
        if (has.test("title") && has.test("answer")) {
            return RawFormat.BAIDU_QA;
        }
        if (has.test("kind") && has.test("input") && has.test("target")) {
            return RawFormat.FIREFLY;
        }
        if (has.test("conversations")) {
            return RawFormat.BELLE_CONVERSATION;
        }
        if (has.test("conversation")) {
            return RawFormat.MOSS;
        }
        if (has.test("instruction") && has.test("output")) {
            return RawFormat.BELLE_INSTRUCTION;
        }
        if (hasField) {
            return RawFormat.JSONL;
        }
        if (has.test("completion")) {
            return RawFormat.WIKI;
        }
        return has.test("content") || has.test("q_main") ? RawFormat.WANJUAN : null;
    }
}
