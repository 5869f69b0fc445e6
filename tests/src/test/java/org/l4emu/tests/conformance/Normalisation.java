package org.l4emu.tests.conformance;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.l4emu.tests.peer.Outcome;

/** Rules by which two outcomes that may differ in form are made comparable; named in the file. */
enum Normalisation {
    /** The output's lines come in an order that nobody promises. */
    SORTED {
        @Override
        Outcome apply(Outcome outcome) {
            String sorted = outcome.output().lines().sorted().collect(Collectors.joining("\n"));
            return new Outcome(sorted, outcome.errors(), outcome.status());
        }
    };

    abstract Outcome apply(Outcome outcome);

    static Normalisation named(String name) {
        return Arrays.stream(values())
                .filter(rule -> rule.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no rule named " + name));
    }
}
