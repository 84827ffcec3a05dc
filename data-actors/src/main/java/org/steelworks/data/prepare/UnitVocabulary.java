package org.steelworks.data.prepare;

import java.util.List;
import org.steelworks.core.kryo.KryoVocabulary;
import org.steelworks.data.clean.recipe.RecipeText;
import org.steelworks.data.raw.Container;
import org.steelworks.data.raw.RawFormat;
import org.steelworks.data.raw.ReadingRules;
import org.steelworks.data.unit.OperatorTally;
import org.steelworks.data.unit.UnitTally;

/** Wire ids of what the coordinator of a cleaning and data nodes tell one another. */
public final class UnitVocabulary implements KryoVocabulary {
    private static final int FIRST = 768;

    @Override
    public int firstId() {
        return FIRST;
    }

    @Override
    public List<Class<?>> classes() {
        return List.of(
                UnitHost.Do.class,
                UnitOrder.class,
                UnitOrder.Rules.class,
                UnitOrder.Piece.class,
                RecipeText.class,
                ReadingRules.class,
                RawFormat.class,
                Container.class,
                UnitReport.Read.class,
                UnitReport.Done.class,
                UnitReport.Failed.class,
                UnitReport.Returned.class,
                UnitReport.Why.class,
                UnitTally.class,
                OperatorTally.class);
    }
}
