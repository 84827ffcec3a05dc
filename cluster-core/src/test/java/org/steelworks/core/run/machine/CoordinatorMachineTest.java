package org.steelworks.core.run.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.steelworks.core.digest.Digest128;
import org.steelworks.core.generation.Base;
import org.steelworks.core.generation.DataPlace;
import org.steelworks.core.generation.GenerationPlan;
import org.steelworks.core.generation.Member;
import org.steelworks.core.generation.StableStep;
import org.steelworks.core.generation.StopReport;
import org.steelworks.core.id.WorkerId;
import org.steelworks.core.protocol.StepNotice;
import org.steelworks.core.run.machine.CoordinatorMachine.Phase;

/** Single decisions of the coordinator's half; the orders of events are the simulation's business. */
class CoordinatorMachineTest {
    private static final long SECOND = 1_000_000_000L;
    private static final int LEAVES = 4;

    /** Writes down what is caused; what a coordinator would answer at once is answered by the test. */
    private static final class Effects implements CoordinatorPort {
        private final List<String> said = new ArrayList<>();
        private GenerationPlan journalled;
        private DataPlace placed;

        @Override
        public void stop(Member member, long number) {
            said.add("stop " + member.worker().slot());
        }

        @Override
        public void plan(Member member, GenerationPlan plan) {}

        @Override
        public void acknowledge(Member member, long step) {}

        @Override
        public void release(Member member, String reason) {
            said.add("release " + member.worker().slot());
        }

        @Override
        public void expel(Member member, String reason) {
            said.add("expel " + member.worker().slot());
        }

        @Override
        public void journal(GenerationPlan plan) {
            journalled = plan;
        }

        @Override
        public void placeData(DataPlace place) {
            placed = place;
        }

        @Override
        public void findBase() {
            said.add("find base");
        }

        @Override
        public void record(List<StableStep> steps) {}

        @Override
        public void event(RunNotice notice) {}

        @Override
        public void ended(long step, boolean completed) {}

        @Override
        public void failed(String reason) {
            said.add("failed: " + reason);
        }
    }

    private final Effects effects = new Effects();
    private final List<Member> members = new ArrayList<>();
    private final CoordinatorMachine machine = new CoordinatorMachine(settings(), effects, 0, 0);
    private long nowNs;

    private static RunPlanSettings settings() {
        return new RunPlanSettings(
                LEAVES, new int[] {10}, 2, 2, 2, 100, 10, false, step -> false, parts -> new Digest128(1, 1));
    }

    private Member member(int slot, long incarnation) {
        return new Member(new WorkerId("n", slot), incarnation);
    }

    /** Both workers register, a generation forms from the beginning, and all are ready. */
    private void run(Member... of) {
        members.clear();
        members.addAll(List.of(of));
        members.forEach(member -> machine.onRegistered(member, 0, nowNs));
        form();
    }

    private void form() {
        members.forEach(member -> machine.onStopReport(member, machine.number(), StopReport.empty(), nowNs));
        machine.onBaseFound(Base.initial(), "the beginning", nowNs);
        machine.onJournaled(effects.journalled.generation().number(), nowNs);
        members.forEach(member -> machine.onNotice(member, new StepNotice.Ready(machine.number()), nowNs));
        assertThat(machine.phase()).isEqualTo(Phase.RUNNING);
    }

    @Test
    void shouldFailTheRunWhenWorkersKeepCrashingAtTheSameStep() {
        run(member(0, 1), member(1, 1));
        for (int life = 2; life <= 3; life++) {
            machine.onCrashed(members.get(1), "illegal address in layer 3", nowNs);
            members.set(1, member(1, life));
            machine.onRegistered(members.get(1), 0, nowNs);
            form();
        }

        machine.onCrashed(members.get(0), "illegal address in layer 3", nowNs);

        assertThat(effects.said.get(effects.said.size() - 1))
                .startsWith("failed: 3 workers crashed in a row at step 1")
                .endsWith("illegal address in layer 3");
    }

    @Test
    void shouldNotCountCrashesWithAStepBetweenOrKills() {
        run(member(0, 1), member(1, 1));
        for (int life = 2; life <= 8; life++) {
            machine.onNotice(members.get(0), new StepNotice.Stable(machine.number(), 1, List.of()), nowNs);
            machine.onCrashed(members.get(1), "out of memory", nowNs);
            members.set(1, member(1, life));
            machine.onRegistered(members.get(1), 0, nowNs);
            form();
            machine.onExited(members.get(1), "was killed (signal 9)", nowNs);
            members.set(1, member(1, life + 100));
            machine.onRegistered(members.get(1), 0, nowNs);
            form();
        }

        assertThat(effects.said).noneMatch(said -> said.startsWith("failed"));
    }

    @Test
    void shouldStopAgainRatherThanExpelWhenAMemberIsNotReadyInTime() {
        run(member(0, 1), member(1, 1));
        machine.onExited(members.get(1), "killed", nowNs);
        members.set(1, member(1, 2));
        machine.onRegistered(members.get(1), 0, nowNs);
        members.forEach(member -> machine.onStopReport(member, machine.number(), StopReport.empty(), nowNs));
        machine.onBaseFound(Base.initial(), "the beginning", nowNs);
        machine.onJournaled(effects.journalled.generation().number(), nowNs);
        assertThat(machine.phase()).isEqualTo(Phase.FORMING);

        for (int i = 0; i < 110; i++) {
            nowNs += SECOND / 10;
            machine.onTick(nowNs);
        }

        assertThat(machine.phase()).isEqualTo(Phase.STOPPING);
        assertThat(effects.said).noneMatch(said -> said.startsWith("expel"));
    }

    @Test
    void shouldLeaveOutWhoDoesNotAnswerStopButNotWhenItWasItselfHeldUp() {
        run(member(0, 1), member(1, 1));
        machine.onTick(nowNs);
        machine.onNotice(members.get(0), new StepNotice.Overdue(machine.number(), 1, List.of(1)), nowNs);
        for (int i = 0; i < 4; i++) {
            nowNs += SECOND / 10;
            machine.onTick(nowNs);
        }
        assertThat(machine.phase()).isEqualTo(Phase.STOPPING);

        nowNs += 60 * SECOND;
        machine.onTick(nowNs);
        assertThat(effects.said).noneMatch(said -> said.startsWith("expel"));

        machine.onStopReport(members.get(0), machine.number(), StopReport.empty(), nowNs);
        for (int i = 0; i < 11; i++) {
            nowNs += SECOND / 10;
            machine.onTick(nowNs);
        }
        assertThat(effects.said).contains("expel 1").doesNotContain("expel 0");
    }

    @Test
    void shouldWaitForTheMembersOfARecoveredPlanBeforeItGoesBackToACheckpoint() {
        run(member(0, 1), member(1, 1));
        GenerationPlan plan = machine.plan();
        Effects later = new Effects();
        CoordinatorMachine successor = new CoordinatorMachine(settings(), later, 0, 0);
        successor.recover(plan, false, false);

        successor.onRegistered(member(2, 1), 0, nowNs);
        assertThat(successor.phase()).isEqualTo(Phase.WAITING);
        successor.onRegistered(member(0, 1), plan.generation().number(), nowNs);
        assertThat(successor.phase()).isEqualTo(Phase.WAITING);
        successor.onRegistered(member(1, 1), plan.generation().number(), nowNs);

        assertThat(successor.phase()).isEqualTo(Phase.RUNNING);
        assertThat(later.said).doesNotContain("find base");
    }

    /** What a member says that is at a step and holds all of it. */
    private static StopReport at(long step, long enteredIn) {
        BitSet all = new BitSet();
        all.set(0);
        return new StopReport(step, step, enteredIn, step, enteredIn, all, all, enteredIn, null, List.of());
    }

    private void stopAt(long step, long enteredIn) {
        assertThat(machine.phase()).isEqualTo(Phase.STOPPING);
        members.forEach(member -> machine.onStopReport(member, machine.number(), at(step, enteredIn), nowNs));
    }

    @Test
    void shouldTakeDataInBehindTheLastDecidedStepWithAllItsMembers() {
        run(member(0, 1), member(1, 1));

        machine.onDataWaits(nowNs);
        stopAt(7, 1);

        assertThat(effects.placed).isEqualTo(new DataPlace(7, 2));
        assertThat(effects.journalled.data()).isEqualTo(effects.placed);
        assertThat(effects.journalled.generation().members()).isEqualTo(members);
        assertThat(effects.said).doesNotContain("expel 0", "expel 1");
        machine.onJournaled(2, nowNs);
        members.forEach(member -> machine.onNotice(member, new StepNotice.Ready(2), nowNs));
        assertThat(machine.phase()).as("once").isEqualTo(Phase.RUNNING);
    }

    @Test
    void shouldTakeDataInThatCameWhileAGenerationWasFormed() {
        run(member(0, 1), member(1, 1));
        machine.onDataWaits(nowNs);
        stopAt(7, 1);
        machine.onDataWaits(nowNs);
        machine.onJournaled(2, nowNs);
        assertThat(effects.placed).isEqualTo(new DataPlace(7, 2));
        members.forEach(member -> machine.onNotice(member, new StepNotice.Ready(2), nowNs));

        stopAt(9, 2);

        assertThat(effects.placed).isEqualTo(new DataPlace(9, 3));
    }

    @Test
    void shouldNotGoOnFromAStepThatWasComputedWithoutTheData() {
        run(member(0, 1), member(1, 1));
        machine.onDataWaits(nowNs);
        machine.onStopReport(members.get(0), machine.number(), at(7, 1), nowNs);
        machine.onExited(members.get(1), "cut off", nowNs);
        machine.onJournaled(2, nowNs);
        assertThat(effects.placed).isEqualTo(new DataPlace(7, 2));

        // it is back, and had decided a step more that nobody else heard of
        machine.onNotice(members.get(0), new StepNotice.Ready(2), nowNs);
        machine.onRegistered(members.get(1), 1, nowNs);
        machine.onStopReport(members.get(0), machine.number(), at(7, 2), nowNs);
        machine.onStopReport(members.get(1), machine.number(), at(8, 1), nowNs);

        assertThat(effects.journalled.base().step()).isEqualTo(7);
    }

    @Test
    void shouldHaveDataInForceAfterItsOwnRestart() {
        run(member(0, 1), member(1, 1));
        GenerationPlan plan = machine.plan();
        Effects later = new Effects();
        CoordinatorMachine successor = new CoordinatorMachine(settings(), later, 7, 0);
        successor.recover(plan, false, false);
        successor.data(new DataPlace(7, 2), false);
        members.forEach(member -> successor.onRegistered(member, 0, nowNs));
        successor.onStopReport(members.get(0), 1, at(7, 1), nowNs);
        successor.onStopReport(members.get(1), 1, at(8, 1), nowNs);
        assertThat(later.journalled.base().step())
                .as("what was made durable counts")
                .isEqualTo(7);
        assertThat(later.placed).as("they have their place").isNull();

        Effects other = new Effects();
        CoordinatorMachine elsewhere = new CoordinatorMachine(settings(), other, 7, 0);
        elsewhere.data(new DataPlace(5, 40), true);
        members.forEach(member -> elsewhere.onRegistered(member, 0, nowNs));
        members.forEach(member -> elsewhere.onStopReport(member, 0, at(8, 1), nowNs));
        assertThat(other.journalled.base().step())
                .as("generations of another cluster's journal say nothing of this one's")
                .isEqualTo(8);
        assertThat(other.placed).isEqualTo(new DataPlace(8, 1));
    }

    @Test
    void shouldTellMembersThatStillTrainWhereTheirBlocksComeFromNow() {
        run(member(0, 1), member(1, 1));
        GenerationPlan plan = machine.plan();
        Effects later = new Effects();
        CoordinatorMachine successor = new CoordinatorMachine(settings(), later, 5, 0);
        successor.recover(plan, false, true);
        successor.data(DataPlace.NONE, false);
        members.forEach(member -> successor.onRegistered(member, 1, nowNs));
        assertThat(successor.phase()).isEqualTo(Phase.STOPPING);
        members.forEach(member -> successor.onStopReport(member, 1, at(7, 1), nowNs));

        assertThat(later.journalled.base()).isEqualTo(new Base(7, 7, Base.Source.MEMBERS, ""));
        assertThat(later.journalled.generation().members()).isEqualTo(members);
        assertThat(later.journalled.reason()).contains("another node");
    }

    @Test
    void membersGetTimeToCopyAnyState() {
        assertThat(CoordinatorMachine.formingNs(0)).isEqualTo(10_000_000_000L);
        assertThat(CoordinatorMachine.formingNs(13_400_000_000L)).isEqualTo(144_000_000_000L);
        assertThat(CoordinatorMachine.formingNs(1L << 42)).isGreaterThan(CoordinatorMachine.formingNs(1L << 41));
    }
}
