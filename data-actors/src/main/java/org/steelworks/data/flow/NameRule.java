package org.steelworks.data.flow;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.steelworks.data.raw.RawFormat;
import org.steelworks.data.raw.ReadingRules;

/**
 * Which files of a folder belong to an input set, by their names. A file that is named itself always does.
 *
 * @param parts of which a name has one at its end, or, where {@code anywhere}, at any place as the original has it
 */
record NameRule(List<String> parts, boolean anywhere) {
    private static final List<String> PACKED = List.of("", ".gz", ".zst");

    static NameRule of(RawFormat format, ReadingRules rules) {
        return switch (format) {
            case AUTO -> endings(rules == ReadingRules.CORRECTED);
            case JSONL -> endings(false);
            case TXT, TXT_LINES -> new NameRule(packed(".txt"), false);
            case ZHIHU, STARCODER -> new NameRule(List.of(".parquet"), true);
            case BAIKE, BAIDU_QA, BELLE_INSTRUCTION, BELLE_CONVERSATION, MOSS, FIREFLY, WIKI, WANJUAN, SKYPILE ->
                new NameRule(List.of(".json"), true);
        };
    }

    boolean takes(String name) {
        return parts.stream().anyMatch(part -> anywhere ? name.contains(part) : name.endsWith(part));
    }

    /** The rule as the end of a sentence about names. */
    String described() {
        return (anywhere ? "contain " : "end in ") + String.join(", ", parts);
    }

    private static NameRule endings(boolean withTexts) {
        List<String> endings = new ArrayList<>(packed(".json", ".jsonl"));
        endings.add(".jsonl.tar.gz");
        endings.add(".parquet");
        if (withTexts) {
            endings.addAll(packed(".txt"));
        }
        return new NameRule(List.copyOf(endings), false);
    }

    private static List<String> packed(String... endings) {
        return PACKED.stream()
                .flatMap(packing -> Stream.of(endings).map(ending -> ending + packing))
                .toList();
    }
}
