package org.steelworks.gpu.network;

import org.steelworks.gpu.tensor.Placement;

/** The same passes on a device with memory of its own: weights and gradients are copied, section by section. */
class TrainingPassApartTest extends TrainingPassTest {
    @Override
    Placement placement() {
        return Placement.HOST_APART;
    }
}
