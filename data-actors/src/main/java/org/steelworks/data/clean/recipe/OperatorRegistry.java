package org.steelworks.data.clean.recipe;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.steelworks.data.clean.Operator;
import org.steelworks.data.clean.filter.CharacterRepetitionFilter;
import org.steelworks.data.clean.filter.TextLengthFilter;
import org.steelworks.data.clean.map.ChineseConvertMapper;
import org.steelworks.data.clean.map.CleanEmailMapper;
import org.steelworks.data.clean.map.CleanHtmlMapper;
import org.steelworks.data.clean.map.CleanLinksMapper;
import org.steelworks.data.clean.map.FixUnicodeMapper;
import org.steelworks.data.clean.map.PunctuationNormalizationMapper;
import org.steelworks.data.clean.map.WhitespaceNormalizationMapper;
import org.steelworks.data.text.UnicodeRepair;

/** The operators a recipe can name, with parameters and defaults as in Data-Juicer. Immutable. */
public final class OperatorRegistry {
    private final Map<String, OperatorEntry> entries = new LinkedHashMap<>();

    private OperatorRegistry(List<OperatorEntry> known) {
        known.forEach(entry -> entries.put(entry.name(), entry));
    }

    /** Every operator there is. */
    public static OperatorRegistry standard() {
        OperatorParameter replacement =
                OperatorParameter.text("repl", "", "What is put in the place of a match, literally.");
        return new OperatorRegistry(List.of(
                new OperatorEntry(
                        ChineseConvertMapper.NAME,
                        List.of(OperatorParameter.text(
                                "mode", "s2t", "Direction of the conversion; t2s, traditional to simplified.")),
                        OperatorRegistry::chineseConvert),
                new OperatorEntry(
                        CleanEmailMapper.NAME, List.of(replacement), a -> new CleanEmailMapper(replacement(a))),
                new OperatorEntry(CleanHtmlMapper.NAME, List.of(), a -> new CleanHtmlMapper()),
                new OperatorEntry(
                        CleanLinksMapper.NAME, List.of(replacement), a -> new CleanLinksMapper(replacement(a))),
                new OperatorEntry(
                        FixUnicodeMapper.NAME,
                        List.of(OperatorParameter.text(
                                "normalization", "NFC", "Unicode normalization form: NFC, NFD, NFKC or NFKD.")),
                        OperatorRegistry::fixUnicode),
                new OperatorEntry(
                        PunctuationNormalizationMapper.NAME, List.of(), a -> new PunctuationNormalizationMapper()),
                new OperatorEntry(
                        WhitespaceNormalizationMapper.NAME, List.of(), a -> new WhitespaceNormalizationMapper()),
                new OperatorEntry(
                        CharacterRepetitionFilter.NAME,
                        List.of(
                                OperatorParameter.whole("rep_len", 10, "Length of an n-gram in characters, from 1."),
                                OperatorParameter.number("min_ratio", 0.0, "Smallest ratio kept."),
                                OperatorParameter.number("max_ratio", 0.5, "Largest ratio kept.")),
                        OperatorRegistry::characterRepetition),
                new OperatorEntry(
                        TextLengthFilter.NAME,
                        List.of(
                                OperatorParameter.whole("min_len", 10, "Smallest number of characters kept."),
                                OperatorParameter.whole(
                                        "max_len", Long.MAX_VALUE, "Largest number of characters kept.")),
                        a -> new TextLengthFilter(a.whole("min_len"), a.whole("max_len")))));
    }

    private static Operator chineseConvert(Arguments arguments) {
        String mode = arguments.text("mode");
        if (!mode.equals("t2s")) {
            throw new IllegalArgumentException("mode " + mode + " is not available; write mode: t2s, the only direction"
                    + " whose dictionaries come with this program");
        }
        return new ChineseConvertMapper(TextTables.traditionalToSimplified());
    }

    private static Operator fixUnicode(Arguments arguments) {
        String form = arguments.text("normalization");
        for (UnicodeRepair.Form known : UnicodeRepair.Form.values()) {
            if (known.name().equals(form.toUpperCase(Locale.ROOT))) {
                return new FixUnicodeMapper(known);
            }
        }
        throw new IllegalArgumentException(
                "normalization \"" + form + "\" is no form of Unicode; write NFC, NFD, NFKC or NFKD");
    }

    private static Operator characterRepetition(Arguments arguments) {
        long repLen = arguments.whole("rep_len");
        if (repLen > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("rep_len " + repLen + " is longer than any text");
        }
        return new CharacterRepetitionFilter(
                (int) repLen, arguments.number("min_ratio"), arguments.number("max_ratio"));
    }

    private static String replacement(Arguments arguments) {
        String replacement = arguments.text("repl");
        if (replacement.indexOf('\\') >= 0) {
            throw new IllegalArgumentException("repl \"" + replacement
                    + "\" has a backslash, which Data-Juicer takes for a group reference and this program does not"
                    + " support; write a text without one");
        }
        return replacement;
    }

    /** The operator of that name. */
    public Optional<OperatorEntry> find(String name) {
        return Optional.ofNullable(entries.get(name));
    }

    public Collection<OperatorEntry> entries() {
        return List.copyOf(entries.values());
    }

    Collection<String> names() {
        return entries.keySet();
    }
}
