package org.steelworks.ops.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import org.apache.pekko.dispatch.MailboxType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.steelworks.core.kryo.KryoSerializer;
import org.steelworks.core.protocol.WireMessage;
import org.steelworks.core.recipe.ModelConfigReader;

/** The rules of the architecture that a compiler does not check. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ArchitectureTest {
    /** Packages that only compute: what they need of the world arrives as an argument. */
    private static final String[] PURE = {
        "org.steelworks.core.spec..",
        "org.steelworks.core.id..",
        "org.steelworks.core.tensor..",
        "org.steelworks.core.bucket..",
        "org.steelworks.core.leaf..",
        "org.steelworks.core.generation..",
        "org.steelworks.core.ledger..",
        "org.steelworks.core.model..",
        "org.steelworks.core.run.machine..",
        "org.steelworks.core.frame..",
        "org.steelworks.data.document..",
        "org.steelworks.data.clean",
        "org.steelworks.data.clean.map..",
        "org.steelworks.data.clean.filter..",
        "org.steelworks.data.clean.dedup..",
        "org.steelworks.data.evidence..",
        "org.steelworks.data.text..",
        "org.steelworks.data.piece..",
        "org.steelworks.data.bpe..",
        "org.steelworks.data.chat..",
        "org.steelworks.data.pack..",
        "org.steelworks.data.order..",
        "org.steelworks.data.feed..",
        "org.steelworks.data.growth..",
        "org.steelworks.gpu.kernel.source..",
        "org.steelworks.gpu.plan..",
        "org.steelworks.gpu.step..",
        "org.steelworks.checkpoint.format..",
        "org.steelworks.checkpoint.policy..",
        "org.steelworks.eval.task..",
        "org.steelworks.eval.score..",
    };

    private static final List<String> WORLD = List.of(
            "java.nio.file.Files",
            "java.nio.channels.FileChannel",
            "java.io.FileInputStream",
            "java.io.FileOutputStream",
            "java.io.RandomAccessFile",
            "java.lang.Thread",
            "java.lang.ProcessBuilder",
            "java.time.Clock",
            "java.util.Random",
            "java.util.concurrent.ThreadLocalRandom",
            "java.util.concurrent.ExecutorService",
            "java.util.concurrent.Executors");

    /** Names that say nothing of what a class is for. */
    private static final List<String> EMPTY_NAMES =
            List.of("Util", "Utils", "Helper", "Helpers", "Manager", "Processor", "Impl", "Common");

    private JavaClasses code;

    @BeforeAll
    void read() {
        code = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                // packaged modules bring their test kits as jars of their own
                .withImportOption(location -> !location.contains("-tests.jar"))
                .importPackages("org.steelworks");
    }

    @Test
    void allModulesAreLookedAt() {
        for (String module : List.of("core", "data", "gpu", "checkpoint", "eval", "ops")) {
            assertThat(code.that(resideInAPackage("org.steelworks." + module + "..")))
                    .as(module)
                    .hasSizeGreaterThan(20);
        }
    }

    @Test
    void coreKnowsNobody() {
        check(noClasses()
                .that()
                .resideInAPackage("org.steelworks.core..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.steelworks.data..",
                        "org.steelworks.gpu..",
                        "org.steelworks.checkpoint..",
                        "org.steelworks.eval..",
                        "org.steelworks.ops.."));
    }

    @Test
    void dataKnowsCoreAlone() {
        check(knowsOnly("org.steelworks.data.."));
    }

    @Test
    void gpuKnowsCoreAlone() {
        check(knowsOnly("org.steelworks.gpu.."));
    }

    @Test
    void checkpointKnowsCoreAlone() {
        check(knowsOnly("org.steelworks.checkpoint.."));
    }

    @Test
    void nobodyKnowsOps() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage("org.steelworks.ops..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.steelworks.ops.."));
    }

    @Test
    void purePackagesComputeOnly() {
        check(noClasses()
                .that()
                .resideInAnyPackage(PURE)
                .or(describe("are decisions", ArchitectureTest::isDecision))
                .should()
                .dependOnClassesThat(
                        describe("files, sockets, clocks, threads, logs or frameworks", ArchitectureTest::isWorld)));
    }

    @Test
    void purePackagesKnowPurePackages() {
        check(noClasses()
                .that()
                .resideInAnyPackage(PURE)
                .should()
                .dependOnClassesThat(resideInAPackage("org.steelworks..")
                        .and(not(resideInAnyPackage(PURE)))
                        .and(not(resideInAnyPackage("org.steelworks.core.digest..", "org.steelworks.core.protocol..")))
                        // reads a text that it is given, unlike its neighbours
                        .and(not(type(ModelConfigReader.class)))));
    }

    @Test
    void purePackagesHaveNoClock() {
        for (String method : List.of("nanoTime", "currentTimeMillis")) {
            check(noClasses().that().resideInAnyPackage(PURE).should().callMethod(System.class, method));
        }
    }

    @Test
    void engineStaysBehindItsBorder() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages(
                        "org.steelworks.gpu.kernel..", "org.steelworks.gpu.tensor..", "org.steelworks.data.tokens..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("ai.djl.."));
    }

    @Test
    void tokenizerLibraryAloneInTokens() {
        check(noClasses()
                .that()
                .resideInAPackage("org.steelworks.data.tokens..")
                .should()
                .dependOnClassesThat(
                        resideInAPackage("ai.djl..").and(not(resideInAPackage("ai.djl.huggingface.tokenizers..")))));
    }

    @Test
    void transportStaysBehindItsBorder() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage("org.steelworks.core.aeron..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.aeron.."));
    }

    @Test
    void deploymentConfigurationStaysAtTheTop() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages("org.steelworks.ops.wiring..", "org.steelworks.core.node..")
                .and()
                .haveSimpleNameNotEndingWith("Settings")
                .and(describe("are no part of settings", c -> !nestedInSettings(c)))
                .and(describe(
                        "are no mailboxes, which the platform makes with a Config",
                        c -> !c.isAssignableTo(MailboxType.class)))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.typesafe.config.."));
    }

    @Test
    void namesSayWhatAClassIsFor() {
        check(classes()
                .should()
                .haveSimpleNameNotEndingWith("Impl")
                .andShould(com.tngtech.archunit.lang.conditions.ArchConditions.have(describe(
                        "a name that says something",
                        c -> EMPTY_NAMES.stream().noneMatch(c.getSimpleName()::endsWith)
                                && !(c.getModifiers().contains(JavaModifier.ABSTRACT)
                                        && c.getSimpleName().startsWith("Base"))))));
    }

    @Test
    void messagesAreRecordsOrEnums() {
        check(classes()
                .that()
                .implement(describe(
                        "commands, answers and wire messages",
                        c -> c.getSimpleName().equals("Command")
                                || c.getSimpleName().equals("Answer")
                                || c.getSimpleName().equals("WireMessage")))
                .and(describe("are no interface", c -> !c.isInterface()))
                .should(com.tngtech.archunit.lang.conditions.ArchConditions.be(
                        describe("a record or an enum", c -> c.isRecord() || c.isEnum()))));
    }

    @Test
    void nobodySleeps() {
        check(noClasses().should().callMethod(Thread.class, "sleep", long.class));
    }

    @Test
    void modulesHaveNoPackageCycles() {
        // the serializer asks whether a class is a message of ours, the vocabulary of messages is found by the
        // serializer
        check(slices().matching("org.steelworks.(*).(*)..")
                .should()
                .beFreeOfCycles()
                .ignoreDependency(KryoSerializer.class, WireMessage.class));
    }

    private void check(ArchRule rule) {
        rule.check(code);
    }

    private static ArchRule knowsOnly(String module) {
        return noClasses()
                .that()
                .resideInAPackage(module)
                .should()
                .dependOnClassesThat(resideInAPackage("org.steelworks..")
                        .and(not(resideInAnyPackage(module, "org.steelworks.core.."))));
    }

    private static boolean isDecision(JavaClass type) {
        String name = type.getSimpleName();
        return type.getPackageName().startsWith("org.steelworks")
                && (name.endsWith("Rule") || name.endsWith("Plan") || name.endsWith("Schedule"));
    }

    private static boolean nestedInSettings(JavaClass type) {
        return type.getEnclosingClass()
                .map(outer -> outer.getSimpleName().endsWith("Settings") || nestedInSettings(outer))
                .orElse(false);
    }

    private static boolean isWorld(JavaClass type) {
        DescribedPredicate<JavaClass> frameworks = resideInAnyPackage(
                "org.apache.pekko..",
                "io.aeron..",
                "ai.djl..",
                "com.typesafe..",
                "org.slf4j..",
                "ch.qos..",
                "java.net..",
                "java.util.logging..");
        return frameworks.test(type) || WORLD.contains(type.getName());
    }
}
