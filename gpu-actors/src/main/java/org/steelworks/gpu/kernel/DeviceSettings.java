package org.steelworks.gpu.kernel;

/**
 * How the device thread runs.
 *
 * @param threads threads of one operator; fixed, because fp32 results differ between thread counts
 * @param queueCapacity tasks that may wait
 */
public record DeviceSettings(int threads, int queueCapacity) {
    /** One thread, so that results do not depend on the machine's cores. */
    public static final DeviceSettings DEFAULT = new DeviceSettings(1, 64);

    public DeviceSettings {
        if (threads < 1 || queueCapacity < 1) {
            throw new IllegalArgumentException(
                    "threads " + threads + " and queue capacity " + queueCapacity + " must be at least 1");
        }
    }
}
