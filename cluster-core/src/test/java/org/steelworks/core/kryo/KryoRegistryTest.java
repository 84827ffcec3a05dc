package org.steelworks.core.kryo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.steelworks.core.aeron.Endpoint;
import org.steelworks.core.aeron.PeerId;
import org.steelworks.core.frame.FrameKey;
import org.steelworks.core.frame.FrameKind;
import org.steelworks.core.id.JobId;
import org.steelworks.core.id.RunId;
import org.steelworks.core.id.WorkerId;
import org.steelworks.core.kryo.KryoRegistry.Entry;
import org.steelworks.core.leaf.LeafRange;

class KryoRegistryTest {
    @Test
    void shouldKeepTheIdsOfCommonValuesForEver() {
        assertThat(KryoRegistry.standard().entries())
                .contains(
                        new Entry(64, WorkerId.class),
                        new Entry(65, RunId.class),
                        new Entry(66, JobId.class),
                        new Entry(67, LeafRange.class),
                        new Entry(68, Endpoint.class),
                        new Entry(69, PeerId.class),
                        new Entry(70, FrameKind.class),
                        new Entry(71, FrameKey.class));
    }

    @Test
    void shouldPutVocabulariesTogetherInOrderOfId() {
        KryoRegistry registry =
                KryoRegistry.of(List.of(vocabulary(200, RunId.class), vocabulary(100, JobId.class, WorkerId.class)));

        assertThat(registry.entries())
                .containsExactly(
                        new Entry(100, JobId.class), new Entry(101, WorkerId.class), new Entry(200, RunId.class));
    }

    @Test
    void shouldNameBothClassesOfOneId() {
        assertThatThrownBy(() -> KryoRegistry.of(
                        List.of(vocabulary(100, JobId.class, RunId.class), vocabulary(101, WorkerId.class))))
                .hasMessageContaining("wire id 101")
                .hasMessageContaining("RunId")
                .hasMessageContaining("WorkerId");
    }

    @Test
    void shouldRefuseAClassWithTwoIdsAnIdOfKryosOwnAndAClassThatIsNoRecord() {
        assertThatThrownBy(() -> KryoRegistry.of(List.of(vocabulary(100, JobId.class, JobId.class))))
                .hasMessageContaining("two wire ids, 100 and 101");
        assertThatThrownBy(() -> KryoRegistry.of(List.of(vocabulary(63, JobId.class))))
                .hasMessageContaining("ids go from 64");
        assertThatThrownBy(() -> KryoRegistry.of(List.of(vocabulary(100, StringBuilder.class))))
                .hasMessageContaining("make it a record or an enum");
    }

    private static KryoVocabulary vocabulary(int firstId, Class<?>... classes) {
        return new KryoVocabulary() {
            @Override
            public int firstId() {
                return firstId;
            }

            @Override
            public List<Class<?>> classes() {
                return List.of(classes);
            }
        };
    }
}
