package org.l4emu.tests.arch;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.function.Function;

/** Turns a finder of members into a condition that names each of them. */
final class Conditions {
    private Conditions() {}

    static ArchCondition<JavaClass> has(String what, Function<JavaClass, List<String>> members) {
        return new ArchCondition<>("have " + what) {
            @Override
            public void check(JavaClass declaring, ConditionEvents events) {
                for (String member : members.apply(declaring)) {
                    events.add(SimpleConditionEvent.satisfied(declaring, member + " is " + what));
                }
            }
        };
    }
}
