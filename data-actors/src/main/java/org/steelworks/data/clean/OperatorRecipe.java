package org.steelworks.data.clean;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.steelworks.data.document.Document;

/**
 * An ordered list of operators, applied to one document at a time. Immutable and safe for any thread; the outcome
 * depends on the document's text alone. Deduplicators come last: what they drop depends on all documents and is found when
 * the others are through. A filter computes its statistic of the text as it then is; if two filters of a
 * recipe have a statistic of one name, the later value stands in the outcome.
 *
 * @param name how the recipe is called in reports, such as {@code steel-text}
 * @param operators in the order in which they run
 * @param models files that they were made of, each once
 */
public record OperatorRecipe(String name, List<Operator> operators, List<ModelFile> models) {
    public OperatorRecipe {
        operators = List.copyOf(operators);
        models = List.copyOf(models);
        for (int i = 1; i < operators.size(); i++) {
            if (operators.get(i - 1) instanceof Deduplicator before && !(operators.get(i) instanceof Deduplicator)) {
                throw new IllegalArgumentException(before.name() + " stands before "
                        + operators.get(i).name() + "; put deduplicators at the end of the recipe");
            }
        }
    }

    /** A recipe of operators that need no files. */
    public OperatorRecipe(String name, List<Operator> operators) {
        this(name, operators, List.of());
    }

    /** How a model file differs from what it was when the operators were made, a sentence; empty where none does. */
    public Optional<String> changedModel() {
        return models.stream().map(ModelFile::change).flatMap(Optional::stream).findFirst();
    }

    /** The deduplicators at the end. */
    public List<Deduplicator> deduplicators() {
        return operators.stream()
                .filter(Deduplicator.class::isInstance)
                .map(Deduplicator.class::cast)
                .toList();
    }

    /** What a recipe made of a document. */
    public sealed interface Outcome permits Kept, Dropped {
        /** The document as the last operator that ran left it. */
        Document document();

        /** The statistics computed up to the end or the drop, by Data-Juicer's names, in the order computed. */
        Map<String, Double> stats();

        /** Those that are names, such as {@code lang}. */
        Map<String, String> labels();
    }

    /**
     * The document passed every filter.
     *
     * @param changedBy names of the mappers that changed the text, in order
     * @param signatures of the deduplicators, in order
     */
    public record Kept(
            Document document,
            Map<String, Double> stats,
            Map<String, String> labels,
            List<String> changedBy,
            List<long[]> signatures)
            implements Outcome {
        public Kept {
            stats = Collections.unmodifiableMap(stats);
            labels = Collections.unmodifiableMap(labels);
            changedBy = List.copyOf(changedBy);
            signatures = List.copyOf(signatures);
        }
    }

    /**
     * A filter dropped the document; no later operator saw it.
     *
     * @param operator name of the filter
     * @param verdict what the filter said
     */
    public record Dropped(
            Document document, String operator, Verdict verdict, Map<String, Double> stats, Map<String, String> labels)
            implements Outcome {
        public Dropped {
            stats = Collections.unmodifiableMap(stats);
            labels = Collections.unmodifiableMap(labels);
        }
    }

    /** Sees what operators do, each known by its place in the recipe. */
    public interface Observer {
        /** Looks away. */
        Observer NONE = new Observer() {
            @Override
            public void mapped(int operator, Document document, String before, String after) {}

            @Override
            public void judged(int operator, Document document, String text, Verdict verdict) {}
        };

        /**
         * A mapper changed a text.
         *
         * @param document as it was given to the recipe
         */
        void mapped(int operator, Document document, String before, String after);

        /** A filter judged a text. */
        void judged(int operator, Document document, String text, Verdict verdict);
    }

    /** Runs the operators on {@code document} until one drops it. */
    public Outcome run(Document document) {
        return run(document, Observer.NONE, false);
    }

    /**
     * The same under the eyes of an observer.
     *
     * @param allStatistics whether the statistics of a dropped document are those of all filters, the later ones of the text as
     *     it was dropped; where a mapper would still come, the filters behind it have none
     */
    public Outcome run(Document document, Observer observer, boolean allStatistics) {
        String text = document.text();
        Map<String, Double> stats = new LinkedHashMap<>();
        Map<String, String> labels = new LinkedHashMap<>();
        List<String> changedBy = new ArrayList<>();
        List<long[]> signatures = new ArrayList<>();
        for (int i = 0; i < operators.size(); i++) {
            Operator operator = operators.get(i);
            if (operator instanceof Mapper mapper) {
                String mapped = mapper.map(text);
                if (!mapped.equals(text)) {
                    changedBy.add(mapper.name());
                    observer.mapped(i, document, text, mapped);
                    text = mapped;
                }
            } else if (operator instanceof Filter filter) {
                Verdict verdict = filter.judge(text);
                observer.judged(i, document, text, verdict);
                stats.put(verdict.statistic(), verdict.value());
                labels.putAll(verdict.labels());
                if (!verdict.keep()) {
                    if (allStatistics) {
                        look(text, i + 1, stats, labels);
                    }
                    return new Dropped(withText(document, text), filter.name(), verdict, stats, labels);
                }
            } else if (operator instanceof Deduplicator deduplicator) {
                signatures.add(deduplicator.signature(text));
            }
        }
        return new Kept(withText(document, text), stats, labels, changedBy, signatures);
    }

    private void look(String text, int from, Map<String, Double> stats, Map<String, String> labels) {
        for (int i = from; i < operators.size() && !(operators.get(i) instanceof Mapper); i++) {
            if (operators.get(i) instanceof Filter filter) {
                Verdict verdict = filter.look(text);
                stats.put(verdict.statistic(), verdict.value());
                labels.putAll(verdict.labels());
            }
        }
    }

    private static Document withText(Document document, String text) {
        return text.equals(document.text()) ? document : document.withText(text);
    }
}
