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

    static StatisticRange range(OperatorRecipe recipe, int operator) {
        return recipe.operators().get(operator) instanceof Filter filter ? filter.range() : null;
    }
}
