package org.steelworks.data.evidence;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.steelworks.data.clean.Filter;
import org.steelworks.data.clean.OperatorRecipe;
import org.steelworks.data.clean.StatisticRange;

/**
 * What the operators of a recipe did to some documents.
 *
 * @param operators in the recipe's order
 */
public record Evidence(List<OperatorEvidence> operators) {
    public Evidence {
        operators = List.copyOf(operators);
    }

    /** Of no document. */
    public static Evidence none(OperatorRecipe recipe) {
        return new Evidence(Collections.nCopies(recipe.operators().size(), OperatorEvidence.NONE));
    }

    /** Both together; {@code later} is of documents behind these. */
    public Evidence plus(Evidence later, OperatorRecipe recipe) {
        List<OperatorEvidence> sums = new ArrayList<>();
        for (int i = 0; i < operators.size(); i++) {
            sums.add(operators.get(i).plus(later.operators.get(i), range(recipe, i)));
        }
        return new Evidence(sums);
    }

    /** The same with every document's number greater. */
    public Evidence moved(long by) {
        return new Evidence(
                operators.stream().map(operator -> operator.moved(by)).toList());
    }

    /** Whether an operator has not all its examples yet. */
    public boolean lacksExamples(int operator) {
        return operators.get(operator).examples().size() < OperatorEvidence.EXAMPLES;
    }

    /** The same with a dropped document more. */
    public Evidence withDropped(int operator, String source, long index, String text) {
        OperatorEvidence before = operators.get(operator);
        List<Example> examples = new ArrayList<>(before.examples());
        examples.add(new Example(source, index, Example.excerpt(text), null));
        List<OperatorEvidence> changed = new ArrayList<>(operators);
        changed.set(operator, new OperatorEvidence(examples, before.bins(), before.low(), before.high()));
        return new Evidence(changed);
    }

    static StatisticRange range(OperatorRecipe recipe, int operator) {
        return recipe.operators().get(operator) instanceof Filter filter ? filter.range() : null;
    }
}
