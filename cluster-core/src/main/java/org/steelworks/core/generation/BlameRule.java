package org.steelworks.core.generation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whom to leave out after a step did not end in time and every member still answers Stop. Members that do not answer
 * are left out before this rule is asked.
 *
 * @param excluded index of the member to leave out, or empty to try again with the same members
 * @param reason one sentence for the journal
 */
public record BlameRule(Optional<Integer> excluded, String reason) {
    /** Rounds of repair a pair of members gets before one end of it is left out. */
    public static final int REPAIR_ROUNDS = 2;

    /**
     * What one member missed when its deadline passed.
     *
     * @param member index of the member that complains
     * @param missing indices of members whose frames it lacks
     */
    public record Complaint(int member, List<Integer> missing) {
        public Complaint {
            missing = List.copyOf(missing);
        }
    }

    /**
     * @param members number of members
     * @param complaints of this generation
     * @param failedRounds generations in a row that ended in complaints at the same step
     */
    public static BlameRule decide(int members, List<Complaint> complaints, int failedRounds) {
        Map<Integer, Integer> blamedBy = new HashMap<>();
        for (Complaint complaint : complaints) {
            for (int missing : complaint.missing()) {
                if (missing != complaint.member()) {
                    blamedBy.merge(missing, 1, Integer::sum);
                }
            }
        }
        for (int member = 0; member < members; member++) {
            if (members > 2 && blamedBy.getOrDefault(member, 0) == members - 1) {
                return new BlameRule(Optional.of(member), "nobody has the frames of member " + member);
            }
        }
        if (failedRounds >= REPAIR_ROUNDS && !blamedBy.isEmpty()) {
            int worst = blamedBy.entrySet().stream()
                    .max(Map.Entry.<Integer, Integer>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                    .orElseThrow()
                    .getKey();
            return new BlameRule(
                    Optional.of(worst),
                    "after " + failedRounds + " rounds of repair a pair with member " + worst + " is still broken");
        }
        return new BlameRule(Optional.empty(), "nobody stands out, the same members try again");
    }
}
