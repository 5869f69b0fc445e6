package org.l4emu.server.mm;

import org.jspecify.annotations.Nullable;

/**
 * What a look-up found, or the negative errno the caller answers with.
 *
 * @param error negative errno; 0 if {@code value} is there
 */
public record ErrorOr<T>(int error, @Nullable T value) {
    public static <T> ErrorOr<T> of(T value) {
        return new ErrorOr<>(0, value);
    }

    /** A failure; {@code errno} is positive. */
    public static <T> ErrorOr<T> error(int errno) {
        return new ErrorOr<>(-errno, null);
    }

    public boolean isError() {
        return error != 0;
    }

    /** The value, which must be there. */
    public T get() {
        T found = value;
        if (found == null) {
            throw new IllegalStateException("no value but errno " + -error);
        }
        return found;
    }
}
