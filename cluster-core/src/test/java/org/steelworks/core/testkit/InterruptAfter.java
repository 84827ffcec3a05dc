package org.steelworks.core.testkit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/** Fails a test that takes longer, with the stacks of all threads at that moment: a hang becomes an answer. */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(InterruptAfterExtension.class)
public @interface InterruptAfter {
    /** Seconds a test method may take. */
    int value();
}
