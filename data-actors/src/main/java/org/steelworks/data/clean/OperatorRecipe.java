package org.steelworks.data.clean;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.steelworks.data.document.Document;

/**
 * An ordered list of operators, applied to one document at a time. Immutable and safe for any thread; the outcome
 * depends on the document's text alone. A filter computes its statistic of the text as it then is; if two filters of a
 * recipe have a statistic of one name, the later value stands in the outcome.
 *
 * @param name how the recipe is called in reports, such as {@code steel-text}
 * @param operators in the order in which they run
 */
public record OperatorRecipe(String name, List<Operator> operators) {
    public OperatorRecipe {
        operators = List.copyOf(operators);
    }

    /** What a recipe made of a document. */
    public sealed interface Outcome permits Kept, Dropped {
        /** The document as the last operator that ran left it. */
        Document document();

        /** The statistics computed up to the end or the drop, by Data-Juicer's names, in the order computed. */
        Map<String, Double> stats();
    }

    /**
     * The document passed every filter.
     *
     * @param changedBy names of the mappers that changed the text, in order
     */
    public record Kept(Document document, Map<String, Double> stats, List<String> changedBy) implements Outcome {
        public Kept {
            stats = Collections.unmodifiableMap(stats);
            changedBy = List.copyOf(changedBy);
        }
    }

    /**
     * A filter dropped the document; no later operator saw it.
     *
     * @param operator name of the filter
     * @param verdict what the filter said
     */
    public record Dropped(Document document, String operator, Verdict verdict, Map<String, Double> stats)
            implements Outcome {
        public Dropped {
            stats = Collections.unmodifiableMap(stats);
        }
    }

    /** Runs the operators on {@code document} until one drops it. */
    public Outcome run(Document document) {
        String text = document.text();
        Map<String, Double> stats = new LinkedHashMap<>();
        List<String> changedBy = new ArrayList<>();
        for (Operator operator : operators) {
            if (operator instanceof Mapper mapper) {
                String mapped = mapper.map(text);
                if (!mapped.equals(text)) {
                    changedBy.add(mapper.name());
                    text = mapped;
                }
            } else if (operator instanceof Filter filter) {
                Verdict verdict = filter.judge(text);
                stats.put(verdict.statistic(), verdict.value());
                if (!verdict.keep()) {
                    return new Dropped(withText(document, text), filter.name(), verdict, stats);
                }
            }
        }
        return new Kept(withText(document, text), stats, changedBy);
    }

    private static Document withText(Document document, String text) {
        return text.equals(document.text()) ? document : document.withText(text);
    }
}
