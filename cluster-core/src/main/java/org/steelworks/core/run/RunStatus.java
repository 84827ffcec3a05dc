package org.steelworks.core.run;

import java.util.List;
import org.steelworks.core.generation.Member;
import org.steelworks.core.id.RunId;
import org.steelworks.core.run.machine.CoordinatorMachine;

/**
 * A run as its coordinator sees it now.
 *
 * @param phase of the coordinator
 * @param generation number of the newest generation, 0 before the first
 * @param members of that generation
 * @param claimed workers that serve this run, members or not
 * @param step last step handed to ledger and metrics
 * @param device kind of device that its members compute on: {@code cpu} or {@code cuda}
 * @param reason why the newest generation was formed, or why there is none
 */
public record RunStatus(
        RunId run,
        CoordinatorMachine.Phase phase,
        long generation,
        List<Member> members,
        int claimed,
        long step,
        String device,
        String reason) {
    public RunStatus {
        members = List.copyOf(members);
    }
}
