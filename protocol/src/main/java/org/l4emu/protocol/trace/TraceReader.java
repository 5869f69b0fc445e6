package org.l4emu.protocol.trace;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.l4emu.protocol.schema.Event;
import org.l4emu.protocol.schema.EventDigest;
import org.l4emu.protocol.schema.TraceHeader;

/**
 * Reads a trace file in order or from any event on. A cut file is read to its last whole block; a
 * damaged block is reported when it is met, and {@link #seek} goes on behind it.
 */
public final class TraceReader implements Closeable {
    private final BlockStore store;
    private final EventWalk walk;

    private TraceReader(BlockStore store) {
        this.store = store;
        this.walk = new EventWalk(store);
    }

    /**
     * @throws TraceUnreadable if the file is no trace, or not even its header can be read
     */
    public static TraceReader open(Path file) throws IOException {
        return new TraceReader(BlockStore.open(file));
    }

    public TraceHeader header() {
        return store.header();
    }

    public List<TraceBlock> blocks() {
        return store.blocks();
    }

    public long fileBytes() {
        return store.fileBytes();
    }

    /** True if the recording has no end: what can be read stops at its last whole block. */
    public boolean isCut() {
        return store.isCut();
    }

    /** What was found wrong while opening; {@link #check} finds the rest. */
    public List<Damage> damage() {
        return store.damage();
    }

    /** Number of events up to the end of the last block of events. */
    public long events() {
        return walk.endSequence();
    }

    /** Digest of all events as the recorder kept it; none in a cut file. */
    public OptionalLong eventDigest() {
        Trailer trailer = store.trailer();
        return trailer == null ? OptionalLong.empty() : OptionalLong.of(trailer.digest());
    }

    /** The next event is the one with this number, or the first after it that can be read. */
    public void seek(long sequence) throws IOException {
        walk.seek(sequence);
    }

    /**
     * @return null at the end
     * @throws TraceDamaged if the block that holds the event cannot be read; the call after that
     *     goes on behind the block
     */
    public @Nullable TraceEvent next() throws IOException {
        return walk.advance() ? walk.cursor().traceEvent() : null;
    }

    /**
     * Like {@link #next}, passing over all other kinds undecoded.
     *
     * @return null at the end
     */
    public @Nullable TraceEvent nextOf(Set<Event.KindCase> kinds) throws IOException {
        long wanted = 0;
        for (Event.KindCase kind : kinds) {
            wanted |= 1L << kind.getNumber();
        }
        while (walk.advance()) {
            if ((wanted >>> (walk.cursor().kindTag() >>> 3) & 1) != 0) {
                return walk.cursor().traceEvent();
            }
        }
        return null;
    }

    /** A cursor of its own over the choices and the inputs. */
    public ChoiceCursor choices() throws IOException {
        return new ChoiceCursor(store);
    }

    EventWalk newWalk() {
        return new EventWalk(store);
    }

    /** Reads every block and compares every digest. */
    public List<Damage> check() throws IOException {
        List<Damage> found = new ArrayList<>(store.damage());
        boolean digestKnown = true;
        long digest = 0;
        for (TraceBlock block : store.blocks()) {
            byte[] content;
            try {
                content = store.read(block);
            } catch (TraceDamaged e) {
                if (!found.contains(e.damage())) {
                    found.add(e.damage());
                }
                digestKnown &= block.kind() != BlockKind.EVENTS;
                continue;
            }
            if (block.kind() == BlockKind.EVENTS) {
                digest = XxHash64.hash(content, 0, content.length, digest);
            } else if (block.kind() == BlockKind.DIGEST && digestKnown) {
                long kept = EventDigest.parseFrom(content).getDigest();
                if (kept != digest) {
                    found.add(contradiction(block.number(), block.offset(), kept, digest));
                }
            }
        }
        Trailer trailer = store.trailer();
        if (trailer != null && digestKnown && trailer.digest() != digest) {
            found.add(
                    contradiction(
                            store.blocks().size(),
                            store.fileBytes() - Trailer.BYTES,
                            trailer.digest(),
                            digest));
        }
        return found;
    }

    private static Damage contradiction(int block, long offset, long kept, long actual) {
        return new Damage(
                block,
                offset,
                String.format("digest %016x, but the events give %016x", kept, actual));
    }

    /** The digests kept along the way. */
    public List<EventDigest> digests() throws IOException {
        List<EventDigest> digests = new ArrayList<>();
        for (TraceBlock block : store.blocks()) {
            if (block.kind() == BlockKind.DIGEST) {
                digests.add(EventDigest.parseFrom(store.read(block)));
            }
        }
        return digests;
    }

    /** Writes the embedded root image; nothing if there is none. */
    public void rootImage(OutputStream out) throws IOException {
        for (TraceBlock block : store.blocks()) {
            if (block.kind() == BlockKind.ROOT_IMAGE) {
                out.write(store.read(block));
            }
        }
    }

    @Override
    public void close() throws IOException {
        store.close();
    }
}
