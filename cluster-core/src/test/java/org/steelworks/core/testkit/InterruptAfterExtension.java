package org.steelworks.core.testkit;

import java.lang.reflect.Method;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Executes {@link InterruptAfter}. */
final class InterruptAfterExtension implements InvocationInterceptor {
    @Override
    public void interceptTestMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        watch(invocation, limit(context));
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        watch(invocation, limit(context));
    }

    private static int limit(ExtensionContext context) {
        return AnnotationSupport.findAnnotation(context.getRequiredTestMethod(), InterruptAfter.class)
                .or(() -> AnnotationSupport.findAnnotation(context.getRequiredTestClass(), InterruptAfter.class))
                .orElseThrow()
                .value();
    }

    private static void watch(Invocation<Void> invocation, int seconds) throws Throwable {
        Thread test = Thread.currentThread();
        CountDownLatch ended = new CountDownLatch(1);
        AtomicReference<String> hang = new AtomicReference<>();
        Thread watcher = new Thread(() -> interruptUnless(ended, seconds, test, hang), "interrupt-after");
        watcher.setDaemon(true);
        watcher.start();
        try {
            invocation.proceed();
        } catch (Throwable failure) {
            if (hang.get() != null) {
                failure.addSuppressed(new AssertionError(hang.get()));
            }
            throw failure;
        } finally {
            ended.countDown();
        }
        if (hang.get() != null) {
            throw new AssertionError(hang.get());
        }
    }

    private static void interruptUnless(CountDownLatch ended, int seconds, Thread test, AtomicReference<String> hang) {
        try {
            if (!ended.await(seconds, TimeUnit.SECONDS)) {
                hang.set("not done after " + seconds + " s; threads at that moment:\n" + stacks());
                test.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String stacks() {
        StringBuilder text = new StringBuilder();
        for (Map.Entry<Thread, StackTraceElement[]> entry :
                Thread.getAllStackTraces().entrySet()) {
            text.append(entry.getKey()).append('\n');
            for (StackTraceElement frame : entry.getValue()) {
                text.append("    ").append(frame).append('\n');
            }
        }
        return text.toString();
    }
}
