package org.steelworks.core.testkit;

import java.util.Random;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/**
 * Gives a test its {@link Random}. The seed follows from the test's name and {@code -Dsteel.seed} (0 if absent), so a
 * run repeats, and another number gives other schedules; a failure names it.
 */
public final class SeedExtension implements ParameterResolver, TestExecutionExceptionHandler {
    private static final String PROPERTY = "steel.seed";

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
        return parameter.getParameter().getType() == Random.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
        return new Random(seed(test));
    }

    @Override
    public void handleTestExecutionException(ExtensionContext test, Throwable failure) throws Throwable {
        failure.addSuppressed(
                new AssertionError("seed " + seed(test) + ", -D" + PROPERTY + "=" + Long.getLong(PROPERTY, 0L)));
        throw failure;
    }

    private static long seed(ExtensionContext test) {
        String name = test.getRequiredTestClass().getName() + "#" + test.getDisplayName();
        return name.hashCode() + 0x9E3779B97F4A7C15L * Long.getLong(PROPERTY, 0L);
    }
}
