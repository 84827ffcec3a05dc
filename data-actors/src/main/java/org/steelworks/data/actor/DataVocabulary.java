package org.steelworks.data.actor;

import java.util.List;
import org.steelworks.core.kryo.KryoVocabulary;
import org.steelworks.core.ledger.DataLedger;
import org.steelworks.core.ledger.Segment;
import org.steelworks.core.ledger.SetLedger;
import org.steelworks.core.ledger.ShardEntry;
import org.steelworks.core.ledger.WeightChange;
import org.steelworks.core.spec.DataSpec;
import org.steelworks.data.feed.FeedPlan;
import org.steelworks.data.growth.ListedShard;
import org.steelworks.data.shard.PackedWith;
import org.steelworks.data.shard.ShardListing;

/** Wire ids of what a run and its shard supervisor tell one another. */
public final class DataVocabulary implements KryoVocabulary {
    private static final int FIRST = 512;

    @Override
    public int firstId() {
        return FIRST;
    }

    @Override
    public List<Class<?>> classes() {
        return List.of(
                ShardEntry.class,
                Segment.class,
                DataLedger.class,
                DataSpec.Order.class,
                FeedPlan.class,
                ShardRequest.class,
                ShardSupervisor.Open.class,
                ShardSupervisor.Serve.class,
                ShardSupervisor.Stop.class,
                ShardSupervisor.Opened.class,
                ShardSupervisor.OpenFailed.class,
                ShardSupervisor.FeedFailed.class,
                SetLedger.class,
                DataSpec.ShardSource.class,
                ShardRequest.Added.class,
                WeightChange.class,
                ShardRequest.Validation.class,
                ListedShard.class,
                ShardListing.class,
                PackedWith.class,
                FeedHost.Feed.class,
                ShardSupervisor.Add.class,
                ShardSupervisor.Ping.class,
                ShardSupervisor.Added.class,
                ShardSupervisor.AddFailed.class,
                ShardSupervisor.Here.class);
    }
}
