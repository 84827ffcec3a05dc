package org.steelworks.data.prepare;

import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.steelworks.data.clean.recipe.RecipeText;

/** Where the units of a cleaning are done. */
sealed interface UnitPlaces {
    /** In the coordinator's process, by these threads. */
    record OwnProcess(Executor cleaning, LongSupplier nanoClock) implements UnitPlaces {}

    /**
     * On whatever data nodes the cluster has at the time.
     *
     * @param recipe of all input sets
     */
    record DataNodes(RecipeText recipe) implements UnitPlaces {}
}
