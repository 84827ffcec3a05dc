package org.steelworks.data.growth;

import org.steelworks.core.generation.DataPlace;

/** What was changed in the data of a run after its beginning. */
public sealed interface DataChange permits Addition, MixtureChange {

    /** Where it comes in, or null while it waits for that. */
    DataPlace place();

    /** The same, at its place. */
    DataChange at(DataPlace found);
}
