package org.l4emu.tests.arch;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The laws, each as a rule over the packages given to it, so that the same rule can be held against
 * the house and against a planted offender.
 */
final class Laws {
    /** From the bottom to the top: a module may use only what stands to its left. */
    static final List<String> MODULES =
            List.of(
                    "protocol",
                    "microkernel",
                    "emulib",
                    "signalthread",
                    "server",
                    "workbench",
                    "tests");

    /** Where the machine lives; nothing in here may differ between two runs. */
    static final String[] CORE = {
        "org.l4emu.microkernel..",
        "org.l4emu.emulib..",
        "org.l4emu.signalthread..",
        "org.l4emu.server.."
    };

    /**
     * Classes whose public mutable fields are a measured decision: the scheduler, the IPC path and
     * the interpreter read and write them all the time.
     */
    private static final Set<String> HOT_DATA =
            Set.of(
                    "org.l4emu.microkernel.thread.IpcState",
                    "org.l4emu.microkernel.thread.L4Thread");

    private static final Set<String> ALLOWED_PACKAGES =
            Set.of(
                    "java.lang",
                    "java.lang.annotation",
                    "java.lang.invoke",
                    "java.lang.runtime",
                    "java.math",
                    "java.nio",
                    "java.nio.charset",
                    "java.util",
                    "java.util.function",
                    "java.util.stream",
                    "org.jspecify.annotations",
                    "com.google.errorprone.annotations");

    private static final Set<String> ALLOWED_CLASSES =
            Set.of(
                    "java.security.MessageDigest",
                    "java.security.NoSuchAlgorithmException",
                    "java.util.zip.CRC32",
                    "java.util.zip.CRC32C",
                    "java.util.zip.Checksum");

    private static final Set<String> FORBIDDEN_CLASSES =
            Set.of(
                    "java.lang.Thread",
                    "java.lang.ThreadLocal",
                    "java.lang.InheritableThreadLocal",
                    "java.lang.Process",
                    "java.lang.ProcessBuilder",
                    "java.lang.Runtime",
                    "java.util.Random",
                    "java.util.Timer",
                    "java.util.TimerTask",
                    "java.util.Date",
                    "java.util.Calendar",
                    "java.util.HashMap",
                    "java.util.HashSet",
                    "java.util.Hashtable",
                    "java.util.IdentityHashMap",
                    "java.util.WeakHashMap",
                    "java.util.ServiceLoader");

    /** Calls whose answer depends on the host, the moment or the layout of the heap. */
    private static final Set<String> FORBIDDEN_CALLS =
            Set.of(
                    "java.lang.System.nanoTime",
                    "java.lang.System.currentTimeMillis",
                    "java.lang.System.identityHashCode",
                    "java.lang.System.getenv",
                    "java.lang.System.getProperty",
                    "java.lang.System.getLogger",
                    "java.lang.Object.hashCode",
                    "java.lang.Object.wait",
                    "java.lang.Object.notify",
                    "java.lang.Object.notifyAll",
                    "java.lang.Math.random",
                    "java.lang.StrictMath.random",
                    "java.lang.Integer.getInteger",
                    "java.lang.Long.getLong",
                    "java.lang.Boolean.getBoolean",
                    "java.util.UUID.randomUUID",
                    "java.util.Locale.getDefault",
                    "java.util.TimeZone.getDefault",
                    "java.util.Collection.parallelStream",
                    "java.util.Collections.shuffle");

    /** Unordered collections whose iteration order is salted anew in every JVM. */
    private static final Set<String> SALTED_ORDER =
            Set.of(
                    "java.util.Set.of",
                    "java.util.Set.copyOf",
                    "java.util.Map.of",
                    "java.util.Map.ofEntries",
                    "java.util.Map.copyOf",
                    "java.util.stream.Collectors.toSet",
                    "java.util.stream.Collectors.toMap",
                    "java.util.stream.Collectors.groupingBy",
                    "java.util.stream.Collectors.toUnmodifiableSet",
                    "java.util.stream.Collectors.toUnmodifiableMap");

    private Laws() {}

    /** {@code root} is the package that holds the modules. */
    static ArchRule arrowsNeverTurnBack(String root) {
        CompositeArchRule all = null;
        for (int i = 0; i < MODULES.size() - 1; i++) {
            String[] above =
                    MODULES.subList(i + 1, MODULES.size()).stream()
                            .map(module -> root + "." + module + "..")
                            .toArray(String[]::new);
            ArchRule one =
                    noClasses()
                            .that()
                            .resideInAPackage(root + "." + MODULES.get(i) + "..")
                            .should()
                            .dependOnClassesThat()
                            .resideInAnyPackage(above)
                            .because("the modules stand in the order " + MODULES)
                            .allowEmptyShould(true);
            all = all == null ? CompositeArchRule.of(one) : all.and(one);
        }
        return Objects.requireNonNull(all);
    }

    /** {@code server} is the package emulib and the signal thread may know by its messages only. */
    static ArchRule userSideKnowsTheServerByMessagesOnly(String server, String... userSide) {
        return noClasses()
                .that()
                .resideInAnyPackage(userSide)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(server)
                .because("user code never calls the server: it sends messages");
    }

    static ArchRule onlyDeterministicLibraries(String... where) {
        return noClasses()
                .that()
                .resideInAnyPackage(where)
                .should()
                .dependOnClassesThat(matching("outside what the core may use", Laws::outsideCore))
                .because(
                        "the machine is data: no threads, clock, randomness, I/O, logging, hash"
                                + " order or foreign library in the core");
    }

    static ArchRule noHostDependentCalls(String... where) {
        return noClasses()
                .that()
                .resideInAnyPackage(where)
                .should()
                .accessTargetWhere(access("whose answer the host decides", FORBIDDEN_CALLS))
                .because("what may differ between two runs enters through Environment");
    }

    static ArchRule noSaltedCollections(String... where) {
        return noClasses()
                .that()
                .resideInAnyPackage(where)
                .should()
                .accessTargetWhere(access("making a collection in salted order", SALTED_ORDER))
                .because(
                        "their iteration order differs from JVM to JVM; use arrays, LinkedHashMap,"
                                + " TreeMap, EnumMap or List");
    }

    static ArchRule randomNumbersAreSeeded(String... where) {
        return noClasses()
                .that()
                .resideInAnyPackage(where)
                .should()
                .callConstructor("java.util.SplittableRandom")
                .because("a generator without a seed gives other numbers in every run");
    }

    static ArchRule noLocks(String... where) {
        return noClasses()
                .that()
                .resideInAnyPackage(where)
                .should(Conditions.has("a synchronized method", Laws::synchronizedMembers))
                .because("one machine runs on one JVM thread");
    }

    static ArchRule noStaticMutableState(String... where) {
        return noClasses()
                .that()
                .resideInAnyPackage(where)
                .should(Conditions.has("a static field that is not final", Laws::staticMutable))
                .because("two machines in one JVM share nothing");
    }

    static ArchRule noPublicMutableFields(String... where) {
        return noClasses()
                .that()
                .resideInAnyPackage(where)
                .and(matching("not hot data", c -> !HOT_DATA.contains(c.getName())))
                .should(Conditions.has("a public field that is not final", Laws::publicMutable))
                .because("state changes by verbs, not by assignment from outside");
    }

    static ArchRule protobufStaysAtTheEdges(String... where) {
        return noClasses()
                .that()
                .resideInAnyPackage(where)
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage(
                                "com.google.protobuf..",
                                "io.netty..",
                                "com.github.luben..",
                                "org.l4emu.protocol.schema..",
                                "org.l4emu.protocol.trace..",
                                "org.l4emu.protocol.wire.."))
                .because("protobuf objects and frames exist at the edges only, never on hot paths");
    }

    static boolean fails(ArchRule law, JavaClasses classes) {
        return law.evaluate(classes).hasViolation();
    }

    private static boolean outsideCore(JavaClass used) {
        JavaClass plain = used.getBaseComponentType();
        String name = plain.getName();
        if (plain.isPrimitive() || name.startsWith("org.l4emu.")) {
            return false;
        }
        if (ALLOWED_CLASSES.contains(name)) {
            return false;
        }
        return FORBIDDEN_CLASSES.contains(outermost(name))
                || !ALLOWED_PACKAGES.contains(plain.getPackageName());
    }

    private static String outermost(String className) {
        int dollar = className.indexOf('$');
        return dollar < 0 ? className : className.substring(0, dollar);
    }

    private static List<String> synchronizedMembers(JavaClass declaring) {
        return declaring.getMethods().stream()
                .filter(m -> m.getModifiers().contains(JavaModifier.SYNCHRONIZED))
                .map(m -> m.getFullName())
                .toList();
    }

    private static List<String> staticMutable(JavaClass declaring) {
        return fieldsOf(declaring, JavaModifier.STATIC);
    }

    private static List<String> publicMutable(JavaClass declaring) {
        return fieldsOf(declaring, JavaModifier.PUBLIC);
    }

    private static List<String> fieldsOf(JavaClass declaring, JavaModifier modifier) {
        return declaring.getFields().stream()
                .filter(f -> f.getModifiers().contains(modifier))
                .filter(f -> !f.getModifiers().contains(JavaModifier.FINAL))
                .filter(f -> !f.getModifiers().contains(JavaModifier.SYNTHETIC))
                .map(JavaField::getFullName)
                .toList();
    }

    private static DescribedPredicate<JavaClass> matching(
            String description, Predicate<JavaClass> predicate) {
        return DescribedPredicate.describe(description, predicate);
    }

    private static DescribedPredicate<JavaAccess<?>> access(String description, Set<String> names) {
        return DescribedPredicate.describe(
                description,
                access -> {
                    AccessTarget target = access.getTarget();
                    return names.contains(target.getOwner().getName() + "." + target.getName());
                });
    }
}
