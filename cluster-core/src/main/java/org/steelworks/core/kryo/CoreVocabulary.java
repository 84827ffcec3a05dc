package org.steelworks.core.kryo;

import java.util.List;
import org.steelworks.core.aeron.Endpoint;
import org.steelworks.core.aeron.PeerId;
import org.steelworks.core.frame.FrameKey;
import org.steelworks.core.frame.FrameKind;
import org.steelworks.core.id.JobId;
import org.steelworks.core.id.RunId;
import org.steelworks.core.id.WorkerId;
import org.steelworks.core.leaf.LeafRange;

/** Values that messages of every module carry. */
public final class CoreVocabulary implements KryoVocabulary {
    @Override
    public int firstId() {
        return KryoRegistry.FIRST_ID;
    }

    @Override
    public List<Class<?>> classes() {
        return List.of(
                WorkerId.class,
                RunId.class,
                JobId.class,
                LeafRange.class,
                Endpoint.class,
                PeerId.class,
                FrameKind.class,
                FrameKey.class);
    }
}
