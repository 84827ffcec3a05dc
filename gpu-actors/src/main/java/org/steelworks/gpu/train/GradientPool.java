package org.steelworks.gpu.train;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.steelworks.gpu.network.DeviceVectors;
import org.steelworks.gpu.network.SteelDecoder;
import org.steelworks.gpu.reduce.RootMemory;
import org.steelworks.gpu.tensor.FlatVectors;

/**
 * Memory of gradients from step to step: on the device, where leaves are computed and added, and on the host, where roots are
 * sent from. Where the device shares the host's memory both are the same. Device thread only.
 */
final class GradientPool implements AutoCloseable {
    private final SteelDecoder decoder;
    private final RootMemory roots;
    /** All gradients there are; those a step had no use for are given up at its end. */
    private final List<DeviceVectors> all = new ArrayList<>();
    /** Taken from the front and given back to the front: the last {@code untouched} were never taken in this step. */
    private final Deque<DeviceVectors> spare = new ArrayDeque<>();

    private int untouched;
    /** Memory that a device of its own memory copies its roots into. */
    private final Deque<FlatVectors> spareHosts = new ArrayDeque<>();

    private final Map<DeviceVectors, FlatVectors> hosts = new HashMap<>();

    GradientPool(SteelDecoder decoder, RootMemory roots) {
        this.decoder = decoder;
        this.roots = roots;
    }

    /** Everything may be written again: whoever was to be sent a root has it. */
    void beginStep() {
        spareHosts.addAll(hosts.values());
        hosts.clear();
        spare.clear();
        spare.addAll(all);
        untouched = all.size();
    }

    /** Memory for a leaf's gradient; its values are undefined. */
    DeviceVectors take() {
        DeviceVectors free = spare.poll();
        if (free == null) {
            free = decoder.placement().shared()
                    ? decoder.mirror(roots.newGradient(decoder.table()))
                    : decoder.gradientAlone();
            all.add(free);
        }
        untouched = Math.min(untouched, spare.size());
        return free;
    }

    /** Its sum is in another gradient. */
    void giveBack(DeviceVectors gradient) {
        spare.push(gradient);
    }

    /** Where a gradient that is a root is sent from in this step. */
    FlatVectors host(DeviceVectors root) {
        if (root.host() != null) {
            return root.host();
        }
        return hosts.computeIfAbsent(root, one -> {
            FlatVectors free = spareHosts.poll();
            return free != null ? free : roots.newGradient(decoder.table());
        });
    }

    /** Gives up what this step did not need. */
    void endStep() {
        for (; untouched > 0; untouched--) {
            DeviceVectors unused = spare.removeLast();
            all.remove(unused);
            unused.close();
        }
        spareHosts.clear();
    }

    @Override
    public void close() {
        all.forEach(DeviceVectors::close);
    }
}
