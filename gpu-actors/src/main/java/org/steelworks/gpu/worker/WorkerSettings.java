package org.steelworks.gpu.worker;

import org.steelworks.core.aeron.Endpoint;
import org.steelworks.core.id.WorkerId;

/**
 * What a worker process is told at its start.
 *
 * @param worker its slot
 * @param incarnation which life of the slot this is
 * @param inbox where it receives frames
 * @param threads of its kernels
 */
public record WorkerSettings(WorkerId worker, long incarnation, Endpoint inbox, int threads) {}
