package mptcp.simtest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a campaign found out so far, in a file: a line {@code SEED passed} or {@code SEED failed: MESSAGE} for each world
 * that was run. Lines are only added; a campaign that was ended, even within a line, goes on from what is whole. The file
 * may know of seeds outside the campaign, which stay as they are. Any thread.
 */
final class CampaignResults implements AutoCloseable {
    private static final Pattern LINE = Pattern.compile("(\\d+) (?:passed|failed: (.*))");

    private final long from;
    private final int count;
    private final FileChannel channel;
    /** Seeds that have a line, less {@link #from}. */
    private final BitSet done = new BitSet();
    private final NavigableMap<Long, String> failures = new TreeMap<>();

    private CampaignResults(FileChannel channel, long from, long to) {
        this.channel = channel;
        this.from = from;
        this.count = Math.toIntExact(to - from + 1);
    }

    /**
     * Of the seeds from {@code from} to {@code to}, both included.
     *
     * @throws IOException also if another campaign writes to the file
     */
    static CampaignResults open(Path file, long from, long to) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        FileChannel channel = FileChannel.open(file, CREATE, READ, WRITE);
        try {
            if (!locked(channel)) {
                throw new IOException("another campaign writes to " + file);
            }
            CampaignResults results = new CampaignResults(channel, from, to);
            String text = Files.readString(file);
            String whole = text.substring(0, text.lastIndexOf('\n') + 1);
            whole.lines().forEach(results::read);
            channel.truncate(whole.getBytes(UTF_8).length);
            channel.position(channel.size());
            return results;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false; // held in this process
        }
    }

    private void read(String line) {
        Matcher m = LINE.matcher(line);
        if (!m.matches()) {
            throw new IllegalArgumentException("no line of a campaign's results: " + line);
        }
        note(Long.parseLong(m.group(1)), m.group(2));
    }

    /** @param failure null if it passed */
    private void note(long seed, String failure) {
        if (seed >= from && seed < from + count) {
            done.set((int) (seed - from));
            if (failure != null) {
                failures.put(seed, failure);
            }
        }
    }

    synchronized boolean has(long seed) {
        return done.get((int) (seed - from));
    }

    void passed(long seed) {
        add(seed, null);
    }

    /** @param message of which the first line is kept */
    void failed(long seed, String message) {
        add(seed, message.lines().findFirst().orElse("").strip());
    }

    private synchronized void add(long seed, String failure) {
        note(seed, failure);
        String line = seed + (failure == null ? " passed\n" : " failed: " + failure + "\n");
        ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(UTF_8));
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the results cannot be kept", e);
        }
    }

    /** How many were run. */
    synchronized int done() {
        return done.cardinality();
    }

    /** The seeds that failed, with the first line of what was wrong. */
    synchronized NavigableMap<Long, String> failures() {
        return new TreeMap<>(failures);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
