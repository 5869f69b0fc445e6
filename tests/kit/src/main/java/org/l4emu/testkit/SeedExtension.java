package org.l4emu.testkit;

import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives a test method a {@link SplittableRandom} and, when the test fails, prints the line that
 * replays it.
 *
 * <p>Every invocation has its own seed, derived from its unique id, so a build tests the same cases
 * each time; {@code -Dseed=N} gives all invocations the seed N, {@code -Dseed=fresh} draws new
 * ones.
 */
public final class SeedExtension implements ParameterResolver, AfterTestExecutionCallback {
    private static final Namespace NAMESPACE = Namespace.create(SeedExtension.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == SplittableRandom.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return new SplittableRandom(seedOf(context));
    }

    @Override
    public void afterTestExecution(ExtensionContext context) {
        if (context.getExecutionException().isPresent()) {
            context.publishReportEntry("seed", Long.toString(seedOf(context)));
            System.err.println(replayLine(context, seedOf(context)));
        }
    }

    static String replayLine(ExtensionContext context, long seed) {
        return String.format(
                "replay with: mvn test -Dtest=%s#%s -Dseed=%d",
                context.getRequiredTestClass().getSimpleName(),
                context.getRequiredTestMethod().getName(),
                seed);
    }

    /** Kept in the invocation's store: a field here would be shared by all repetitions. */
    private static long seedOf(ExtensionContext context) {
        Store store = context.getStore(NAMESPACE);
        return store.getOrComputeIfAbsent(
                "seed",
                key -> choose(System.getProperty("seed"), context.getUniqueId()),
                Long.class);
    }

    static long choose(@Nullable String wanted, String uniqueId) {
        if (wanted == null || wanted.isEmpty()) {
            return new SplittableRandom(uniqueId.hashCode()).nextLong();
        }
        return wanted.equals("fresh") ? new SplittableRandom().nextLong() : Long.parseLong(wanted);
    }
}
